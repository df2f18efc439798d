import { type Column, type SQL, sql } from "drizzle-orm"
import { handshakes, memberships } from "@/db/schema"
import { pendingStates } from "@/lib/shared/states"

/** The states that wait for an answer, as SQL; written out, so that the indexes on them serve. */
export const pendingStatesSql = sql.raw(`('${pendingStates.join("', '")}')`)

/** Whether a handshake still waits for an answer and is in time, as SQL. */
export function isLive({ state, expiresAt }: Record<"state" | "expiresAt", Column | SQL>, clock: SQL): SQL<boolean> {
  return sql`(${state} in ${pendingStatesSql} and ${expiresAt} > ${clock})`
}

/**
 * Whether the members of an organization are being asked to approve all features, or the super admin to confirm it, as
 * SQL.
 */
export function featuresUnderway(
  { id, allFeatures }: Record<"id" | "allFeatures", Column | SQL>,
  clock: SQL,
): SQL<boolean> {
  return sql`(not ${allFeatures} and exists (select from ${handshakes} f where f.organization_id = ${id}
    and f.kind = 'all-features' and f.state in ${pendingStatesSql} and f.expires_at > ${clock}))`
}

/** How many invitations of an organization wait, as SQL. */
export function pendingInvitations({ id }: Record<"id", Column | SQL>, clock: SQL): SQL<number> {
  return sql`(select count(*)::int from ${handshakes} h where h.organization_id = ${id}
    and h.kind = 'invitation' and h.state in ${pendingStatesSql} and h.expires_at > (select ${clock}))`
}

/** How many members an organization has, as SQL. */
export function membersCounted({ id }: Record<"id", Column | SQL>): SQL<number> {
  return sql`(select count(*)::int from ${memberships} m where m.organization_id = ${id})`
}
