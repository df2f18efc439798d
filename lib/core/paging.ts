import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"

const PAGE_SIZE = 25

/** A page of rows and where the neighbours begin; never a count over all. */
export interface Page<Row> {
  rows: Row[]
  earlier: string | null
  later: string | null
}

/** The columns of an order, the last of which tells any two rows apart, each with what a cursor may hold for it. */
export interface Keyset {
  columns: [SQL, z.ZodType<string>][]
  direction: "asc" | "desc"
  cursor: string | undefined
}

/** A moment as a cursor may hold it: with an offset that PostgreSQL can read, which ends before sixteen hours. */
export const moment = z.iso
  .datetime({ offset: true })
  .refine((at) => Date.parse(at) > 0 && !/[+-](1[6-9]|2\d):\d\d$/.test(at))

const cursorForm = z.tuple([z.enum(["after", "before"]), z.array(z.string().max(400)).min(1).max(3)])

/** The condition, order and limit of one page; one row more than a page tells whether another follows. */
export function pageClauses({ columns, direction, cursor }: Keyset): { where: SQL; order: SQL; limit: SQL } {
  const at = read(cursor, columns)
  const descending = (direction === "desc") !== (at?.side === "before")
  const way = descending ? sql`desc` : sql`asc`
  const tuple = sql.join(
    columns.map(([column]) => column),
    sql`, `,
  )
  const values = at?.values.map((value) => sql`${value}`)
  return {
    where: values ? sql`(${tuple}) ${descending ? sql`<` : sql`>`} (${sql.join(values, sql`, `)})` : sql`true`,
    order: sql.join(
      columns.map(([column]) => sql`${column} ${way}`),
      sql`, `,
    ),
    limit: sql`${PAGE_SIZE + 1}::int`,
  }
}

/** Turns what `pageClauses` fetched into a page; `keyOf` gives a row's values of the order's columns. */
export function pageOf<Row>(fetched: Row[], { columns, cursor }: Keyset, keyOf: (row: Row) => string[]): Page<Row> {
  const side = read(cursor, columns)?.side
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
  const text = typed.replace(/\p{Cc}/gu, "").trim()
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`
}

/** A cursor that was forged, or made for another order, counts as missing. */
function read(cursor: string | undefined, columns: Keyset["columns"]) {
  try {
    const [side, values] = cursorForm.parse(JSON.parse(Buffer.from(cursor ?? "", "base64url").toString()))
    const fits = values.length === columns.length && columns.every(([, form], n) => form.safeParse(values[n]).success)
    return fits ? { side, values } : null
  } catch {
    return null
  }
}
