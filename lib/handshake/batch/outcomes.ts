import type { Queries } from "@/db/client"
import { type Attempted, type Entry, recordRefusals } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { transact } from "@/lib/core/transaction"
import { type BudgetOf, readBudget, unread } from "@/lib/handshake/batch/budget"
import { Refusal, type RefusalCode } from "@/lib/shared/refusals"

/** How often a batch is decided at most. */
const TRIES = 4
/**
 * What only the statement that writes may find: what somebody did meanwhile that the lock does not hold off, and that the
 * limits do not allow all rows.
 */
const decidedAnew: readonly RefusalCode[] = ["expired", "rate_reached"]

/** What came of a row of a batch: what was done, or why not. */
export type Outcome<T> = { done: T } | { refused: Refusal }

/** What is done with a row, or its refusal; anything else that is thrown travels. */
export function outcomeOf<T>(work: () => T): Outcome<T> {
  try {
    return { done: work() }
  } catch (error) {
    if (error instanceof Refusal) return { refused: error }
    throw error
  }
}

/** The rows that are good. */
export function doneOf<T>(outcomes: Outcome<T>[]): T[] {
  return outcomes.flatMap((one) => ("done" in one ? [one.done] : []))
}

/** What came of each row, and how the audit names it where it is told of it. */
type Decided<T> = { outcome: Outcome<T>; entry: Entry | undefined }[]

/**
 * Decides a batch in one transaction, in which every row is done or refused for itself; of each refusal that the audit
 * is told, it is told the first. Where the statement that writes refuses, the batch is decided anew. The limits are read
 * from the second decision on, for most batches meet none.
 */
export async function decide<T>(
  ctx: LoggedIn,
  work: (tx: Queries, budgetOf: BudgetOf) => Promise<Decided<T>>,
): Promise<Outcome<T>[]> {
  const decided = await retried((tries) => transact(ctx, (tx) => work(tx, tries === 1 ? unread : readBudget)))
  const first = new Map<RefusalCode, Attempted>()
  for (const { outcome, entry } of decided) {
    if (!entry || "done" in outcome || first.has(outcome.refused.code)) continue
    first.set(outcome.refused.code, { entry, error: outcome.refused })
  }
  await recordRefusals(ctx, [...first.values()])
  return decided.map(({ outcome }) => outcome)
}

async function retried<T>(work: (tries: number) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work(tries)
    } catch (error) {
      if (tries === TRIES || !(error instanceof Refusal && decidedAnew.includes(error.code))) throw error
    }
  }
}
