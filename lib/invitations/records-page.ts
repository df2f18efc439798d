import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import { h, s } from "@/db/aliases"
import { handshakeSubjects, handshakes } from "@/db/schema"
import type { Given } from "@/db/statement"
import { pageOfWanted } from "@/lib/lists/nearest"
import { FETCHED, type Listed, type Order, type Position, pageClauses, uuid, type Way } from "@/lib/lists/paging"
import type { InvitableRole } from "@/lib/shared/roles"
import { type State, type Status, statusOf } from "@/lib/shared/states"

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

/** What a page is asked by. */
interface Asked {
  variant: Variant
  given: Values
  clock: SQL
}

/** The rows of one page, as the common tables of a statement, the last of which is `page`. */
export function pageTables(variant: Variant, given: Values, clock: SQL): SQL {
  const asked = { variant, given, clock }
  const { searching, sort, status, role } = variant
  const byContact = sort === "contact"
  if (searching || (byContact && (status || role)))
    return pageOfWanted({
      cost: byContact ? "looked" : "read",
      row: sql`${h}`,
      order: pageClauses({ order: orders[sort] }, variant, given).order,
      nearest: (limit) => (byContact ? contacts(asked, limit) : sent(asked, limit)),
      wanted: (rows) => (byContact ? contactsWanted(asked, rows) : sentWanted(asked, rows)),
      indexed: searching ? bySearch(asked) : byFilter(asked),
    })
  return sql`page as materialized (${byContact ? rowsAt(contacts(asked, FETCHED)) : sentWanted(asked, sent(asked, FETCHED))})`
}

/** One ordered scan for each state that a status has: an index serves it, and a page stays as cheap at any size. */
function sent(asked: Asked, limit: SQL): SQL {
  const { variant, given, clock } = asked
  const branches = statesOf(variant, clock).map((state) => {
    const { where, order } = pageClauses(listed(asked, state), variant, given)
    return sql`(select * from ${handshakes} ${h} where ${where} and ${ofIndex(variant)} and ${state.inTime}
      order by ${order} limit ${limit})`
  })
  return sql.join(branches, sql` union all `)
}

/** What the index of the rarer roles is of: one of them is named by the first columns. */
function ofIndex(variant: Variant): SQL {
  return isRare(variant.role) ? sql`${h.kind} = 'invitation' and ${h.terms} ->> 'role' <> 'member'` : ofRole(variant)
}

/** The list in its index: of all, of a state, or of one of the rarer roles. */
function listed({ variant: { role }, given }: Asked, { name }: { name: State | null }): Listed {
  const ofKind = [h.kind, sql`'invitation'`] as const
  const ofRole = [sql`(${h.terms} ->> 'role')`, literal(role ?? "")] as const
  const ofState = name ? [[h.state, literal(name)] as const] : []
  const within = [[h.organizationId, given.organizationId] as const, isRare(role) ? ofRole : ofKind, ...ofState]
  return { within, order: orders.sent }
}

function sentWanted(asked: Asked, rows: SQL): SQL {
  const { variant, given, clock } = asked
  const [state, another] = statesOf(variant, clock)
  const { order } = pageClauses(state && !another ? listed(asked, state) : { order: orders.sent }, variant, given)
  const isFound = variant.searching ? sql`${h.subject} ilike ${given.pattern}` : sql`true`
  return sql`select * from (${rows}) ${h} where ${isFound} order by ${order} limit ${FETCHED}`
}

/** The contacts in their order. */
function contacts({ variant, given }: Asked, limit: SQL): SQL {
  const { where, order } = pageClauses(contactsListed(given), variant, given)
  return sql`select * from ${handshakeSubjects} ${s} where ${where} order by ${order} limit ${limit}`
}

function contactsListed({ organizationId }: Values): Listed {
  return {
    within: [
      [s.organizationId, organizationId],
      [s.kind, sql`'invitation'`],
    ],
    order: subjectOrders.contact,
  }
}

