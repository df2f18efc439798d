import { eq, sql } from "drizzle-orm"
import type { Database, Queries } from "@/db/client"
import { accounts, factorResets, factors, sessions } from "@/db/schema"
import { type Account, accountWith } from "@/lib/accounts/accounts"
import { notify } from "@/lib/accounts/notices/posting"
import { endLogins } from "@/lib/accounts/second-step/half-logins"
import { hasFactor } from "@/lib/accounts/second-step/owed"
import { record } from "@/lib/audit/audit"
import type { Contact } from "@/lib/core/contacts"
import { type Context, noActor } from "@/lib/core/context"
import { lockAccount } from "@/lib/core/locks"
import { transact } from "@/lib/core/transaction"
import { endRecoveryCodes } from "@/lib/factors/recovery-codes"

/** How long an account's owner can stop that all factors are taken away. */
const WAIT = "24 hours"
const DUE_AT_ONCE = 20

type Clocked = Pick<Context, "db" | "clock">

/** What came of asking: the account, and when its factors go; null for an account that has none. */
interface Asked {
  account: Account
  dueAt: Date | null
}

/**
 * Asks that all factors of an account be taken away after a day, for an owner who has lost them and the recovery codes;
 * the owner is told, and can stop it. Asked again, it changes nothing. Gives nothing where no account has the contact.
 * For the command alone: whoever runs it has made sure who asks.
 */
export function askFactorReset({ db, clock }: Clocked, contact: Contact): Promise<Asked | undefined> {
  return transact({ db }, async (tx) => {
    const account = await accountWith({ db: tx }, contact)
    if (!account) return
    await lockAccount(tx, account.id)
    if (!(await hasFactor(tx, account.id))) return { account, dueAt: null }
    const accountId = account.id
    const dueAt = sql`${clock} + ${WAIT}::interval`
    const [asked] = await tx
      .insert(factorResets)
      .values({ accountId, askedAt: clock, dueAt })
      .onConflictDoNothing()
      .returning()
    if (asked) {
      await notify(tx, [{ accountId, template: "factor-reset-asked" }])
      await record(tx, noActor, { action: "account.ask-factor-reset", target: accountId })
    }
    const [under] = await tx.select().from(factorResets).where(eq(factorResets.accountId, accountId))
    return { account, dueAt: under?.dueAt ?? null }
  })
}

/** Keeps the factors of an account after all. */
export async function stopFactorReset(tx: Queries, accountId: string) {
  await tx.delete(factorResets).where(eq(factorResets.accountId, accountId))
}

/** Takes the factors away whose day is over, some accounts at a time; gives how many accounts were looked at. */
export async function carryOutFactorResets({ db, clock }: { db: Database; clock: Context["clock"] }): Promise<number> {
  const due = await db
    .select({ accountId: factorResets.accountId })
    .from(factorResets)
    .where(sql`${factorResets.dueAt} <= ${clock}`)
    .limit(DUE_AT_ONCE)
  for (const { accountId } of due) await transact({ db }, (tx) => carryOut(tx, { db: tx, clock }, accountId))
  return due.length
}

async function carryOut(tx: Queries, ctx: Clocked, accountId: string) {
  await lockAccount(tx, accountId)
  // Who has logged in with a factor meanwhile has not lost it.
  const isLost = sql<boolean>`not exists (select from ${sessions}
    where ${sessions.accountId} = ${accountId} and ${sessions.factorAt} >= ${factorResets.askedAt})`
  const [taken] = await tx.delete(factorResets).where(eq(factorResets.accountId, accountId)).returning({ isLost })
  if (!taken?.isLost) return
  await tx.delete(factors).where(eq(factors.accountId, accountId))
  await endRecoveryCodes(tx, accountId)
  await endLogins(ctx, accountId)
  await tx.update(accounts).set({ factorDueAt: null }).where(eq(accounts.id, accountId))
  await notify(tx, [{ accountId, template: "factors-reset" }])
  await record(tx, noActor, { action: "account.reset-factors", target: accountId })
}
