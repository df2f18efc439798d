import { type Column, type SQL, sql } from "drizzle-orm"
import type { PgTable } from "drizzle-orm/pg-core"
import type { Queries } from "@/db/client"
import { limits, replies, requests, sessions, verifications } from "@/db/schema"
import { KNOWN_FOR } from "@/lib/aws/idempotency"
import type { Context } from "@/lib/core/context"

/** How long the request log goes back. */
const REQUESTS_FOR = "90 days"
/** Rows at a time, so that a backlog of any length is worked off within the time of a statement. */
const BATCH = 10_000

/**
 * Deletes what is of no use any more: counts of windows long over, drafts of registrations that were never completed,
 * logins of last month, old requests of API clients and the replies to them.
 */
export function deleteExpired(db: Queries, { clock }: Pick<Context, "clock">) {
  const isOlder = (moment: Column, age: string) => sql`${moment} < ${clock} - ${age}::interval`
  const { draft, expiresAt } = verifications
  return Promise.all([
    deleteInBatches(db, limits, isOlder(limits.resetsAt, "1 day")),
    db
      .update(verifications)
      .set({ draft: null })
      .where(sql`${draft} is not null and ${isOlder(expiresAt, "1 day")}`),
    deleteInBatches(db, sessions, isOlder(sessions.expiresAt, "30 days")),
    deleteInBatches(db, requests, isOlder(requests.at, REQUESTS_FOR)),
    deleteInBatches(db, replies, isOlder(replies.at, KNOWN_FOR)),
  ])
}

async function deleteInBatches(db: Queries, table: PgTable, isOld: SQL) {
  const batch = sql`
    delete from ${table} where ctid = any(array(select ctid from ${table} where ${isOld} limit ${BATCH}::int))`
  let deleted = BATCH
  while (deleted === BATCH) deleted = (await db.execute(batch)).count
}
