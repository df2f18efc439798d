import { type Column, type SQL, sql } from "drizzle-orm"
import { a, u } from "@/db/aliases"
import { accounts, audit } from "@/db/schema"
import type { Given } from "@/db/statement"
import {
  limitOf,
  moment,
  type Order,
  type Position,
  pageClauses,
  type Size,
  type Start,
  uuid,
} from "@/lib/lists/paging"

/** How many rows one statement looks at for a typed word; a page says so, and the next one goes on from there. */
export const SEARCHED = 10_000
const ACCOUNT_ID = sql.raw("'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'")
export const LATEST: Order = [
  [sql`${u.at}`, moment],
  [sql`${u.id}`, uuid],
]

/** What varies in the statement of a page of the audit. */
export interface Variant extends Pick<Start, "side"> {
  result?: "done" | "refused"
  size: Size
  narrowed: { search: boolean; action: boolean; from: boolean; to: boolean }
}
export type Values = Given<Position | "organizationId" | "pattern" | "action" | "from" | "to">

/** The rows of one page, as the common tables of a statement, the last of which is `page`. */
export function pageTables(variant: Variant, given: Values): SQL {
  const { where, order } = latest(variant, given)
  const limit = limitOf(variant)
  const rows = sql`select * from ${audit} ${u} where ${where} order by ${order}`
  if (!variant.narrowed.search) return sql`page as materialized (${rows} limit ${limit})`
  return sql`
    searched as materialized (${rows} limit ${sql.raw(String(SEARCHED))}),
    called as materialized (
      select ${a.id} from ${accounts} ${a} where ${a.id} = any(array(${namedIn(sql`searched`)}))
         and (searchable(${a.name}) ilike ${given.pattern} or ${a.number} like ${given.pattern})),
    page as materialized (
      select * from searched ${u} where ${mentions(given.pattern)} order by ${order} limit ${limit})`
}

/** The accounts that rows name: who acted, and to whom. */
export function namedIn(rows: SQL): SQL {
  return sql`select ${u.actorId} as id from ${rows} ${u}
    union select ${u.target}::uuid from ${rows} ${u} where ${isAccountId(u.target)}`
}

/** A refused attempt may name a stranger, of whom the organization learns nothing by trying ids. */
function mentions(pattern: SQL): SQL {
  const isCalled = (id: SQL) => sql`${id} in (select id from called)`
  return sql`(searchable(${u.target}) ilike ${pattern} or ${isCalled(sql`${u.actorId}`)} or ${u.refusal} is null
    and ${isCalled(sql`case when ${isAccountId(u.target)} then ${u.target}::uuid end`)})`
}

/** The condition and order of the rows that fit all but the search. */
export function latest({ side, narrowed, result }: Variant, given: Values) {
  const { where, order } = pageClauses({ order: LATEST }, { side, direction: "desc" }, given)
  const conditions = [
    sql`${u.organizationId} = ${given.organizationId} and ${where}`,
    narrowed.action && sql`${u.action} = ${given.action}`,
    result && (result === "refused" ? sql`${u.refusal} is not null` : sql`${u.refusal} is null`),
    narrowed.from && sql`${u.at} >= ${given.from}::timestamptz`,
    narrowed.to && sql`${u.at} < ${given.to}::timestamptz`,
  ].flatMap((condition) => condition || [])
  return { where: sql.join(conditions, sql` and `), order }
}

export function isAccountId(name: Column): SQL<boolean> {
  return sql`${name} ~ ${ACCOUNT_ID}`
}
