import type postgres from "postgres"
import { type Asking, inTransaction, type Life, underSavepoint } from "@/db/driver/transaction"

/** A pool that was replaced still answers what it was asked, until some seconds after its longest transaction. */
const RETIREMENT_GRACE_SECONDS = 5
const USUAL_SECONDS = 30
const CLOSE_SECONDS = 5
const GUARDED = Symbol.for("muster.null-socket-guard")

export interface Deadline {
  querySeconds: number
  transactionSeconds: number
}

interface Manner {
  /** drizzle sends each query unprepared, in two round trips and with a new plan; this prepares every one. */
  prepare: boolean
  deadline: Deadline | null
}

type Client = postgres.Sql<Record<string, never>>
type Work = (inner: Asking) => PromiseLike<unknown>
/** The parts of a query of postgres.js that its types keep to themselves. */
interface Pending {
  active: boolean
  state: object | null
  resolve(value: unknown): void
  reject(error: unknown): void
  cancel(): void
}

/**
 * A client over a pool that is replaced whenever it loses a connection: postgres.js may keep unsent bytes on a
 * broken connection, which then never works again.
 */
export function renewingPool(open: (onclose: () => void) => Client, { prepare, deadline }: Manner) {
  const retirementSeconds = (deadline?.transactionSeconds ?? USUAL_SECONDS) + RETIREMENT_GRACE_SECONDS
  const retired = new Set<Client>()
  let closed = false
  let current = fresh()
  surviveNullSockets()

  function fresh(): Client {
    const sql: Client = open(() => renew(sql))
    return sql
  }

  function renew(broken: Client) {
    if (closed || broken !== current) return
    current = fresh()
    retired.add(broken)
    setTimeout(() => {
      retired.delete(broken)
      void broken.end({ timeout: 0 }).catch(() => {})
    }, retirementSeconds * 1000).unref()
  }

  function outfit(inner: Asking, pool: Client, life: Life = {}): Asking {
    let savepoints = 0
    const unsafe: Asking["unsafe"] = (query, params = [], options) => {
      if (life.over) throw life.over
      const prepared = prepare && params.length > 0 ? { ...options, prepare: true } : options
      const pending = inner.unsafe(query, params, prepared)
      return deadline ? limited(pending as unknown as Pending, deadline.querySeconds, () => renew(pool)) : pending
    }
    const asking: Asking = {
      unsafe,
      savepoint: (work) => underSavepoint(asking, `s${savepoints++}`, work),
    }
    return asking
  }

  const client = {
    options: current.options,
    unsafe: (...question: Parameters<Asking["unsafe"]>) =>
      outfit(current as unknown as Asking, current).unsafe(...question),
    begin: (work: Work) => {
      const [life, pool]: [Life, Client] = [{}, current]
      const done = inTransaction(pool, life, (connection) => work(outfit(connection, pool, life)))
      return deadline ? inTime(done, life, deadline.transactionSeconds) : done
    },
  }

  async function close() {
    closed = true
    await Promise.all([current.end({ timeout: CLOSE_SECONDS }), ...[...retired].map((sql) => sql.end({ timeout: 1 }))])
  }

  return { client: client as unknown as Client, close }
}

/** Rejects a query that nobody answers; one that still waits for a connection is never sent. */
function limited(query: Pending, seconds: number, onSilence: () => void) {
  const { resolve, reject } = query
  const timer = setTimeout(() => {
    if (query.active) onSilence()
    query.reject(late(seconds))
    if (!query.state) query.cancel()
  }, seconds * 1000)
  query.resolve = (value) => {
    clearTimeout(timer)
    resolve(value)
  }
  query.reject = (error) => {
    clearTimeout(timer)
    reject(error)
  }
  return query as unknown as PromiseLike<unknown>
}

/** Rejects a transaction that takes too long, and stops it: its next statement fails, so that it is taken back. */
async function inTime<T>(work: Promise<T>, life: Life, seconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      life.over = late(seconds)
      reject(life.over)
    }, seconds * 1000)
  })
  return Promise.race([work, silence]).finally(() => clearTimeout(timer))
}

function late(seconds: number) {
  return Object.assign(new Error(`The database did not answer within ${seconds} s`), { code: "DEADLINE_EXCEEDED" })
}

/** postgres.js writes to a socket that has just gone, from a timer where nobody can catch it. */
function surviveNullSockets() {
  const marked = globalThis as { [GUARDED]?: true }
  if (marked[GUARDED]) return
  marked[GUARDED] = true
  process.on("uncaughtException", (error) => {
    if (isNullSocket(error)) return
    if (process.listenerCount("uncaughtException") === 1) throw error
  })
}

function isNullSocket(error: unknown) {
  if (!(error instanceof TypeError) || error.message !== "Cannot read properties of null (reading 'write')")
    return false
  return /processImmediate/.test(error.stack?.split("\n")[2] ?? "")
}
