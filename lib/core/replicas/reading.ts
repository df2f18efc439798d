import type { Queries } from "@/db/client"
import { QueryFailed } from "@/db/driver/failure"
import type { Context } from "@/lib/core/context"
import { mustShow } from "@/lib/core/replicas/position"
import { answered, isAsked, leaveAlone, type Replica, replicaHere } from "@/lib/core/replicas/standing"
import { commit, pipelined } from "@/lib/core/transaction"

/** What the primary has written takes something from a replica that a statement there still reads. */
const CONFLICT = "40001"
/** A statement that takes too long there would do so on the primary too. */
const TOO_LONG = "57014"

/**
 * Asks what reads alone of a replica, where one shows all that the primary had written when it was asked for the right
 * of this request, and else of the primary, in one statement. Whatever is wrong with a replica, the primary answers.
 */
export async function fromReplica<C extends Pick<Context, "db" | "position">, T>(
  ctx: C,
  ask: (ctx: C) => PromiseLike<T>,
): Promise<T> {
  const { position } = ctx
  const replica = position ? replicaHere() : null
  if (!position || !replica || !isAsked(replica, position)) return ask(ctx)
  try {
    const answer = await onceShown(replica, position, (db) => ask({ ...ctx, db }))
    replica.lagBytes = 0
    return answer
  } catch (error) {
    const code = error instanceof QueryFailed ? error.cause.code : ""
    if (code === TOO_LONG) throw error
    if (code !== CONFLICT) leaveAlone(replica, error)
    return ask(ctx)
  }
}

/** Sends a statement behind the one that waits until a position is shown, in one flight; that one must be prompt. */
async function onceShown<T>(
  { db, waitMs }: Replica,
  position: string,
  ask: (db: Queries) => PromiseLike<T>,
): Promise<T> {
  const work = (heard: () => void) =>
    db.transaction(async (tx) => {
      const [, answer] = await pipelined(
        () => mustShow(tx, position, waitMs).finally(heard),
        () => ask(tx),
        () => commit(tx),
      )
      return answer
    })
  return answered(work)
}
