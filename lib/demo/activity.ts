import { sql } from "drizzle-orm"
import type { Database } from "@/db/client"

/** Has members been active now and then, some of them not for weeks; a created account was used by nobody. */
export function beActive(db: Database) {
  return db.execute(sql`
    update memberships m set last_active_at = greatest(m.joined_at, clock_timestamp() - power(t.n % 10, 2) * interval '1 day'
      - t.n % 7 * interval '50 minutes')
      from (select account_id, row_number() over (order by joined_at) as n from memberships) t
     where t.account_id = m.account_id and m.origin <> 'created'`)
}
