import { type Scope, signingKey } from "@/lib/aws/signature"
import { decrypt } from "@/lib/core/secrets"

/** The secret of an access key as the database keeps it. */
interface Sealed {
  accessKeyId: string
  secret: string
  /** Which of our secrets it is encrypted with. */
  keyId: string
}

const KEPT_MS = 30_000
/** A region is whatever a request says, so there can be any number of keys. */
const MOST_KEPT = 1000

const kept = new Map<string, { key: Buffer; until: number }>()

/**
 * The signing key of a secret, kept for seconds, because to decrypt and derive it takes longer than all else in a
 * signature; null for a secret that cannot be decrypted. Whether the access key may be used, the caller asks each time.
 */
export function signingKeyOf(sealed: Sealed, scope: Scope): Buffer | null {
  const name = [sealed.accessKeyId, sealed.keyId, sealed.secret, ...scope].join("/")
  const now = performance.now()
  const known = kept.get(name)
  if (known && known.until > now) return known.key
  const secret = decrypt(sealed.secret, sealed.accessKeyId, sealed.keyId)
  if (secret === null) return null
  const key = signingKey(secret, scope)
  kept.delete(name)
  kept.set(name, { key, until: now + KEPT_MS })
  const [oldest] = kept.keys()
  if (kept.size > MOST_KEPT && oldest) kept.delete(oldest)
  return key
}
