import { DrizzleQueryError } from "drizzle-orm"
import { PgPreparedQuery } from "drizzle-orm/pg-core"
import { UNANSWERED } from "@/lib/shared/outcome"

const MUTED = Symbol.for("muster.muted-queries")
/**
 * What says that the database is away, restarting or overrun, that a wait for it took too long, or that two changes
 * stood in each other's way, and not that the question was wrong.
 */
const OUTAGE =
  /^(CONNECT_TIMEOUT|CONNECTION_|ECONN|EPIPE|EHOST|ENET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|DEADLINE_EXCEEDED|NO_PRIMARY|COMMITS_WAIT|08|57P0|57014|53|55P03|40P01|40001|25006|25P03|26000|42P05)/
/** What says that two changes stood in each other's way, and that the one that is told of it was undone. */
const IN_THE_WAY = /^(55P03|40P01|40001)/
/** What says that a connection came to nothing, so that nobody knows how far the database came. */
const BROKEN = /^(CONNECTION_|ECONN|EPIPE|EHOST|ENET|ETIMEDOUT|DEADLINE_EXCEEDED)/
/** Whether a transaction was committed is not known. */
const UNRESOLVED = "08007"
/** None of several servers can be written to. */
export const NO_PRIMARY = "NO_PRIMARY"

/** The code with which `refuse` of the database says no. */
export const REFUSED = "MU001"

/** What the database says of a failed query, without the values that were asked with. */
export class QueryFailed extends Error {
  /** What Next tells the browser in place of the error; a number where nothing is said. */
  declare digest?: string
  /** With the detail of a refusal, which is Muster's own; any other may hold values. */
  override readonly cause: { code: string; constraint_name?: string; detail?: string }

  constructor(cause: unknown) {
    const said = (cause ?? {}) as Record<string, string | undefined>
    const { code = "unknown", constraint_name, routine = "" } = said
    super(`A query failed: ${code} ${routine}`.trim())
    this.name = "QueryFailed"
    this.cause = { code, constraint_name, detail: code === REFUSED ? said.detail : undefined }
    if (OUTAGE.test(code)) this.digest = UNANSWERED
  }

  /** By its name, for each bundle of a build holds a class of its own. */
  static [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof Error && error.name === "QueryFailed"
  }
}

/** Whether an error means that the database could not be asked, so that the same request may succeed soon. */
export function isOutage(error: unknown): boolean {
  return OUTAGE.test(codeOf(error))
}

/** Whether an outage is only that a change stood in another's way, which has left nothing behind. */
export function isInTheWay(error: unknown): boolean {
  return IN_THE_WAY.test(codeOf(error))
}

/** Whether an error comes from a connection, not from the database. */
export function isBroken(error: unknown): boolean {
  return BROKEN.test(codeOf(error))
}

/** Whether an outage came between a commit and its answer, so that it may have been done. */
export function isUnresolved(error: unknown): boolean {
  return codeOf(error) === UNRESOLVED
}

export function unresolved(): Error {
  return Object.assign(new Error("The database did not say whether the commit is done"), { code: UNRESOLVED })
}

function codeOf(error: unknown): string {
  const cause = error instanceof QueryFailed ? error.cause : error
  return String((cause as { code?: unknown } | null)?.code ?? "")
}

interface Asking {
  queryWithCache(query: string, params: unknown[], run: () => Promise<unknown>): Promise<unknown>
}

/** drizzle puts every value of a failed query into its message, and a message goes to the log. */
export function muteFailedQueries() {
  const marked = globalThis as { [MUTED]?: true }
  if (marked[MUTED]) return
  marked[MUTED] = true
  const asking = PgPreparedQuery.prototype as unknown as Asking
  const { queryWithCache } = asking
  asking.queryWithCache = async function (query, params, run) {
    try {
      return await queryWithCache.call(this, query, params, run)
    } catch (error) {
      const cause = error instanceof DrizzleQueryError ? error.cause : undefined
      // What is told to the operator as it is holds no values.
      if (cause && "expected" in cause) throw cause
      throw error instanceof DrizzleQueryError ? new QueryFailed(cause) : error
    }
  }
}
