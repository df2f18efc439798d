import { type SQL, sql } from "drizzle-orm"
import { a, m } from "@/db/aliases"
import { accounts, memberships } from "@/db/schema"
import { type Given, statements } from "@/db/statement"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import {
  containing,
  type Direction,
  FETCHED,
  moment,
  type Order,
  type Page,
  type Position,
  pageClauses,
  pageOf,
  startOf,
  uuid,
  type Way,
} from "@/lib/core/paging"
import { isActivated, isRemovable } from "@/lib/effects/activation"
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
}

type Values = Given<Position | "organizationId" | "pattern">

const select = statements((variant: Variant) => (given: Values) => ({
  shape: member,
  text: (columns) => {
    const { where, order } = pageClauses(byArrival, variant, given)
    const source = readsAccounts(variant) ? sql`cross join lateral (${accountOf(variant, given)}) ${a}` : sql``
    return sql`
      with page as materialized (
        select ${m}.* from ${memberships} ${m} ${source}
         where ${m.organizationId} = ${given.organizationId} and ${hasRole(variant)} and ${where}
         order by ${order} limit ${FETCHED})
      select ${columns} from page ${m} join (${accountsOfPage}) ${a} on ${a.id} = ${m.accountId} order by ${order}`
  },
}))

/** An array of ids is looked up in one pass, whatever the size of the table. */
const accountsOfPage = sql`select * from ${accounts} ${a} where ${a.id} = any(array(select account_id from page))`

/** Only a filter on the account itself has more accounts looked up than a page has. */
function readsAccounts({ activated, searching }: Variant): boolean {
  return Boolean(activated) || searching
}

/** Roles are written out, so that the index of the rarer ones serves. */
function hasRole({ role, except }: Variant): SQL {
  const named = (name: Role) => sql.raw(`'${name}'`)
  const is = role ? sql`${m.role} = ${named(role)}` : sql`true`
  return except ? sql`${is} and ${m.role} <> ${named(except)}` : is
}

function accountOf({ activated, searching }: Variant, { pattern }: Values): SQL {
  return sql`select * from ${accounts} ${a} where ${a.id} = ${m.accountId}
    and ${activated ? isActivated(a) : sql`true`} and ${searching ? isCalled(pattern) : sql`true`} limit 1`
}

/** A page of members, in the order in which they came. (R3) */
export async function listMembers(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { search, role, except, activated, direction = "asc", cursor }: MembersQuery,
): Promise<Page<Member>> {
  const start = startOf(cursor, byArrival)
  const variant = { role, except, activated, direction, side: start.side, searching: Boolean(search) }
  const pattern = containing(search ?? "")
  const rows = await select(variant)(ctx, { organizationId, pattern, ...start.values })
  return pageOf(rows, start, ({ joinedAt, accountId }) => [joinedAt.toISOString(), accountId])
}

function isCalled(pattern: SQL): SQL {
  return sql`(${a.name} ilike ${pattern} or ${a.email} ilike ${pattern} or ${a.phone} like ${pattern}
    or ${a.number} like ${pattern})`
}
