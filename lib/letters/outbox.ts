import { and, eq, getTableColumns, inArray, lte, type SQL, sql } from "drizzle-orm"
import type { Database } from "@/db/client"
import { handshakes, letters } from "@/db/schema"
import type { LetterRow } from "@/lib/letters/render"

/** A claim is a lease, not a lock: a killed worker's letters become due again when it ends. */
export const LEASE_SECONDS = 60
/** Providers remember an idempotency key for 24 hours; within this window the same letter cannot arrive twice. */
const WINDOW_SECONDS = 23 * 3600

export type Channel = LetterRow["channel"]
export const channels = ["email", "sms"] as const satisfies Channel[]
/** How many letters of a channel are under way at once: a mail provider that hangs does not hold up text messages. */
export const concurrency: Record<Channel, number> = { email: 5, sms: 2 }

export interface Claimed extends LetterRow {
  /** What remains of the window in which a try is safe. */
  secondsLeft: number
}

/** What became of a try. */
export type DeliveryResult =
  | { state: "sent"; providerId: string | null }
  | { state: "failed"; failure: string }
  | { state: "dropped" }
  | { state: "queued"; failure: string; delaySeconds: number }

interface Outbox {
  db: Database
  clock: SQL<Date>
}

/** Takes letters that are due, at most so many; other workers pass over them until the lease ends. */
export function claim({ db, clock }: Outbox, channel: Channel, limit: number): Promise<Claimed[]> {
  const due = db.$with("due").as(
    db
      .select({ id: letters.id })
      .from(letters)
      .where(and(eq(letters.state, "queued"), eq(letters.channel, channel), lte(letters.nextTryAt, clock)))
      .orderBy(letters.nextTryAt)
      .limit(limit)
      .for("update", { skipLocked: true }),
  )
  return db
    .with(due)
    .update(letters)
    .set({
      attempts: sql`${letters.attempts} + 1`,
      firstTriedAt: sql`coalesce(${letters.firstTriedAt}, ${clock})`,
      nextTryAt: after(clock, LEASE_SECONDS),
    })
    .from(due)
    .where(eq(letters.id, due.id))
    .returning({ ...getTableColumns(letters), secondsLeft: secondsLeft(clock) })
}

/** Writes what became of a try, on the letter and on its handshake, in one statement. */
export async function recordResult({ db, clock }: Outbox, letter: LetterRow, result: DeliveryResult): Promise<void> {
  const settled = db.$with("settled").as(
    db
      .update(letters)
      .set(changes(result, clock))
      .where(and(eq(letters.id, letter.id), open(letter, result)))
      .returning({ handshakeId: letters.handshakeId, generation: letters.generation }),
  )
  const delivery = result.state === "dropped" ? null : result.state
  const latest = and(eq(handshakes.id, settled.handshakeId), eq(handshakes.generation, settled.generation))
  await db
    .with(settled)
    .update(handshakes)
    .set({ delivery })
    .from(settled)
    .where(and(latest, sql`${handshakes.delivery} is distinct from ${delivery}`))
}

/** A letter that was sent stays sent, whichever claimant says it; any other result is for the latest to decide. */
function open({ attempts }: LetterRow, { state }: DeliveryResult) {
  if (state === "sent") return inArray(letters.state, ["queued", "failed"])
  return and(eq(letters.state, "queued"), eq(letters.attempts, attempts))
}

function changes(result: DeliveryResult, clock: SQL<Date>) {
  if (result.state === "sent")
    return { state: result.state, sentAt: clock, providerId: result.providerId, failure: null }
  if (result.state !== "queued") return result
  return { failure: result.failure, nextTryAt: after(clock, result.delaySeconds) }
}

function secondsLeft(clock: SQL<Date>) {
  return sql<number>`(${WINDOW_SECONDS} - extract(epoch from ${clock} - ${letters.firstTriedAt}))::float8`
}

function after(clock: SQL<Date>, seconds: number) {
  return sql`${clock} + make_interval(secs => ${seconds}::float8)`
}
