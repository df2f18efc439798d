import { accountWith } from "@/lib/accounts/accounts"
import { forgetGuesses, forgetSecondSteps } from "@/lib/accounts/attempts"
import { endLogins } from "@/lib/accounts/second-step/half-logins"
import { record } from "@/lib/audit/audit"
import type { Contact } from "@/lib/core/contacts"
import { type Context, databaseClock, noActor } from "@/lib/core/context"
import { transact } from "@/lib/core/transaction"

/**
 * Forgets what strangers have tried at the password and the codes of an account, so that its owner gets in again; gives
 * the account, nothing where no account has the contact. For the command alone.
 */
export function unlockAccount({ db }: Pick<Context, "db">, contact: Contact) {
  return transact({ db }, async (tx) => {
    const account = await accountWith({ db: tx }, contact)
    if (!account) return
    await forgetGuesses({ db: tx }, account)
    await forgetSecondSteps({ db: tx }, account)
    await record(tx, noActor, { action: "account.unlock", target: account.id })
    return account
  })
}

/** Ends all logins of an account; gives the account, nothing where no account has the contact. For the command alone. */
export function logOutAccount({ db }: Pick<Context, "db">, contact: Contact) {
  return transact({ db }, async (tx) => {
    const account = await accountWith({ db: tx }, contact)
    if (!account) return
    await endLogins({ db: tx, clock: databaseClock }, account.id)
    await record(tx, noActor, { action: "account.log-out-everywhere", target: account.id })
    return account
  })
}
