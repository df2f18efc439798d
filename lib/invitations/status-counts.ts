import { type SQL, sql } from "drizzle-orm"
import { h } from "@/db/aliases"
import { handshakes } from "@/db/schema"
import { type Given, statement } from "@/db/statement"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { counted } from "@/lib/core/live"
import { orders } from "@/lib/invitations/records-page"
import { literal, statesOf } from "@/lib/invitations/records-states"
import { type Listed, pageClauses } from "@/lib/lists/paging"
import { COUNTED } from "@/lib/shared/counts"
import { type Status, statuses } from "@/lib/shared/states"

/** One more than is counted. */
const LIMIT = sql.raw(String(COUNTED + 1))
const FIRST = { direction: "desc", side: null } as const

const select = statement(({ organizationId }: Given<"organizationId">, clock) => ({
  shape: Object.fromEntries(
    statuses.map((status) => [status, counted(having(status, organizationId, clock))]),
  ) as Record<Status, SQL<number>>,
  text: (columns) => sql`select ${columns}`,
}))

/** The records of a status, each of its states in the order of its index: no other would be read in its place. */
function having(status: Status, organizationId: SQL, clock: SQL): SQL {
  const branches = statesOf({ status, soon: false }, { days: sql`0`, clock }).map(({ name, inTime }) => {
    const within: Listed["within"] = [
      [h.organizationId, organizationId],
      [h.kind, sql`'invitation'`],
      [h.state, literal(name ?? "")],
    ]
    const { where, order } = pageClauses({ within, order: orders.sent }, FIRST, { first: sql``, second: sql`` })
    return sql`(select from ${handshakes} ${h} where ${where} and ${inTime} order by ${order} limit ${LIMIT})`
  })
  return sql`select from (${sql.join(branches, sql` union all `)}) all_states`
}

/**
 * How many invitation records have each status, as far as they are counted: one more than that where there are more. Of
 * a million, an index is read as far as it is counted, and no row.
 */
export async function statusCounts(ctx: Context, organizationId: ReadableOrganizationId) {
  const [counts] = await select(ctx, { organizationId })
  return counts
}
