import { type Column, type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import { h, s } from "@/db/aliases"
import { handshakeSubjects, handshakes } from "@/db/schema"
import type { Given } from "@/db/statement"
import { isAsked, isIn, isRare, literal, type Narrowed, statesOf } from "@/lib/invitations/records-states"
import { pageOfWanted } from "@/lib/lists/nearest"
import {
  type Listed,
  limitOf,
  type Order,
  type Position,
  pageClauses,
  type Size,
  uuid,
  type Way,
} from "@/lib/lists/paging"
import type { State } from "@/lib/shared/states"

export type Sort = "sent" | "contact"
/** What varies in the statement of a page of records. */
export interface Variant extends Way, Narrowed {
  sort: Sort
  /** Whether only a period is looked at, of what was first sent within it; in the order of time alone. */
  periodical: boolean
  searching: boolean
  size: Size
}
export type Values = Given<Position | "organizationId" | "pattern" | "from" | "before" | "days">

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
  const limit = limitOf(variant)
  const byContact = sort === "contact"
  if (searching || (byContact && (status || role)))
    return pageOfWanted({
      // Of what is rare each row lies alone.
      cost: byContact || variant.trouble ? "looked" : "read",
      row: sql`${h}`,
      order: pageClauses({ order: orders[sort] }, variant, given).order,
      limit,
      nearest: (limit) => (byContact ? contacts(asked, limit) : sent(asked, limit)),
      wanted: (rows) => (byContact ? contactsWanted(asked, rows) : sentWanted(asked, rows)),
      indexed: searching ? bySearch(asked) : byFilter(asked),
    })
  return sql`page as materialized (${byContact ? rowsAt(contacts(asked, limit)) : sentWanted(asked, sent(asked, limit))})`
}

/** One ordered scan for each state that a status has: an index serves it, and a page stays as cheap at any size. */
function sent(asked: Asked, limit: SQL): SQL {
  const { variant, given } = asked
  const branches = statesAsked(asked).map((state) => {
    const { where, order } = pageClauses(listed(asked, state), variant, given)
    return sql`(select * from ${handshakes} ${h} where ${where} and ${ofIndex(variant)} and ${state.inTime}
      order by ${order} limit ${limit})`
  })
  return sql.join(branches, sql` union all `)
}

/** What the index of the rarer roles, or of troubles, is of: one of them is named by the first columns. */
function ofIndex(variant: Variant): SQL {
  const kind = sql`${h.kind} = 'invitation'`
  if (variant.trouble) return sql`${kind} and ${h.trouble} is not null`
  return isRare(variant.role) ? sql`${kind} and ${h.terms} ->> 'role' <> 'member'` : isAsked(variant)
}

/** The list in its index: of all, of a state, of one of the rarer roles or of a trouble. */
function listed({ variant, given }: Asked, { name }: { name: State | null }): Listed {
  const ofState = name ? [[h.state, literal(name)] as const] : []
  const within = [[h.organizationId, given.organizationId] as const, ofWhat(variant), ...ofState]
  return { within, order: orders.sent, part: periodOf(variant, given) }
}

function ofWhat({ role, trouble }: Variant): readonly [Column | SQL, SQL] {
  if (trouble) return [h.trouble, literal(trouble)]
  return isRare(role) ? [sql`(${h.terms} ->> 'role')`, literal(role ?? "")] : [h.kind, sql`'invitation'`]
}

/** An id begins with the time at which an invitation was first sent. */
function periodOf({ periodical }: Variant, { from, before }: Values): Listed["part"] {
  return periodical ? { from: sql`${from}::uuid`, before: sql`${before}::uuid` } : undefined
}

function statesAsked({ variant, given, clock }: Asked) {
  return statesOf(variant, { days: given.days, clock })
}

function sentWanted(asked: Asked, rows: SQL): SQL {
  const { variant, given } = asked
  const [state, another] = statesAsked(asked)
  const { order } = pageClauses(state && !another ? listed(asked, state) : { order: orders.sent }, variant, given)
  const isFound = variant.searching ? sql`${h.subject} ilike ${given.pattern}` : sql`true`
  return sql`select * from (${rows}) ${h} where ${isFound} order by ${order} limit ${limitOf(variant)}`
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

function contactsWanted(asked: Asked, rows: SQL): SQL {
  const { variant, given } = asked
  const { order } = pageClauses(contactsListed(given), variant, given)
  const isFound = variant.searching ? sql`${s.subject} ilike ${given.pattern}` : sql`true`
  return sql`select ${h}.* from (${rows}) ${s} cross join lateral (${rowOf(asked)}) ${h} where ${isFound}
    order by ${order} limit ${limitOf(variant)}`
}

/** The rows of contacts, whose ids are looked up in one pass. */
function rowsAt(contacts: SQL): SQL {
  return sql`select * from ${handshakes} ${h} where ${h.id} = any(array(select handshake_id from (${contacts}) ${s}))`
}

/**
 * What has a typed word, through the index of words: fenced, for any other condition may lead to reading all that an
 * organization has. Of what is filtered each row is looked up, else only those of the page.
 */
function bySearch(asked: Asked): SQL {
  const { variant, given } = asked
  const inOrder = { order: subjectOrders[variant.sort], part: periodOf(variant, given) }
  const { where, order } = pageClauses(inOrder, variant, given)
  const found = sql`select * from ${handshakeSubjects} ${s}
    where ${s.kind} = 'invitation' and ${s.subject} ilike ${given.pattern} offset 0`
  const page =
    variant.status || variant.role || variant.trouble ? sql`` : sql`order by ${order} limit ${limitOf(variant)}`
  const own = sql`select * from (${found}) ${s} where ${s.organizationId} = ${given.organizationId} and ${where} ${page}`
  return sql`select ${h}.* from (${own}) ${s} cross join lateral (${rowOf(asked)}) ${h}`
}

/** What fits the filters, through the indexes of states and roles. */
function byFilter(asked: Asked): SQL {
  const { variant, given } = asked
  const { where } = pageClauses({ order: orders.contact }, variant, given)
  const branches = statesAsked(asked).map(
    (state) => sql`select * from ${handshakes} ${h} where ${h.organizationId} = ${given.organizationId}
      and ${h.kind} = 'invitation' and ${where} and ${isAsked(variant)} and ${isIn(state)}`,
  )
  return sql.join(branches, sql` union all `)
}

/** The row of a contact, if it fits the filters; its limit has it looked up by its id. */
function rowOf(asked: Asked): SQL {
  const { variant } = asked
  const states = statesAsked(asked).map(isIn)
  return sql`select * from ${handshakes} ${h} where ${h.id} = ${s.handshakeId} and ${isAsked(variant)}
    and (${sql.join(states, sql` or `)}) limit 1`
}
