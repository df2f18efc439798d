import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import { h, s } from "@/db/aliases"
import { handshakeSubjects, handshakes } from "@/db/schema"
import type { Given } from "@/db/statement"
import { FETCHED, type Order, type Position, pageClauses, uuid, type Way } from "@/lib/core/paging"
import type { InvitableRole } from "@/lib/shared/roles"
import { type State, type Status, statusOf } from "@/lib/shared/states"

/** How many records are read in their order for a typed word, before the index of words is asked. */
const NEAR = sql.raw("1000")

export type Sort = "sent" | "contact"
/** What varies in the statement of a page of records. */
export interface Variant extends Way {
  sort: Sort
  status?: Status
  role?: InvitableRole
  searching: boolean
}
type Values = Given<Position | "organizationId" | "pattern">

const contactText = z.string().regex(/^\P{Cc}*$/u)
export const orders: Record<Sort, Order> = {
  sent: [[sql`${h.id}`, uuid]],
  contact: [
    [sql`${h.subject}`, contactText],
    [sql`${h.id}`, uuid],
  ],
}
const subjectOrders: Record<Sort, Order> = {
  sent: [[sql`${s.handshakeId}`, uuid]],
  contact: [
    [sql`${s.subject}`, contactText],
    [sql`${s.handshakeId}`, uuid],
  ],
}

/**
 * The rows of one page, as the common tables of a statement, the last of which is `page`. What is common stands among
 * the nearest records in the wanted order; for what is rare they have too few, and an index of what is wanted finds it.
 */
export function pageTables(variant: Variant, given: Values, clock: SQL): SQL {
  const nearest = variant.sort === "contact" ? byContact(variant, given, clock) : bySending(variant, given, clock)
  const { order } = pageClauses(orders[variant.sort], variant, given)
  if (!mayBeRare(variant)) return sql`page as materialized (${nearest})`
  const isFull = sql`(select count(*) from near) = ${FETCHED}`
  return sql`
    near as materialized (${nearest}),
    found as materialized (${variant.searching ? bySearch(variant, given) : byFilter(variant, given, clock)}),
    page as materialized (
      select * from near where ${isFull} union all (${rowsFound(variant, clock)} where not ${isFull} order by ${order} limit ${FETCHED}))`
}
/** One ordered scan for each state that a status has: an index serves it, and a page stays as cheap at any size. */
function bySending(variant: Variant, given: Values, clock: SQL): SQL {
  const { where, order } = pageClauses(orders.sent, variant, given)
  const limit = variant.searching ? NEAR : FETCHED
  const own = sql`${h.organizationId} = ${given.organizationId} and ${h.kind} = 'invitation' and ${where}
    and ${ofRole(variant)}`
  const branches = statesOf(variant, clock).map(
    (state) => sql`(select * from ${handshakes} ${h} where ${own} and ${state} order by ${order} limit ${limit})`,
  )
  const all = sql`select * from (${sql.join(branches, sql` union all `)}) ${h} order by ${order} limit ${limit}`
  if (!variant.searching) return all
  return sql`select * from (${all}) ${h} where ${h.subject} ilike ${given.pattern} order by ${order} limit ${FETCHED}`
}

/** Whether many records may have to be read for one that is wanted. */
function mayBeRare({ searching, sort, status, role }: Variant): boolean {
  return searching || (sort === "contact" && Boolean(status || role))
}

/** The contacts in their order, each with its row. */
function byContact(variant: Variant, given: Values, clock: SQL): SQL {
  const { where, order } = pageClauses(subjectOrders.contact, variant, given)
  const contacts = sql`select * from ${handshakeSubjects} ${s} where ${ofOrganization(given)} and ${where}
    order by ${order} limit ${mayBeRare(variant) ? NEAR : FETCHED}`
  if (!mayBeRare(variant)) return rowsAt(contacts)
  const wanted = variant.searching ? sql`${s.subject} ilike ${given.pattern}` : sql`true`
  return sql`select ${h}.* from (${contacts}) ${s} cross join lateral (${rowOf(variant, clock)}) ${h}
    where ${wanted} order by ${order} limit ${FETCHED}`
}

/** The rows of contacts, whose ids are looked up in one pass. */
function rowsAt(contacts: SQL): SQL {
  return sql`select * from ${handshakes} ${h} where ${h.id} = any(array(select handshake_id from (${contacts}) ${s}))`
}

function bySearch(variant: Variant, given: Values): SQL {
  const { where, order } = pageClauses(subjectOrders[variant.sort], variant, given)
  const isFiltered = variant.status || variant.role
  return sql`select * from ${handshakeSubjects} ${s} where ${ofOrganization(given)} and ${where}
    and ${s.subject} ilike ${given.pattern} ${isFiltered ? sql`` : sql`order by ${order} limit ${FETCHED}`}`
}

/** What fits the filters, through the indexes of states and roles. */
function byFilter(variant: Variant, given: Values, clock: SQL): SQL {
  const { where, order } = pageClauses(orders.contact, variant, given)
  const branches = statesOf(variant, clock).map(
    (state) => sql`select * from ${handshakes} ${h} where ${h.organizationId} = ${given.organizationId}
      and ${h.kind} = 'invitation' and ${where} and ${ofRole(variant)} and ${state}`,
  )
  return sql`select * from (${sql.join(branches, sql` union all `)}) ${h} order by ${order} limit ${FETCHED}`
}

function rowsFound(variant: Variant, clock: SQL): SQL {
  if (!variant.searching) return sql`select ${h}.* from found ${h}`
  return sql`select ${h}.* from found ${s} cross join lateral (${rowOf(variant, clock)}) ${h}`
}

function ofOrganization({ organizationId }: Values): SQL {
  return sql`${s.organizationId} = ${organizationId} and ${s.kind} = 'invitation'`
}

/** The row of a contact, if it fits the filters; its limit has it looked up by its id. */
function rowOf(variant: Variant, clock: SQL): SQL {
  const state = sql.join(statesOf(variant, clock), sql` or `)
  return sql`select * from ${handshakes} ${h} where ${h.id} = ${s.handshakeId} and ${ofRole(variant)} and (${state})
    limit 1`
}

/** Written out, so that the indexes of the rarer roles serve. */
function ofRole({ role }: Variant): SQL {
  return role ? sql`${h.terms} ->> 'role' = ${sql.raw(`'${role}'`)}` : sql`true`
}

function statesOf({ status }: Variant, clock: SQL): SQL[] {
  if (!status) return [sql`true`]
  // Read once, as a subquery: a clock that may move within a scan cannot be looked up in an index.
  if (status === "pending") return [sql`${h.state} = 'open' and ${h.expiresAt} > (select ${clock})`]
  const overdue = sql`${h.state} = 'open' and ${h.expiresAt} <= (select ${clock})`
  const [state] = (Object.keys(statusOf) as State[]).filter((name) => statusOf[name] === status)
  return status === "expired" ? [sql`${h.state} = 'expired'`, overdue] : [sql`${h.state} = ${sql.raw(`'${state}'`)}`]
}
