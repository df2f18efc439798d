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

/** What postgres.js does with a query beyond its types: `onexecute` is told the connection; true lets more follow. */
interface Watching extends postgres.UnsafeQueryOptions {
  onexecute(connection: { onclose: ((error: Error) => void) | null }): true
}

/**
 * Runs work in a transaction whose `begin` travels with its first statements, a flight less than the library's own.
 * Gives what the work gives once the commit is acknowledged. A statement that comes after the connection was lost would
 * run outside the transaction, so that its life ends with the connection.
 */
export async function inTransaction<T>(
  pool: postgres.Sql<Record<string, never>>,
  life: Life,
  work: (connection: Asking) => PromiseLike<T> | T,
): Promise<T> {
  const connection = await pool.reserve()
  try {
    const begun = connection.unsafe("begin", [], watching(life)).execute()
    // What follows fails with it; nobody else would say so of work that asks nothing.
    begun.catch(() => {})
    const result = await work(connection as unknown as Asking)
    await begun
    if (life.over) throw life.over
    const { command } = await connection.unsafe("commit")
    // A transaction with a failed statement answers a commit by rolling back, without an error.
    if (command !== "COMMIT") throw new Error(`A transaction ended with ${command}`)
    return result
  } catch (error) {
    if (!life.lost) await connection.unsafe("rollback").catch(() => {})
    throw error
  } finally {
    if (!life.lost) connection.release()
  }
}

function watching(life: Life): Watching {
  return {
    onexecute(connection) {
      connection.onclose = (error) => {
        life.over ??= error
        life.lost = true
      }
      return true
    },
  }
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
