import { uuidv7 } from "uuidv7"
import type { Queries } from "@/db/client"
import { audit } from "@/db/schema"
import type { Context, LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { log } from "@/lib/core/log"
import { transact } from "@/lib/core/transaction"
import { Refusal, type RefusalCode } from "@/lib/shared/refusals"

/** The refusals that tell of an attempt on something that one may not do, or not so often; others are mistakes, or came too late. */
export const auditedRefusals: readonly RefusalCode[] = [
  "forbidden",
  "not_found",
  "wrong_account",
  "initiator_not_entitled",
  "last_super_admin",
  "wrong_password",
  "quota_reached",
  "rate_reached",
]

export interface Entry {
  organizationId?: string | null
  action: string
  target?: string | null
  handshakeId?: string
  detail?: Record<string, unknown>
}

/** Writes who did what to whom, and through which access key, in the transaction of the change itself. */
export function record(db: Queries, ctx: Pick<Context, "actor" | "ip" | "clock">, entry: Entry) {
  return write(db, ctx, { ...entry, refusal: null })
}

/**
 * Runs a verb in one transaction. From the moment it says what it is about, a denial is kept as a refused
 * attempt, outside the transaction that it undoes.
 */
export async function attempt<T>(
  ctx: LoggedIn,
  verb: (tx: Queries, about: (entry: Entry) => Entry) => Promise<T>,
): Promise<T> {
  let attempted: Entry | undefined
  const about = (entry: Entry) => {
    attempted = entry
    return entry
  }
  return keepingDenial(
    ctx,
    () => attempted,
    () => transact(ctx, (tx) => verb(tx, about)),
  )
}

/** Keeps a denial of what is asked before a verb's own transaction begins. */
export async function keepingDenial<T>(
  ctx: LoggedIn,
  attempted: () => Entry | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const entry = attempted()
    if (entry && error instanceof Refusal && auditedRefusals.includes(error.code))
      await writeRefused(ctx, entry, error.code)
    throw error
  }
}

/** So many an hour and account, so that nobody can fill the audit of a stranger. */
async function writeRefused(ctx: LoggedIn, { detail: _, ...entry }: Entry, refusal: RefusalCode) {
  try {
    await consumeLimits(ctx.db, ctx, [["refusedAttempts", ctx.actor.accountId]])
    await write(ctx.db, ctx, { ...entry, refusal })
  } catch (error) {
    if (!(error instanceof Refusal)) log.error({ error }, "a refused attempt could not be recorded")
  }
}

function write(
  db: Queries,
  { actor, ip, clock }: Pick<Context, "actor" | "ip" | "clock">,
  entry: Entry & { refusal: string | null },
) {
  const detail = actor?.accessKeyId ? { ...entry.detail, accessKey: actor.accessKeyId } : entry.detail
  const who = { actorId: actor?.accountId ?? null, ip, at: clock }
  return db.insert(audit).values({ id: uuidv7(), ...who, ...entry, detail })
}
