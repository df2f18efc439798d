import { and, asc, count, gt, inArray, isNotNull, max, type SQL, sql } from "drizzle-orm"
import { h } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { queryRows } from "@/db/rows"
import { handshakes, organizations } from "@/db/schema"
import { record } from "@/lib/audit/audit"
import { type Context, noActor } from "@/lib/core/context"
import { lockOrganization } from "@/lib/core/locks"
import { currentKeyId, isPresent, keyIds, leakedKeyIds } from "@/lib/core/secrets"
import { transact } from "@/lib/core/transaction"
import { renewCode } from "@/lib/effects/renew-code"
import { pendingStates } from "@/lib/shared/states"

type Db = Pick<Context, "db">

const BATCH = 2000
const FIRST = "00000000-0000-0000-0000-000000000000"

/**
 * Lets every handshake whose link was made with a leaked secret have one of the present secret: what was mailed is dead,
 * and sending it again works. Gives how many of them wait for an answer.
 */
export async function renewLeakedLinks({ db }: Db): Promise<number> {
  const set = sql`key_id = ${currentKeyId()}`
  return inBatches(db, { set, which: sql`key_id in (${listed(leakedKeyIds())})` })
}

/**
 * Kills the links of all that waits for an answer and was last sent before a moment, as a restored backup brings them
 * back: what was answered since waits again. Nobody is reminded of it; sending it again works. Gives how many.
 */
export function killLinks({ db, clock }: Pick<Context, "db" | "clock">, before: Date): Promise<number> {
  const set = sql`generation = ${h.generation} + 1, delivery = null, delivery_at = null, delivery_reason = null,
    reminded_at = ${clock}`
  const which = sql`${h.state} in (${listed(pendingStates)}) and ${h.sentAt} < ${before.toISOString()}::timestamptz`
  return inBatches(db, { set, which })
}

interface Change {
  set: SQL
  which: SQL
}

/** Changes handshakes in the order of their ids, many at a time; gives how many of the changed ones are pending. */
async function inBatches(db: Queries, { set, which }: Change): Promise<number> {
  let pending = 0
  for (let last = FIRST; ; ) {
    const shape = { last: sql<string | null>`(select id from page order by id desc limit 1)`, pending: pendingOf }
    const [done] = await queryRows(
      db,
      shape,
      (columns) => sql`
        with page as (select id from ${handshakes} where id > ${last} order by id limit ${BATCH}::int),
        changed as (update ${handshakes} ${h} set ${set} from page where ${h.id} = page.id and ${which} returning ${h.state})
        select ${columns}`,
    )
    pending += done?.pending ?? 0
    if (!done?.last) return pending
    last = done.last
  }
}

const pendingOf = sql<number>`(select count(*)::int from changed where state in (${listed(pendingStates)}))`

function listed(words: readonly string[]): SQL {
  return sql.join(
    words.map((word) => sql`${word}`),
    sql`, `,
  )
}

/** Gives the organizations whose invitation code was made with a leaked secret another one; gives how many. */
export async function renewLeakedCodes({ db }: Db): Promise<number> {
  const { id, codeKeyId, entityId } = organizations
  const isLeaked = and(inArray(codeKeyId, leakedKeyIds()), isNotNull(entityId))
  for (let [last, renewed] = ["", 0]; ; ) {
    const rows = await db
      .select({ id })
      .from(organizations)
      .where(and(isLeaked, gt(id, last)))
      .orderBy(asc(id))
      .limit(BATCH)
    for (const organization of rows) await renewCodeOf({ db }, organization.id)
    const next = rows.at(-1)?.id
    renewed += rows.length
    if (!next) return renewed
    last = next
  }
}

function renewCodeOf(ctx: Db, organizationId: string) {
  return transact(ctx, async (tx) => {
    await lockOrganization({ db: tx }, organizationId, "alone")
    await record(tx, noActor, { organizationId, action: "invitation-code.reset" })
    await renewCode(tx, organizationId)
  })
}

/** What still opens with a former secret: pending links, and until when; codes that could not be shown without it. */
export async function madeWithFormerSecrets({ db }: Db) {
  const former = keyIds().filter((keyId) => !isPresent(keyId))
  const { keyId, state, expiresAt } = handshakes
  const [links] = await db
    .select({ count: count(), until: max(expiresAt) })
    .from(handshakes)
    .where(and(inArray(state, [...pendingStates]), inArray(keyId, former), gt(expiresAt, sql`now()`)))
  const [codes] = await db
    .select({ count: count() })
    .from(organizations)
    .where(inArray(organizations.codeKeyId, former))
  return { links: links?.count ?? 0, until: links?.until ?? null, codes: codes?.count ?? 0 }
}
