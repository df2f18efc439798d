import { refuse } from "@/lib/shared/refusals"

interface Options {
  /** Works of one owner that run at the same time. */
  atOnce: number
  /** Works of one owner that may wait for their turn. */
  waiting: number | (() => number)
  /** When a work that was refused may be tried again. */
  retrySeconds: number
}

interface Queue {
  running: number
  waiting: (() => void)[]
}

/**
 * Makes a limiter, which does a work when it is its turn among those of one owner in this process. A turn that ends is
 * handed to the next that waits, so that nobody can slip in between. Refuses `rate_reached` when too many wait already.
 */
export function limiter({ atOnce, waiting, retrySeconds }: Options) {
  const queues = new Map<string, Queue>()
  const most = typeof waiting === "function" ? waiting : () => waiting
  return async function inTurn<T>(owner: string, work: () => Promise<T>): Promise<T> {
    const queue = queues.get(owner) ?? { running: 0, waiting: [] }
    queues.set(owner, queue)
    if (queue.running < atOnce) queue.running += 1
    else if (queue.waiting.length < most()) await new Promise<void>((go) => queue.waiting.push(go))
    else refuse("rate_reached", { retryAfter: retrySeconds, facts: { rule: "busy" } })
    try {
      return await work()
    } finally {
      const next = queue.waiting.shift()
      if (next) next()
      else queue.running -= 1
      if (queue.running === 0) queues.delete(owner)
    }
  }
}

interface Hurry extends Omit<Options, "waiting"> {
  longestWaitMs: number
  /** How long a work takes until some have shown it. */
  usualMs: number
  now?: () => number
}

/** Of each work, how much its time changes what is expected of the next. */
const NEWS = 1 / 8

/** Makes a limiter in which as many works wait as can begin in time, going by how long the latest ones took. */
export function hurriedLimiter({ atOnce, longestWaitMs, usualMs, retrySeconds, now = () => performance.now() }: Hurry) {
  let expectedMs = usualMs
  const inTurn = limiter({ atOnce, waiting: () => (atOnce * longestWaitMs) / expectedMs, retrySeconds })
  return <T>(owner: string, work: () => Promise<T>) =>
    inTurn(owner, async () => {
      const since = now()
      try {
        return await work()
      } finally {
        // A machine that slept for an hour is not slow.
        const tookMs = Math.min(now() - since, longestWaitMs)
        expectedMs += (tookMs - expectedMs) * NEWS
      }
    })
}
