import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { databaseClock } from "@/lib/core/context"
import { committing, pipelined, transact } from "@/lib/core/transaction"
import { gathered } from "@/lib/core/turns/gathered"
import type { Ask } from "@/lib/core/turns/waiting"
import { doneOf, outcomeOf } from "@/lib/handshake/batch/outcomes"
import { lockFree } from "@/lib/handshake/lock"
import {
  admits,
  asParticipant,
  idOf,
  isId,
  isMeant,
  type Loaded,
  loadAll,
  moved,
  mustMove,
  type Ref,
  resolve,
  settle,
} from "@/lib/handshake/transition"
import { accepting } from "@/lib/handshake/why-not"

/** What several wait for at most who accept together: what takes longer is waited for by those whom it concerns. */
const PATIENCE = "100ms"

/**
 * Accepts, with what others accept at the same time, each as their own actor. What is more than to take a person in, or
 * is held by anybody, or would be refused, is done alone.
 */
export const acceptGathered = gathered<Ref, Loaded>({
  alone: (ctx, ref) => resolve(ctx, ref, accepting),
  all: acceptFree,
})

async function acceptFree(asks: Ask<Ref>[], leaveOut: (ask: Ask<Ref>) => void): Promise<Map<Ask<Ref>, Loaded>> {
  const [{ ctx }] = asks as [Ask<Ref>]
  const byId = firstOfEach(asks)
  const looks = [...byId].map(([id, ask]) => ({ id, actor: ask.ctx.actor }))
  const accepted = await transact(ctx, async (tx) => {
    const inside = { db: tx, clock: databaseClock }
    const [, free, found] = await pipelined(
      () => beImpatient(tx),
      () => lockFree(inside, [...byId.keys()]),
      () => loadAll(inside, looks),
    )
    const ids = new Set(free.map(({ id }) => id))
    const locked = found.filter(({ handshake }) => ids.has(handshake.id))
    const good = locked.flatMap((one) => acceptable(one, byId.get(one.handshake.id)) ?? [])
    const goes = new Set(good.map(({ ask }) => ask))
    for (const ask of asks) if (!goes.has(ask)) leaveOut(ask)
    const doings = good.map(({ ask, locked }) => ({ by: ask.ctx, locked }))
    if (good.length > 0) await committing(tx, await settle(inside, doings, accepting))
    return good
  })
  return new Map(accepted.map(({ ask, locked }) => [ask, moved(locked, accepting)]))
}

/** Of several who accept the same, the first; the others are told what came of it. What is no id is told so alone. */
function firstOfEach(asks: Ask<Ref>[]): Map<string, Ask<Ref>> {
  const byId = new Map<string, Ask<Ref>>()
  for (const ask of asks) {
    const id = idOf(ask.item)?.toLowerCase()
    if (id && isId(id) && !byId.has(id)) byId.set(id, ask)
  }
  return byId
}

function beImpatient(tx: Queries) {
  return tx.execute(sql.raw(`set local lock_timeout = '${PATIENCE}'`))
}

/** What is accepted with others; nothing of what is more than to take a person in, or would be refused. */
function acceptable(found: Loaded, ask: Ask<Ref> | undefined) {
  if (!ask || !isMeant(ask.item, found) || !admits(found) || found.handshake.generation > 1) return undefined
  const [locked] = doneOf([outcomeOf(() => mustMove(asParticipant(found), accepting))])
  return locked && { ask, locked }
}
