import { refuse } from "@/lib/shared/refusals"

/** Changes of one organization wait for one another in the database, each on a connection that others lack. */
const AT_ONCE = 3
/** More than these are told to come back. */
const WAITING_MAX = 60
const RETRY_SECONDS = 5

interface Queue {
  running: number
  waiting: (() => void)[]
}

const queues = new Map<string, Queue>()

/**
 * Does a work when it is its turn among those of one owner in this process: however much one asks for, connections stay
 * for the others. Refuses `rate_reached` when too many wait already.
 */
export async function limited<T>(owner: string, work: () => Promise<T>): Promise<T> {
  const queue = queues.get(owner) ?? { running: 0, waiting: [] }
  queues.set(owner, queue)
  if (queue.waiting.length >= WAITING_MAX) refuse("rate_reached", { retryAfter: RETRY_SECONDS })
  if (queue.running >= AT_ONCE) await new Promise<void>((go) => queue.waiting.push(go))
  else queue.running += 1
  try {
    return await work()
  } finally {
    const next = queue.waiting.shift()
    if (next) next()
    else queue.running -= 1
    if (queue.running === 0) queues.delete(owner)
  }
}
