import { type SQL, sql } from "drizzle-orm"

/** How many rows are read in their order at first; and how many times that where some of the first were wanted. */
const FIRST = { looked: 100, read: 1000 }
const MORE = 10
/** Fewer wanted among the first count as rare. */
const SOME = sql.raw("3")

interface Ways {
  /** Whether each of the nearest is looked up elsewhere, or only read. */
  cost: keyof typeof FIRST
  /** The alias of the rows. */
  row: SQL
  order: SQL
  /** How many are wanted. */
  limit: SQL
  /** So many rows in their order, whether they are wanted or not. */
  nearest: (limit: SQL) => SQL
  /** The page of those of these rows that are wanted. */
  wanted: (rows: SQL) => SQL
  /** All that are wanted, by an index of what is wanted. */
  indexed: SQL
}

/**
 * The rows of one page of which each may be wanted or not, as the common tables of a statement, the last of which is
 * `page`. What is common stands among the nearest in the order; of what is rare an index knows the few there are.
 */
export function pageOfWanted({ cost, row, order, limit, nearest, wanted, indexed }: Ways): SQL {
  const first = sql.raw(String(FIRST[cost]))
  const near = sql.raw(String(FIRST[cost] * MORE))
  const count = (table: SQL) => sql`(select count(*) from ${table})`
  const isAll = sql`${count(sql`first`)} < ${first}`
  const isFull = sql`(${count(sql`few`)} = ${limit} or ${isAll})`
  const isFullNear = sql`${count(sql`near`)} = ${limit}`
  const nearLimit = sql`case when not ${isFull} and ${count(sql`few`)} >= ${SOME} then ${near} else 0 end`
  return sql`
    first as materialized (${nearest(first)}),
    few as materialized (${wanted(sql`select * from first`)}),
    near as materialized (${wanted(nearest(nearLimit))}),
    page as materialized (
      select * from few where ${isFull}
      union all select * from near where ${isFullNear}
      union all (select ${row}.* from (${indexed}) ${row} where not ${isFull} and not ${isFullNear}
        order by ${order} limit ${limit}))`
}
