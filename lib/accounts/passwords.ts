import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto"
import { ZxcvbnFactory } from "@zxcvbn-ts/core"
import * as common from "@zxcvbn-ts/language-common"
import { limiter } from "@/lib/accounts/limiter"
import { PASSWORD_MAX, PASSWORD_MIN } from "@/lib/shared/lengths"
import { refuse } from "@/lib/shared/refusals"

const COST = { N: 2 ** 15, r: 8, p: 3 }
const MEMORY_BYTES = 64 * 1024 * 1024
const KEY_BYTES = 32
/** Of zxcvbn's 0 to 4: below this a password is guessed offline in hours. */
const LEAST_SCORE = 3
/** How many characters are judged: the time grows with the square, and a long password that begins well is strong. */
const JUDGED_CHARACTERS = 48
/** More hashes at once, or in the queue, would leave the machine no time for anything else. */
const hashInTurn = limiter({ atOnce: 2, waiting: 40, retrySeconds: 5 })
const PRODUCT_WORDS = ["muster", "invitation", "enterprise"]

let blocklist: ZxcvbnFactory | undefined

/** Refuses a password that is too short, too long or easy to guess; no rules of composition. */
export function mustBeStrong(password: string, ownWords: string[]) {
  const length = [...password].length
  if (length < PASSWORD_MIN || length > PASSWORD_MAX) refuse("weak_password", { field: "password" })
  blocklist ??= new ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs })
  if (blocklist.check(password.slice(0, JUDGED_CHARACTERS), [...PRODUCT_WORDS, ...ownWords]).score < LEAST_SCORE) {
    refuse("weak_password", { field: "password" })
  }
}

/** The hash to store: scrypt with its own salt, and the cost of its making. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, COST)
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), key.toString("base64url")].join("$")
}

/** Whether a password matches a stored hash; takes as long when there is none. */
export async function passwordMatches(password: string, stored: string | null): Promise<boolean> {
  const [, n, r, p, salt, key] = (stored ?? (await decoy())).split("$")
  const expected = Buffer.from(key ?? "", "base64url")
  const cost = { N: Number(n), r: Number(r), p: Number(p) }
  const actual = await derive(password, Buffer.from(salt ?? "", "base64url"), cost)
  return timingSafeEqual(actual, expected) && stored != null
}

let decoyHash: Promise<string> | undefined
function decoy(): Promise<string> {
  // A failed hash is made again at the next try: its failure would show for ever which contacts are unknown.
  decoyHash ??= hashPassword(randomBytes(16).toString("hex")).catch((error) => {
    decoyHash = undefined
    throw error
  })
  return decoyHash
}

function derive(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  return hashInTurn("all", () => scryptKey(password, salt, cost))
}

function scryptKey(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFC"), salt, KEY_BYTES, { ...cost, maxmem: MEMORY_BYTES }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}
