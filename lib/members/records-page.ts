import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import { a, m } from "@/db/aliases"
import { accounts, memberships } from "@/db/schema"
import { type Given, notLookedUp } from "@/db/statement"
import { isActivated } from "@/lib/effects/activation"
import { pageOfWanted } from "@/lib/lists/nearest"
import {
  type Listed,
  limitOf,
  moment,
  type Order,
  type Position,
  pageClauses,
  type Size,
  uuid,
  type Way,
} from "@/lib/lists/paging"
import type { Origin, Role } from "@/lib/shared/roles"

/** The order in which members came. */
export const byArrival: Order = [
  [sql`${m.joinedAt}`, moment],
  [sql`${m.accountId}`, uuid],
]

/** Since when members have not been active, the longest first. */
const byActivity: Order = [
  [sql`${m.lastActiveOn}`, z.iso.date().refine((day) => day >= "0001")],
  [sql`${m.accountId}`, uuid],
]

/** What varies in the statement of a page of members. */
export interface Variant extends Way {
  /** An index serves one of these three at a time. */
  role?: Role
  origin?: Origin
  /** Only members who have not been active for some days, in the order of their last one. */
  inactive: boolean
  except?: Role
  activated?: true
  searching: boolean
  /** Whether one member stands before all others. */
  led: boolean
  size: Size
}

export type Values = Given<Position | "organizationId" | "pattern" | "leader" | "days">

/** What a page is asked by. */
interface Asked {
  variant: Variant
  given: Values
  clock: SQL
}

export function orderOf({ inactive }: Pick<Variant, "inactive">): Order {
  return inactive ? byActivity : byArrival
}

function listed({ variant, given, clock }: Asked): Listed {
  // Read once, as a subquery: a clock that may move within a scan cannot be looked up in an index.
  const before = sql`(select ((${clock} - ${given.days}::int * interval '1 day') at time zone 'UTC')::date)`
  return { order: orderOf(variant), part: variant.inactive ? { from: sql`'-infinity'::date`, before } : undefined }
}

/** The rows of one page, as the common tables of a statement, the last of which is `page`. */
export function pageTables(asked: Asked): SQL {
  const { variant, given } = asked
  const { searching, activated } = variant
  const limit = limitOf(variant)
  if (!searching && !activated) return sql`page as materialized (${arrived(asked, limit)})`
  // Most accounts can log in: those that can are found in the order of all.
  if (!searching) return sql`page as materialized (${wanted(asked, arrived(asked))})`
  return pageOfWanted({
    cost: "looked",
    row: sql`${m}`,
    order: pageClauses(listed(asked), variant, given).order,
    limit,
    nearest: (limit) => arrived(asked, limit),
    wanted: (rows) => wanted(asked, rows),
    indexed: wanted(asked, called(asked)),
  })
}

/** The memberships in their order. */
function arrived(asked: Asked, limit?: SQL): SQL {
  const { variant, given } = asked
  const { where, order } = pageClauses(listed(asked), variant, given)
  return sql`select * from ${memberships} ${m} where ${m.organizationId} = ${given.organizationId}
    and ${isAsked(variant)} and ${variant.led ? sql`${m.accountId} <> ${given.leader}` : sql`true`} and ${where}
    order by ${order} ${limit ? sql`limit ${limit}` : sql``}`
}

/** The memberships of the accounts that are called so, each looked up. */
function called(asked: Asked): SQL {
  const { variant, given } = asked
  const { where } = pageClauses(listed(asked), variant, given)
  return sql`select ${m}.* from (${accountsCalled(given.pattern)}) found cross join lateral (
    select * from ${memberships} ${m} where ${m.accountId} = found.id
       and ${notLookedUp(sql`${m.organizationId} = ${given.organizationId}`)} and ${isAsked(variant)} and ${where} limit 1) ${m}`
}

/** The page of those of these memberships whose accounts are as the filters want them. */
function wanted(asked: Asked, rows: SQL): SQL {
  const { variant, given } = asked
  const { order } = pageClauses(listed(asked), variant, given)
  return sql`select ${m}.* from (${rows}) ${m} cross join lateral (
      select from ${accounts} ${a} where ${a.id} = ${m.accountId}
         and ${variant.activated ? isActivated(a) : sql`true`}
         and ${variant.searching ? isCalled(given.pattern) : sql`true`} limit 1) ${a}
    order by ${order} limit ${limitOf(variant)}`
}

/** Roles and ways in are written out, so that the indexes of the rarer ones serve. */
function isAsked({ role, origin, except, inactive }: Variant): SQL {
  const named = (name: Role | Origin) => sql.raw(`'${name}'`)
  const conditions = [
    role && sql`${m.role} = ${named(role)}`,
    origin && sql`${m.origin} = ${named(origin)}`,
    except && sql`${m.role} <> ${named(except)}`,
    inactive && sql`${m.lastActiveOn} > '-infinity'`,
  ]
  return sql.join([sql`true`, ...conditions.flatMap((condition) => condition || [])], sql` and `)
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
