import { Column, type GetColumnData, is, SQL, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"

/** What an object of a query is made of, by the names that it has in the program: columns and expressions. */
export type Fields = Record<string, Column | SQL>
/** Such an object whose members may be objects themselves: null where the first of their fields is null. */
export type Shape = Record<string, Column | SQL | Fields>

/** An object of a shape, as it is read. */
export type RowOf<S extends Shape> = {
  [Name in keyof S]: S[Name] extends Column
    ? GetColumnData<S[Name]>
    : S[Name] extends SQL<infer T>
      ? T
      : S[Name] extends Fields
        ? RowOf<S[Name]> | null
        : never
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
  return sql.join(columnsOf(shape), sql`, `)
}

/** The fields of a subquery that has selected them, by its alias. */
export function fieldsOf<F extends Fields>(alias: string, fields: F): F {
  const outer = Object.entries(fields).map(([name, value]) => {
    const column = sql`${sql.identifier(alias)}.${sql.identifier(name)}`
    return [name, column.mapWith(decoderOf(value))]
  })
  return Object.fromEntries(outer)
}

/** The fields where a condition holds, null where it does not: for what is the same in every row and needs to be read from one. */
export function fieldsWhere<F extends Fields>(condition: SQL, fields: F): F {
  const told = Object.entries(fields).map(([name, value]) => {
    return [name, sql`case when ${condition} then ${value} end`.mapWith(decoderOf(value))]
  })
  return Object.fromEntries(told)
}

/** Rows of the database that were selected by this list, as objects of the shape. */
export function readRows<S extends Shape>(shape: S, rows: readonly Record<string, unknown>[]): RowOf<S>[] {
  return rows.map((row) => readAs(shape, row))
}

/**
 * One JSON object of columns and expressions, as one expression: a date of the database is a Date, at any depth.
 */
export function jsonObject<S extends Fields>(shape: S): SQL<RowOf<S>> {
  return sql`json_build_object(${argumentsOf(shape)})`.mapWith((json: Record<string, unknown>) => readAs(shape, json))
}

/** Such an object, or null where the query says that there is none. */
export function jsonObjectOrNull<S extends Fields>(shape: S, exists: SQL): SQL<RowOf<S> | null> {
  return sql`case when ${exists} then ${jsonObject(shape)} end`.mapWith((json) => readAs(shape, json))
}

/** The only row of a query (all that follows its select list) as such an object; null where there is no row. */
export function jsonRow<S extends Fields>(shape: S, query: SQL): SQL<RowOf<S> | null> {
  return sql`(select ${jsonObject(shape)} ${query})`.mapWith((json) => readAs(shape, json))
}

/** The rows of a query (all that follows its select list) as a list of such objects, ordered as the query says. */
export function jsonRows<S extends Fields>(shape: S, query: SQL): SQL<RowOf<S>[]> {
  return sql`(select coalesce(json_agg(t.one), '[]') from (select ${jsonObject(shape)} as one ${query}) t)`.mapWith(
    (list: Record<string, unknown>[]) => list.map((json) => readAs(shape, json)),
  )
}

/** An expression whose value is a moment, read as a Date. */
export function asDate(moment: SQL): SQL<Date> {
  return sql`${moment}`.mapWith((text: string) => new Date(text))
}

/** The columns of a shape, those of an object in it by both names. */
function columnsOf(shape: Shape, prefix = ""): SQL[] {
  return Object.entries(shape).flatMap(([name, value]) =>
    isField(value) ? [sql`${value} as ${sql.identifier(prefix + name)}`] : columnsOf(value, `${name}.`),
  )
}

/** The arguments of a JSON object of these fields. */
function argumentsOf(fields: Fields): SQL {
  const pairs = Object.entries(fields).map(([name, value]) => sql`${sql.raw(`'${name}'`)}, ${value}`)
  return sql.join(pairs, sql`, `)
}

function isField(value: Column | SQL | Fields): value is Column | SQL {
  return is(value, Column) || is(value, SQL)
}

type Row = Record<string, unknown>
type Reader = (row: Row) => unknown
const readers = new WeakMap<Shape, Reader>()

function readAs<S extends Shape>(shape: S, row: Row): RowOf<S> {
  const read = readers.get(shape) ?? readerOf(shape)
  readers.set(shape, read)
  return read(row) as RowOf<S>
}

function readerOf(shape: Shape, prefix = ""): Reader {
  const members = Object.entries(shape).map(([name, value]) => [name, memberReader(name, value, prefix)] as const)
  return (row) => {
    const object: Row = {}
    for (const [name, read] of members) object[name] = read(row)
    return object
  }
}

function memberReader(name: string, value: Column | SQL | Fields, prefix: string): Reader {
  const column = prefix + name
  if (isField(value)) {
    const decoder = decoderOf(value)
    return (row) => (row[column] === null ? null : decoder.mapFromDriverValue(row[column]))
  }
  const read = readerOf(value, `${name}.`)
  const first = `${name}.${Object.keys(value)[0]}`
  return (row) => (row[first] === null ? null : read(row))
}

function decoderOf(value: Column | SQL): Decoding["decoder"] {
  return is(value, Column) ? value : (value as SQL & Decoding).decoder
}

/** Expressions keep what `mapWith` gave them in a member that their type hides. */
interface Decoding {
  decoder: { mapFromDriverValue(value: unknown): unknown }
}

/** The least id that is made at a moment, for ids of version 7 begin with the time, as SQL. */
export function idAt(moment: SQL): SQL<string> {
  return sql`rpad(lpad(to_hex((extract(epoch from ${moment}) * 1000)::bigint), 12, '0'), 32, '0')::uuid`
}
