import { sql } from "drizzle-orm"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { consumeLimits, type RateLimitHit, refundLimits } from "@/lib/core/limits"
import { codeOf, hashOf, renewCode } from "@/lib/effects/renew-code"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"

interface CodeRow extends Record<string, unknown> {
  id: string
  generation: number
  keyId: string | null
}

/** The code with which accounts ask to join, in groups (R84, R88); null before there is one, or when its secret is gone. */
export async function invitationCode({ db }: Context, organizationId: ReadableOrganizationId): Promise<string | null> {
  const [row] = await db.execute<CodeRow>(sql`
    select id, code_generation as generation, code_key_id as "keyId" from organizations where id = ${organizationId}`)
  return row?.keyId ? codeOf(row.id, row.generation, row.keyId) : null
}

/**
 * Replaces the invitation code; the one before opens nothing when this returns (R86). Gives the new one. Refuses all
 * but the super admin, and `not_certified`.
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
 * wrong ones (R89). A right one in between forgives none of them, for a guesser may well have one.
 */
export async function organizationByCode(ctx: LoggedIn, typed: string): Promise<{ id: string; generation: number }> {
  const counted: RateLimitHit[] = [
    ["invitationCodesPerAccount", ctx.actor.accountId],
    ["invitationCodesPerIp", ctx.ip],
  ]
  await consumeLimits(ctx.db, ctx, counted)
  const [row] = await ctx.db.execute<{ id: string; generation: number }>(sql`
    select id, code_generation as generation from organizations where code_hash = ${hashOf(typed)}`)
  if (!row) refuse("code_unknown", { field: "code" })
  await refundLimits(ctx.db, counted)
  return row
}
