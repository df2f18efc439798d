import { and, type Column, eq, inArray, isNotNull, type SQL, sql } from "drizzle-orm"
import { l } from "@/db/aliases"
import type { Database, Queries } from "@/db/client"
import { letters, refusedChannels } from "@/db/schema"
import { log } from "@/lib/core/log"
import type { Claimed, DeliveryResult, Outbox } from "@/lib/letters/outbox"
import { readReason } from "@/lib/shared/delivery-reasons"

/** How soon a letter is tried again for all; the wait grows with the time for which the account has been refused. */
const FIRST_PROBE = sql`interval '10 seconds'`
const LONGEST_WAIT = sql`interval '5 minutes'`

/** The channels whose provider refuses our account, with what it says. */
export function refusedAccounts(db: Queries) {
  const { channel, since, reason } = refusedChannels
  return db.select({ channel, since, reason }).from(refusedChannels).orderBy(channel)
}

/**
 * Writes down what a try says of our account. Once it is refused the letters of the channel wait, but for one now and
 * then; what the provider says to that one about anything else opens the way for all.
 */
export async function noteAccount({ db, clock }: Outbox, { channel, probes }: Claimed, result: DeliveryResult) {
  const ofChannel = eq(refusedChannels.channel, channel)
  if (result.state === "queued") {
    if (result.kind === "account") await refuseAccount({ db, clock }, { channel, reason: result.failure })
  } else if (probes && wasHanded(result)) {
    await db.delete(refusedChannels).where(ofChannel)
    log.warn({ channel }, "the provider takes letters of our account again")
  } else if (probes) {
    await db.update(refusedChannels).set({ nextProbeAt: clock }).where(ofChannel)
  }
}

async function refuseAccount(
  { db, clock }: Outbox,
  { channel, reason }: { channel: Claimed["channel"]; reason: string },
) {
  log.error({ channel, reason }, "the provider refuses our account: letters wait until it takes them")
  const { since } = refusedChannels
  const wait = sql`least(greatest(${clock} - ${since}, ${FIRST_PROBE}), ${LONGEST_WAIT})`
  await db
    .insert(refusedChannels)
    .values({ channel, since: clock, reason, nextProbeAt: sql`${clock} + ${FIRST_PROBE}` })
    .onConflictDoUpdate({
      target: refusedChannels.channel,
      set: { reason, nextProbeAt: sql`${clock} + ${wait}` },
    })
  await keepTime(db, channel)
}

/** However long an account is refused, a letter that nobody took has all its time once it is not. */
function keepTime(db: Database, channel: Claimed["channel"]) {
  const waiting = and(eq(letters.state, "queued"), eq(letters.channel, channel), eq(letters.perhapsTaken, false))
  const begun = db
    .select({ id: letters.id })
    .from(letters)
    .where(and(waiting, isNotNull(letters.firstTriedAt)))
    .for("update", { skipLocked: true })
  return db.update(letters).set({ firstTriedAt: null }).where(inArray(letters.id, begun))
}

/** Whether the provider has seen the letter: not if there was no reason to send it, or we refused it ourselves. */
function wasHanded(result: DeliveryResult): boolean {
  return result.state === "sent" || (result.state === "failed" && readReason(result.failure).own.length === 0)
}

/**
 * Why the letter of a handshake has not arrived, as SQL: what the provider says of it, or that its channel is refused,
 * which it waits for; null otherwise.
 */
export function whyNotDelivered({
  id,
  delivery,
  deliveryReason,
}: Record<"id" | "delivery" | "deliveryReason", Column | SQL>): SQL<string | null> {
  return sql<string | null>`case ${delivery}
    when 'queued' then (select ${l.channel} || '_refused' from ${letters} ${l}
      join ${refusedChannels} r on r.channel = ${l.channel}
      where ${l.handshakeId} = ${id} and ${l.state} = 'queued' limit 1) else ${deliveryReason} end`
}
