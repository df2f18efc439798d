import type { CodeWish } from "@/lib/accounts/attempts"
import { knownBrowser } from "@/lib/accounts/known-browsers"
import type { Context } from "@/lib/core/context"
import { consumeLimits, isWithinLimit, type RateLimitHit, refundLimits } from "@/lib/core/limits"

/**
 * Counts the text message of a code for the budget of the day. New passwords of accounts have one of their own, so that
 * nobody can use it up by registering and inviting; to a browser of the account's owner it is never closed. Where no
 * more may go, who would be sent none is refused as well: it must not tell who is known. Gives what was counted; refuses
 * `rate_reached`.
 */
export async function countText(
  ctx: Context,
  { purpose, contact, owner }: CodeWish,
  isSent: boolean,
): Promise<RateLimitHit[]> {
  if (contact.channel !== "sms") return []
  const isReset = purpose === "reset"
  const budget: RateLimitHit = [isReset ? "textsToAccounts" : "textsAltogether", "all"]
  if (isReset && knownBrowser(ctx, owner)) {
    await isWithinLimit(ctx.db, ctx, budget)
    return [budget]
  }
  await consumeLimits(ctx.db, ctx, [budget])
  if (isSent) return [budget]
  await refundLimits(ctx.db, [budget])
  return []
}
