import { AsyncLocalStorage } from "node:async_hooks"

/** What is known of the request that is being answered. */
export interface Current {
  /** By which its answer, its lines in the log and what a page shows of a failure name it. */
  requestId: string
  /** Whether we have made it, and not a proxy. */
  isOwn: boolean
  /** What its pages have thrown so far. */
  failures: number
}

/** Shared by everything in this process, however often it is bundled. */
const shared = globalThis as { musterCurrent?: AsyncLocalStorage<Current> }
shared.musterCurrent ??= new AsyncLocalStorage()
const storage = shared.musterCurrent

/** The request that is being answered here; undefined outside of one. */
export function current(): Current | undefined {
  return storage.getStore()
}

/** Does what belongs to a request. */
export function within<T>(request: Current, work: () => T): T {
  return storage.run(request, work)
}
