import type { Context } from "@/lib/core/context"
import { consumePortion } from "@/lib/core/limits"
import { settings } from "@/lib/settings"

const RULE = "requestsPerKey"
/** The largest portion as a part of what is allowed, which is what a process that ends can waste. */
const LARGEST = 1 / 20
/** Whoever is forgotten takes a portion anew. */
const MOST_KEPT = 1000

type Asking = Pick<Context, "db" | "clock">

/** What this process may let pass without asking the database. */
interface Portion {
  left: number
  /** When the window ends for which it is counted, by the clock of this process. */
  until: number
  /** How large the next one is. */
  next: number
  /** What is asked of the database just now, for all requests that wait. */
  growing?: Promise<void>
}

/**
 * Makes a counter of the requests of each access key. A busy key's requests are counted in the database in portions,
 * before they come and each twice as large as the one before, so that all processes together let pass what is allowed
 * at most. The counter refuses `rate_reached`.
 */
export function requestCounter() {
  const portions = new Map<string, Portion>()

  function portionOf(accessKeyId: string): Portion {
    const now = performance.now()
    const known = portions.get(accessKeyId)
    if (known && known.until > now) return known
    const portion: Portion = { left: 0, until: Number.POSITIVE_INFINITY, next: 1 }
    portions.delete(accessKeyId)
    portions.set(accessKeyId, portion)
    const [oldest] = portions.keys()
    if (portions.size > MOST_KEPT && oldest) portions.delete(oldest)
    return portion
  }

  async function enlarge(portion: Portion, { db, clock }: Asking, accessKeyId: string) {
    const times = portion.next
    portion.next = Math.max(Math.min(times * 2, Math.floor(settings().limits[RULE].count * LARGEST)), 1)
    const asked = performance.now()
    const { granted, seconds } = await consumePortion(db, { clock }, { rule: RULE, whose: accessKeyId, times })
    portion.left += granted
    portion.until = Math.min(portion.until, asked + seconds * 1000)
  }

  return async function countRequest(ctx: Asking, accessKeyId: string) {
    const portion = portionOf(accessKeyId)
    while (portion.left <= 0) {
      portion.growing ??= enlarge(portion, ctx, accessKeyId).finally(() => {
        portion.growing = undefined
      })
      await portion.growing
    }
    portion.left -= 1
  }
}
