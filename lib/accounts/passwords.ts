import { randomBytes, scrypt, timingSafeEqual } from "node:crypto"
import { hash, hashRaw, verify } from "@node-rs/argon2"
import { fairLimiter, OWN_TURN, type Turn } from "@/lib/core/turns/fair"

/**
 * Argon2id with the parameters that OWASP recommends: 19 MiB, two passes, one lane. That is 11 ms of a processor on a
 * common server, so 90 logins a second and core.
 */
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 }
const PRESENT = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`
const SCRYPT_MEMORY_BYTES = 64 * 1024 * 1024
/** More hashes at once would leave the machine no time for anything else; nobody waits for one longer than a moment. */
const hashInTurn = fairLimiter({ atOnce: 2, longestWaitMs: 2500, usualMs: 25, retrySeconds: 3 })

/**
 * The hash to store: Argon2id with its own salt, and the cost of its making. Whose turn it is says who waits for whom.
 * Refuses `rate_reached` when too many wait.
 */
export function hashPassword(password: string, turn: Turn): Promise<string> {
  return hashInTurn(turn, () => hash(password.normalize("NFC"), COST))
}

/**
 * Whether a password matches a stored hash; takes as long when there is none. Refuses `rate_reached` when too many wait.
 */
export async function passwordMatches(password: string, stored: string | null, turn: Turn): Promise<boolean> {
  const expected = stored ?? (await decoy())
  const compare = expected.startsWith("scrypt$") ? scryptMatches : argonMatches
  const same = await hashInTurn(turn, () => compare(password.normalize("NFC"), expected))
  return same && stored !== null
}

/** What is kept of a code that is found by it: the same for the same salt. Refuses `rate_reached` when too many wait. */
export async function saltedHash(code: string, salt: Buffer, turn: Turn): Promise<string> {
  const hashed = await hashInTurn(turn, () => hashRaw(code, { ...COST, salt }))
  return hashed.toString("base64url")
}

/** A hash at the present cost for a password that matches one of another; null for one that has it. */
export async function renewedHash(password: string, stored: string | null, turn: Turn): Promise<string | null> {
  if (stored === null || stored.startsWith(PRESENT)) return null
  // Where too many wait, the next login renews it.
  return hashPassword(password, turn).catch(() => null)
}

let decoyHash: Promise<string> | undefined
function decoy(): Promise<string> {
  // A failed hash is made again at the next try: its failure would show for ever which contacts are unknown.
  decoyHash ??= hashPassword(randomBytes(16).toString("hex"), OWN_TURN).catch((error) => {
    decoyHash = undefined
    throw error
  })
  return decoyHash
}

function argonMatches(password: string, stored: string): Promise<boolean> {
  return verify(stored, password)
}

/** Compares with a hash of before Argon2id, until its account logs in. */
function scryptMatches(password: string, stored: string): Promise<boolean> {
  const [, n, r, p, salt = "", key = ""] = stored.split("$")
  const expected = Buffer.from(key, "base64url")
  const cost = { N: Number(n), r: Number(r), p: Number(p), maxmem: SCRYPT_MEMORY_BYTES }
  return new Promise((resolve, reject) => {
    scrypt(password, Buffer.from(salt, "base64url"), expected.length, cost, (error, actual) =>
      error ? reject(error) : resolve(timingSafeEqual(actual, expected)),
    )
  })
}
