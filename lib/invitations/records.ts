import { sql } from "drizzle-orm"
import { a, h, m } from "@/db/aliases"
import { asDate, type RowOf } from "@/db/rows"
import { accounts, memberships } from "@/db/schema"
import { type Given, statements } from "@/db/statement"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import type { TermsOf } from "@/lib/handshake"
import { orders, pageTables, type Sort, type Variant } from "@/lib/invitations/records-page"
import { whyNotDelivered } from "@/lib/letters/refused"
import { type Direction, type Page, type Position, pageClauses, pageOf, startOf } from "@/lib/lists/paging"
import { containing } from "@/lib/lists/searching"
import type { InvitableRole } from "@/lib/shared/roles"
import { hasGone } from "@/lib/shared/rows/delivery"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"
import { isPending, type Status, stateAt, statusOf } from "@/lib/shared/states"

export interface RecordsQuery {
  search?: string
  status?: Status
  role?: InvitableRole
  sort?: Sort
  direction?: Direction
  cursor?: string
}

const record = {
  id: h.id,
  contact: h.subject,
  terms: sql<TermsOf<"invitation">>`${h.terms}`,
  state: h.state,
  sentAt: h.sentAt,
  expiresAt: h.expiresAt,
  initiatorId: h.initiatorId,
  inviter: a.name,
  generation: h.generation,
  delivery: h.delivery,
  deliveryAt: h.deliveryAt,
  failure: whyNotDelivered(h),
}

const select = statements((variant: Variant) => (given: Given<Position | "organizationId" | "pattern">, clock) => ({
  shape: {
    ...record,
    now: asDate(clock),
    admin: sql<string | null>`(select ${m.accountId} from ${memberships} ${m}
      where ${m.organizationId} = ${given.organizationId} and ${m.role} = 'super_admin')`,
  },
  // An array of ids is looked up in one pass, whatever the table's size.
  text: (columns) => sql`
    with ${pageTables(variant, given, clock)},
    inviters as materialized (
      select ${a}.* from ${accounts} ${a} where ${a.id} = any(array(select initiator_id from page)))
    select ${columns} from page ${h} join inviters ${a} on ${a.id} = ${h.initiatorId}
     order by ${pageClauses({ order: orders[variant.sort] }, variant, given).order}`,
}))

/** A page of invitation records, pending and past, in one statement. (R14-R16) */
export async function listInvitations(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { search, status, role, sort = "sent", direction = "desc", cursor }: RecordsQuery,
): Promise<Page<InvitationRecord>> {
  const start = startOf(cursor, orders[sort])
  const variant = { status, role, sort, direction, side: start.side, searching: Boolean(search) }
  const pattern = containing(search ?? "")
  const rows = await select(variant)(ctx, { organizationId, pattern, ...start.values })
  const page = pageOf(rows, start, ({ contact, id }) => (sort === "contact" ? [contact, id] : [id]))
  return { ...page, rows: page.rows.map(recordOf) }
}

function recordOf(row: RowOf<typeof record> & { now: Date; admin: string | null }): InvitationRecord {
  const present = stateAt(row, row.now)
  // Named one by one: a copy of the rest of a row costs as much as all else that a page of records does.
  return {
    id: row.id,
    contact: row.contact,
    sentAt: row.sentAt,
    expiresAt: row.expiresAt,
    inviter: row.inviter,
    delivery: row.delivery,
    deliveryAt: row.delivery && !hasGone(row.delivery) ? row.deliveryAt : null,
    failure: row.failure,
    affiliates: row.terms.affiliates ?? false,
    role: row.terms.role,
    note: row.terms.note,
    status: statusOf[present],
    resent: row.generation > 1,
    needsApproval: isPending(present) && row.initiatorId !== row.admin,
  }
}
