import type postgres from "postgres"
import { isBroken, unresolved } from "@/db/driver/failure"

/** What a transaction asks on its connection, with `savepoint` for a transaction inside it. */
export interface Asking {
  unsafe(query: string, params?: never[], options?: postgres.UnsafeQueryOptions): PromiseLike<unknown>
  savepoint?(work: (inner: Asking) => unknown): Promise<unknown>
}

/** Why a transaction may ask nothing more. */
export interface Life {
  over?: Error
  /** Whether its connection is gone. */
  lost?: boolean
  /** Whether its commit has been sent. */
  committing?: boolean
}

/** The parts of a connection and of a query of postgres.js that its types keep to themselves. */
interface Connection {
  /** Sends a query; false when the next has to wait for an answer. */
  execute(query: Query): boolean | undefined
  /** Set while it is nobody else's: called when all that was sent has been answered. */
  reserved: (() => void) | null
  onclose: ((error: Error) => void) | null
}
interface Query {
  options: { prepare?: boolean }
  cancelled: unknown
  handler(query: Query): void
  reject(error: unknown): void
}
export interface Told extends postgres.UnsafeQueryOptions {
  /** Is given the connection that the query is sent on. */
  onexecute(connection: Connection): void
}

/** Makes queries, and begins on whichever connection is free. */
interface Pool {
  unsafe: postgres.Sql<Record<string, never>>["unsafe"]
  /** Whether statements are prepared, which may turn out while they wait. */
  prepares(): boolean
  begin(told: Told): Promise<unknown>
  /** Is told of what is sent after it, and whether that is the commit. */
  sent(query: object, isCommit: boolean): void
}

const COMMIT = "commit"

/**
 * Runs work in a transaction whose `begin` travels with its first statements, a flight less than the library's own.
 * Gives what the work gives once the commit is acknowledged, which the work may send itself as its last statement. One
 * that comes after it, or after the connection was lost, would run outside the transaction: its life is over by then.
 */
export async function inTransaction<T>(
  pool: Pool,
  life: Life,
  work: (connection: Asking) => PromiseLike<T> | T,
): Promise<T> {
  const { begun, unsafe } = begin(pool, life)
  let committed: PromiseLike<unknown> | undefined
  const asking: Asking = {
    unsafe(query, ...values) {
      const sent = unsafe(query, ...values)
      if (query === COMMIT) {
        committed = sent
        life.over ??= new Error("A statement came after the commit of its transaction")
      }
      return sent
    },
  }
  try {
    const result = await work(asking)
    await begun
    if (life.over && !committed) throw life.over
    const { command } = (await (committed ?? unsafe(COMMIT))) as { command: string }
    // A transaction with a failed statement answers a commit by rolling back, without an error.
    if (command !== "COMMIT") throw new Error(`A transaction ended with ${command}`)
    return result
  } catch (error) {
    // Behind a commit that is not answered nothing else would be.
    const undone = committed ?? (life.committing ? undefined : unsafe("rollback"))
    if (!life.lost) await Promise.resolve(undone).catch(() => {})
    throw life.committing && isBroken(error) ? unresolved() : error
  }
}

/** Begins on whichever connection is free; what is asked until then waits, and follows at once. */
function begin(pool: Pool, life: Life) {
  const waiting: Query[] = []
  let connection: Connection | undefined
  let commit: Query | undefined
  let busy = false

  function send() {
    for (let next = waiting[0]; connection && !busy && next; next = waiting[0]) {
      waiting.shift()
      if (next.cancelled) continue
      if (!pool.prepares()) next.options.prepare = false
      pool.sent(next, next === commit)
      life.committing ||= next === commit
      busy = !connection.execute(next)
    }
  }
  function lose(error: Error) {
    life.over ??= error
    life.lost = true
    for (const query of waiting.splice(0)) query.reject(error)
  }
  const told: Told = {
    onexecute(found) {
      connection = found
      found.onclose = lose
      found.reserved = () => {
        busy = false
        send()
      }
      send()
    },
  }
  const begun = pool.begin(told)
  // What follows fails with it; nobody else would say so of work that asks nothing.
  begun.catch(lose)

  const unsafe: Asking["unsafe"] = (...question) => {
    const query = pool.unsafe(...question)
    const own = query as unknown as Query
    if (question[0] === COMMIT) commit = own
    neverAgain(own)
    own.handler = () => {
      if (life.lost) return own.reject(life.over)
      waiting.push(own)
      send()
    }
    return query
  }
  return { begun, unsafe }
}

/**
 * postgres.js asks again what fails because its prepared statement is stale. Inside a transaction, which has failed with
 * it, that is in vain; behind the commit it would be done, and stay.
 */
function neverAgain(query: Query) {
  Object.defineProperty(query, "retried", {
    get: () => undefined,
    set(error: unknown) {
      query.cancelled = true
      query.reject(error)
    },
  })
}

/**
 * Runs work under a savepoint: what fails in it is taken back, and the transaction goes on. A commit in it is none,
 * for the transaction is not its own.
 */
export async function underSavepoint(asking: Asking, name: string, work: (inner: Asking) => unknown): Promise<unknown> {
  const { unsafe } = asking
  await unsafe(`savepoint ${name}`)
  try {
    return await work({
      ...asking,
      unsafe: (query, ...values) => (query === COMMIT ? Promise.resolve([]) : unsafe(query, ...values)),
    })
  } catch (error) {
    await unsafe(`rollback to ${name}`)
    throw error
  }
}
