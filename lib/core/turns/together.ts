import type { Queries } from "@/db/client"
import { isOutage } from "@/db/driver/failure"
import { databaseClock, type LoggedIn } from "@/lib/core/context"
import { isInTime, type Waiting, waiting } from "@/lib/core/turns/waiting"

/** They hold the organization until the last of them is written. */
const MOST_TOGETHER = 100

/** How one item is done, and how several are: all or none, with their answers in the same order. */
interface Ways<Item, Answer> {
  alone(ctx: LoggedIn, item: Item): Promise<Answer>
  all(ctx: LoggedIn, items: [Item, ...Item[]]): Promise<Answer[]>
}

/**
 * Gives what does an item, or lets it wait: what one actor asks from one address about one thing, while the like of it is
 * under way in this process, is done behind that, in one transaction. It would have waited all the same, for the row of
 * the organization, and held a connection meanwhile. Where one is refused none is done, and each goes for itself, so that
 * each gets its own answer and the audit its attempt. An outage, which is no item's own, is told to all of a transaction,
 * and who has waited for too long is told that nobody answered.
 */
export function together<Item, Answer>(ways: Ways<Item, Answer>) {
  type Queues = Map<string, Waiting<Item, Answer>[]>
  const queuesOf = new WeakMap<Queries, Queues>()

  return (ctx: LoggedIn, about: string, item: Item): Promise<Answer> => {
    // Only tests and the story of the demo have other clocks.
    if (ctx.clock !== databaseClock) return ways.alone(ctx, item)
    const queues: Queues = queuesOf.get(ctx.db) ?? new Map()
    queuesOf.set(ctx.db, queues)
    const key = JSON.stringify([about, ctx.actor, ctx.ip])
    const present = queues.get(key)
    if (present) return new Promise((resolve, reject) => present.push(waiting({ ctx, item, resolve, reject })))
    const answer = ways.alone(ctx, item)
    const queue: Waiting<Item, Answer>[] = []
    queues.set(key, queue)
    const workOff = async () => {
      while (queue.length > 0) await doAll(ways, queue.splice(0, MOST_TOGETHER))
      // Nothing can come to wait between the last look and this.
      queues.delete(key)
    }
    answer.then(workOff, workOff)
    return answer
  }
}

async function doAll<Item, Answer>(ways: Ways<Item, Answer>, came: Waiting<Item, Answer>[]) {
  const batch = came.filter(isInTime)
  const [first, ...others] = batch
  if (!first || others.length === 0) return doEach(ways, batch)
  const items: [Item, ...Item[]] = [first.item, ...others.map(({ item }) => item)]
  try {
    const answers = await first.as(() => ways.all(first.ctx, items))
    for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer)
  } catch (error) {
    if (!isOutage(error)) return doEach(ways, batch)
    for (const { reject } of batch) reject(error)
  }
}

/** Each for itself, until one finds that nothing can be done. */
async function doEach<Item, Answer>({ alone }: Ways<Item, Answer>, batch: Waiting<Item, Answer>[]) {
  let end: { error: unknown } | undefined
  for (const { ctx, item, as, resolve, reject } of batch) {
    if (end) reject(end.error)
    else
      await as(() => alone(ctx, item)).then(resolve, (error) => {
        if (isOutage(error)) end = { error }
        reject(error)
      })
  }
}
