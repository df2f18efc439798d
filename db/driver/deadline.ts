import { unresolved } from "@/db/driver/failure"
import type { Life } from "@/db/driver/transaction"

/** The parts of a query of postgres.js that its types keep to themselves. */
export interface Pending {
  options: { prepare?: boolean }
  active: boolean
  state: object | null
  /** Set of one that was taken back before it was sent, or is to be stopped. */
  cancelled: unknown
  /** Sends the query. */
  handler(query: Pending): unknown
  resolve(value: unknown): void
  reject(error: unknown): void
  cancel(): void
}

/** Rejects a query that nobody answers in time. */
export function limited(query: Pending, seconds: number, onSilence: () => void) {
  const { resolve, reject } = query
  const timer = setTimeout(() => {
    if (query.active) onSilence()
    giveUp(query, late(seconds))
  }, seconds * 1000)
  query.resolve = (value) => {
    clearTimeout(timer)
    resolve(value)
  }
  query.reject = (error) => {
    clearTimeout(timer)
    reject(error)
  }
}

/** Rejects a query; one that still waits for a connection is never sent. */
export function giveUp(query: Pending, error: Error) {
  query.reject(error)
  if (!query.state) query.cancel()
}

/** Rejects a transaction that takes too long, and stops it: its next statement fails, so that it is taken back. */
export async function inTime<T>(work: Promise<T>, life: Life, seconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      life.over = late(seconds)
      reject(life.committing ? unresolved() : life.over)
    }, seconds * 1000)
  })
  return Promise.race([work, silence]).finally(() => clearTimeout(timer))
}

/** Rejects what waits for a connection that does not come. */
export async function connected<T>(waiting: Promise<T>, seconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(failed("CONNECT_TIMEOUT", `No database could be connected to within ${seconds} s`)),
      seconds * 1000,
    )
  })
  return Promise.race([waiting, silence]).finally(() => clearTimeout(timer))
}

function late(seconds: number) {
  return failed("DEADLINE_EXCEEDED", `The database did not answer within ${seconds} s`)
}

/** An error of the connection with its code, as postgres.js throws them. */
export function failed(code: string, message: string) {
  return Object.assign(new Error(message), { code })
}
