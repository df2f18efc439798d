import type { Context } from "@/lib/core/context"
import { type RateLimitHit, refundLimits } from "@/lib/core/limits"
import { isBusy } from "@/lib/core/turns/fair"

/** Does a work that was counted before; where it is refused because too many wait, that counts against nobody. */
export async function givenBackIfBusy<T>(
  { db }: Pick<Context, "db">,
  counted: RateLimitHit[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isBusy(error)) await refundLimits(db, counted)
    throw error
  }
}
