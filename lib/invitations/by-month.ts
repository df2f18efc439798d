import { type SQL, sql } from "drizzle-orm"
import { audit } from "@/db/schema"
import { type Given, statement } from "@/db/statement"
import type { AuditAction } from "@/lib/audit/actions"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { COUNTED } from "@/lib/shared/counts"
import type { MonthOfInvitations } from "@/lib/shared/rows/organization"

const MONTHS = sql.raw("12")
const MOST = sql.raw(String(COUNTED + 1))

/**
 * How many invitations an organization has sent, and how many were accepted, in each of the last twelve months of UTC,
 * the present one first, as the audit tells it. Of each, one more than is counted where there are more, so that twelve
 * months read some hundred pages, however much was sent. (R8)
 */
export function invitationsByMonth(
  ctx: Context,
  organizationId: ReadableOrganizationId,
): Promise<MonthOfInvitations[]> {
  return select(ctx, { organizationId })
}

const select = statement(({ organizationId }: Given<"organizationId">, clock) => ({
  shape: {
    month: sql<string>`to_char(month.begins at time zone 'UTC', 'YYYY-MM')`,
    sent: sql<number>`sent.done`,
    accepted: sql<number>`accepted.done`,
  },
  text: (columns) => sql`
    with months as (
      select (this.month - make_interval(months => ago)) at time zone 'UTC' as begins,
             (this.month - make_interval(months => ago - 1)) at time zone 'UTC' as ends
        from (select date_trunc('month', ${clock} at time zone 'UTC') as month) this, generate_series(0, ${MONTHS} - 1) ago)
    select ${columns} from months month
      cross join lateral (${done("invitation.propose", organizationId)}) sent
      cross join lateral (${done("invitation.accept", organizationId)}) accepted
     order by month.begins desc`,
}))

/** How often something was done in a month: all that the audit has of it, without what was refused. */
function done(action: AuditAction, organizationId: SQL): SQL {
  const entries = sql`select from ${audit} entry where entry.organization_id = ${organizationId}
    and entry.action = ${sql.raw(`'${action}'`)} and entry.at >= month.begins and entry.at < month.ends`
  return sql`
    select attempts.count - refused.count as done
      from (select count(*)::int from (${entries} and entry.refusal is not null limit ${MOST}) few) refused
      cross join lateral (select count(*)::int from (${entries} limit ${MOST} + refused.count) few) attempts`
}
