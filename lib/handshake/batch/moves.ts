import type { LoggedIn } from "@/lib/core/context"
import { committing } from "@/lib/core/transaction"
import { decide, doneOf, type Outcome, outcomeOf } from "@/lib/handshake/batch/outcomes"
import type { KindName } from "@/lib/handshake/kinds"
import type { Proposed } from "@/lib/handshake/proposal"
import { renew, renewable, resendingOf } from "@/lib/handshake/renewal"
import { doneBy, type Locked, lockAll, movingOf, mustMove, settle } from "@/lib/handshake/transition"
import { canceling } from "@/lib/handshake/why-not"
import { refuse } from "@/lib/shared/refusals"

/** Handshakes of one kind and organization; one that is not there or another's is `not_found`. */
export interface Batch {
  organizationId: string
  kind: KindName
  ids: string[]
}

/** Takes back what may be taken back, each for itself; all their links are dead when this returns. */
export function cancelBatch(ctx: LoggedIn, batch: Batch): Promise<Outcome<{ id: string }>[]> {
  return decide(ctx, async (tx) => {
    const inside = { ...ctx, db: tx }
    const rows = rowsOf(batch, await lockAll(inside, batch.ids, batch.organizationId)).map(({ id, locked }) => ({
      entry: locked && movingOf(locked, canceling),
      outcome: outcomeOf(() => {
        mustMove(locked ?? refuse("not_found"), canceling)
        return { id, locked }
      }),
    }))
    const good = doneOf(rows.map(({ outcome }) => outcome)).flatMap(({ locked }) => locked ?? [])
    if (good.length > 0) await committing(tx, await settle(inside, doneBy(ctx, good), canceling))
    return rows
  })
}

/** Sends what may be sent again, each for itself, as `resend` does one. */
export function resendBatch(ctx: LoggedIn, batch: Batch): Promise<Outcome<Proposed>[]> {
  return decide(ctx, async (tx, budgetOf) => {
    const inside = { ...ctx, db: tx }
    const rows = rowsOf(batch, await lockAll(inside, batch.ids, batch.organizationId))
    const looked = (locked: Locked | undefined) => renewable(locked ?? refuse("not_found"))
    const alone = doneOf(rows.map(({ locked }) => outcomeOf(() => looked(locked))))
    const budget = await budgetOf(
      inside,
      alone.flatMap(({ attempts }) => attempts),
    )
    const judged = rows.map(({ locked }) =>
      outcomeOf(() => {
        const row = looked(locked)
        budget.spend(row.attempts)
        return row
      }),
    )
    const good = doneOf(judged)
    const written = good.length > 0 ? await committing(tx, await renew(inside, good)) : []
    const renewed = new Map(written.map((one) => [one.id, one]))
    return judged.map((outcome, index) => {
      const { id = "", locked } = rows[index] ?? {}
      const done = renewed.get(id)
      return {
        entry: locked && resendingOf(locked),
        outcome: "done" in outcome ? { done: done ?? refuse("expired") } : outcome,
      }
    })
  })
}

/** The handshakes that are named, each once, with what is found of those that belong to the batch. */
function rowsOf({ kind, ids }: Batch, found: Locked[]): { id: string; locked: Locked | undefined }[] {
  const ours = found.filter(({ handshake }) => handshake.kind === kind)
  const byId = new Map(ours.map((locked) => [locked.handshake.id, locked]))
  return [...new Set(ids)].map((id) => ({ id, locked: byId.get(id) }))
}