function contactsWanted({ variant, given, clock }: Asked, rows: SQL): SQL {
  const { order } = pageClauses(contactsListed(given), variant, given)
  const isFound = variant.searching ? sql`${s.subject} ilike ${given.pattern}` : sql`true`
  return sql`select ${h}.* from (${rows}) ${s} cross join lateral (${rowOf(variant, clock)}) ${h} where ${isFound}
    order by ${order} limit ${FETCHED}`
}

/** The rows of contacts, whose ids are looked up in one pass. */
function rowsAt(contacts: SQL): SQL {
  return sql`select * from ${handshakes} ${h} where ${h.id} = any(array(select handshake_id from (${contacts}) ${s}))`
}

/**
 * What has a typed word, through the index of words: fenced, for any other condition may lead to reading all that an
 * organization has. Of what is filtered each row is looked up, else only those of the page.
 */
function bySearch({ variant, given, clock }: Asked): SQL {
  const { where, order } = pageClauses({ order: subjectOrders[variant.sort] }, variant, given)
  const found = sql`select * from ${handshakeSubjects} ${s}
    where ${s.kind} = 'invitation' and ${s.subject} ilike ${given.pattern} offset 0`
  const page = variant.status || variant.role ? sql`` : sql`order by ${order} limit ${FETCHED}`
  const own = sql`select * from (${found}) ${s} where ${s.organizationId} = ${given.organizationId} and ${where} ${page}`
  return sql`select ${h}.* from (${own}) ${s} cross join lateral (${rowOf(variant, clock)}) ${h}`
}

/** What fits the filters, through the indexes of states and roles. */
function byFilter({ variant, given, clock }: Asked): SQL {
  const { where } = pageClauses({ order: orders.contact }, variant, given)
  const branches = statesOf(variant, clock).map(
    (state) => sql`select * from ${handshakes} ${h} where ${h.organizationId} = ${given.organizationId}
      and ${h.kind} = 'invitation' and ${where} and ${ofRole(variant)} and ${isIn(state)}`,
  )
  return sql.join(branches, sql` union all `)
}

/** The row of a contact, if it fits the filters; its limit has it looked up by its id. */
function rowOf(variant: Variant, clock: SQL): SQL {
  const states = statesOf(variant, clock).map(isIn)
  return sql`select * from ${handshakes} ${h} where ${h.id} = ${s.handshakeId} and ${ofRole(variant)}
    and (${sql.join(states, sql` or `)}) limit 1`
}

/** Written out, so that the indexes of the rarer roles serve. */
function ofRole({ role }: Variant): SQL {
  return role ? sql`${h.terms} ->> 'role' = ${literal(role)}` : sql`true`
}

/** Most invite to be a plain member: only the others have an index. */
function isRare(role: InvitableRole | undefined): boolean {
  return role !== undefined && role !== "member"
}

interface InState {
  name: State | null
  inTime: SQL
}

/** The states that a status has, each with the hours at which it has it. */
function statesOf({ status }: Variant, clock: SQL): InState[] {
  const always = sql`true`
  if (!status) return [{ name: null, inTime: always }]
  // Read once, as a subquery: a clock that may move within a scan cannot be looked up in an index.
  const now = sql`(select ${clock})`
  if (status === "pending") return [{ name: "open", inTime: sql`${h.expiresAt} > ${now}` }]
  const [name = null] = (Object.keys(statusOf) as State[]).filter((name) => statusOf[name] === status)
  const overdue: InState = { name: "open", inTime: sql`${h.expiresAt} <= ${now}` }
  return [{ name, inTime: always }, ...(status === "expired" ? [overdue] : [])]
}

function isIn({ name, inTime }: InState): SQL {
  return name ? sql`${h.state} = ${literal(name)} and ${inTime}` : inTime
}

function literal(name: string): SQL {
  return sql.raw(`'${name}'`)
}
