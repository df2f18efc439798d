import { type SQL, sql } from "drizzle-orm"
import { h } from "@/db/aliases"
import { handshakes } from "@/db/schema"
import { type Given, statement } from "@/db/statement"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { counted } from "@/lib/core/live"
import { isIn, statesOf } from "@/lib/invitations/records-states"
import { type Status, statuses } from "@/lib/shared/states"

const select = statement(({ organizationId }: Given<"organizationId">, clock) => {
  const of = (status: Status): SQL => {
    const branches = statesOf({ status, soon: false }, { days: sql`0`, clock }).map(
      (state) => sql`select from ${handshakes} ${h} where ${h.organizationId} = ${organizationId}
        and ${h.kind} = 'invitation' and ${isIn(state)}`,
    )
    return sql.join(branches, sql` union all `)
  }
  return {
    shape: Object.fromEntries(statuses.map((status) => [status, counted(of(status))])) as Record<Status, SQL<number>>,
    text: (columns) => sql`select ${columns}`,
  }
})

/**
 * How many invitation records have each status, as far as they are counted: one more than that where there are more. Of
 * a million, an index is read as far as it is counted, and no row.
 */
export async function statusCounts(ctx: Context, organizationId: ReadableOrganizationId) {
  const [counts] = await select(ctx, { organizationId })
  return counts
}
