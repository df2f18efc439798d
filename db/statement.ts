import { type Column, is, Placeholder, SQL, sql } from "drizzle-orm"
import { PgDialect } from "drizzle-orm/pg-core"
import type { Queries } from "@/db/client"
import { type RowOf, readRows, type Shape, selectList } from "@/db/rows"
import type { RefusalCode } from "@/lib/shared/refusals"

/** The values that a statement is given at each call, as SQL. */
export type Given<Name extends string> = Record<Name, SQL>

/** What a statement is, and what its rows are read as; `columns` is the select list of the shape. */
interface Writing<S extends Shape> {
  shape: S
  text(columns: SQL): SQL
}

type Write<Name extends string, S extends Shape> = (given: Given<Name>, clock: SQL<Date>) => Writing<S>
type Value = string | number | boolean | null
/** Where a statement is asked, and by which clock. */
interface Asked {
  db: Pick<Queries, "execute">
  clock: SQL<Date>
}
type Statement<Name extends string, S extends Shape> = (
  asked: Asked,
  values: Record<Name, Value>,
) => Promise<RowOf<S>[]>

/** The text of a statement, and where its values go: a name for what each call gives, else the value itself. */
interface Compiled {
  text: string
  slots: unknown[]
}

/** Text that is written already, with its values in the order of their places. */
class Written extends SQL {
  constructor(
    readonly text: string,
    readonly values: unknown[],
  ) {
    super([])
  }

  override toQuery() {
    return { sql: this.text, params: this.values }
  }
}

const dialect = new PgDialect()

/**
 * A statement whose text is put together once, at its first call, and then sent with other values. Takes how it is
 * written, with a placeholder for each value and the clock of the context; gives what asks it and reads its rows.
 */
export function statement<Name extends string, S extends Shape>(write: Write<Name, S>): Statement<Name, S> {
  const byClock = new WeakMap<SQL, Compiled & { shape: S }>()
  return async ({ db, clock }, values) => {
    const compiled = byClock.get(clock) ?? compile(write(placeholders<Name>(), clock))
    byClock.set(clock, compiled)
    const rows = await db.execute(new Written(compiled.text, filled(compiled.slots, values)))
    return readRows(compiled.shape, rows)
  }
}

/** A statement for each variant, such as the filters of a list; only few variants may come, for all are kept. */
export function statements<Variant extends object, Name extends string, S extends Shape>(
  write: (variant: Variant) => Write<Name, S>,
): (variant: Variant) => Statement<Name, S> {
  const known = new Map<string, Statement<Name, S>>()
  return (variant) => {
    const key = JSON.stringify(variant)
    const found = known.get(key) ?? statement(write(variant))
    known.set(key, found)
    return found
  }
}

/**
 * Rows that a statement is given as JSON, with the types of their columns, as SQL behind `from`. Of a single one the
 * planner knows that it is one, and looks up what belongs to it instead of reading a table through.
 */
export function givenRows(rows: SQL, columns: string, many = true): SQL {
  const json = sql`${rows}::text::json`
  return many
    ? sql`json_to_recordset(${json}) as given(${sql.raw(columns)})`
    : sql`json_to_record(${json} -> 0) as given(${sql.raw(columns)})`
}

/** Whether a column is one of the ids that a statement is given as `idsOf` writes them; of a single one as above. */
export function amongGiven(column: Column | SQL, ids: SQL, many: boolean): SQL {
  const list = sql`${ids}::text::uuid[]`
  // As a subquery it is read once: as a plain value, it would be once for every row that a scan compares.
  return many ? sql`${column} = any((select ${list})::uuid[])` : sql`${column} = (${list})[1]`
}

/**
 * A condition that no index is looked up by, and that is not taken for a rare one: for what has to be looked up by
 * something else, however few the planner believes to fulfil this.
 */
export function notLookedUp(condition: SQL): SQL {
  return sql`coalesce(${condition}, false)`
}

/** Ids as `amongGiven` takes them. */
export function idsOf(ids: string[]): string {
  return `{${ids.join()}}`
}

/**
 * Ends a statement, and what its transaction has done, with a refusal and what belongs to it as JSON; never true, as
 * SQL for a condition.
 */
export function refused(code: RefusalCode, extra: SQL = sql`null`): SQL {
  return sql`refuse(${sql.raw(`'${code}'`)}, ${extra}::text)`
}

function placeholders<Name extends string>(): Given<Name> {
  return new Proxy({} as Given<Name>, { get: (_, name) => sql`${sql.placeholder(String(name))}` })
}

function compile<S extends Shape>({ shape, text }: Writing<S>) {
  const { sql: written, params } = dialect.sqlToQuery(text(selectList(shape)))
  return { text: written, slots: params, shape }
}

function filled(slots: unknown[], values: Record<string, Value>): unknown[] {
  return slots.map((slot) => (is(slot, Placeholder) ? (values[slot.name] ?? null) : slot))
}
