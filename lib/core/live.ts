import { type SQL, sql } from "drizzle-orm"
import { pendingStates } from "@/lib/shared/states"

/** The states that wait for an answer, as SQL; written out, so that the indexes on them serve. */
export const pendingStatesSql = sql.raw(`('${pendingStates.join("', '")}')`)

/** Whether members of an organization `o` are being asked to approve all features, or the super admin to confirm it, as SQL. */
export function featuresUnderway(clock: SQL): SQL {
  return sql`(not o.all_features and exists (select from handshakes f where f.organization_id = o.id
    and f.kind = 'all-features' and f.state in ${pendingStatesSql} and f.expires_at > ${clock}))`
}

/** How many invitations of an organization `o` wait, as SQL: its own count holds those that have expired until their places are needed. */
export function pendingInvitations(clock: SQL): SQL {
  return sql`(o.pending_count - (select count(*)::int from handshakes h where h.organization_id = o.id
    and h.kind = 'invitation' and h.state in ${pendingStatesSql} and h.expires_at <= (select ${clock})))`
}
