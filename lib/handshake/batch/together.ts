import type { Queries } from "@/db/client"
import { databaseClock, type LoggedIn } from "@/lib/core/context"
import { Refusal } from "@/lib/shared/refusals"

/** A transaction of so many is over soon. */
const MOST = 100

/** How one item is done, and how many are, all or none, with their answers in the same order. */
interface Ways<Item, Answer> {
  alone(ctx: LoggedIn, item: Item): Promise<Answer>
  all(ctx: LoggedIn, items: [Item, ...Item[]]): Promise<Answer[]>
}

interface Waiting<Item, Answer> {
  ctx: LoggedIn
  item: Item
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/**
 * Gives what does an item. What one actor asks about one thing while the like of it is under way waits for that, and is
 * then done together, in one transaction: it would have waited all the same, for the lock of the organization, and held a
 * connection meanwhile. Where one of them is refused none is done, and each goes for itself, so that everybody gets the
 * answer that they would have got alone.
 */
export function together<Item, Answer>(ways: Ways<Item, Answer>) {
  type Queues = Map<string, Waiting<Item, Answer>[]>
  const queuesOf = new WeakMap<Queries, Queues>()

  return (ctx: LoggedIn, about: string, item: Item): Promise<Answer> => {
    // Only tests have other clocks.
    if (ctx.clock !== databaseClock) return ways.alone(ctx, item)
    const queues: Queues = queuesOf.get(ctx.db) ?? new Map()
    queuesOf.set(ctx.db, queues)
    const key = JSON.stringify([about, ctx.actor, ctx.ip])
    const queue = queues.get(key)
    if (queue) return new Promise((resolve, reject) => queue.push({ ctx, item, resolve, reject }))
    const behind: Waiting<Item, Answer>[] = []
    queues.set(key, behind)
    const answer = ways.alone(ctx, item)
    const goOn = () => workOff(ways, behind, () => queues.delete(key))
    answer.then(goOn, goOn)
    return answer
  }
}

/** Does what waits until nothing does, and leaves then, before anything else can come to wait. */
async function workOff<Item, Answer>(
  ways: Ways<Item, Answer>,
  queue: Waiting<Item, Answer>[],
  leave: () => void,
): Promise<void> {
  while (queue.length > 0) await doAll(ways, queue.splice(0, MOST))
  leave()
}

async function doAll<Item, Answer>(ways: Ways<Item, Answer>, batch: Waiting<Item, Answer>[]) {
  const [first, ...others] = batch
  if (!first) return
  const doEach = async () => {
    for (const { ctx, item, resolve, reject } of batch) await ways.alone(ctx, item).then(resolve, reject)
  }
  if (others.length === 0) return doEach()
  try {
    const answers = await ways.all(first.ctx, [first.item, ...others.map(({ item }) => item)])
    for (const [place, { resolve }] of batch.entries()) resolve(answers[place] as Answer)
  } catch (error) {
    if (error instanceof Refusal) return doEach()
    for (const { reject } of batch) reject(error)
  }
}
