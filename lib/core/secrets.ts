import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from "node:crypto"
import { type Settings, settings } from "@/lib/settings"
import { CODE_DIGITS } from "@/lib/shared/lengths"

/** What a key is derived for; a value made for one purpose means nothing to another. */
type Purpose =
  | "link"
  | "code"
  | "seal"
  | "reseal"
  | "invitation-code"
  | "browser"
  | "opt-out"
  | "not-me"
  | "cookie"
  | "encryption"

/** Small letters and digits: what the ids of organizations and policies are made of. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
/** Begins the id of a secret of which each purpose has a key of its own; without it the secret itself is the key. */
const DERIVED = "2."
const KEY_BYTES = 32

const derived = new Map<string, Buffer>()

/** The id of the secret, and of the manner, in which all that is new is made; a row keeps it, so that both can change. */
export function currentKeyId(): string {
  const [current] = settings().secrets
  if (!current) throw new Error("No secret is configured")
  return DERIVED + current.id
}

/** Whether something was made with the present secret, in whichever manner. */
export function isPresent(keyId: string): boolean {
  return secretOf(keyId) === settings().secrets[0]
}

/** Under which ids something may have been made that keeps none: the present secret's, then those of former ones. */
export function keyIds(): string[] {
  return settings().secrets.flatMap(({ id, leaked }) => (leaked ? [] : [DERIVED + id, id]))
}

/**
 * HMAC-SHA-256 over purpose and parts with the named secret; null when that secret is no longer configured, or others
 * know it.
 */
export function mac(purpose: Purpose, parts: readonly (string | number)[], keyId = currentKeyId()): Buffer | null {
  const secret = secretOf(keyId)
  return secret && !secret.leaked ? macWith(secret, { purpose, parts, keyId }) : null
}

/** The same with a secret that others may know too: what it vouches for has to be held against something else. */
export function unsafeMac(purpose: Purpose, parts: readonly (string | number)[], keyId: string): Buffer | null {
  const secret = secretOf(keyId)
  return secret && macWith(secret, { purpose, parts, keyId })
}

type Secret = Settings["secrets"][number]

function secretOf(keyId: string): Secret | null {
  const id = keyId.startsWith(DERIVED) ? keyId.slice(DERIVED.length) : keyId
  return settings().secrets.find((secret) => secret.id === id) ?? null
}

interface Made {
  purpose: Purpose
  parts: readonly (string | number)[]
  keyId: string
}

function macWith(secret: Secret, { purpose, parts, keyId }: Made): Buffer {
  const key = keyId.startsWith(DERIVED) ? keyOf(secret, purpose) : secret.key
  return createHmac("sha256", key)
    .update(JSON.stringify([purpose, ...parts]))
    .digest()
}

/** The key of a secret for one purpose, by HKDF: who learns one key learns no other, and not the secret. */
function keyOf({ id, key }: Secret, purpose: Purpose): Buffer {
  const name = `${id} ${purpose}`
  const made = derived.get(name) ?? Buffer.from(hkdfSync("sha256", key, "", `muster ${purpose}`, KEY_BYTES))
  derived.set(name, made)
  return made
}

/** What next-auth makes its cookies with. */
export function cookieSecret(): string {
  const secret = secretOf(currentKeyId())
  if (!secret) throw new Error("No secret is configured")
  return keyOf(secret, "cookie").toString("base64")
}

/** Under which ids something was made with a secret that others know. */
export function leakedKeyIds(): string[] {
  return settings().secrets.flatMap(({ id, leaked }) => (leaked ? [DERIVED + id, id] : []))
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
  const key = cipherKey(keyId)
  if (!key) throw new Error(`The secret ${keyId} is not configured`)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(owner))
  return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64url")
}

/** Decrypts what `encrypt` made for the same owner; null when its secret is no longer configured, or it was altered. */
export function decrypt(sealed: string, owner: string, keyId: string): string | null {
  const key = cipherKey(keyId)
  if (!key) return null
  const bytes = Buffer.from(sealed, "base64url")
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES))
    decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(-TAG_BYTES))
    return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8")
  } catch {
    return null
  }
}

/** What was encrypted stays readable with a secret that others know too, until it is encrypted anew. */
function cipherKey(keyId: string): Buffer | null {
  const secret = secretOf(keyId)
  if (!secret) return null
  if (keyId.startsWith(DERIVED)) return keyOf(secret, "encryption")
  return Buffer.from(hkdfSync("sha256", secret.key, "", "muster access keys", KEY_BYTES))
}

/**
 * The six-digit code of a verification: derived, so that a letter can be sent again and nothing is stored. Empty where
 * the secret that it was made with is no longer configured.
 */
export function codeFor(verificationId: string, keyId: string | null = currentKeyId()): string {
  const bytes = mac("code", [verificationId], keyId ?? settings().secrets[0]?.id)
  return bytes ? String(bytes.readUIntBE(0, 6) % 10 ** CODE_DIGITS).padStart(CODE_DIGITS, "0") : ""
}

/** A word that nobody can guess, of these letters. */
export function randomWord(length: number, letters = LETTERS): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join("")
}
