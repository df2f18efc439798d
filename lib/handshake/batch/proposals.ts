import { sql } from "drizzle-orm"
import { h } from "@/db/aliases"
import { handshakes } from "@/db/schema"
import { amongGiven, type Given, idsOf, statement } from "@/db/statement"
import type { LoggedIn } from "@/lib/core/context"
import { committing, pipelined } from "@/lib/core/transaction"
import { type BudgetOf, readBudget } from "@/lib/handshake/batch/budget"
import { decide, doneOf, type Outcome, outcomeOf } from "@/lib/handshake/batch/outcomes"
import { type HandshakeContext, loadProposalContexts } from "@/lib/handshake/context"
import type { KindName } from "@/lib/handshake/kinds"
import {
  afterOthers,
  type Checked,
  checked,
  lockContexts,
  mustBeAllowed,
  type Proposals,
  type Proposed,
  personOf,
  proposingOf,
  subjectsOf,
  write,
} from "@/lib/handshake/proposal"
import { mustBeProposer } from "@/lib/handshake/why-not"
import { refuse } from "@/lib/shared/refusals"
import type { State } from "@/lib/shared/states"

type Row<K extends KindName> = Proposals<K>["each"][number] & { context: HandshakeContext }

/**
 * Proposes what may be proposed, each for itself; gives what came of each, in their order. Of two about one person the
 * first is taken. One whose id is there already is that one, so that a repeated batch is the same batch. Refuses the
 * whole `not_found` for an unknown organization.
 */
export function proposeBatch<K extends KindName>(
  ctx: LoggedIn,
  name: K,
  proposals: Proposals<K>,
): Promise<Outcome<Proposed>[]> {
  const { organizationId, each } = proposals
  return decide(ctx, async (tx, budgetOf) => {
    const inside = { ...ctx, db: tx }
    const [contexts, present] = await pipelined(
      () => lockContexts(inside, name, proposals),
      () => proposedBefore(inside, { ids: idsOf(each.flatMap(({ id }) => id ?? [])) }),
    )
    const before = new Map(present.map((one) => [one.id, one]))
    const proposed = new Map<string, Proposed>(before as Map<string, Proposed>)
    const rows = withContexts(proposals, contexts)
    const unproposed = rows.filter(({ id = "" }) => !before.has(id))
    const { judged } = await judge(inside, name, { rows: unproposed, budgetOf })
    const good = doneOf([...judged.values()])
    const written = good.length > 0 ? await committing(tx, await write(inside, name, good)) : []
    for (const one of written) proposed.set(one.id, one)
    return rows.map((row) => {
      const outcome = judged.get(row) ?? outcomeOf(() => proposedStill(name, row, before.get(row.id ?? "")))
      return {
        outcome: "done" in outcome ? { done: proposed.get(outcome.done.id) ?? refuse("not_found") } : outcome,
        entry: proposingOf(name, organizationId, row),
      }
    })
  })
}

/**
 * What would come of proposals now, in their order: nothing where they would be done; and how many more a rate limit
 * would allow. Writes and counts nothing.
 */
export async function previewBatch<K extends KindName>(ctx: LoggedIn, name: K, proposals: Proposals<K>) {
  const contexts = await loadProposalContexts(ctx, subjectsOf(name, proposals))
  const rows = withContexts(proposals, contexts)
  const { judged, left } = await judge(ctx, name, { rows, budgetOf: readBudget })
  const verdicts = rows.map((row) => {
    const outcome = judged.get(row)
    return outcome && "refused" in outcome ? outcome.refused : undefined
  })
  return { verdicts, left }
}

/** What was proposed before is given once more only to who may propose it still, and unless it was taken back since. */
function proposedStill<K extends KindName>(
  name: K,
  { id = "", context, terms }: Row<K>,
  before: { state: State } | undefined,
): { id: string } {
  mustBeProposer(name, { context, participant: context.initiator, terms })
  if (before?.state === "canceled") refuse("revoked")
  return { id }
}

function withContexts<K extends KindName>({ each }: Proposals<K>, contexts: HandshakeContext[]): Row<K>[] {
  return each.map((one, index) => ({ ...one, context: contexts[index] ?? refuse("not_found") }))
}

interface Judging<K extends KindName> {
  rows: Row<K>[]
  budgetOf: BudgetOf
}

/** Looks at each as if those before it were done: at the rules of its kind, at who is named twice, and at the limits. */
async function judge<K extends KindName>(ctx: LoggedIn, name: K, { rows, budgetOf }: Judging<K>) {
  const alone = rows.map((row) => ({ row, outcome: outcomeOf(() => checked(name, row, row.context)) }))
  const good = doneOf(alone.map(({ outcome }) => outcome))
  const budget = await budgetOf(
    ctx,
    good.flatMap(({ attempts }) => attempts),
  )
  const taken = new Set<string>()
  // Where there is room for all, what comes before makes no difference.
  const haveRoom = rows.every(
    ({
      context: {
        organization: { usedQuota, quota },
      },
    }) => usedQuota + rows.length <= quota,
  )
  const judgeOne = ({ row, outcome }: (typeof alone)[number]): Checked => {
    if (!haveRoom) mustBeAllowed(name, row, afterOthers(name, row.context, taken.size))
    if ("refused" in outcome) throw outcome.refused
    const { attempts } = outcome.done
    const person = personOf(outcome.done)
    if (taken.has(person)) refuse("named_twice")
    budget.spend(attempts)
    taken.add(person)
    return outcome.done
  }
  const judged = new Map(alone.map((one) => [one.row, outcomeOf(() => judgeOne(one))]))
  return { judged, left: budget.left }
}

/** Of these ids, the handshakes that there are. */
const proposedBefore = statement(({ ids }: Given<"ids">) => ({
  shape: {
    id: h.id,
    kind: h.kind,
    state: h.state,
    generation: h.generation,
    keyId: h.keyId,
    sentAt: h.sentAt,
    expiresAt: h.expiresAt,
  },
  text: (columns) => sql`select ${columns} from ${handshakes} ${h} where ${amongGiven(h.id, ids, true)}`,
}))
