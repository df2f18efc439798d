import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js"
import postgres from "postgres"
import { muteFailedQueries, unresolved } from "@/db/driver/failure"
import { type Observe, type Open, renewingPool } from "@/db/driver/pool"
import { promptSocket } from "@/db/driver/socket"
import { appRole } from "@/db/role"
import * as schema from "@/db/schema"
import { type DatabaseAddress, type Purpose, readDatabaseUrl, serversOf } from "@/lib/settings/database-url"

export type Database = PostgresJsDatabase<typeof schema>
/** A database or a transaction under way: what every query takes. */
export type Queries = Pick<Database, "execute" | "select" | "insert" | "update" | "delete" | "transaction" | "query">

const POOL = 10
const RECONNECT_SECONDS = 0.3
/** An idle connection that a firewall has forgotten is found within twice this. */
const KEEP_ALIVE_SECONDS = 15
/** A database that sleeps takes some seconds to wake up; of several servers one that is silent keeps nobody waiting. */
const CONNECT_SECONDS = 10
const CONNECT_SECONDS_OF_SEVERAL = 2
const STATEMENT_SECONDS = 10
/** What the caller waits beyond the server's own limit, should no answer come at all. */
const GRACE_SECONDS = 5
const TRANSACTION_SECONDS = 30
/**
 * Where the server speaks of a commit whose wait for a standby somebody has ended. It acknowledges it all the same, though
 * no standby may ever hear of it.
 */
const GIVEN_UP_WAITING = "SyncRepWaitForLSN"
const OFF = ["0", "false", "off"]

interface Options {
  /** Connections at most. */
  pool?: number
  /** Off behind a pooler that shares its connections; else as `DATABASE_PREPARE` says, or as it turns out. */
  prepare?: boolean
  /** How long one statement may take; 0 sets no limit. */
  statementSeconds?: number
  /** How long a transaction may take before it is stopped. */
  transactionSeconds?: number
  /** How long a query waits for a server to be reached, where somebody waits for it. */
  waitSeconds?: number
  /** For reading, a server that cannot be written to will do, or is preferred. */
  purpose?: Purpose
  /** Is told of each statement, and gives what is told of its end. */
  observe?: Observe
  /** As which role: the app's own unless one is given; null for the login itself, which owns the tables. */
  role?: string | null
}

const USUAL = { statementSeconds: STATEMENT_SECONDS, transactionSeconds: TRANSACTION_SECONDS }
export const SEARCH_PATH = "public, pg_temp"

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
const appOnly = (role: string) => ({ role, search_path: SEARCH_PATH })

type Limits = Required<Pick<Options, "statementSeconds" | "transactionSeconds">>

/** What the database itself holds every connection of the app to, by the names of its settings and in their units. */
export function settingsOf({ statementSeconds, transactionSeconds }: Limits = USUAL): Record<string, string> {
  return {
    statement_timeout: String(statementSeconds * 1000),
    // A transaction whose process is gone without a word would keep its locks for hours.
    idle_in_transaction_session_timeout: String((transactionSeconds + GRACE_SECONDS) * 1000),
    ...planning,
  }
}

/** What is the same of every pool. */
const own = {
  // An option that the types of postgres.js leave out.
  ...{ socket: promptSocket },
  backoff: () => RECONNECT_SECONDS,
  keep_alive: KEEP_ALIVE_SECONDS,
  max_lifetime: null,
  target_session_attrs: undefined,
  // The columns read arrays themselves; a connection that is lost while it asks for types rejects where nobody hears.
  fetch_types: false,
  onnotice: (notice: postgres.Notice) => {
    // What is thrown here is the answer of the very query that the server speaks of.
    if (notice.routine === GIVEN_UP_WAITING) throw unresolved()
  },
}

/**
 * Opens a pool on the servers of an address; nothing connects before the first query. Refuses an address that cannot be
 * read.
 */
export function connect(url: string, options: Options = {}) {
  const { statementSeconds = STATEMENT_SECONDS, transactionSeconds = TRANSACTION_SECONDS, role = appRole() } = options
  muteFailedQueries()
  const { purpose = "writing" } = options
  const address = addressOf(url, purpose)
  const connectSeconds =
    address.connectSeconds ?? (address.hosts.length > 1 ? CONNECT_SECONDS_OF_SEVERAL : CONNECT_SECONDS)
  const asked =
    statementSeconds === 0 && !role
      ? {}
      : { ...settingsOf({ statementSeconds, transactionSeconds }), ...(role ? appOnly(role) : {}) }

  const open: Open = (server, withSettings, onclose) => {
    const sql = postgres({
      ...placeOf(address, server),
      ...own,
      max: size,
      onclose,
      connect_timeout: connectSeconds,
      connection: { application_name: "muster", ...address.startup, ...(withSettings ? asked : {}) },
    })
    // Only for what it does to the client: dates and JSON are left to the columns.
    drizzle(sql)
    return sql
  }

  const prepare = options.prepare ?? preparing(address)
  const size = options.pool ?? address.pool ?? POOL
  const { client, close, leave, demand } = renewingPool({
    open,
    servers: Math.max(address.hosts.length, 1),
    wanted: purpose === "writing" ? "primary" : address.any ? "any" : "standby",
    prepare: prepare ?? true,
    deadline: statementSeconds === 0 ? null : { querySeconds: statementSeconds + GRACE_SECONDS, transactionSeconds },
    connectSeconds,
    waitSeconds: options.waitSeconds,
    observe: options.observe,
    refusedSettings: role ? keptFrom(role, url, purpose) : { prepare: prepare ?? false },
  })
  return { db: drizzle({ client, schema }), close, leave, use: () => ({ size, asked: demand.count }) }
}

/** Where one of the servers is and who logs in, as postgres.js takes it. */
function placeOf({ hosts, path, user, password, database, tls }: DatabaseAddress, server: number) {
  const { host, port } = hosts[server] ?? {}
  const place = path ? { path } : { host: [host], port: [port] }
  const given = { ...place, username: user, password, database, ssl: tls }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** What an address says. Refuses one that cannot be read, in words without its password. */
export function addressOf(url: string, purpose: Purpose = "writing"): DatabaseAddress {
  const read = readDatabaseUrl(url, purpose)
  const name = purpose === "writing" ? "DATABASE_URL" : "DATABASE_REPLICA_URL"
  if ("wrong" in read) throw Object.assign(new Error(`${name}: ${read.wrong}`), { expected: true })
  return read.address
}

/** Whether statements are prepared, where somebody says so. */
function preparing({ prepare }: DatabaseAddress): boolean | undefined {
  const said = process.env.DATABASE_PREPARE
  return said ? !OFF.includes(said) : prepare
}

/** A pooler that lets no connection take the role would let Muster work as the owner of its tables. */
export function keptFrom(role: string, url: string, purpose: Purpose = "writing"): Error {
  const line = `The pooler at ${serversOf(addressOf(url, purpose))} does not let Muster work as the role ${role}. Give Muster a login that is in this role and no more, and set DATABASE_ROLE=none: docs/operations.md, "Behind a pooler".`
  return Object.assign(new Error(line), { expected: true, code: "POOLER" })
}
