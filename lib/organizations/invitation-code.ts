import { createHash } from "node:crypto"
import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { consumeLimits, type RateLimitHit, refundLimits } from "@/lib/core/limits"
import { currentKeyId, mac } from "@/lib/core/secrets"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"

/** 80 bits, in letters and digits that can be read aloud: no I, L, O or U. */
const BYTES = 10
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const GROUP = /.{4}(?=.)/g
const BITS = 5

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

/** Gives a certified organization its next code, under the organization's lock. Refuses `not_certified`. */
export async function renewCode(tx: Queries, organizationId: string): Promise<string> {
  const keyId = currentKeyId()
  const [row] = await tx.execute<{ generation: number }>(sql`
    update organizations set code_generation = code_generation + 1, code_key_id = ${keyId}
     where id = ${organizationId} and entity_id is not null returning code_generation as generation`)
  if (!row) refuse("not_certified")
  const code = codeOf(organizationId, row.generation, keyId) ?? refuse("unavailable")
  await tx.execute(sql`update organizations set code_hash = ${hashOf(code)} where id = ${organizationId}`)
  return code
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

/** Derived like a link: the database holds only its hash. */
function codeOf(organizationId: string, generation: number, keyId: string): string | null {
  const bytes = mac("invitation-code", [organizationId, generation], keyId)?.subarray(0, BYTES)
  if (!bytes) return null
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("")
  const letters = bits.match(new RegExp(`.{${BITS}}`, "g")) ?? []
  return letters
    .map((five) => ALPHABET[Number.parseInt(five, 2)])
    .join("")
    .replace(GROUP, "$&-")
}

function hashOf(typed: string): string {
  return createHash("sha256").update(normalized(typed)).digest("base64url")
}

/** As it is meant, whatever the case, the groups and the letters that look like digits. */
function normalized(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1")
}
