import { setTimeout as pause } from "node:timers/promises"
import { connect, type Database } from "@/db/client"
import { QueryFailed } from "@/db/driver/failure"
import { log } from "@/lib/core/log"
import { BEHIND, mustShow } from "@/lib/core/replicas/position"
import { statementSpan } from "@/lib/core/watching/statements"
import { settings } from "@/lib/settings"

/** Why a replica is left alone: it does not show what was written, does not answer, or answers with an error. */
type Why = "behind" | "silent" | "failing"

/**
 * Beyond that a replica counts as one that hangs; in rounds of the event loop, for a process that is held up hears
 * nothing meanwhile.
 */
const ROUNDS = 5
const ROUND_MS = 100
/** For how long one is left alone before it is looked at again, behind all answers. */
const REST_MS: Record<Why, number> = { behind: 1000, silent: 3000, failing: 3000 }
/** At most one line in so long says that one is left alone. */
const SAID_EVERY_MS = 60_000

/** The replica that this process reads from, as it stands. */
export interface Replica {
  db: Database
  waitMs: number
  isResting: boolean
  /** The newest position that was asked for. */
  latest: string
  /** By how much it missed that when it last said so; null where it says nothing. */
  lagBytes: number | null
  /** When the log last said that it is left alone, until it says the contrary. */
  said: { at: number; open: boolean }
  leave(): void
  /** How many connections there are at most, and how many are asked for. */
  use(): { size: number; asked: number }
}

/** Shared by everything in this process, however often it is bundled. */
const shared = globalThis as { musterReplica?: Replica }

/** What this process reads from beside the primary; null where the settings name nothing. */
export function replicaHere(): Replica | null {
  const { replica, pool } = settings()
  if (!replica) return null
  shared.musterReplica ??= opened(replica, pool)
  return shared.musterReplica
}

function opened({ url, waitMs }: { url: string; waitMs: number }, pool: number | undefined): Replica {
  const waitSeconds = (ROUNDS * ROUND_MS) / 1000
  const { db, leave, use } = connect(url, { pool, waitSeconds, purpose: "reading", observe: statementSpan })
  const said = { at: Number.NEGATIVE_INFINITY, open: false }
  return { db, leave, use, waitMs, isResting: false, latest: "", lagBytes: null, said }
}

/**
 * Whether a replica is asked now; remembers what for. Nobody waits for a connection to it: that would look like one
 * that hangs.
 */
export function isAsked(replica: Replica, position: string): boolean {
  replica.latest = position
  const { size, asked } = replica.use()
  return !replica.isResting && asked < size
}

/** Leaves a replica alone for a while, or goes on with the next of several, and looks at it again behind all answers. */
export function leaveAlone(replica: Replica, error: unknown) {
  const why = whyOf(replica, error)
  if (replica.isResting) return
  replica.isResting = true
  replica.leave()
  if (performance.now() - replica.said.at >= SAID_EVERY_MS) {
    replica.said = { at: performance.now(), open: true }
    const { lagBytes } = replica
    log.warn(
      { why, ...(why === "behind" && { lagBytes }), ...(why === "failing" && { error }) },
      "a replica is left alone: the primary answers in its place",
    )
  }
  void rest(replica, why)
}

async function rest(replica: Replica, why: Why) {
  for (let reason: Why | null = why; reason; reason = await whyNotAsked(replica)) {
    await pause(REST_MS[reason], undefined, { ref: false })
  }
  replica.isResting = false
  if (replica.said.open) log.info("a replica is asked again")
  replica.said.open = false
}

/** Looks whether a replica shows the newest position that was asked for; of several, the next is looked at otherwise. */
async function whyNotAsked(replica: Replica): Promise<Why | null> {
  try {
    await answered(() => mustShow(replica.db, replica.latest, replica.waitMs))
    replica.lagBytes = 0
    return null
  } catch (error) {
    replica.leave()
    return whyOf(replica, error)
  }
}

/** What an error of a replica says of it; notes how far it is behind. */
function whyOf(replica: Replica, error: unknown): Why {
  const cause = error instanceof QueryFailed ? error.cause : undefined
  const isBehind = cause?.constraint_name === BEHIND
  replica.lagBytes = isBehind ? Number(cause?.detail) : null
  return isBehind ? "behind" : error instanceof Silent ? "silent" : "failing"
}

/** Nobody has answered in time. */
class Silent extends Error {}

/** What a work gives, unless it has heard nothing of its replica in time: nobody waits for the end of that. */
export function answered<T>(work: (heard: () => void) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let rounds = 0
    const clock = setInterval(() => {
      if (++rounds === ROUNDS) reject(new Silent())
    }, ROUND_MS).unref()
    const heard = () => clearInterval(clock)
    work(heard).then(resolve, reject).finally(heard)
  })
}
