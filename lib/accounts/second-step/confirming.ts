import { eq, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { sessions } from "@/db/schema"
import { arrayOf, isMore, isOpenedBy } from "@/lib/accounts/sessions"
import type { Context } from "@/lib/core/context"
import { refuse } from "@/lib/shared/refusals"
import type { LoginMethod } from "@/lib/shared/rows/factors"

/** Notes that the holder of a session has just shown who they are. Refuses `login_expired`. */
export async function confirmSession(
  db: Queries,
  { clock }: Pick<Context, "clock">,
  { token, methods }: { token: string; methods: LoginMethod[] },
) {
  const all = sql`array(select distinct unnest(${sessions.methods} || ${arrayOf(methods)}))`
  const factorAt = isMore(methods) ? clock : undefined
  const confirmed = await db
    .update(sessions)
    .set({ methods: all, confirmedAt: clock, factorAt })
    .where(isOpenedBy(token, clock))
    .returning({ hash: sessions.hash })
  if (confirmed.length !== 1) refuse("login_expired")
}

/** Lets no session of an account count as one with a factor: it has none any more. */
export function forgetFactors(db: Queries, accountId: string) {
  return db.update(sessions).set({ factorAt: null }).where(eq(sessions.accountId, accountId))
}
