import type postgres from "postgres"

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
  handler(query: Query): void
  reject(error: unknown): void
}
interface Told extends postgres.UnsafeQueryOptions {
  /** Is given the connection that the query is sent on. */
  onexecute(connection: Connection): void
}

type Pool = postgres.Sql<Record<string, never>>

/**
 * Runs work in a transaction whose `begin` travels with its first statements, a flight less than the library's own.
 * Gives what the work gives once the commit is acknowledged. A statement that comes after the connection was lost would
 * run outside the transaction, so that its life ends with the connection.
 */
export async function inTransaction<T>(
  pool: Pool,
  life: Life,
  work: (connection: Asking) => PromiseLike<T> | T,
): Promise<T> {
  const { begun, unsafe } = begin(pool, life)
  try {
    const result = await work({ unsafe })
    await begun
    if (life.over) throw life.over
    const { command } = (await unsafe("commit")) as { command: string }
    // A transaction with a failed statement answers a commit by rolling back, without an error.
    if (command !== "COMMIT") throw new Error(`A transaction ended with ${command}`)
    return result
  } catch (error) {
    if (!life.lost) await Promise.resolve(unsafe("rollback")).catch(() => {})
    throw error
  }
}

/** Begins on whichever connection is free; what is asked until then waits, and follows at once. */
function begin(pool: Pool, life: Life) {
  const waiting: Query[] = []
  let connection: Connection | undefined
  let busy = false

  function send() {
    for (let next = waiting[0]; connection && !busy && next; next = waiting[0]) {
      waiting.shift()
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
  const begun = pool.unsafe("begin", [], told).execute()
  // What follows fails with it; nobody else would say so of work that asks nothing.
  begun.catch(lose)

  const unsafe: Asking["unsafe"] = (...question) => {
    const query = pool.unsafe(...question)
    const own = query as unknown as Query
    own.handler = () => {
      if (life.lost) return own.reject(life.over)
      waiting.push(own)
      send()
    }
    return query
  }
  return { begun, unsafe }
}

/** Runs work under a savepoint: what fails in it is taken back, and the transaction goes on. */
export async function underSavepoint({ unsafe }: Asking, name: string, work: () => unknown): Promise<unknown> {
  await unsafe(`savepoint ${name}`)
  try {
    return await work()
  } catch (error) {
    await unsafe(`rollback to ${name}`)
    throw error
  }
}
