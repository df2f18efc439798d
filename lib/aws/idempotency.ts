import { createHash } from "node:crypto"
import { and, eq, sql } from "drizzle-orm"
import { replies } from "@/db/schema"
import { ApiError } from "@/lib/aws/errors"
import type { LoggedIn } from "@/lib/core/context"
import { transact } from "@/lib/core/transaction"
import { Refusal, refuse } from "@/lib/shared/refusals"

/** For how long an API call is known by its invocation id, so that its answer can be given again. */
export const KNOWN_FOR = "15 minutes"

/** One call of an API client, through all its tries. */
export interface Call {
  accessKeyId: string
  /** The client's name of the call; without one, each try is a new call. */
  invocation: string | null
  operation: string
  body: string
}

/**
 * Makes a change and stores its answer in the same transaction, so that a repeated call after a lost answer changes
 * nothing and gets the same answer. A refusal is not stored.
 */
export async function idempotent(
  ctx: LoggedIn,
  call: Call,
  change: (ctx: LoggedIn) => Promise<object | undefined>,
): Promise<object | undefined> {
  if (!call.invocation) return change(ctx)
  const { accessKeyId } = call
  const invocation = digest([call.invocation])
  const question = digest([call.operation, call.body])
  const isReply = and(
    eq(replies.accessKeyId, accessKeyId),
    eq(replies.invocation, invocation),
    eq(replies.question, question),
  )
  const outcome = await transact(ctx, async (tx) => {
    const begun = await tx.execute(sql`
      insert into replies (access_key_id, invocation, question, at)
      values (${accessKeyId}, ${invocation}, ${question}, ${ctx.clock})
      on conflict (access_key_id, invocation, question) do update set at = excluded.at, answer = null
       where replies.at <= excluded.at - ${KNOWN_FOR}::interval returning 1`)
    if (begun.length === 0) {
      const stored = sql<object | null>`${replies.answer}`
      const [reply] = await tx.select({ answer: stored }).from(replies).where(isReply)
      // A reply that is deleted in this very moment is as good as a lost answer.
      return { answer: (reply ?? refuse("unavailable")).answer ?? undefined }
    }
    try {
      const answer = await change({ ...ctx, db: tx })
      await tx
        .update(replies)
        .set({ answer: answer ?? null })
        .where(isReply)
      return { answer }
    } catch (refused) {
      if (!(refused instanceof Refusal || refused instanceof ApiError)) throw refused
      // The change is undone, but not the record of the attempt.
      await tx.delete(replies).where(isReply)
      return { refused }
    }
  })
  if ("refused" in outcome) throw outcome.refused
  return outcome.answer
}

function digest(parts: string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url")
}
