import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"
import { heartbeats } from "@/db/schema"
import { type Checkpoints, newCheckpoints } from "@/lib/audit/seals/checkpoints"
import { logHeads } from "@/lib/audit/seals/heads"
import { seal } from "@/lib/audit/seals/seal"
import { database, databaseClock } from "@/lib/core/context"
import { markTimeline } from "@/lib/core/replicas/position"
import { claimNext } from "@/lib/effects/names"
import { REMINDED_AT_ONCE, remindDue } from "@/lib/handshake"
import { type Delivering, deliverLetter } from "@/lib/letters/delivery"
import { type Channel, channels, claim, concurrency } from "@/lib/letters/outbox"
import { keepGoing, pause } from "@/lib/letters/retry"
import { configuredTransports } from "@/lib/letters/transports"
import { deleteExpired } from "@/lib/ops/retention"
import { warnOfTexts } from "@/lib/ops/text-budgets"
import { carryOutFactorResets } from "@/lib/recovery/factor-reset"

const POLL_MS = 1000
const SEAL_MS = 2000
const HEARTBEAT_MS = 10_000
const HEADS_MS = 3_600_000
const REMIND_MS = 60_000
const WATCH_MS = 60_000
const FORGET_MS = 3_600_000

/**
 * Does all that waits for no request, such as delivering letters and sealing the audit, until the signal ends it, through
 * restarts of the database and faults of the providers.
 */
export async function runWorker(signal: AbortSignal): Promise<void> {
  const db = database()
  const deliver = configuredTransports()
  const memory = newCheckpoints()
  await Promise.all([
    ...channels.map((channel) => runChannel({ db, clock: databaseClock, deliver }, channel, signal)),
    sealAudit(db, memory, signal),
    keepHeads(db, memory, signal),
    beat(db, signal),
    forget(db, signal),
    remind(db, signal),
    claimAllNames(db, signal),
    watchTexts(db, signal),
    resetFactors(db, signal),
  ])
}

/** Delivers the letters of a channel, so many at once; finishes at the end what is under way. */
async function runChannel(by: Delivering, channel: Channel, signal: AbortSignal): Promise<void> {
  const underWay = new Set<Promise<void>>()
  while (!signal.aborted) {
    const free = concurrency[channel] - underWay.size
    const claimed = await keepGoing("claim", () => claim(by, channel, free), [])
    for (const letter of claimed) {
      const carried = deliverLetter(by, letter).finally(() => underWay.delete(carried))
      underWay.add(carried)
    }
    await (claimed.length === free ? Promise.race(underWay) : pause(POLL_MS, signal))
  }
  await Promise.all(underWay)
}

async function sealAudit(db: Database, memory: Checkpoints, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const sealed = await keepGoing("sealing", () => seal({ db, clock: databaseClock }, memory), 0)
    if (sealed === 0) await pause(SEAL_MS, signal)
  }
}

/** Writes the heads of the chains into the log, where an intruder in the database cannot alter them. */
async function keepHeads(db: Database, memory: Checkpoints, signal: AbortSignal): Promise<void> {
  const logged = new Map<string, number>()
  while (!signal.aborted) {
    await keepGoing("heads", () => logHeads(db, memory, logged), undefined)
    await pause(HEADS_MS, signal)
  }
}

async function beat(db: Database, signal: AbortSignal): Promise<void> {
  const at = sql`clock_timestamp()`
  const write = async () => {
    await db
      .insert(heartbeats)
      .values({ name: "worker", at })
      .onConflictDoUpdate({ target: heartbeats.name, set: { at } })
    await markTimeline(db)
  }
  while (!signal.aborted) {
    await keepGoing("heartbeat", write, undefined)
    await pause(HEARTBEAT_MS, signal)
  }
}

async function remind(db: Database, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const looked = await keepGoing("reminders", () => remindDue({ db, clock: databaseClock }), 0)
    if (looked < REMINDED_AT_ONCE) await pause(REMIND_MS, signal)
  }
}

async function resetFactors(db: Database, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await keepGoing("factor resets", () => carryOutFactorResets({ db, clock: databaseClock }), 0)
    await pause(WATCH_MS, signal)
  }
}

async function watchTexts(db: Database, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await keepGoing("text budgets", () => warnOfTexts({ db, clock: databaseClock }), 0)
    await pause(WATCH_MS, signal)
  }
}

/**
 * What an enterprise could not have, because another one had it, is free once that one is gone or called otherwise; and
 * what looks alike is told by this version.
 */
async function claimAllNames(db: Database, signal: AbortSignal): Promise<void> {
  const claimAll = async () => {
    for (let last: string | null = ""; last !== null && !signal.aborted; ) last = await claimNext(db, last)
  }
  while (!signal.aborted) {
    await keepGoing("names", claimAll, undefined)
    await pause(FORGET_MS, signal)
  }
}

async function forget(db: Database, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await keepGoing("forgetting", () => deleteExpired(db, { clock: databaseClock }), undefined)
    await pause(FORGET_MS, signal)
  }
}
