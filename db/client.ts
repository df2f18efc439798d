import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js"
import postgres from "postgres"
import * as schema from "./schema"

export type Database = PostgresJsDatabase<typeof schema>
/** A database or a transaction under way: what every query takes. */
export type Queries = Pick<Database, "execute" | "select" | "insert" | "update" | "delete" | "transaction" | "query">

const RECONNECT_SECONDS = 0.3
const STATEMENT_TIMEOUT_MS = 10_000

interface Options {
  /** Connections at most. */
  pool?: number
  /** Off behind a pooler that shares connections between transactions. */
  prepare?: boolean
}

/** Opens a pool on a PostgreSQL; nothing connects before the first query. */
export function connect(url: string, { pool = 10, prepare = true }: Options = {}) {
  const sql = postgres(url, {
    max: pool,
    prepare,
    backoff: () => RECONNECT_SECONDS,
    connect_timeout: 10,
    idle_timeout: 60,
    onnotice: () => {},
    connection: { application_name: "muster", statement_timeout: STATEMENT_TIMEOUT_MS },
  })
  return { db: drizzle(prepare ? prepareAll(sql) : sql, { schema }), close: () => sql.end({ timeout: 5 }) }
}

/** drizzle sends each query unprepared, in two round trips and with a new plan; this prepares every one. */
function prepareAll<T extends postgres.ISql>(sql: T): T {
  const { unsafe } = sql
  sql.unsafe = ((query: string, params?: never[], options?: object) =>
    unsafe(query, params, params?.length ? { ...options, prepare: true } : options)) as typeof unsafe
  for (const name of ["begin", "savepoint"] as const) {
    const open = (sql as unknown as Record<string, Open | undefined>)[name]
    if (open) Object.assign(sql, { [name]: (work: Work) => open((inner) => work(prepareAll(inner))) })
  }
  return sql
}

type Work = (sql: postgres.ISql) => unknown
type Open = (work: Work) => Promise<unknown>
