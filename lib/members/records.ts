import { type SQL, sql } from "drizzle-orm"
import { a, m } from "@/db/aliases"
import { accounts, memberships } from "@/db/schema"
import { type Given, notLookedUp, statements } from "@/db/statement"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { isActivated, isRemovable } from "@/lib/effects/activation"
import { pageOfWanted } from "@/lib/lists/nearest"
import {
  batchesOf,
  type Direction,
  limitOf,
  moment,
  type Order,
  type Page,
  type Position,
  pageClauses,
  pageOf,
  type Size,
  type Start,
  startOf,
  uuid,
  type Way,
} from "@/lib/lists/paging"
import { containing } from "@/lib/lists/searching"
import type { Role } from "@/lib/shared/roles"
import type { Member } from "@/lib/shared/rows/members"

export interface MembersQuery {
  search?: string
  role?: Role
  /** The role of the members that are left out. */
  except?: Role
  /** Only members who can log in. */
  activated?: true
  direction?: Direction
  /** The member who stands before all others, whenever they came; only where nothing is filtered. */
  leader?: string | null
  cursor?: string
}

/** The order in which members came. */
export const byArrival: Order = [
  [sql`${m.joinedAt}`, moment],
  [sql`${m.accountId}`, uuid],
]

const member = {
  accountId: a.id,
  name: a.name,
  number: a.number,
  email: a.email,
  phone: a.phone,
  role: m.role,
  origin: m.origin,
  joinedAt: m.joinedAt,
  removable: isRemovable(m, a),
}

interface Variant extends Way, Pick<MembersQuery, "role" | "except" | "activated"> {
  searching: boolean
  /** Whether one member stands before all others. */
  led: boolean
  size: Size
}

type Values = Given<Position | "organizationId" | "pattern" | "leader">

const select = statements((variant: Variant) => (given: Values) => ({
  shape: member,
  text: (columns) => sql`
    with ${pageTables(variant, given)},
    listed as materialized (select * from page ${variant.led ? sql`union all ${leading(given)}` : sql``})
    select ${columns} from listed ${m} join (${accountsListed}) ${a} on ${a.id} = ${m.accountId}
     order by ${pageClauses({ order: byArrival }, variant, given).order}`,
}))

/** An array of ids is looked up in one pass, whatever the size of the table. */
const accountsListed = sql`select * from ${accounts} ${a} where ${a.id} = any(array(select account_id from listed))`

function leading({ organizationId, leader }: Values): SQL {
  return sql`select * from ${memberships} ${m} where ${m.organizationId} = ${organizationId} and ${m.accountId} = ${leader}`
}

/** The rows of one page, as the common tables of a statement, the last of which is `page`. */
function pageTables(variant: Variant, given: Values): SQL {
  const { searching, activated } = variant
  const limit = limitOf(variant)
  if (!searching && !activated) return sql`page as materialized (${arrived(variant, given, limit)})`
  // Most accounts can log in: those that can are found in the order of all.
  if (!searching) return sql`page as materialized (${wanted(variant, given, arrived(variant, given))})`
  return pageOfWanted({
    cost: "looked",
    row: sql`${m}`,
    order: pageClauses({ order: byArrival }, variant, given).order,
    limit,
    nearest: (limit) => arrived(variant, given, limit),
    wanted: (rows) => wanted(variant, given, rows),
    indexed: wanted(variant, given, called(variant, given)),
  })
}

/** The memberships in their order. */
function arrived(variant: Variant, given: Values, limit?: SQL): SQL {
  const { where, order } = pageClauses({ order: byArrival }, variant, given)
  return sql`select * from ${memberships} ${m} where ${m.organizationId} = ${given.organizationId}
    and ${hasRole(variant)} and ${variant.led ? sql`${m.accountId} <> ${given.leader}` : sql`true`} and ${where}
    order by ${order} ${limit ? sql`limit ${limit}` : sql``}`
}

/** The memberships of the accounts that are called so, each looked up. */
function called(variant: Variant, given: Values): SQL {
  const { where } = pageClauses({ order: byArrival }, variant, given)
  return sql`select ${m}.* from (${accountsCalled(given.pattern)}) found cross join lateral (
    select * from ${memberships} ${m} where ${m.accountId} = found.id
       and ${notLookedUp(sql`${m.organizationId} = ${given.organizationId}`)} and ${hasRole(variant)} and ${where} limit 1) ${m}`
}

/** The page of those of these memberships whose accounts are as the filters want them. */
function wanted(variant: Variant, given: Values, rows: SQL): SQL {
  const { order } = pageClauses({ order: byArrival }, variant, given)
  return sql`select ${m}.* from (${rows}) ${m} cross join lateral (
      select from ${accounts} ${a} where ${a.id} = ${m.accountId}
         and ${variant.activated ? isActivated(a) : sql`true`}
         and ${variant.searching ? isCalled(given.pattern) : sql`true`} limit 1) ${a}
    order by ${order} limit ${limitOf(variant)}`
}

/** Roles are written out, so that the index of the rarer ones serves. */
function hasRole({ role, except }: Variant): SQL {
  const named = (name: Role) => sql.raw(`'${name}'`)
  const is = role ? sql`${m.role} = ${named(role)}` : sql`true`
  return except ? sql`${is} and ${m.role} <> ${named(except)}` : is
}

/** A page of members, in the order in which they came, the leader on top of the first. (R3) */
export async function listMembers(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { cursor, ...query }: MembersQuery,
): Promise<Page<Member>> {
  const start = startOf(cursor, byArrival)
  const leader = query.leader ?? null
  const rows = await readRows(ctx, organizationId, { query, start, size: "page" })
  const others = rows.filter(({ accountId }) => accountId !== leader)
  const page = pageOf(others, start, keyOf)
  const isFirst = page.earlier === null
  return { ...page, rows: [...(isFirst ? rows.filter(({ accountId }) => accountId === leader) : []), ...page.rows] }
}

/** All members that a query wants, in the order in which they came, in batches, each read when it is asked for. */
export function memberBatches(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { cursor: _, leader: __, ...query }: MembersQuery,
): AsyncGenerator<Member[]> {
  return batchesOf((start) => readRows(ctx, organizationId, { query, start, size: "batch" }), keyOf)
}

function keyOf({ joinedAt, accountId }: Pick<Member, "joinedAt" | "accountId">): string[] {
  return [joinedAt.toISOString(), accountId]
}

interface Part {
  query: Omit<MembersQuery, "cursor">
  start: Start
  size: Size
}

function readRows(ctx: Context, organizationId: ReadableOrganizationId, { query, start, size }: Part) {
  const { search = "", role, except, activated, direction = "asc", leader = null } = query
  const ways = { role, except, activated, direction, side: start.side, searching: search !== "", led: leader !== null }
  const values = { organizationId, pattern: containing(search), leader, ...start.values }
  return select({ ...ways, size })(ctx, values)
}

/**
 * The accounts of all organizations with a typed text in what they can be found by, through its index; fenced, for no
 * other condition leads to the few that there are.
 */
export function accountsCalled(pattern: SQL): SQL {
  return sql`select * from ${accounts} ${a} where ${isCalled(pattern)} offset 0`
}

/** Whether a typed text is in what an account can be found by, each on a line of its own: nobody types a line's end. */
function isCalled(pattern: SQL): SQL {
  return sql`(searchable(${a.name}) || chr(10) || ${a.number} || chr(10) || coalesce(${a.email}, '') || chr(10)
    || coalesce(${a.phone}, '')) ilike ${pattern}`
}
