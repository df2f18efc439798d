import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from "node:crypto"
import { settings } from "@/lib/settings"
import { CODE_DIGITS } from "@/lib/shared/lengths"

/** What a secret is used for; a value made for one purpose means nothing to another. */
type Purpose = "link" | "code" | "seal" | "invitation-code" | "browser" | "opt-out"

/** Small letters and digits: what the ids of organizations and policies are made of. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

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

const CIPHER = "aes-256-gcm"
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Encrypts what has to be read again, bound to what it belongs to; the key is not in the database. */
export function encrypt(text: string, owner: string, keyId = currentKeyId()): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, cipherKey(keyId), nonce).setAAD(Buffer.from(owner))
  return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64url")
}

/** Decrypts what `encrypt` made for the same owner; null when its secret is no longer configured, or it was altered. */
export function decrypt(sealed: string, owner: string, keyId: string): string | null {
  if (!settings().secrets.some(({ id }) => id === keyId)) return null
  const bytes = Buffer.from(sealed, "base64url")
  try {
    const decipher = createDecipheriv(CIPHER, cipherKey(keyId), bytes.subarray(0, NONCE_BYTES))
    decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(-TAG_BYTES))
    return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8")
  } catch {
    return null
  }
}

function cipherKey(keyId: string): Buffer {
  const secret = settings().secrets.find(({ id }) => id === keyId)
  if (!secret) throw new Error(`The secret ${keyId} is not configured`)
  return Buffer.from(hkdfSync("sha256", secret.key, "", "muster access keys", 32))
}

/** The six-digit code of a verification: derived, so that a letter can be sent again and nothing is stored. */
export function codeFor(verificationId: string): string {
  const bytes = mac("code", [verificationId])
  if (!bytes) throw new Error("No secret is configured")
  return String(bytes.readUIntBE(0, 6) % 10 ** CODE_DIGITS).padStart(CODE_DIGITS, "0")
}

/** A word that nobody can guess, of these letters. */
export function randomWord(length: number, letters = LETTERS): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join("")
}
