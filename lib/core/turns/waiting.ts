import { AsyncResource } from "node:async_hooks"
import { QueryFailed } from "@/db/driver/failure"
import type { LoggedIn } from "@/lib/core/context"

/** As long as a transaction may take. */
const PATIENCE_MS = 30_000

/** What somebody asks for. */
export interface Ask<Item> {
  ctx: LoggedIn
  item: Item
}

/** Somebody who waits until what they ask for is done with what others ask. */
export interface Waiting<Item, Answer> extends Ask<Item> {
  since: number
  /** Does something as the request that waits, for what is traced and logged. */
  as<T>(work: () => T): T
  resolve(answer: Answer): void
  reject(error: unknown): void
}

export function waiting<Item, Answer>(one: Omit<Waiting<Item, Answer>, "since" | "as">): Waiting<Item, Answer> {
  return { ...one, since: performance.now(), as: AsyncResource.bind((work) => work()) }
}

/** Refuses who has waited for so long that they would have been given up long since. */
export function isInTime({ since, reject }: Pick<Waiting<unknown, unknown>, "since" | "reject">): boolean {
  const inTime = performance.now() - since < PATIENCE_MS
  if (!inTime) reject(new QueryFailed({ code: "DEADLINE_EXCEEDED" }))
  return inTime
}
