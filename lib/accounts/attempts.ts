import type { accounts } from "@/db/schema"
import { knownBrowser, type Owner } from "@/lib/accounts/known-browsers"
import type { Context } from "@/lib/core/context"
import {
  consumeLimits,
  isWithinLimit,
  type RateLimitHit,
  refundLimits,
  resetLimits,
  resetLimitsOf,
} from "@/lib/core/limits"

/** What was counted of a login, and how a right password takes it back. */
export interface CountedLogin {
  forgotten: RateLimitHit[]
  refunded: RateLimitHit[]
}

/**
 * Counts a try at the password of a contact, whether or not it has an account; refuses `rate_reached`.
 *
 * A browser that has logged in to the account before has a count of its own, so no stranger can shut its owner out.
 * All strangers together have a hundred tries a day as many as their addresses allow; from then on the account is being
 * guessed, and each address has three a day and all of them four hundred. So strangers have 500 tries a day at a contact
 * and 182,500 a year, whatever number of addresses they have, at a password that takes a hundred million and more: two
 * in a thousand. An owner without a known browser gets in by the three tries, or by a reset, which forgets all counts.
 */
export async function countLogin(ctx: Context, address: string, owner: Owner | undefined): Promise<CountedLogin> {
  const browser = knownBrowser(ctx, owner)
  if (owner && browser) {
    const own: RateLimitHit[] = [["loginsPerBrowser", `${owner.id}:${browser}`]]
    await consumeLimits(ctx.db, ctx, own)
    return { forgotten: own, refunded: [] }
  }
  const here = `${address}@${ctx.ip ?? ""}`
  const narrow: RateLimitHit = ["loginsPerAccountAndIp", here]
  const perIp: RateLimitHit = ["loginsPerIp", ctx.ip]
  const wide: RateLimitHit = ["loginsPerAccount", address]
  // What is refused for its address is no try at the account.
  await consumeLimits(ctx.db, ctx, [narrow, perIp])
  if (await isWithinLimit(ctx.db, ctx, wide)) return { forgotten: [narrow], refunded: [perIp, wide] }
  const guessedHere: RateLimitHit = ["guessedLoginsPerIp", here]
  const guessed: RateLimitHit = ["guessedLogins", address]
  await consumeLimits(ctx.db, ctx, [guessedHere])
  await consumeLimits(ctx.db, ctx, [guessed])
  return { forgotten: [narrow, guessedHere], refunded: [perIp, wide, guessed] }
}

/** Takes back what was counted of a login whose password was right. */
export async function forgiveLogin({ db }: Pick<Context, "db">, { forgotten, refunded }: CountedLogin) {
  await resetLimits(db, forgotten)
  await refundLimits(db, refunded)
}

/** Forgets every count that keeps strangers from an account: its password is another, or an operator says so. */
export async function forgetGuesses({ db }: Pick<Context, "db">, account: typeof accounts.$inferSelect) {
  const contacts = [account.email, account.phone].filter((address) => address !== null)
  const ofContact = ["loginsPerAccount", "guessedLogins", "codesPerContactAltogether", "codeTriesPerContact"] as const
  const ofContactAndIp = ["loginsPerAccountAndIp", "guessedLoginsPerIp"] as const
  const purposes = ["register", "contact", "reset"]
  await resetLimits(db, [
    ["passwordsPerAccount", account.id],
    ["newPasswords", account.id],
    ["codesPerAccount", account.id],
    ...contacts.flatMap((address) => ofContact.map((rule): RateLimitHit => [rule, address])),
  ])
  await resetLimitsOf(db, [
    ["loginsPerBrowser", `${account.id}:`],
    ...contacts.flatMap((address) => ofContactAndIp.map((rule): RateLimitHit => [rule, `${address}@`])),
    ...contacts.flatMap((address) => purposes.map((one): RateLimitHit => ["codesPerContact", `${one}:${address}@`])),
  ])
}
