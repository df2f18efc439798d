import { Column, type GetColumnData, is, type SQL, sql } from "drizzle-orm"
import { PgDialect } from "drizzle-orm/pg-core"
import type { Queries } from "@/db/client"

/** What an object of a query is made of, by the names that it has in the program: columns and expressions. */
export type Shape = Record<string, Column | SQL>

/** An object of a shape, as it is read. */
export type RowOf<S extends Shape> = {
  [Name in keyof S]: S[Name] extends Column ? GetColumnData<S[Name]> : S[Name] extends SQL<infer T> ? T : never
}

/**
 * The rows of a statement that is written by hand, with the columns of the shape where it puts them: behind `select` or
 * `returning`. The shape alone says what is selected, how it is called and how it is read.
 */
export async function queryRows<S extends Shape>(
  db: Pick<Queries, "execute">,
  shape: S,
  statement: (columns: SQL) => SQL,
): Promise<RowOf<S>[]> {
  return readRows(shape, await db.execute(statement(selectList(shape))))
}

/** The select list of a shape, as it stands behind `select` or `returning`. */
export function selectList(shape: Shape): SQL {
  return listsOf(shape).columns
}

/** Rows of the database that were selected by this list, as objects of the shape. */
export function readRows<S extends Shape>(shape: S, rows: readonly Record<string, unknown>[]): RowOf<S>[] {
  return rows.map((row) => readAs(shape, row))
}

/**
 * One JSON object of columns and expressions, as one expression: a date of the database is a Date, at any depth.
 */
export function jsonObject<S extends Shape>(shape: S): SQL<RowOf<S>> {
  return sql`json_build_object(${listsOf(shape).fields})`.mapWith((json: Record<string, unknown>) =>
    readAs(shape, json),
  )
}

/** Such an object, or null where the query says that there is none. */
export function jsonObjectOrNull<S extends Shape>(shape: S, exists: SQL): SQL<RowOf<S> | null> {
  return sql`case when ${exists} then ${jsonObject(shape)} end`.mapWith((json) => readAs(shape, json))
}

/** The only row of a query (all that follows its select list) as such an object; null where there is no row. */
export function jsonRow<S extends Shape>(shape: S, query: SQL): SQL<RowOf<S> | null> {
  return sql`(select ${jsonObject(shape)} ${query})`.mapWith((json) => readAs(shape, json))
}

/** The rows of a query (all that follows its select list) as a list of such objects, ordered as the query says. */
export function jsonRows<S extends Shape>(shape: S, query: SQL): SQL<RowOf<S>[]> {
  return sql`(select coalesce(json_agg(t.one), '[]') from (select ${jsonObject(shape)} as one ${query}) t)`.mapWith(
    (list: Record<string, unknown>[]) => list.map((json) => readAs(shape, json)),
  )
}

/** An expression whose value is a moment, read as a Date. */
export function asDate(moment: SQL): SQL<Date> {
  return sql`${moment}`.mapWith((text: string) => new Date(text))
}

type Reader = [name: string, read: (value: unknown) => unknown]

/** The select list of a shape, and the arguments of its JSON object. */
interface Lists {
  columns: SQL
  fields: SQL
  /** Whether they are text by now. */
  written: boolean
}

const dialect = new PgDialect()
const lists = new WeakMap<Shape, Lists>()
const readers = new WeakMap<Shape, Reader[]>()

/** A shape that comes back is a constant: its lists are written out, and not put together for each statement. */
function listsOf(shape: Shape): Lists {
  const known = lists.get(shape)
  if (known?.written) return known
  const made = known
    ? { columns: writtenOut(known.columns), fields: writtenOut(known.fields), written: true }
    : { columns: join(shape, columnAs), fields: join(shape, fieldAs), written: false }
  lists.set(shape, made)
  return made
}

const columnAs = (name: string, value: Column | SQL) => sql`${value} as ${sql.identifier(name)}`
const fieldAs = (name: string, value: Column | SQL) => sql`${sql.raw(`'${name}'`)}, ${value}`

function join(shape: Shape, part: (name: string, value: Column | SQL) => SQL): SQL {
  return sql.join(
    Object.entries(shape).map(([name, value]) => part(name, value)),
    sql`, `,
  )
}

function writtenOut(list: SQL): SQL {
  const text = dialect.sqlToQuery(list)
  return text.params.length === 0 ? sql.raw(text.sql) : list
}

function readAs<S extends Shape>(shape: S, json: Record<string, unknown>): RowOf<S> {
  const row: Record<string, unknown> = {}
  for (const [name, read] of readersOf(shape)) row[name] = json[name] === null ? null : read(json[name])
  return row as RowOf<S>
}

function readersOf(shape: Shape) {
  const known = readers.get(shape)
  if (known) return known
  const made = Object.entries(shape).map(([name, value]): Reader => [name, readerOf(value)])
  readers.set(shape, made)
  return made
}

/** Expressions keep what `mapWith` gave them in a member that their type hides. */
interface Decoding {
  decoder: { mapFromDriverValue(value: unknown): unknown }
}

function readerOf(column: Column | SQL): (value: unknown) => unknown {
  const decoder = is(column, Column) ? column : (column as SQL & Decoding).decoder
  return (value) => decoder.mapFromDriverValue(value)
}
