import { type SQL, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import type { Context } from "@/lib/core/context"

/** How long the request log goes back. */
const REQUESTS_FOR = "90 days"
/** So long a program's call is known by its invocation id, and its answer is given again. */
export const KNOWN_FOR = "15 minutes"
/** Rows at a time: no backlog is so long that it could not be worked off within the time of a statement. */
const BATCH = 10_000

/**
 * Forgets what serves nobody any more: counts of windows long over, drafts of registrations that were never ended,
 * logins of last month, old requests of programs and the replies to them.
 */
export function deleteExpired(db: Queries, { clock }: Pick<Context, "clock">) {
  const before = (span: string) => sql`${clock} - ${span}::interval`
  return Promise.all([
    deleteInBatches(db, sql`limits`, sql`resets_at < ${before("1 day")}`),
    db.execute(sql`update verifications set draft = null where draft is not null and expires_at < ${before("1 day")}`),
    deleteInBatches(db, sql`sessions`, sql`expires_at < ${before("30 days")}`),
    deleteInBatches(db, sql`requests`, sql`at < ${before(REQUESTS_FOR)}`),
    deleteInBatches(db, sql`replies`, sql`at < ${before(KNOWN_FOR)}`),
  ])
}

async function deleteInBatches(db: Queries, table: SQL, old: SQL) {
  const batch = sql`delete from ${table} where ctid = any(array(select ctid from ${table} where ${old} limit ${BATCH}::int))`
  let gone = BATCH
  while (gone === BATCH) gone = (await db.execute(batch)).count
}
