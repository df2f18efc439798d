import { createHash } from "node:crypto"
import { and, eq, isNotNull, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { organizations } from "@/db/schema"
import { currentKeyId, mac } from "@/lib/core/secrets"
import { refuse } from "@/lib/shared/refusals"
import { typedCode } from "@/lib/shared/typed/text"

/** 80 bits, in letters and digits that can be read aloud: no I, L, O or U. */
const BYTES = 10
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const GROUP = /.{4}(?=.)/g
const BITS = 5

/** Gives a certified organization its next code, under the organization's lock. Refuses `not_certified`. */
export async function renewCode(tx: Queries, organizationId: string): Promise<string> {
  const keyId = currentKeyId()
  const isOrganization = eq(organizations.id, organizationId)
  const [row] = await tx
    .update(organizations)
    .set({ codeGeneration: sql`${organizations.codeGeneration} + 1`, codeKeyId: keyId })
    .where(and(isOrganization, isNotNull(organizations.entityId)))
    .returning({ generation: organizations.codeGeneration })
  if (!row) refuse("not_certified")
  const code = codeOf(organizationId, row.generation, keyId) ?? refuse("unavailable")
  await tx
    .update(organizations)
    .set({ codeHash: hashOf(code) })
    .where(isOrganization)
  return code
}

/** The code of an organization at its generation, derived like a link; null when its secret is gone. */
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

/** The hash by which the database finds a typed code. */
export function hashOf(typed: string): string {
  return createHash("sha256").update(normalized(typed)).digest("base64url")
}

/** Case, groups and letters that look like digits make no difference. */
function normalized(typed: string): string {
  return typedCode(typed)
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1")
}
