import { and, eq, ne } from "drizzle-orm"
import { accounts } from "@/db/schema"
import { type Account, accountWith } from "@/lib/accounts/accounts"
import { record } from "@/lib/audit/audit"
import type { Contact } from "@/lib/core/contacts"
import { type Context, noActor } from "@/lib/core/context"
import { transact } from "@/lib/core/transaction"

/** Makes the account with a contact an operator, who answers certifications. For the command alone. (R2) */
export function appointOperator(ctx: Pick<Context, "db">, contact: Contact): Promise<Account | undefined> {
  return setOperator(ctx, contact, { operator: true, action: "operator.appoint" })
}

/** Takes the office from the account with a contact, from its next request on. For the command alone. */
export function dismissOperator(ctx: Pick<Context, "db">, contact: Contact): Promise<Account | undefined> {
  return setOperator(ctx, contact, { operator: false, action: "operator.dismiss" })
}

interface Appointment {
  operator: boolean
  action: "operator.appoint" | "operator.dismiss"
}

/** Gives the account, if there is one; only a real change has an audit entry. */
function setOperator({ db }: Pick<Context, "db">, contact: Contact, { operator, action }: Appointment) {
  return transact({ db }, async (tx) => {
    const account = await accountWith({ db: tx }, contact)
    if (!account) return undefined
    const changed = await tx
      .update(accounts)
      .set({ operator })
      .where(and(eq(accounts.id, account.id), ne(accounts.operator, operator)))
      .returning()
    if (changed.length === 1) await record(tx, noActor, { action, target: account.id })
    return account
  })
}
