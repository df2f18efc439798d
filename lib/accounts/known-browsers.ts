import { randomBytes } from "node:crypto"
import type { accounts } from "@/db/schema"
import type { Context } from "@/lib/core/context"
import { keyIds, mac, sameBytes } from "@/lib/core/secrets"

/** Of so many accounts a browser keeps that it has logged in to them. */
const KEPT = 4
const ID_BYTES = 12

/** What is needed of an account to know its browsers. */
export type Owner = Pick<typeof accounts.$inferSelect, "id" | "passwordHash">

/**
 * The id of the browser that asks, if it has logged in to this account before and the password has not changed since;
 * null for any other. Whoever guesses passwords or codes does not have its cookie. (OWASP: device cookies)
 */
export function knownBrowser({ browser }: Pick<Context, "browser">, owner: Owner | undefined): string | null {
  if (!browser || !owner) return null
  return entriesOf(browser).find((entry) => isOf(owner, entry))?.id ?? null
}

/** What the cookie of the browser that asks holds from now on: this account first, then those that it held before. */
export function rememberedBrowser({ browser = "" }: Pick<Context, "browser">, owner: Owner): string {
  const others = entriesOf(browser).filter((entry) => !isOf(owner, entry))
  const id = knownBrowser({ browser }, owner) ?? randomBytes(ID_BYTES).toString("base64url")
  const own = { id, proof: mac("browser", partsOf(owner, id))?.toString("base64url") ?? "" }
  return [own, ...others]
    .slice(0, KEPT)
    .map((entry) => `${entry.id}.${entry.proof}`)
    .join("~")
}

interface Entry {
  id: string
  proof: string
}

function entriesOf(cookie: string): Entry[] {
  const entries = cookie.split("~", KEPT).map((entry) => /^([\w-]{16})\.([\w-]{43})$/.exec(entry))
  return entries.flatMap((entry) => (entry?.[1] && entry[2] ? [{ id: entry[1], proof: entry[2] }] : []))
}

function isOf(owner: Owner, { id, proof }: Entry): boolean {
  return keyIds().some((keyId) => {
    const expected = mac("browser", partsOf(owner, id), keyId)
    return expected !== null && sameBytes(expected, Buffer.from(proof, "base64url"))
  })
}

/** With another password the cookies of before mean nothing. */
function partsOf({ id: accountId, passwordHash }: Owner, browserId: string): string[] {
  return [accountId, browserId, passwordHash ?? ""]
}
