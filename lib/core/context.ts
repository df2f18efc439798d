import { type SQL, sql } from "drizzle-orm"
import { connect, type Database, type Queries } from "@/db/client"
import { statementSpan } from "@/lib/core/watching/statements"
import { settings } from "@/lib/settings"

/** Who acts, as the session says; never what the input says. */
interface Actor {
  accountId: string
  /** Whether the login is young enough to count as the password. */
  freshLogin: boolean
  /** Whether a second factor was given with it, or to confirm it, as lately. */
  freshFactor?: boolean
  /** The login through which a person acts. */
  login?: string
  /** The access key through which an API client acts for the account. */
  accessKeyId?: string
  /** Where the account has no right by this login. */
  barred?: Barred
}

/** Where a login has no right, because a second factor was demanded of it and its time is over. */
export interface Barred {
  organizations: readonly string[]
  /** The pages of who runs the platform. */
  operating: boolean
}

/** What every verb takes first. */
export interface Context<A extends Actor | null = Actor | null> {
  /** The database, or the transaction of a verb that consists of others. */
  db: Queries
  actor: A
  /** The only clock, as SQL: the database's own, or in tests that one moved by an interval. */
  clock: SQL<Date>
  /** The network address of the request, for limits and the audit. */
  ip: string | null
  /** Where the reader may be at home, for a number that does not name its country. */
  countries?: readonly string[]
  /** The country that a trusted proxy says the request comes from. */
  country?: string
  /** What the browser calls itself. */
  userAgent?: string
  /** What the cookie says of the accounts that this browser has logged in to. */
  browser?: string
  /** Up to where the primary had written when it was asked for the right to read: a replica has to show as much. */
  position?: string
  /** The organization whose lock the transaction of `db` holds already. */
  lockedOrganizationId?: string
}

export type LoggedIn = Context<Actor>

export const databaseClock = sql<Date>`clock_timestamp()`

/** Who acts in a command, where nobody is logged in: the audit names no actor. */
export const noActor = { actor: null, clock: databaseClock, ip: null }

declare const readable: unique symbol
/** An organization whose member's right to read was just checked; only `mustReadOrganization` makes one. */
export type ReadableOrganizationId = string & { readonly [readable]: true }

/** Somebody waits for an answer: that no database can be reached is one. */
const WAIT_SECONDS = 2

const shared = globalThis as { musterDatabase?: ReturnType<typeof connect> }

/** The one pool of this process, opened at the first question. */
export function database(): Database {
  const { databaseUrl, pool } = settings()
  shared.musterDatabase ??= connect(databaseUrl, { pool, waitSeconds: WAIT_SECONDS, observe: statementSpan })
  return shared.musterDatabase.db
}

/** How many connections its pool may have, and how many statements and transactions ask for one. */
export function poolUse(): { size: number; asked: number } {
  database()
  return shared.musterDatabase?.use() ?? { size: 0, asked: 0 }
}
