import { and, asc, count, gt, inArray, isNotNull, isNull, max, type SQL, sql } from "drizzle-orm"
import type { PgTable } from "drizzle-orm/pg-core"
import { h } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { queryRows } from "@/db/rows"
import { handshakes, notices, organizations, verifications } from "@/db/schema"
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

/**
 * What still opens with a former secret, and until when: open links, codes that were sent, and the links of notices. A
 * notice does not keep which secret its link was made with, so all count that nobody has answered. Beside them the
 * invitation codes that could not be shown without a former secret.
 */
export async function madeWithFormerSecrets({ db }: Db) {
  const former = keyIds().filter((keyId) => !isPresent(keyId))
  const links = await openOf(db, handshakes, [
    inArray(handshakes.keyId, former),
    inArray(handshakes.state, [...pendingStates]),
  ])
  const verified = await openOf(db, verifications, [inArray(verifications.keyId, former), isNull(verifications.usedAt)])
  const told = await openOf(db, notices, [former.length > 0 ? isNull(notices.answeredAt) : sql`false`])
  const [codes] = await db
    .select({ count: count() })
    .from(organizations)
    .where(inArray(organizations.codeKeyId, former))
  const ends = [links, verified, told].flatMap(({ until }) => until ?? [])
  const until = ends.length > 0 ? new Date(Math.max(...ends.map(Number))) : null
  return { links: links.count, verifications: verified.count, notices: told.count, until, codes: codes?.count ?? 0 }
}

/** How many of these rows have not expired, and when the last of them does. */
async function openOf(db: Queries, table: typeof handshakes | typeof verifications | typeof notices, which: SQL[]) {
  const [found] = await db
    .select({ count: count(), until: max(table.expiresAt) })
    .from(table as PgTable)
    .where(and(...which, gt(table.expiresAt, sql`now()`)))
  return found ?? { count: 0, until: null }
}
