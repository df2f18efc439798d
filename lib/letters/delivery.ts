import type { SQL } from "drizzle-orm"
import type { Database } from "@/db/client"
import { databaseClock } from "@/lib/core/context"
import { log } from "@/lib/core/log"
import { type Span, spanned } from "@/lib/core/watching/spans"
import type { Deliver } from "@/lib/letters/deliver"
import { DeliveryFailure } from "@/lib/letters/failure"
import {
  type Claimed,
  channels,
  claim,
  concurrency,
  type DeliveryResult,
  LEASE_SECONDS,
  recordResult,
} from "@/lib/letters/outbox"
import { noteAccount } from "@/lib/letters/refused"
import { renderLetter } from "@/lib/letters/render"
import { keepGoing, pause } from "@/lib/letters/retry"

const DEADLINE_MS = 15_000
const SETTLE_PAUSE_MS = 1000
const FIRST_BACKOFF_SECONDS = 2
const LONGEST_BACKOFF_SECONDS = 15 * 60

/** One pass: tries what is due now and says how many letters it took. */
export async function deliverDue(db: Database, deliver: Deliver, clock: SQL<Date> = databaseClock): Promise<number> {
  const batches = await Promise.all(channels.map((channel) => claim({ db, clock }, channel, concurrency[channel])))
  const claimed = batches.flat()
  await Promise.all(claimed.map((letter) => deliverLetter({ db, clock, deliver }, letter)))
  return claimed.length
}

export interface Delivering {
  db: Database
  clock: SQL<Date>
  deliver: Deliver
}

/** Tries a claimed letter once and writes down what became of it, for as long as the claim lasts. */
export function deliverLetter(by: Delivering, letter: Claimed): Promise<void> {
  const { template, channel } = letter
  return spanned(`letter ${template}`, (span) => carryLetter(by, letter, span), {
    kind: "consumer",
    attributes: { "muster.channel": channel },
  })
}

async function carryLetter(by: Delivering, letter: Claimed, span?: Span): Promise<void> {
  const lease = AbortSignal.timeout(LEASE_SECONDS * 1000)
  const result = await tryOnce(by, letter).catch((error) => resultOf(error, letter))
  if (span) span.attributes["muster.outcome"] = result.state
  log.info({ letter: letter.id, template: letter.template, attempts: letter.attempts, ...result }, "letter")
  const written = async () => {
    await recordResult(by, letter, result)
    await noteAccount(by, letter, result)
    return true
  }
  while (!(await keepGoing("settle", written, false)) && !lease.aborted) await pause(SETTLE_PAUSE_MS, lease)
}

async function tryOnce({ db, clock, deliver }: Delivering, letter: Claimed): Promise<DeliveryResult> {
  if (letter.secondsLeft <= 0) return needsAttention(letter.failure)
  const rendered = await renderLetter(db, letter, clock)
  if (!rendered) return { state: "dropped" }
  const { providerId } = await inTime((deadline) => deliver(rendered, letter, deadline))
  return { state: "sent", providerId }
}

/** Holds even a transport that does not listen to its signal. */
async function inTime<T>(work: (deadline: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = AbortSignal.timeout(DEADLINE_MS)
  const late = new Promise<never>((_, reject) => {
    const failure = new DeliveryFailure("ambiguous", "no_answer")
    deadline.addEventListener("abort", () => reject(failure))
  })
  return Promise.race([work(deadline), late])
}

function resultOf(error: unknown, letter: Claimed): DeliveryResult {
  const failure = error instanceof DeliveryFailure ? error : unexpected(error)
  const { kind, reason } = failure
  if (kind === "permanent") return { state: "failed", failure: reason }
  if (kind === "account") return { state: "queued", failure: reason, delaySeconds: 0, kind }
  const delaySeconds = Math.max(backoff(letter.attempts), failure.retryAfterSeconds)
  if (delaySeconds >= letter.secondsLeft) return needsAttention(reason)
  return { state: "queued", failure: reason, delaySeconds, kind }
}

function unexpected(error: unknown): DeliveryFailure {
  log.error({ error }, "a letter could not be prepared")
  return new DeliveryFailure("retry", "not_prepared")
}

/** It was tried for a day. */
function needsAttention(failure: string | null): DeliveryResult {
  return { state: "failed", failure: failure ? `needs_attention: ${failure}` : "needs_attention" }
}

/** Doubles with every try, half of it at random so that letters do not come back together. */
function backoff(attempts: number): number {
  const full = Math.min(FIRST_BACKOFF_SECONDS * 2 ** (attempts - 1), LONGEST_BACKOFF_SECONDS)
  return full * (0.5 + Math.random() / 2)
}
