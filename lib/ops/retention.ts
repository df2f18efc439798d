import { and, type Column, lt, ne, type SQL, sql } from "drizzle-orm"
import type { PgTable } from "drizzle-orm/pg-core"
import type { Queries } from "@/db/client"
import { idAt } from "@/db/rows"
import {
  challenges,
  halfLogins,
  handshakes,
  letters,
  limits,
  notices,
  replies,
  requests,
  sessions,
  totpDrafts,
  verifications,
} from "@/db/schema"
import { KNOWN_FOR } from "@/lib/aws/idempotency"
import type { Context } from "@/lib/core/context"
import { settings } from "@/lib/settings"

/** Rows at a time, so that a backlog of any length is worked off within the time of a statement. */
const BATCH = 10_000

/**
 * Deletes, some at a time, what is of no use any more and what the settings keep no longer: messages with their words
 * and recipients, codes with their contacts, logins, requests of API clients, counts of windows long over. The audit
 * and what it tells of stay.
 */
export async function deleteExpired(db: Queries, { clock }: Pick<Context, "clock">) {
  const { messagesDays, codesDays, requestsDays, loginsDays } = settings().keep
  const isOlder = (moment: Column, age: string) => sql`${moment} < ${clock} - ${age}::interval`
  const { draft, expiresAt } = verifications
  await db
    .update(verifications)
    .set({ draft: null })
    .where(sql`${draft} is not null and ${isOlder(expiresAt, "1 day")}`)
  const past: [PgTable, SQL | undefined, order?: Column][] = [
    [limits, isOlder(limits.resetsAt, "1 day")],
    [halfLogins, isOlder(halfLogins.expiresAt, "1 day")],
    [challenges, isOlder(challenges.expiresAt, "1 day")],
    [totpDrafts, isOlder(totpDrafts.expiresAt, "1 day")],
    [replies, isOlder(replies.at, KNOWN_FOR)],
    [
      letters,
      and(
        lt(letters.id, idOfAge(clock, messagesDays)),
        ne(letters.state, "queued"),
        isOver(letters.handshakeId, clock),
      ),
      letters.id,
    ],
    [notices, and(lt(notices.id, idOfAge(clock, messagesDays)), isOlder(notices.expiresAt, "1 day")), notices.id],
    [
      verifications,
      and(lt(verifications.id, idOfAge(clock, codesDays)), isOlder(expiresAt, "1 day")),
      verifications.id,
    ],
    [sessions, isOlder(sessions.expiresAt, days(loginsDays))],
    [requests, isOlder(requests.at, days(requestsDays))],
  ]
  for (const [table, isPast, order] of past) if (isPast) await deleteInBatches(db, table, { isPast, order })
}

/** In the order of its ids, where given, a table is read from its oldest row to the first that is kept. */
async function deleteInBatches(db: Queries, table: PgTable, { isPast, order }: { isPast: SQL; order?: Column }) {
  const ordered = order ? sql`order by ${order}` : sql``
  const batch = sql`
    delete from ${table}
     where ctid = any(array(select ctid from ${table} where ${isPast} ${ordered} limit ${BATCH}::int))`
  let deleted = BATCH
  while (deleted === BATCH) deleted = (await db.execute(batch)).count
}

/** A handshake that still waits may have its letter sent again. */
function isOver(handshakeId: Column, clock: SQL): SQL {
  const { id, state, expiresAt } = handshakes
  return sql`not exists (select from ${handshakes} where ${id} = ${handshakeId} and ${state} in ('requested', 'open')
    and ${expiresAt} > ${clock})`
}

/** The least id of that age. Read once: the clock moves, and an index takes nothing that does. */
function idOfAge(clock: SQL, age: number): SQL {
  return sql`(select ${idAt(sql`${clock} - ${days(age)}::interval`)})`
}

function days(count: number): string {
  return `${count} days`
}
