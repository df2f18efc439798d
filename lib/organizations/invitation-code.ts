import { eq } from "drizzle-orm"
import { organizations } from "@/db/schema"
import { mustBeFresh } from "@/lib/accounts/accounts"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { consumeLimits, type RateLimitHit, refundLimits } from "@/lib/core/limits"
import { roleIn } from "@/lib/core/locks"
import { codeOf, hashOf, renewCode } from "@/lib/effects/renew-code"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import { can } from "@/lib/shared/roles"

const RIGHT = "code.manage"

/** The code with which accounts ask to join, in groups; null before the first, or without its secret. (R84, R88) */
export async function invitationCode({ db }: Context, organizationId: ReadableOrganizationId): Promise<string | null> {
  const [row] = await db
    .select({ id: organizations.id, generation: organizations.codeGeneration, keyId: organizations.codeKeyId })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
  return row?.keyId ? codeOf(row.id, row.generation, row.keyId) : null
}

/**
 * Replaces the invitation code; the one before opens nothing when this returns. Gives the new code. Refuses all but
 * the super admin, `not_certified`, and `password_needed` where there is a code and the login is not fresh. (R86)
 */
export async function resetCode(ctx: LoggedIn, { organizationId, password }: Input<"resetCode">): Promise<string> {
  const attempted = { organizationId, action: "invitation-code.reset" } as const
  // The change below refuses everybody else, and records the attempt.
  const entitled = can(await roleIn(ctx.db, organizationId, ctx.actor.accountId), RIGHT)
  if (entitled && (await hasCode(ctx, organizationId))) await mustBeFresh(ctx, password, attempted)
  return change(ctx, { permission: RIGHT, ...attempted }, async (tx, entry) => {
    await record(tx, ctx, entry)
    return renewCode(tx, organizationId)
  })
}

async function hasCode({ db }: LoggedIn, organizationId: string): Promise<boolean> {
  const [row] = await db
    .select({ keyId: organizations.codeKeyId })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
  return row?.keyId != null
}

/**
 * The organization that a typed code belongs to. Refuses `code_unknown` at the field, and `rate_reached` after too many
 * wrong codes. A right code forgives no wrong one before it, for a guesser may well have one. (R89)
 */
export async function organizationByCode(ctx: LoggedIn, typed: string): Promise<{ id: string; generation: number }> {
  const counted: RateLimitHit[] = [
    ["invitationCodesPerAccount", ctx.actor.accountId],
    ["invitationCodesPerIp", ctx.ip],
  ]
  await consumeLimits(ctx.db, ctx, counted)
  const [organization] = await ctx.db
    .select({ id: organizations.id, generation: organizations.codeGeneration })
    .from(organizations)
    .where(eq(organizations.codeHash, hashOf(typed)))
  if (!organization) refuse("code_unknown", { field: "code" })
  await refundLimits(ctx.db, counted)
  return organization
}
