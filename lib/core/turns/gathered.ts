import type { Queries } from "@/db/client"
import { isInTheWay, isOutage } from "@/db/driver/failure"
import { databaseClock, type LoggedIn } from "@/lib/core/context"
import { type Ask, isInTime, type Waiting, waiting } from "@/lib/core/turns/waiting"

const MOST_TOGETHER = 100
/** How many transactions are waited for: while one waits for the disk, the other is asked. */
const AT_ONCE = 2
/** One that takes longer is not waited for, for something may stand in its way that is nothing to others. */
const PATIENCE_MS = 100

/** How one is done, whatever stands in its way, and how several are that nothing stands in the way of. */
interface Ways<Item, Answer> {
  alone(ctx: LoggedIn, item: Item): Promise<Answer>
  /** Gives the answers of all but those that it leaves out, before it writes anything, to be done alone. */
  all(asks: Ask<Item>[], leaveOut: (ask: Ask<Item>) => void): Promise<Map<Ask<Item>, Answer>>
}

interface Gathering<Item, Answer> {
  underWay: number
  waiting: Waiting<Item, Answer>[]
}

/**
 * Gives what does an item with all that whoever else asks at the same time: while some transactions are under way in this
 * process, what comes waits for the next. What such a transaction leaves out is done alone beside it, so that nobody waits
 * for what stands in the way of another; and each for itself where one of them is refused by the database. An outage is
 * told to all whom it may have been done for.
 */
export function gathered<Item, Answer>(ways: Ways<Item, Answer>) {
  const byDatabase = new WeakMap<Queries, Gathering<Item, Answer>>()

  return (ctx: LoggedIn, item: Item): Promise<Answer> => {
    // Only tests and the story of the demo have other clocks.
    if (ctx.clock !== databaseClock) return ways.alone(ctx, item)
    const gathering: Gathering<Item, Answer> = byDatabase.get(ctx.db) ?? { underWay: 0, waiting: [] }
    byDatabase.set(ctx.db, gathering)
    if (gathering.underWay === AT_ONCE)
      return new Promise((resolve, reject) => gathering.waiting.push(waiting({ ctx, item, resolve, reject })))
    const answer = ways.alone(ctx, item)
    holdUp(ways, gathering, answer)
    return answer
  }
}

/** Lets others wait for this, but not for long; then those who wait go together. */
function holdUp<Item, Answer>(ways: Ways<Item, Answer>, gathering: Gathering<Item, Answer>, work: Promise<unknown>) {
  gathering.underWay += 1
  const goOn = onceOf(() => {
    clearTimeout(patience)
    gathering.underWay -= 1
    const next = gathering.waiting.splice(0, MOST_TOGETHER)
    if (next.length > 0) holdUp(ways, gathering, doAll(ways, next.filter(isInTime)))
  })
  const patience = setTimeout(goOn, PATIENCE_MS).unref()
  work.then(goOn, goOn)
}

async function doAll<Item, Answer>(ways: Ways<Item, Answer>, batch: Waiting<Item, Answer>[]) {
  const [first, ...others] = batch
  if (!first) return
  if (others.length === 0) return doAlone(ways, first)
  const gone = new Set(batch)
  const leaveOut = (ask: Ask<Item>) => {
    const one = batch.find((waits) => waits === ask)
    if (one && gone.delete(one)) doAlone(ways, one)
  }
  const end = await first
    .as(async () => ways.all(batch, leaveOut))
    .then(
      (answers) => ({ answers }),
      (error: unknown) => ({ error }),
    )
  for (const one of gone) {
    if ("answers" in end) one.resolve(end.answers.get(one) as Answer)
    else if (isOutage(end.error) && !isInTheWay(end.error)) one.reject(end.error)
    else doAlone(ways, one)
  }
}

/** Nobody waits for it but who asked. */
function doAlone<Item, Answer>({ alone }: Ways<Item, Answer>, { ctx, item, as, ...one }: Waiting<Item, Answer>) {
  return as(async () => alone(ctx, item)).then(one.resolve, one.reject)
}

function onceOf(work: () => void) {
  let done = false
  return () => {
    if (done) return
    done = true
    work()
  }
}
