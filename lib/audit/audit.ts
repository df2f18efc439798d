import { type SQL, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "@/db/client"
import { audit } from "@/db/schema"
import { type Given, givenRows, statement } from "@/db/statement"
import type { AuditAction } from "@/lib/audit/actions"
import type { Context, LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { log } from "@/lib/core/log"
import { transact } from "@/lib/core/transaction"
import { Refusal, type RefusalCode } from "@/lib/shared/refusals"
import type { AuditDetails } from "@/lib/shared/rows/audit"
import type { Move } from "@/lib/shared/states"

/** Refusals that are worth recording: of a right, of a secret, and of too many tries. */
export const auditedRefusals: readonly RefusalCode[] = [
  "forbidden",
  "not_found",
  "wrong_account",
  "initiator_not_entitled",
  "last_super_admin",
  "wrong_password",
  "wrong_factor",
  "passkey_refused",
  "wrong_login",
  "quota_reached",
  "rate_reached",
]

/** What is done or attempted, and to whom. */
export interface Entry<A extends AuditAction = AuditAction> {
  action: A
  organizationId?: string | null
  target?: string | null
  handshakeId?: string
}

type DetailOf<A extends AuditAction> = A extends keyof AuditDetails
  ? AuditDetails[A]
  : A extends `${string}.propose`
    ? { terms: unknown }
    : A extends `${string}.${Move}`
      ? { reason: string } | undefined
      : undefined
type Detailed<A extends AuditAction> = A extends A
  ? Entry<A> & (undefined extends DetailOf<A> ? { detail?: DetailOf<A> } : { detail: DetailOf<A> })
  : never

type Recording = Pick<Context, "actor" | "ip" | "clock">

/** Writes who did what to whom, and through which access key, in the transaction of the change itself. */
export function record<A extends AuditAction>(db: Queries, ctx: Recording, entry: Detailed<A>) {
  return recordAll(db, ctx, [entry])
}

/** The same of many things that one actor does at once. */
export function recordAll<A extends AuditAction>(db: Queries, ctx: Recording, entries: Detailed<A>[]) {
  return write({ db, clock: ctx.clock }, { entries: entriesOf(ctx, entries) })
}

/**
 * Runs a verb in one transaction, in two steps: the first reads, under a lock, what the verb is about, and the second
 * does it. A refusal of the second is recorded as an attempt after the transaction is undone; a refusal of the first
 * concerns nothing that the audit could name.
 */
export async function audited<Subject extends { entry: Entry }, T>(
  ctx: LoggedIn,
  prepare: (tx: Queries) => Promise<Subject>,
  work: (tx: Queries, subject: Subject) => Promise<T>,
): Promise<T> {
  let entry: Entry | undefined
  try {
    return await transact(ctx, async (tx) => {
      const subject = await prepare(tx)
      entry = subject.entry
      return work(tx, subject)
    })
  } catch (error) {
    if (entry) await recordRefusals(ctx, [{ entry, error }])
    throw error
  }
}

/** An attempt, and the error that it ended with. */
export interface Attempted {
  entry: Entry
  error: unknown
}

/** Records attempts that were refused, within a rate limit, for every entry costs the readers of the audit. */
export async function recordRefusals(ctx: LoggedIn, attempts: Attempted[]) {
  const entries = attempts.flatMap(({ entry: { action, organizationId, target, handshakeId }, error }) =>
    error instanceof Refusal && auditedRefusals.includes(error.code)
      ? [{ action, organizationId, target, handshakeId, refusal: error.code }]
      : [],
  )
  if (entries.length === 0) return
  try {
    await consumeLimits(
      ctx.db,
      ctx,
      entries.map(() => ["refusedAttempts", ctx.actor.accountId]),
    )
    await write(ctx, { entries: entriesOf(ctx, entries) })
  } catch (failure) {
    if (!(failure instanceof Refusal)) log.error({ error: failure }, "a refused attempt could not be recorded")
  }
}

/** Records an attempt of somebody who is not logged in; how often, the caller bounds. */
export async function recordRefused(ctx: Context, entry: Entry, refusal: RefusalCode) {
  await write(ctx, { entries: entriesOf(ctx, [{ ...entry, refusal }]) })
}

type Who = Omit<Recording, "clock">
type WrittenEntry = Entry & { detail?: object; refusal?: RefusalCode | null }

/** Entries as `insertEntries` takes them, for all that one actor does at once. */
export function entriesOf(by: Who, entries: WrittenEntry[]): string {
  return entriesBy(entries.map((entry) => ({ by, entry })))
}

/** The same, each of its own actor. */
export function entriesBy(entries: { by: Who; entry: WrittenEntry }[]): string {
  return JSON.stringify(
    entries.map(({ by: { actor, ip }, entry: { action, organizationId, target, handshakeId, refusal, detail } }) => ({
      actor_id: actor?.accountId,
      ip,
      id: uuidv7(),
      action,
      organization_id: organizationId,
      target,
      handshake_id: handshakeId,
      refusal,
      detail: { ...detail, ...(actor?.accessKeyId && { accessKey: actor.accessKeyId }) },
    })),
  )
}

const ENTRY = `id uuid, organization_id text, actor_id uuid, action text, target text, handshake_id uuid, ip text,
  refusal text, detail jsonb`

/** Writes entries, as `entriesOf` gives them: a part of the statement that does what they tell. */
export function insertEntries(entries: SQL, clock: SQL): SQL {
  return sql`
    insert into ${audit} (id, organization_id, actor_id, action, target, handshake_id, ip, refusal, detail, at)
    select id, organization_id, actor_id, action, target, handshake_id, ip, refusal, detail, ${clock}
      from ${givenRows(entries, ENTRY)}`
}

const write = statement(({ entries }: Given<"entries">, clock) => ({
  shape: { id: audit.id },
  text: () => insertEntries(entries, clock),
}))
