import type { Context } from "@/lib/core/context"
import { countUp } from "@/lib/core/watching/counters"
import { Refusal } from "@/lib/shared/refusals"

/** Who has something done: in a lane, who waits there, such as a network address. */
export interface Turn {
  lane: "known" | "login" | "registration"
  owner: string
}

interface Options {
  /** Works that run at the same time. */
  atOnce: number
  /** Nobody waits longer for the beginning of a work; who would have to is refused at once. */
  longestWaitMs: number
  /** How long a work takes until some have shown it. */
  usualMs: number
  /** When a work that was refused may be tried again. */
  retrySeconds: number
  now?: () => number
}

interface Waiting {
  begin(): void
  giveUp(refusal: Refusal): void
}

/** Who waits in a lane, by owners, the one whose turn comes next first. */
type Lane = Map<string, Waiting[]>

/** Of each work, how much its time changes what is expected of the next. */
const NEWS = 1 / 8

/**
 * Makes a limiter for works that take a processor. The lanes take turns, and in each of them its owners do, so that who
 * asks once waits behind one work of each other owner and not behind all of who asks often. As many wait as can begin in
 * time, going by how long the latest works took; when all places are taken, who holds most of them gives one up to who
 * holds fewer. Refuses `rate_reached`.
 */
export function fairLimiter({ atOnce, longestWaitMs, usualMs, retrySeconds, now = () => performance.now() }: Options) {
  const lanes = new Map<string, Lane>()
  let expectedMs = usualMs
  let running = 0
  const busy = () => {
    countUp("muster_limits_reached_total", "limit", BUSY)
    return new Refusal("rate_reached", { retryAfter: retrySeconds, facts: { rule: BUSY } })
  }

  function begun({ lane: name, owner }: Turn): Promise<void> | undefined {
    if (running < atOnce) {
      running += 1
      return
    }
    const lane: Lane = lanes.get(name) ?? new Map()
    lanes.set(name, lane)
    const places = Math.max((atOnce * longestWaitMs) / expectedMs / lanes.size, 1)
    if (waitingIn(lane) >= places) makePlace(lane, owner, busy)
    return new Promise((begin, giveUp) => lane.set(owner, [...(lane.get(owner) ?? []), { begin, giveUp }]))
  }

  function ended() {
    const next = takeNext(lanes, (lane) => takeNext(lane, (queue) => queue.shift()))
    if (next) next.begin()
    else running -= 1
  }

  return async function inTurn<T>(turn: Turn, work: () => Promise<T>): Promise<T> {
    await begun(turn)
    const since = now()
    try {
      return await work()
    } finally {
      // A machine that slept for an hour is not slow.
      const tookMs = Math.min(now() - since, longestWaitMs)
      expectedMs += (tookMs - expectedMs) * NEWS
      ended()
    }
  }
}

/** Takes from the first of these and puts it behind the others, or away once it is empty. */
function takeNext<T extends Lane | Waiting[]>(queues: Map<string, T>, take: (first: T) => Waiting | undefined) {
  const [first] = queues
  if (!first) return undefined
  const [name, queue] = first
  const taken = take(queue)
  queues.delete(name)
  if ((queue instanceof Map ? queue.size : queue.length) > 0) queues.set(name, queue)
  return taken
}

function waitingIn(lane: Lane): number {
  return [...lane.values()].reduce((sum, { length }) => sum + length, 0)
}

/** Takes the latest place of who holds most for an owner that would hold fewer still; refuses any other. */
function makePlace(lane: Lane, owner: string, refusal: () => Refusal) {
  const [most] = [...lane.values()].sort((one, other) => other.length - one.length)
  if (!most || most.length <= (lane.get(owner)?.length ?? 0) + 1) throw refusal()
  most.pop()?.giveUp(refusal())
}

const BUSY = "busy"

/** The turn of what the process does for itself. */
export const OWN_TURN: Turn = { lane: "known", owner: "" }

/** Whether a work was refused because too many wait. */
export function isBusy(error: unknown): boolean {
  return error instanceof Refusal && error.code === "rate_reached" && error.extra.facts?.rule === BUSY
}

/** Whose turn something is: of who is logged in, in a lane that strangers cannot fill; else of a network address. */
export function turnOf({ actor, ip }: Pick<Context, "actor" | "ip">, lane: "login" | "registration"): Turn {
  return actor ? { lane: "known", owner: actor.accountId } : { lane, owner: ip ?? "" }
}
