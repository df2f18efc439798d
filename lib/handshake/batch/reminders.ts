import { sql } from "drizzle-orm"
import { h } from "@/db/aliases"
import { handshakes } from "@/db/schema"
import { type Given, statement } from "@/db/statement"
import type { Context } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { transact } from "@/lib/core/transaction"
import { readBudget } from "@/lib/handshake/batch/budget"
import { doneOf, outcomeOf } from "@/lib/handshake/batch/outcomes"
import { loadHandshakes } from "@/lib/handshake/context"
import { kindOf } from "@/lib/handshake/kinds"
import { recipientLimits } from "@/lib/handshake/rate-limits"
import type { Loaded } from "@/lib/handshake/transition"
import { whyNotInitiator } from "@/lib/handshake/why-not"
import { postAll } from "@/lib/letters"
import { REMINDER } from "@/lib/letters/reminder"
import { settings } from "@/lib/settings"

/** How many are looked at in one pass, which locks them. */
export const REMINDED_AT_ONCE = 100
const DAY_MS = 86_400_000

/**
 * Reminds of invitations that end soon, each generation once at most; gives how many were looked at. Another worker
 * passes over what this one holds, and so does an answer that is on its way. None is sent of what may not be accepted,
 * to who wants no more, whose first letter has not arrived, or that lives hardly longer than the time before its end, nor beyond the limits of
 * its recipient.
 */
export async function remindDue(ctx: Pick<Context, "db" | "clock">): Promise<number> {
  const { reminderSeconds } = settings().lifetimes
  if (reminderSeconds === 0) return 0
  return transact(ctx, async (tx) => {
    const inside = { ...ctx, db: tx, actor: null, ip: null }
    const ids = (await claimDue(inside, { reminderSeconds })).map(({ id }) => id)
    if (ids.length === 0) return 0
    const wanted = (
      await loadHandshakes(
        inside,
        ids.map((id) => ({ id, actor: null })),
      )
    )
      .filter(isWanted)
      .map(reminderOf)
    await send(inside, wanted)
    return ids.length
  })
}

/** Queues those for which the limits of their recipients have something left. */
async function send(ctx: Context, wanted: ReturnType<typeof reminderOf>[]) {
  const budget = await readBudget(ctx, limitsOf(wanted))
  const sent = doneOf(
    wanted.map((one) =>
      outcomeOf(() => {
        budget.spend(one.limits)
        return one
      }),
    ),
  )
  await consumeLimits(ctx.db, ctx, limitsOf(sent))
  const letters = sent.map(({ letter }) => letter)
  await postAll(ctx.db, letters)
}

function limitsOf(reminders: ReturnType<typeof reminderOf>[]) {
  return reminders.flatMap(({ limits }) => limits)
}

/** Marks them as looked at, whatever comes of it, so that none is looked at twice. */
const claimDue = statement(({ reminderSeconds }: Given<"reminderSeconds">, clock) => ({
  shape: { id: h.id },
  text: (columns) => sql`
    with t as materialized (select ${clock} as now),
    due as (
      select ${h.id} from ${handshakes} ${h}
       where ${h.kind} = 'invitation' and ${h.state} = 'open' and ${h.remindedAt} is null
         and ${h.expiresAt} > (select now from t)
         and ${h.expiresAt} <= (select now + ${reminderSeconds}::int * interval '1 second' from t)
       order by ${h.expiresAt} limit ${sql.raw(String(REMINDED_AT_ONCE))} for no key update skip locked)
    update ${handshakes} ${h} set reminded_at = t.now from due, t where ${h.id} = due.id returning ${columns}`,
}))

type Found = Pick<Loaded, "handshake" | "context">

function isWanted(found: Found): boolean {
  const { delivery, lifetimeSeconds } = found.handshake
  const hasArrived = delivery === null || delivery === "sent" || delivery === "delayed" || delivery === "delivered"
  const isLong = lifetimeSeconds >= 2 * settings().lifetimes.reminderSeconds
  return hasArrived && isLong && !found.context.optedOut && whyNotInitiator(found) === undefined
}

/** The letter of a reminder: the invitation's own, in other words, with the same link. */
function reminderOf({ handshake, context }: Found) {
  const { id, generation, kind: name, terms, expiresAt } = handshake
  const { letter: invitation } = kindOf(name)
  const { to, locale, words } = invitation.write(context, terms)
  const days = Math.ceil((expiresAt.getTime() - context.now.getTime()) / DAY_MS)
  const letter = {
    template: REMINDER,
    to,
    locale,
    words: { ...words, days: String(days) },
    handshake: { id, generation, page: invitation.page },
  }
  return { letter, limits: recipientLimits(context.organization, to) }
}
