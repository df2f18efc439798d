import { createHash } from "node:crypto"
import { sql } from "drizzle-orm"
import { ApiError } from "@/lib/aws/errors"
import type { LoggedIn } from "@/lib/core/context"
import { transact } from "@/lib/core/transaction"
import { KNOWN_FOR } from "@/lib/ops/retention"
import { Refusal, refuse } from "@/lib/shared/refusals"

/** One call of a program, through all the tries that its client makes. */
export interface Call {
  accessKeyId: string
  /** What the client names the call; clients that name none are not told from new ones. */
  invocation: string | null
  operation: string
  body: string
}

/**
 * Makes a change and keeps its answer in the same transaction: the same call once more, after an answer that got
 * lost, changes nothing and is answered alike. What is refused is not kept.
 */
export async function idempotent(
  ctx: LoggedIn,
  call: Call,
  change: (ctx: LoggedIn) => Promise<object | undefined>,
): Promise<object | undefined> {
  if (!call.invocation) return change(ctx)
  const { accessKeyId } = call
  const [invocation, question] = [digest([call.invocation]), digest([call.operation, call.body])]
  const reply = sql`access_key_id = ${accessKeyId} and invocation = ${invocation} and question = ${question}`
  const outcome = await transact(ctx, async (tx) => {
    const begun = await tx.execute(sql`
      insert into replies (access_key_id, invocation, question, at)
      values (${accessKeyId}, ${invocation}, ${question}, ${ctx.clock})
      on conflict (access_key_id, invocation, question) do update set at = excluded.at, answer = null
       where replies.at <= excluded.at - ${KNOWN_FOR}::interval returning 1`)
    if (begun.length === 0) {
      const [kept] = await tx.execute<{ answer: object | null }>(sql`select answer from replies where ${reply}`)
      // Forgotten in this very moment: as good as a lost answer.
      return { answer: (kept ?? refuse("unavailable")).answer ?? undefined }
    }
    try {
      const answer = await change({ ...ctx, db: tx })
      await tx.execute(sql`update replies set answer = ${JSON.stringify(answer ?? null)}::text::jsonb where ${reply}`)
      return { answer }
    } catch (refused) {
      if (!(refused instanceof Refusal || refused instanceof ApiError)) throw refused
      // The change is undone, but not the record of the attempt.
      await tx.execute(sql`delete from replies where ${reply}`)
      return { refused }
    }
  })
  if ("refused" in outcome) throw outcome.refused
  return outcome.answer
}

function digest(parts: string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url")
}
