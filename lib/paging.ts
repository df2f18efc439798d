import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"

export const PAGE_SIZE = 25

/** A page of rows and where the neighbours begin; never a count over all. */
export interface Page<Row> {
  rows: Row[]
  earlier: string | null
  later: string | null
}

/** The columns of an order, the last of which tells any two rows apart; the cursor of a page holds their values. */
export interface Keyset {
  columns: SQL[]
  direction: "asc" | "desc"
  cursor: string | undefined
}

const cursorForm = z.tuple([z.enum(["after", "before"]), z.array(z.string().max(400)).min(1).max(3)])

/** The condition, order and limit of one page; one row more than a page tells whether another follows. */
export function pageClauses({ columns, direction, cursor }: Keyset): { where: SQL; order: SQL; limit: SQL } {
  const at = read(cursor)
  const descending = (direction === "desc") !== (at?.side === "before")
  const way = descending ? sql`desc` : sql`asc`
  const tuple = sql.join(columns, sql`, `)
  const values = at?.values.length === columns.length ? at.values.map((value) => sql`${value}`) : null
  return {
    where: values ? sql`(${tuple}) ${descending ? sql`<` : sql`>`} (${sql.join(values, sql`, `)})` : sql`true`,
    order: sql.join(
      columns.map((column) => sql`${column} ${way}`),
      sql`, `,
    ),
    limit: sql`${PAGE_SIZE + 1}::int`,
  }
}

/** Turns what `pageClauses` fetched into a page; `keyOf` gives a row's values of the order's columns. */
export function pageOf<Row>(fetched: Row[], cursor: string | undefined, keyOf: (row: Row) => string[]): Page<Row> {
  const side = read(cursor)?.side
  const rows = fetched.slice(0, PAGE_SIZE)
  const more = fetched.length > PAGE_SIZE
  if (side === "before") rows.reverse()
  const write = (way: "after" | "before", row: Row | undefined) =>
    row ? Buffer.from(JSON.stringify([way, keyOf(row)])).toString("base64url") : null
  return {
    rows,
    earlier: side === "after" || (side === "before" && more) ? write("before", rows[0]) : null,
    later: side === "before" || more ? write("after", rows.at(-1)) : null,
  }
}

/** A pattern that finds typed text anywhere in a column. */
export function containing(typed: string): string {
  return `%${typed.trim().replace(/[\\%_]/g, "\\$&")}%`
}

function read(cursor: string | undefined) {
  if (!cursor) return null
  try {
    const [side, values] = cursorForm.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()))
    return { side, values }
  } catch {
    return null
  }
}
