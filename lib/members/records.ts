import { type SQL, sql } from "drizzle-orm"
import { a, m } from "@/db/aliases"
import type { RowOf } from "@/db/rows"
import { accounts, memberships } from "@/db/schema"
import { statements } from "@/db/statement"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { fromReplica } from "@/lib/core/replicas/reading"
import { isRemovable } from "@/lib/effects/activation"
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
import { orderOf, pageTables, type Values, type Variant } from "@/lib/members/records-page"
import type { Origin, Role } from "@/lib/shared/roles"
import type { Member } from "@/lib/shared/rows/members"

export interface MembersQuery {
  search?: string
  role?: Role
  /** How they came. */
  origin?: Origin
  /** Only members who have not been active here for so many days, the longest inactive first. */
  inactive?: number
  /** The role of the members that are left out. */
  except?: Role
  /** Only members who can log in. */
  activated?: true
  direction?: Direction
  /** The member who stands before all others, whenever they came; only where nothing is filtered. */
  leader?: string | null
  cursor?: string
}

const member = {
  accountId: a.id,
  name: a.name,
  number: a.number,
  email: a.email,
  phone: a.phone,
  role: m.role,
  origin: m.origin,
  joinedAt: m.joinedAt,
  lastActiveAt: m.lastActiveAt,
  lastActiveOn: m.lastActiveOn,
  removable: isRemovable(m, a),
}

const select = statements((variant: Variant) => (given: Values, clock) => ({
  shape: member,
  text: (columns) => sql`
    with ${pageTables({ variant, given, clock })},
    listed as materialized (select * from page ${variant.led ? sql`union all ${leading(given)}` : sql``})
    select ${columns} from listed ${m} join (${accountsListed}) ${a} on ${a.id} = ${m.accountId}
     order by ${pageClauses({ order: orderOf(variant) }, variant, given).order}`,
}))

/** An array of ids is looked up in one pass, whatever the size of the table. */
const accountsListed = sql`select * from ${accounts} ${a} where ${a.id} = any(array(select account_id from listed))`

function leading({ organizationId, leader }: Values): SQL {
  return sql`select * from ${memberships} ${m} where ${m.organizationId} = ${organizationId} and ${m.accountId} = ${leader}`
}

/** A page of members, in the order in which they came, the leader on top of the first. (R3) */
export async function listMembers(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { cursor, ...query }: MembersQuery,
): Promise<Page<Member>> {
  const start = startOf(cursor, orderOf({ inactive: Boolean(query.inactive) }))
  const leader = query.leader ?? null
  const rows = await readRows(ctx, organizationId, { query, start, size: "page" })
  const others = rows.filter(({ accountId }) => accountId !== leader)
  const page = pageOf(others, start, keyOf(query))
  const first = page.earlier === null ? rows.filter(({ accountId }) => accountId === leader) : []
  return { ...page, rows: [...first, ...page.rows].map(memberOf) }
}

/** All members that a query wants, in its order, in batches, each read when it is asked for. */
export async function* memberBatches(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { cursor: _, leader: __, ...query }: MembersQuery,
): AsyncGenerator<Member[]> {
  const read = (start: Start) => readRows(ctx, organizationId, { query, start, size: "batch" })
  for await (const rows of batchesOf(read, keyOf(query))) yield rows.map(memberOf)
}

type Row = RowOf<typeof member>

function keyOf({ inactive }: MembersQuery) {
  return ({ joinedAt, lastActiveOn, accountId }: Row) => [inactive ? lastActiveOn : joinedAt.toISOString(), accountId]
}

function memberOf({ lastActiveOn: _, ...row }: Row): Member {
  return row
}

interface Part {
  query: Omit<MembersQuery, "cursor">
  start: Start
  size: Size
}

function readRows(ctx: Context, organizationId: ReadableOrganizationId, { query, start, size }: Part) {
  const { search = "", inactive = 0, activated, direction = "asc", leader = null } = query
  const ways = {
    role: query.role,
    origin: query.origin,
    except: query.except,
    inactive: inactive > 0,
    activated,
    direction,
    side: start.side,
    searching: search !== "",
    led: leader !== null,
  }
  const values = { organizationId, pattern: containing(search), days: inactive, leader, ...start.values }
  return fromReplica(beyondFirst(ctx, { start, size }), (there) => select({ ...ways, size })(there, values))
}
