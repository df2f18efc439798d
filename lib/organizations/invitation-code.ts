import { eq } from "drizzle-orm"
import { organizations } from "@/db/schema"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { consumeLimits, type RateLimitHit, refundLimits } from "@/lib/core/limits"
import { codeOf, hashOf, renewCode } from "@/lib/effects/renew-code"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"

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
 * the super admin, and `not_certified`. (R86)
 */
export function resetCode(ctx: LoggedIn, { organizationId }: Input<"organization">): Promise<string> {
  return change(
    ctx,
    { permission: "code.manage", organizationId, action: "invitation-code.reset" },
    async (tx, entry) => {
      await record(tx, ctx, entry)
      return renewCode(tx, organizationId)
    },
  )
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
