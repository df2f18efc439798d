import { setTimeout } from "node:timers/promises"
import { log } from "../log"

/** Waits, but not longer than the signal allows. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {})
}

/** A database that is away is waited for. What the driver said is not logged: it holds the parameters. */
export async function untroubled<T>(what: string, work: () => Promise<T>, otherwise: T): Promise<T> {
  return work().catch((error) => {
    log.warn({ what, error: nameOf(error) }, "the letters' worker goes on")
    return otherwise
  })
}

/** The kind of an error, without its words. */
export function nameOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? String((cause as NodeJS.ErrnoException).code ?? cause.name) : typeof error
}
