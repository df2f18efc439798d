import { type SQL, sql } from "drizzle-orm"
import { pendingStates } from "./handshake/machine"

/** The states that wait for an answer, as SQL; written out, so that the indexes on them serve. */
export const pending = sql.raw(`('${pendingStates.join("', '")}')`)

/** How many invitations of an organization `o` wait, as SQL: its own count holds those that have expired until their places are needed. */
export function invitationsWaiting(clock: SQL): SQL {
  return sql`(o.pending_count - (select count(*)::int from handshakes h where h.organization_id = o.id
    and h.kind = 'invitation' and h.state in ${pending} and h.expires_at <= (select ${clock})))`
}
