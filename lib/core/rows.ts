import { Column, type GetColumnData, is, type SQL, sql } from "drizzle-orm"
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
  const columns = Object.entries(shape).map(([name, value]) => sql`${value} as ${sql.identifier(name)}`)
  const rows = await db.execute(statement(sql.join(columns, sql`, `)))
  return rows.map((row) => readAs(shape, row))
}

/**
 * One JSON object of columns and expressions, as one expression: a date of the database is a Date, at any depth.
 */
export function jsonObject<S extends Shape>(shape: S): SQL<RowOf<S>> {
  return sql`json_build_object(${fieldsOf(shape)})`.mapWith((json: Record<string, unknown>) => readAs(shape, json))
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

function fieldsOf(shape: Shape): SQL {
  return sql.join(
    Object.entries(shape).map(([name, value]) => sql`${sql.raw(`'${name}'`)}, ${value}`),
    sql`, `,
  )
}

function readAs<S extends Shape>(shape: S, json: Record<string, unknown>): RowOf<S> {
  const read = Object.entries(shape).map(([name, value]) => [
    name,
    json[name] === null ? null : decode(value, json[name]),
  ])
  return Object.fromEntries(read) as RowOf<S>
}

/** Expressions keep what `mapWith` gave them in a member that their type hides. */
interface Decoding {
  decoder: { mapFromDriverValue(value: unknown): unknown }
}

function decode(column: Column | SQL, value: unknown): unknown {
  return is(column, Column)
    ? column.mapFromDriverValue(value)
    : (column as SQL & Decoding).decoder.mapFromDriverValue(value)
}
