import { once } from "node:events"
import path from "node:path"
import { Worker } from "node:worker_threads"
import { givenBackIfBusy } from "@/lib/accounts/counting/busy"
import type { Context } from "@/lib/core/context"
import { consumeLimits, type RateLimitHit } from "@/lib/core/limits"
import { fairLimiter, turnOf } from "@/lib/core/turns/fair"
import { PASSWORD_MAX, PASSWORD_MIN } from "@/lib/shared/lengths"
import { refuse } from "@/lib/shared/refusals"

/** Of zxcvbn's 0 to 4: below this a password is guessed offline in hours. */
const LEAST_SCORE = 3
/** How many characters are judged: the time grows with the square, and a long password that begins well is strong. */
const JUDGED_CHARACTERS = 32
/** What everybody here thinks of first. */
const PRODUCT_WORDS = "muster invitation invite enterprise organization organisation member membership console".split(
  " ",
)
/** Shorter parts of a known word stand in other words too. */
const SHORTEST_PART = 4
/** Every start goes from the folder that holds this file; a bundle of it stands elsewhere. */
const THREAD = path.join(process.cwd(), "lib", "accounts", "strength-thread.mjs")
/** One thread judges for the whole process; nobody waits for it longer than a moment. */
const judgeInTurn = fairLimiter({ atOnce: 1, longestWaitMs: 2500, usualMs: 50, retrySeconds: 3 })

let thread: Worker | undefined

interface NewPassword {
  password: string
  /** What is known about its owner, and so easy to guess. */
  words: string[]
  /** Whose try it is, where nobody is logged in and the address should not count. */
  accountId?: string
}

/**
 * Refuses `weak_password` at the field for one that is too short, too long or easy to guess; there are no rules of
 * composition. Whoever asks is counted first, for judging costs more than asking: refuses `rate_reached`.
 */
export async function mustBeStrong(ctx: Context, { password, words, accountId }: NewPassword) {
  const length = [...password].length
  if (length < PASSWORD_MIN || length > PASSWORD_MAX) refuse("weak_password", { field: "password" })
  const counted: RateLimitHit[] = [["newPasswords", accountId ?? ctx.actor?.accountId ?? ctx.ip]]
  await consumeLimits(ctx.db, ctx, counted)
  const known = [...PRODUCT_WORDS, ...words].map(judgedPart)
  const judged = { password: judgedPart(withoutKnown(password, known)), words: known }
  const turn = turnOf(ctx, "registration")
  const score = await givenBackIfBusy(ctx, counted, () => judgeInTurn(turn, () => scoreOf(judged)))
  if (score < LEAST_SCORE) refuse("weak_password", { field: "password" })
}

/** The rest of a password: however often it says what is known, and with what between, that makes it no stronger. */
function withoutKnown(password: string, known: string[]): string {
  const parts = known.flatMap((word) => word.toLowerCase().split(/[^\p{L}\p{N}]+/u))
  const long = parts.filter(({ length }) => length >= SHORTEST_PART).sort((one, other) => other.length - one.length)
  return long.reduce((rest, part) => rest.replaceAll(new RegExp(part, "giu"), ""), password)
}

/** The beginning, of a known word as well, so that a longer one is still found in it. */
function judgedPart(text: string): string {
  return text.slice(0, JUDGED_CHARACTERS)
}

/** What the thread says; one that has failed is started anew for the next password. */
async function scoreOf(judged: { password: string; words: string[] }): Promise<number> {
  thread ??= startThread()
  const asked = thread
  // It keeps the process alive only while it is asked.
  asked.ref()
  asked.postMessage(judged)
  try {
    const [score] = await once(asked, "message")
    return score
  } finally {
    asked.unref()
  }
}

function startThread(): Worker {
  const started = new Worker(/* turbopackIgnore: true */ THREAD)
  return started.on("error", () => {
    thread = undefined
  })
}
