import "server-only"
import type { RowOutcome } from "@/lib/shared/outcome"
import type { Refusal } from "@/lib/shared/refusals"
import { refusalMessage } from "@/lib/web/action"
import { fieldRule } from "@/lib/web/field-errors"

/** What came of each row of a batch, its refusals in the reader's language. */
export function told<T>(outcomes: ({ done: T } | { refused: Refusal })[]): Promise<RowOutcome<T>[]> {
  return Promise.all(outcomes.map(async (one) => ("done" in one ? one : { refused: await sentence(one.refused) })))
}

async function sentence({ code, extra: { field, retryAfter, facts, instead } }: Refusal) {
  const rule = code === "invalid_input" ? fieldRule(field) : refusalMessage(code, retryAfter, facts)
  return { code, message: await rule, facts, instead }
}
