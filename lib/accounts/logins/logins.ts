import { desc, eq, sql } from "drizzle-orm"
import { k } from "@/db/aliases"
import { accessKeys, sessions } from "@/db/schema"
import { isInUse, type KeyInUse, keysInUse } from "@/lib/accounts/notices/keys-in-use"
import { endHalfLogins, endLogins } from "@/lib/accounts/second-step/half-logins"
import { isGoingOn } from "@/lib/accounts/sessions"
import { record } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { transact } from "@/lib/core/transaction"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { OpenLogin } from "@/lib/shared/rows/logins"

/** So many are shown; whoever has more ends all. */
const SHOWN = 100

/** The logins of the account that are open: the one that asks first, then the latest used. */
export async function openLogins({ db, clock, actor }: LoggedIn): Promise<OpenLogin[]> {
  const { hash, accountId, browser, system, ip, country, createdAt, seenAt } = sessions
  const here = sql<boolean>`${hash} = ${actor.login ?? ""}`
  const keys = sql<number>`(select count(*)::int from ${accessKeys} ${k}
    where ${isInUse(k, actor.accountId)} and ${k.login} = ${hash})`
  return await db
    .select({ login: hash, browser, system, ip, country, since: createdAt, seenAt, here, keys })
    .from(sessions)
    .where(sql`${accountId} = ${actor.accountId} and ${isGoingOn(clock)}`)
    .orderBy(desc(here), desc(seenAt), hash)
    .limit(SHOWN)
}

/**
 * Ends one login of the account from its next request on; gives the keys in use that it has made. Refuses `not_found`
 * of one that is over or another account's, and of the login that asks, which logs out.
 */
export async function endLogin(ctx: LoggedIn, { login }: Input<"endLogin">): Promise<KeyInUse[]> {
  if (login === ctx.actor.login) refuse("not_found")
  return await transact(ctx, async (tx) => {
    const ended = await tx
      .update(sessions)
      .set({ endedAt: ctx.clock })
      .where(
        sql`${eq(sessions.hash, login)} and ${eq(sessions.accountId, ctx.actor.accountId)} and ${isGoingOn(ctx.clock)}`,
      )
      .returning()
    if (ended.length !== 1) refuse("not_found")
    await endHalfLogins(tx, ctx.actor.accountId)
    await record(tx, ctx, { action: "account.end-login" })
    return keysInUse(tx, ctx.actor.accountId, login)
  })
}

/** Ends every login of the account but the one that asks, whose token is given. */
export async function endOtherLogins(ctx: LoggedIn, token: string): Promise<void> {
  await transact(ctx, async (tx) => {
    await endLogins({ ...ctx, db: tx }, ctx.actor.accountId, token)
    await record(tx, ctx, { action: "account.end-login", detail: { others: true } })
  })
}
