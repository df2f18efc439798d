import { sql } from "drizzle-orm"
import type { Queries } from "../db/client"
import type { Context } from "./context"

/** Forgets what serves nobody any more: counts of windows long over, drafts of registrations that were never ended, logins of last month. */
export function forgetOld(db: Queries, { clock }: Pick<Context, "clock">) {
  return Promise.all([
    db.execute(sql`delete from limits where resets_at < ${clock} - interval '1 day'`),
    db.execute(sql`
      update proofs set draft = null where draft is not null and expires_at < ${clock} - interval '1 day'`),
    db.execute(sql`delete from sessions where expires_at < ${clock} - interval '30 days'`),
  ])
}
