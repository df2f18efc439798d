import { connected, inTime, limited, type Pending } from "@/db/driver/deadline"
import { Demand } from "@/db/driver/demand"
import { type Client, type Open, type Pool, Servers, type Wanted } from "@/db/driver/servers"
import { surviveNullSockets } from "@/db/driver/socket"
import { type Asking, inTransaction, type Life, type Told, underSavepoint } from "@/db/driver/transaction"

export type { Open }

/** Is told of a statement that begins; what it gives is told of its end, and of the error where it failed. */
export type Observe = (text: string) => ((error?: unknown) => void) | undefined

/** A pool that was replaced still answers what it was asked, until some seconds after its longest transaction. */
const RETIREMENT_GRACE_SECONDS = 5
const CLOSE_SECONDS = 5
/** Where nobody waits: longer than any number of servers takes to be tried. */
const PATIENT_SECONDS = 600

interface Deadline {
  querySeconds: number
  transactionSeconds: number
}

interface Manner {
  open: Open
  servers: number
  wanted: Wanted
  /** drizzle sends each query unprepared, with a new plan; this prepares every one. */
  prepare: boolean
  /** What is thrown where a pooler refuses the settings of a connection, or whether statements are prepared then. */
  refusedSettings: Error | { prepare: boolean }
  deadline: Deadline | null
  connectSeconds: number
  /** How long a query waits for a server to be reached. */
  waitSeconds?: number
  observe?: Observe
}

type Work = (inner: Asking) => PromiseLike<unknown>

/** Where a query or a transaction is asked. */
interface Home {
  pool: Pool
}

/** A client over a pool that is replaced when it breaks. */
export function renewingPool({ deadline, waitSeconds = PATIENT_SECONDS, observe, ...manner }: Manner) {
  const servers = new Servers({ ...manner, retirementSeconds: retirementOf(deadline) })
  surviveNullSockets()

  const prepares = () => servers.prepare
  const demand = new Demand()

  const watch = ({ pool }: Home, query: Pending) => {
    if (deadline) pool.vigil.watch(query)
  }

  /** Sends a query once a server is reached, on the pool that is the present one by then. */
  function gated<T>(sent: T, home: Home): T {
    const query = sent as Pending
    const hand = (pool: Pool) => {
      // A connection that is handed it sends nothing, and is never free again.
      if (query.cancelled) return
      home.pool = pool
      if (!prepares()) query.options.prepare = false
      watch(home, query)
      return pool.hand(query)
    }
    query.handler = () => {
      if (servers.current.reached) return hand(servers.current)
      connected(servers.reach(), waitSeconds).then(hand, (error) => query.reject(error))
    }
    return sent
  }

  function outfit(inner: Asking, home: Home, life: Life = {}): Asking {
    let savepoints = 0
    const unsafe: Asking["unsafe"] = (query, params = [], options) => {
      if (life.over) throw life.over
      // Without values, which may follow, postgres.js would take the query for a simple one.
      const extended = params.length > 0 ? { ...options, simple: false, prepare: prepares() } : options
      const sent = withValues(params, (values) => inner.unsafe(query, values, extended))
      heed(sent as unknown as Pending, ({ code = "" }) => servers.learn(home.pool, code), observe?.(query))
      if (deadline) limited(sent as unknown as Pending, deadline.querySeconds, () => servers.renew(home.pool))
      return sent
    }
    const asking: Asking = {
      unsafe,
      savepoint: (work) => underSavepoint(asking, `s${savepoints++}`, work),
    }
    return asking
  }

  const client = {
    options: servers.current.sql.options,
    unsafe: (...question: Parameters<Asking["unsafe"]>) => {
      servers.commits.mustBeConfirmed(question[0])
      const home = { pool: servers.current }
      return demand.query(gated(outfit(home.pool.sql as unknown as Asking, home).unsafe(...question), home))
    },
    begin: async (work: Work) => {
      servers.commits.mustBeConfirmed()
      const [life, home]: [Life, Home] = [{}, { pool: servers.current }]
      const { unsafe } = home.pool.sql
      const begin = (told: Told) => gated(unsafe("begin", [], told), home).execute()
      const sent = (query: object, isCommit: boolean) => {
        watch(home, query as Pending)
        if (deadline && isCommit) limited(query as Pending, deadline.querySeconds, () => servers.renew(home.pool))
      }
      const done = inTransaction({ unsafe, prepares, begin, sent }, life, (asking) => work(outfit(asking, home, life)))
      return demand.transaction(deadline ? inTime(done, life, deadline.transactionSeconds) : done)
    },
  }

  const leave = () => servers.goOn()
  return { client: client as unknown as Client, close: () => servers.close(CLOSE_SECONDS), leave, demand }
}

/** What has no deadline, as a migration, is never cut off. */
function retirementOf(deadline: Deadline | null): number | null {
  return deadline && deadline.transactionSeconds + RETIREMENT_GRACE_SECONDS
}

/** The parts of a query of postgres.js that say how it is sent. */
interface Untold {
  parameters: unknown[]
  options: { onexecute?(): boolean }
  prepare: boolean
  prepared: boolean
}

/**
 * A query with its values. postgres.js asks the server for types before it sends the first values of a statement, in a
 * flight of its own, and looks a prepared one up by types and text. Text, numbers and null have no type that it knows, so
 * they are put into the query once it is made.
 */
function withValues<T>(values: never[], ask: (asked: never[]) => T): T {
  if (values.length === 0 || !values.every(isUntyped)) return ask(values)
  const sent = ask([])
  const query = sent as Untold
  query.parameters = [...values]
  // What follows on the connection waits for the first: it would prepare the same text once more.
  query.options.onexecute = () => query.prepared || !query.prepare
  return sent
}

function isUntyped(value: unknown): boolean {
  return value === null || typeof value === "string" || typeof value === "number"
}

/** Looks at the error of a query before who asked does, and tells of its end. */
function heed(query: Pending, look: (error: { code?: string }) => void, ended: ReturnType<Observe>) {
  const { resolve, reject } = query
  query.reject = (error) => {
    look((error ?? {}) as { code?: string })
    ended?.(error)
    reject(error)
  }
  if (!ended) return
  query.resolve = (value) => {
    ended()
    resolve(value)
  }
}
