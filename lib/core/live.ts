import { type Column, type SQL, sql } from "drizzle-orm"
import { accessKeys, entities, handshakes, memberships } from "@/db/schema"
import { COUNTED } from "@/lib/shared/counts"
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

/** For how long the former name of a certified enterprise is shown beside the present one. */
const FORMER_FOR = "30 days"

/** Whether an organization is certified and as what, and what it was called until it was renamed lately, as SQL. */
export function certification(
  { entityId, formerName, renamedAt }: Record<"entityId" | "formerName" | "renamedAt", Column | SQL>,
  clock: SQL,
) {
  return {
    certified: sql<boolean>`${entityId} is not null`,
    legalName: sql<string | null>`(select e.name from ${entities} e where e.id = ${entityId})`,
    formerName: sql<string | null>`case when ${isRecent(renamedAt, clock)} then ${formerName} end`,
  }
}

/** Whether a change of name is so young that the former one is still shown, as SQL. */
export function isRecent(renamedAt: Column | SQL, clock: SQL): SQL {
  return sql`(${renamedAt} > ${clock} - ${FORMER_FOR}::interval)`
}

/** How many invitations of an organization wait, as SQL; one more than is counted where there are more. */
export function pendingInvitations({ id }: Record<"id", Column | SQL>, clock: SQL): SQL<number> {
  return counted(sql`select from ${handshakes} h where h.organization_id = ${id} and h.kind = 'invitation'
    and h.state = 'open' and h.expires_at > (select ${clock})`)
}

/** How many members an organization has, as SQL; one more than is counted where there are more. */
export function membersCounted({ id }: Record<"id", Column | SQL>): SQL<number> {
  return counted(sql`select from ${memberships} m where m.organization_id = ${id}`)
}

/** How many accounts belong to an organization itself, as SQL; one more than is counted where there are more. */
export function accountsCounted({ id }: Record<"id", Column | SQL>): SQL<number> {
  return counted(sql`select from ${memberships} m where m.organization_id = ${id} and m.affiliated`)
}

/** How many access keys an organization has, as SQL; one more than is counted where there are more. */
export function accessKeysCounted({ id }: Record<"id", Column | SQL>): SQL<number> {
  return counted(sql`select from ${accessKeys} k where k.organization_id = ${id} and k.deleted_at is null`)
}

/** How many rows a query has (all of it, but a limit), as SQL; one more than is counted where there are more. */
export function counted(rows: SQL): SQL<number> {
  return sql`(select count(*)::int from (${rows} limit ${sql.raw(String(COUNTED + 1))}) counted)`
}
