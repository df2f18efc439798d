import { sql } from "drizzle-orm"
import { h, l } from "@/db/aliases"
import { handshakes, letters } from "@/db/schema"
import { type Given, statement } from "@/db/statement"
import type { Context } from "@/lib/core/context"
import { log } from "@/lib/core/log"
import { countUp } from "@/lib/core/watching/counters"
import { REMINDER } from "@/lib/letters/reminder"
import { type Fate, fates } from "@/lib/shared/rows/delivery"

/** What a provider tells of a letter that it was given. */
export interface Told {
  /** Our own id, where the provider tells it back: it is known before the provider's is written here. */
  letterId: string | null
  providerId: string
  fate: Fate
  /** In the words of the provider, without addresses. */
  reason: string | null
  /** When it happened; null where the provider does not say it. */
  at: Date | null
}

/**
 * Writes down what became of a letter, and of its handshake while no newer generation was sent. A fate is only ever
 * overruled by a later one of their list, so that what is told twice or late changes nothing; nor does a letter that
 * nobody knows here. Gives whether anything was changed.
 */
export async function recordFate(ctx: Pick<Context, "db" | "clock">, { at, ...told }: Told): Promise<boolean> {
  const [changed] = await write(ctx, { ...told, at: at?.toISOString() ?? null })
  if (!changed) return false
  countUp("muster_letter_fates_total", "fate", told.fate)
  log.info({ letter: changed.id, fate: told.fate, reason: told.reason }, "the fate of a letter")
  return true
}

const inOrder = sql.raw(`array[${fates.map((fate) => `'${fate}'`).join()}]`)

const write = statement(
  ({ letterId, providerId, fate, reason, at }: Given<"letterId" | "providerId" | "fate" | "reason" | "at">, clock) => ({
    shape: { id: sql`told.id`.mapWith(l.id) },
    text: (columns) => sql`
      with meant as (
        select ${l.id} from ${letters} ${l}
         where ${l.id} = ${letterId}::uuid and (${l.providerId} is null or ${l.providerId} = ${providerId})
        union all
        select ${l.id} from ${letters} ${l} where ${l.providerId} = ${providerId} limit 1),
      told as (
        update ${letters} ${l} set fate = ${fate}, fate_at = least(coalesce(${at}::timestamptz, ${clock}), ${clock}),
               failure = ${reason}, state = case ${fate}::text when 'failed' then 'failed' else 'sent' end,
               provider_id = ${providerId}, sent_at = coalesce(${l.sentAt}, ${clock})
         where ${l.id} in (select id from meant)
           and array_position(${inOrder}, ${fate}::text) > coalesce(array_position(${inOrder}, ${l.fate}), 0)
        returning ${l}.*),
      shown as (
        update ${handshakes} ${h} set delivery = told.fate, delivery_at = told.fate_at, delivery_reason = told.failure
          from told where ${h.id} = told.handshake_id and ${h.generation} = told.generation
           and (${h.delivery} is null or ${h.delivery} not in ('bounced', 'complained') or told.fate = 'complained')
           and (told.fate not in ('delayed', 'failed') or not (told.template = ${REMINDER}::text or exists (
             select from ${letters} ${l} where ${l.handshakeId} = told.handshake_id and ${l.id} > told.id
               and ${l.template} <> ${REMINDER}::text))))
      select ${columns} from told`,
  }),
)
