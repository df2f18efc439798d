import { sql } from "drizzle-orm"
import { a, h, m } from "@/db/aliases"
import { asDate, type RowOf } from "@/db/rows"
import { accounts, memberships } from "@/db/schema"
import { statements } from "@/db/statement"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { fromReplica } from "@/lib/core/replicas/reading"
import type { TermsOf } from "@/lib/handshake"
import { orders, pageTables, type Sort, type Values, type Variant } from "@/lib/invitations/records-page"
import { whyNotDelivered } from "@/lib/letters/refused"
import {
  batchesOf,
  beyondFirst,
  type Direction,
  type Page,
  pageClauses,
  pageOf,
  type Size,
  type Start,
  startOf,
} from "@/lib/lists/paging"
import { containing } from "@/lib/lists/searching"
import type { InvitableRole } from "@/lib/shared/roles"
import { hasGone, type Trouble } from "@/lib/shared/rows/delivery"
import type { InvitationRecord } from "@/lib/shared/rows/invitations"
import { isPending, type Status, stateAt, statusOf } from "@/lib/shared/states"

export interface RecordsQuery {
  search?: string
  status?: Status
  /** Only what waits, and expires within so many days. */
  expires?: number
  role?: InvitableRole
  /** Only what went so wrong with its letter, whatever status and role. */
  delivery?: Trouble
  /** When what is wanted was first sent: from this moment on, and before that; in the order of time alone. */
  from?: string
  to?: string
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

const select = statements((variant: Variant) => (given: Values, clock) => ({
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
  { cursor, ...query }: RecordsQuery,
): Promise<Page<InvitationRecord>> {
  const start = startOf(cursor, orders[sortOf(query)])
  const rows = await readRows(ctx, organizationId, { query, start, size: "page" })
  const page = pageOf(rows, start, keyOf(query))
  return { ...page, rows: page.rows.map(recordOf) }
}

/** All records that a query wants, in its order, in batches, each read when it is asked for. */
export async function* invitationBatches(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { cursor: _, ...query }: RecordsQuery,
): AsyncGenerator<InvitationRecord[]> {
  const read = (start: Start) => readRows(ctx, organizationId, { query, start, size: "batch" })
  for await (const rows of batchesOf(read, keyOf(query))) yield rows.map(recordOf)
}

/** Of a period no index knows the contacts in their order, nor of what soon expires or went wrong. */
function sortOf({ sort = "sent", from, to, expires, delivery }: RecordsQuery): Sort {
  return from || to || expires || delivery ? "sent" : sort
}

function keyOf(query: RecordsQuery) {
  const byContact = sortOf(query) === "contact"
  return ({ contact, id }: { contact: string; id: string }) => (byContact ? [contact, id] : [id])
}

interface Part {
  query: Omit<RecordsQuery, "cursor">
  start: Start
  size: Size
}

function readRows(ctx: Context, organizationId: ReadableOrganizationId, { query, start, size }: Part) {
  const { search = "", expires = 0, delivery, from, to, direction = "desc" } = query
  const status = expires ? ("pending" as const) : query.status
  const narrowed = delivery ? { trouble: delivery, soon: false } : { status, soon: expires > 0, role: query.role }
  const variant = {
    ...narrowed,
    sort: sortOf(query),
    periodical: Boolean(from || to),
    direction,
    side: start.side,
    searching: search !== "",
    size,
  }
  const period = { from: firstIdAt(from ? Date.parse(from) : 0), before: to ? firstIdAt(Date.parse(to)) : LAST_ID }
  const values = { organizationId, pattern: containing(search), days: expires, ...period, ...start.values }
  return fromReplica(beyondFirst(ctx, { start, size }), (there) => select(variant)(there, values))
}

const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"

/** The first id of version 7 that a moment may have. */
function firstIdAt(at: number): string {
  return at
    .toString(16)
    .padStart(12, "0")
    .replace(/^(.{8})(.{4})/, "$1-$2-7000-8000-000000000000")
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
