import { setTimeout } from "node:timers/promises"
import { log } from "@/lib/core/log"

/** Waits, but not longer than the signal allows. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {})
}

/** A database that is away is waited for, not died of. */
export async function keepGoing<T>(what: string, work: () => Promise<T>, otherwise: T): Promise<T> {
  return work().catch((error) => {
    log.warn({ what, error }, "the worker goes on")
    return otherwise
  })
}
