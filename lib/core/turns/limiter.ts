import { countUp } from "@/lib/core/watching/counters"
import { refuse } from "@/lib/shared/refusals"

interface Options {
  /** Works of one owner that run at the same time. */
  atOnce: number
  /** Works of one owner that may wait for their turn. */
  waiting: number
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
  return async function inTurn<T>(owner: string, work: () => Promise<T>): Promise<T> {
    const queue = queues.get(owner) ?? { running: 0, waiting: [] }
    queues.set(owner, queue)
    if (queue.running < atOnce) queue.running += 1
    else if (queue.waiting.length < waiting) await new Promise<void>((go) => queue.waiting.push(go))
    else {
      countUp("muster_limits_reached_total", "limit", "busy")
      refuse("rate_reached", { retryAfter: retrySeconds, facts: { rule: "busy" } })
    }
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
