import { createHmac, timingSafeEqual } from "node:crypto"
import { settings } from "./settings"

/** What a secret is used for; a value made for one purpose means nothing to another. */
type Purpose = "link" | "code" | "seal" | "invitation-code"

/** The id of the secret that new links are made with; a row keeps it so that secrets can be replaced. */
export function currentKeyId(): string {
  const [current] = settings().secrets
  if (!current) throw new Error("No secret is configured")
  return current.id
}

/** HMAC-SHA-256 over purpose and parts with the named secret; null when that secret is no longer configured. */
export function mac(purpose: Purpose, parts: readonly (string | number)[], keyId = currentKeyId()): Buffer | null {
  const secret = settings().secrets.find(({ id }) => id === keyId)
  return secret
    ? createHmac("sha256", secret.key)
        .update(JSON.stringify([purpose, ...parts]))
        .digest()
    : null
}

/** Compares in constant time. */
export function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
