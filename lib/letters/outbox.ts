import { and, eq, getTableColumns, inArray, isNull, type SQL, sql } from "drizzle-orm"
import type { Database } from "@/db/client"
import { queryRows } from "@/db/rows"
import { handshakes, letters, refusedChannels } from "@/db/schema"
import type { DeliveryFailure } from "@/lib/letters/failure"
import { REMINDER } from "@/lib/letters/reminder"
import type { LetterRow } from "@/lib/letters/render"

/** A claim is a lease, not a lock: a killed worker's letters become due again when it ends, and were perhaps taken. */
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
  /** Whether it is tried for all letters of its channel, whose account is refused. */
  probes: boolean
  /** Whether the provider may have taken it at an earlier try. */
  takenBefore: boolean
}

/** What became of a try. */
export type DeliveryResult =
  | { state: "sent"; providerId: string | null }
  | { state: "failed"; failure: string }
  | { state: "dropped" }
  | { state: "queued"; failure: string; delaySeconds: number; kind: DeliveryFailure["kind"] }

export interface Outbox {
  db: Database
  clock: SQL<Date>
}

/**
 * Takes letters that are due, at most so many; other workers pass over them until the lease ends. Of a channel whose
 * account is refused it takes one when the time for that has come, and else none.
 */
export function claim({ db, clock }: Outbox, channel: Channel, limit: number): Promise<Claimed[]> {
  const isDue = sql`${letters.state} = 'queued' and ${letters.channel} = ${channel} and ${letters.nextTryAt} <= ${clock}`
  const leased = after(clock, LEASE_SECONDS)
  const shape = {
    ...getTableColumns(letters),
    secondsLeft: secondsLeft(clock),
    probes: sql<boolean>`exists (select from probing)`,
    takenBefore: sql<boolean>`due.taken_before`,
  }
  return queryRows(
    db,
    shape,
    (columns) => sql`
      with probing as (
        update ${refusedChannels} set next_probe_at = ${leased}
         where channel = ${channel} and next_probe_at <= ${clock} and exists (select from ${letters} where ${isDue})
        returning channel),
      due as (
        select ${letters.id}, ${letters.perhapsTaken} as taken_before from ${letters} where ${isDue}
         order by ${letters.nextTryAt}
         limit (select case when exists (select from probing) then 1
                            when exists (select from ${refusedChannels} where channel = ${channel}) then 0
                            else ${limit}::int end)
           for update skip locked)
      update ${letters} set attempts = ${letters.attempts} + 1, next_try_at = ${leased},
             first_tried_at = coalesce(${letters.firstTriedAt}, ${clock}), perhaps_taken = true
        from due where ${letters.id} = due.id returning ${columns}`,
  )
}

/** Writes what became of a try, on the letter and on its handshake, in one statement. */
export async function recordResult({ db, clock }: Outbox, letter: Claimed, result: DeliveryResult): Promise<void> {
  const settled = db.$with("settled").as(
    db
      .update(letters)
      .set(changes(letter, result, clock))
      .where(and(eq(letters.id, letter.id), open(letter, result)))
      .returning({ handshakeId: letters.handshakeId, generation: letters.generation }),
  )
  const delivery = result.state === "dropped" ? null : result.state
  const deliveryReason = "failure" in result ? result.failure : null
  const latest = and(eq(handshakes.id, settled.handshakeId), eq(handshakes.generation, settled.generation))
  await db
    .with(settled)
    .update(handshakes)
    .set({ delivery, deliveryAt: clock, deliveryReason })
    .from(settled)
    .where(and(latest, isOther(delivery), letter.template === REMINDER ? sql`false` : undefined))
}

/** Whether a handshake does not say so yet; what came back from its address stays said. */
function isOther(delivery: DeliveryResult["state"] | null) {
  const present = handshakes.delivery
  return sql`${present} is distinct from ${delivery} and coalesce(${present}, '') not in ('bounced', 'complained')`
}

/**
 * A letter that was sent stays sent, whichever claimant says it, and what the provider has told of it says more; any
 * other result is for the latest to decide.
 */
function open({ attempts }: LetterRow, { state }: DeliveryResult) {
  if (state === "sent") return and(inArray(letters.state, ["queued", "failed"]), isNull(letters.fate))
  return and(eq(letters.state, "queued"), eq(letters.attempts, attempts))
}

function changes({ takenBefore }: Claimed, result: DeliveryResult, clock: SQL<Date>) {
  if (result.state === "sent")
    return { state: result.state, sentAt: clock, providerId: result.providerId, failure: null }
  if (result.state !== "queued") return result
  const { failure, delaySeconds, kind } = result
  return { failure, nextTryAt: after(clock, delaySeconds), perhapsTaken: takenBefore || kind === "ambiguous" }
}

function secondsLeft(clock: SQL<Date>) {
  return sql<number>`(${WINDOW_SECONDS} - extract(epoch from ${clock} - ${letters.firstTriedAt}))::float8`
}

function after(clock: SQL<Date>, seconds: number) {
  return sql`${clock} + make_interval(secs => ${seconds}::float8)`
}
