import type { Outcome } from "@/lib/handshake"
import type { RefusedRow } from "@/lib/shared/outcome"
import type { Refusal, RefusalCode } from "@/lib/shared/refusals"
import { refusalMessage } from "@/lib/web/action"

/** What whoever may do nothing of it is told once. */
const wholly: RefusalCode[] = ["forbidden", "not_found"]

/**
 * Of a batch, the rows that were refused, each with why in the reader's language. Refuses the whole batch where all of it
 * is forbidden to the reader, or nothing of it is there.
 */
export async function refusedRows(ids: string[], outcomes: Outcome<unknown>[]): Promise<RefusedRow[]> {
  const named = [...new Set(ids)]
  const refused = outcomes.flatMap((one, at) => ("refused" in one ? [{ id: named[at] ?? "", why: one.refused }] : []))
  const [first] = refused
  if (first && refused.length === outcomes.length && refused.every(({ why }) => isWhole(why, first.why)))
    throw first.why
  return Promise.all(refused.map(async ({ id, why }) => ({ id, code: why.code, message: await sentence(why) })))
}

function isWhole({ code }: Refusal, first: Refusal): boolean {
  return wholly.includes(code) && code === first.code
}

function sentence({ code, extra }: Refusal): Promise<string> {
  return refusalMessage(code, extra.retryAfter, extra.facts)
}
