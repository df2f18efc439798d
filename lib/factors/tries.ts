import { notifyOwner } from "@/lib/accounts/accounts"
import type { CountedLogin } from "@/lib/accounts/attempts"
import { knownBrowser, type Owner } from "@/lib/accounts/known-browsers"
import type { Context } from "@/lib/core/context"
import { consumeLimits, isWithinLimit, type RateLimitHit } from "@/lib/core/limits"

/**
 * Counts a try at the second step of a login; refuses `rate_reached`.
 *
 * Whoever is here has given the right password in the last minutes. A browser that has logged in since the password was
 * set counts for itself, all others by their address. Only codes of an app can be guessed, three of a million being right
 * at a time for each app: strangers have thirty tries a day at them, which find that of one app in thirty years. Where
 * these are used up, a passkey, a recovery code and a known browser go on opening the account, so nobody can shut its
 * owner out. Another password forgets nothing of it.
 */
export async function countSecondStep(
  ctx: Context,
  owner: Owner,
  { guessable }: { guessable: boolean },
): Promise<Omit<CountedLogin, "turn">> {
  const browser = knownBrowser(ctx, owner)
  const own: RateLimitHit = browser
    ? ["secondStepsPerBrowser", `${owner.id}:${browser}`]
    : ["secondStepsPerIp", `${owner.id}@${ctx.ip ?? ""}`]
  await consumeLimits(ctx.db, ctx, [own])
  const ofAll: RateLimitHit[] = browser || !guessable ? [] : [["secondSteps", owner.id]]
  await consumeLimits(ctx.db, ctx, ofAll)
  return { forgotten: [own], refunded: ofAll }
}

/**
 * Counts a wrong code behind a right password, whichever login it was typed at. Tells the owner of those beyond four in a
 * day, at most once a day. (ASVS 6.3.5)
 */
export async function noteWrongCode(ctx: Context, owner: Owner) {
  if (await isWithinLimit(ctx.db, ctx, ["wrongSecondSteps", owner.id])) return
  const isFirst = await isWithinLimit(ctx.db, ctx, ["secondStepWarnings", owner.id])
  if (isFirst) await notifyOwner(ctx.db, owner, { template: "second-step-failed" })
}
