import { createHash } from "node:crypto"
import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { currentKeyId, mac } from "@/lib/core/secrets"
import { refuse } from "@/lib/shared/refusals"

/** 80 bits, in letters and digits that can be read aloud: no I, L, O or U. */
const BYTES = 10
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const GROUP = /.{4}(?=.)/g
const BITS = 5

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

/** The code of an organization at its generation; null when its secret is gone. It is derived like a link. */
export function codeOf(organizationId: string, generation: number, keyId: string): string | null {
  const bytes = mac("invitation-code", [organizationId, generation], keyId)?.subarray(0, BYTES)
  if (!bytes) return null
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("")
  const letters = bits.match(new RegExp(`.{${BITS}}`, "g")) ?? []
  return letters
    .map((five) => ALPHABET[Number.parseInt(five, 2)])
    .join("")
    .replace(GROUP, "$&-")
}

/** What the database keeps of a code, and a typed code is found by. */
export function hashOf(typed: string): string {
  return createHash("sha256").update(normalized(typed)).digest("base64url")
}

/** Case, groups and letters that look like digits do not matter. */
function normalized(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1")
}
