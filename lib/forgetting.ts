import { sql } from "drizzle-orm"
import type { Queries } from "../db/client"
import { KNOWN_FOR } from "./aws/replies"
import type { Context } from "./context"

/** How long the request log goes back. */
const REQUESTS_FOR = "90 days"

/**
 * Forgets what serves nobody any more: counts of windows long over, drafts of registrations that were never ended,
 * logins of last month, old requests of programs and the replies to them.
 */
export function forgetOld(db: Queries, { clock }: Pick<Context, "clock">) {
  return Promise.all([
    db.execute(sql`delete from limits where resets_at < ${clock} - interval '1 day'`),
    db.execute(sql`
      update proofs set draft = null where draft is not null and expires_at < ${clock} - interval '1 day'`),
    db.execute(sql`delete from sessions where expires_at < ${clock} - interval '30 days'`),
    db.execute(sql`delete from requests where at < ${clock} - ${REQUESTS_FOR}::interval`),
    db.execute(sql`delete from replies where at < ${clock} - ${KNOWN_FOR}::interval`),
  ])
}
