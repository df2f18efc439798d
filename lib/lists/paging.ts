import { type Column, type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import type { Given } from "@/db/statement"

const PAGE_SIZE = 25
/** One row more than a page tells whether another follows; written out, so that a plan for any value knows it. */
export const FETCHED = sql.raw(String(PAGE_SIZE + 1))
/** How many rows of a file are in memory at once. */
export const BATCH = 1000

/** What is read of a list at once: a page, or the next rows of a file. */
export type Size = "page" | "batch"

/** How many rows are read at once. */
export function limitOf({ size }: { size: Size }): SQL {
  return size === "page" ? FETCHED : sql.raw(String(BATCH))
}

/** A page of rows and where the neighbours begin; never a count over all. */
export interface Page<Row> {
  rows: Row[]
  earlier: string | null
  later: string | null
}

/** The columns of an order, the last of which tells any two rows apart, each with what a cursor may hold for it. */
export type Order = readonly [SQL, z.ZodType<string>][]
export type Direction = "asc" | "desc"

/** Lets a part of a list be read from a replica, but for its first page: a context without a position asks the primary. */
export function beyondFirst<C extends { position?: string }>(ctx: C, { start, size }: { start: Start; size: Size }): C {
  return size === "page" && start.side === null ? { ...ctx, position: undefined } : ctx
}

/** The values of a cursor, by the names that they have in a statement. */
export type Position = "first" | "second"
const positions: readonly Position[] = ["first", "second"]

/** Where a page begins: at one end of the list, or beside the row of a cursor. */
export interface Start {
  side: "after" | "before" | null
  values: Record<Position, string | null>
}

/** What varies in the statement of a page. */
export interface Way {
  direction: Direction
  side: Start["side"]
}

/** With six digits of a second and an offset. */
const LONGEST_MOMENT = 40

/** A moment as a cursor may hold it: with an offset that PostgreSQL can read, which ends before sixteen hours. */
export const moment = z.iso
  .datetime({ offset: true })
  .refine((at) => at.length <= LONGEST_MOMENT && Date.parse(at) > 0 && !/[+-](1[6-9]|2\d):\d\d$/.test(at))
/** An id as a cursor may hold it. */
export const uuid = z.uuid()

const START: Start = { side: null, values: { first: null, second: null } }
const cursorForm = z.tuple([z.enum(["after", "before"]), z.array(z.string().max(400)).min(1).max(positions.length)])

/** Where a cursor of an order begins; one that was forged, or made for another order, counts as missing. */
export function startOf(cursor: string | undefined, order: Order): Start {
  if (!cursor) return START
  try {
    const [side, values] = cursorForm.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()))
    const fits = values.length === order.length && order.every(([, form], n) => form.safeParse(values[n]).success)
    return fits ? { side, values: { first: values[0] ?? null, second: values[1] ?? null } } : START
  } catch {
    return START
  }
}

/**
 * A list: its order, and behind `within` what its rows have in common, as the first columns of the index that has them
 * in this order.
 */
export interface Listed {
  within?: readonly (readonly [Column | SQL, SQL])[]
  order: Order
  /** The part of the list that is looked at, by the first column of its order: from the one on, and before the other. */
  part?: { from: SQL; before: SQL }
}

/**
 * The condition and order of one page, with the values of its cursor as the statement is given them. The first columns
 * of the index are compared and ordered as the rest, so that no statistics lead to an index that mixes the list with
 * others': where one organization has nearly all rows, the planner takes any for it.
 */
export function pageClauses(
  { within = [], order, part }: Listed,
  { direction, side }: Way,
  given: Given<Position>,
): { where: SQL; order: SQL } {
  const columns = [...within, ...order].map(([column]) => sql`${column}`)
  const common = within.map(([, value]) => value)
  const beside = positions.slice(0, order.length).map((position) => given[position])
  const descending = (direction === "desc") !== (side === "before")
  const ends = [
    compared(columns, sql`>=`, [...common, ...(part ? [part.from] : [])]),
    compared(columns, part ? sql`<` : sql`<=`, [...common, ...(part ? [part.before] : [])]),
  ]
  if (side) ends[descending ? 1 : 0] = compared(columns, descending ? sql`<` : sql`>`, [...common, ...beside])
  // A cursor that was written by hand may lie beyond the part.
  const [first = sql`true`] = order.map(([column]) => column)
  const inside = part && side ? [sql`${first} >= ${part.from} and ${first} < ${part.before}`] : []
  return {
    where: sql.join([sql`true`, ...ends.flat(), ...inside], sql` and `),
    order: sql.join(
      columns.map((column) => sql`${column} ${descending ? sql`desc` : sql`asc`}`),
      sql`, `,
    ),
  }
}

/**
 * As many of the columns as there are values, compared as one row. Of a plain range the planner expects next to nothing,
 * and would rather sort it: a single column is compared twice.
 */
function compared(columns: SQL[], operator: SQL, values: SQL[]): SQL[] {
  const row = (parts: SQL[]) => sql`(${sql.join(values.length > 1 ? parts : [...parts, ...parts], sql`, `)})`
  return values.length > 0 ? [sql`${row(columns.slice(0, values.length))} ${operator} ${row(values)}`] : []
}

/** Turns what was fetched from a start into a page; `keyOf` gives a row's values of the order's columns. */
export function pageOf<Row>(fetched: Row[], { side }: Start, keyOf: (row: Row) => string[]): Page<Row> {
  const rows = fetched.slice(0, PAGE_SIZE)
  const more = fetched.length > PAGE_SIZE
  if (side === "before") rows.reverse()
  const write = (way: "after" | "before", row: Row | undefined) => (row ? cursorOf(way, keyOf(row)) : null)
  return {
    rows,
    earlier: side === "after" || (side === "before" && more) ? write("before", rows[0]) : null,
    later: side === "before" || more ? write("after", rows.at(-1)) : null,
  }
}

/** A cursor beside the row with these values of the order's columns. */
export function cursorOf(way: "after" | "before", values: string[]): string {
  return Buffer.from(JSON.stringify([way, values])).toString("base64url")
}

/** The rows of a list in its order, in batches, each read when it is asked for. */
export async function* batchesOf<Row>(read: (start: Start) => Promise<Row[]>, keyOf: (row: Row) => string[]) {
  for (let start = START; ; ) {
    const rows = await read(start)
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < BATCH) return
    const [first = null, second = null] = keyOf(last)
    start = { side: "after", values: { first, second } }
  }
}
