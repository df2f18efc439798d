import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js"
import postgres from "postgres"
import { muteFailedQueries } from "@/db/driver/failure"
import { type Deadline, renewingPool } from "@/db/driver/pool"
import { promptSockets } from "@/db/driver/socket"
import { appRole } from "@/db/role"
import * as schema from "@/db/schema"

export type Database = PostgresJsDatabase<typeof schema>
/** A database or a transaction under way: what every query takes. */
export type Queries = Pick<Database, "execute" | "select" | "insert" | "update" | "delete" | "transaction" | "query">

const RECONNECT_SECONDS = 0.3
const CONNECT_SECONDS = 10
const STATEMENT_SECONDS = 10
/** What the caller waits beyond the server's own limit, should no answer come at all. */
const GRACE_SECONDS = 5
const TRANSACTION_SECONDS = 30
const OFF = ["0", "false", "off"]

interface Options {
  /** Connections at most. */
  pool?: number
  /** Off behind a pooler that shares connections between transactions; `DATABASE_PREPARE` where nothing is said. */
  prepare?: boolean
  /** How long one statement may take; 0 sets no limit. */
  statementSeconds?: number
  /** How long a transaction may take before it is stopped. */
  transactionSeconds?: number
  /** As which role: the app's own unless one is given; null for the login itself, which owns the tables. */
  role?: string | null
}

/**
 * How statements are planned: once, without their values. Each is written for the index that serves it, whatever it is
 * asked, and a limit that is reached early makes the planner believe that it would gain by planning anew at each call.
 * An index that has an order is not read through to sort it again, a page that is read by an index costs hardly more
 * than the next one, as in memory and on today's disks, and no request takes more than one core.
 */
const planning = {
  plan_cache_mode: "force_generic_plan",
  enable_incremental_sort: "off",
  random_page_cost: "1.1",
  max_parallel_workers_per_gather: "0",
}

/** The role, and the tables of Muster first: a temporary table of the same name would hide one otherwise. */
const appOnly = (role: string) => ({ role, search_path: "public, pg_temp" })

/** Opens a pool on a PostgreSQL; nothing connects before the first query. */
export function connect(
  url: string,
  {
    pool = 10,
    prepare = !OFF.includes(process.env.DATABASE_PREPARE ?? ""),
    statementSeconds = STATEMENT_SECONDS,
    transactionSeconds = TRANSACTION_SECONDS,
    role = appRole(),
  }: Options = {},
) {
  muteFailedQueries()
  const deadline: Deadline | null =
    statementSeconds === 0 ? null : { querySeconds: statementSeconds + GRACE_SECONDS, transactionSeconds }

  // An option that the types of postgres.js leave out.
  const sockets = { socket: promptSockets() }
  const open = (onclose: () => void) => {
    const sql = postgres(url, {
      ...sockets,
      max: pool,
      prepare,
      onclose,
      backoff: () => RECONNECT_SECONDS,
      connect_timeout: CONNECT_SECONDS,
      max_lifetime: null,
      // The columns read arrays themselves; a connection that is lost while it asks for types rejects where nobody hears.
      fetch_types: false,
      onnotice: () => {},
      connection: {
        application_name: "muster",
        statement_timeout: statementSeconds * 1000,
        ...planning,
        ...(role ? appOnly(role) : {}),
      },
    })
    // Only for what it does to the client: dates and JSON are left to the columns.
    drizzle(sql)
    return sql
  }

  const { client, close } = renewingPool(open, { prepare, deadline })
  return { db: drizzle({ client, schema }), close }
}
