import { and, eq, gt, isNull, lt, sql } from "drizzle-orm"
import { queryRows } from "@/db/rows"
import { factorResets, letters, seals, verifications } from "@/db/schema"
import { closeAllSessions } from "@/lib/accounts/sessions"
import { record } from "@/lib/audit/audit"
import type { Head } from "@/lib/audit/seals/checkpoints"
import { brokenHeads } from "@/lib/audit/seals/heads"
import { type Context, databaseClock, noActor } from "@/lib/core/context"
import { forgetTimelines } from "@/lib/core/replicas/position"
import { killLinks } from "@/lib/operator/secrets/links"

type Db = Pick<Context, "db">

/** What is missing of a chain beside what was kept of it elsewhere. */
export interface MissingRows {
  chain: string
  /** Where it ends, and where it ended when its newest head was kept. */
  sealed: number
  kept: number
  /** The lowest kept head that stands no more although its number is there; none where only its end is lost. */
  changed?: Head
}

/**
 * Makes a restored backup safe before Muster starts on it: ends all logins, kills the links and codes of before a
 * moment, takes what waits to be sent out of the queue, stops resets of second steps, lets no replica be asked
 * until a worker runs, and gives where the audit differs from the heads that were kept. May be run again. For the command alone.
 */
export async function secureRestored({ db }: Db, { before, kept }: { before: Date; kept: Head[] }) {
  const ctx = { db, clock: databaseClock }
  const logins = await closeAllSessions(ctx)
  const links = await killLinks(ctx, before)
  const codes = await endCodes({ db }, before)
  const unsent = await dropQueued({ db }, before)
  // Its owner may have stopped a reset since.
  const { count: stopped } = await db.delete(factorResets)
  // A standby of the former database has them too.
  await forgetTimelines(db)
  const done = { logins, links, codes, letters: unsent, factorResets: stopped }
  await record(db, noActor, { action: "backup.restore", detail: done })
  return { ...done, missing: await missingRows({ db }, kept) }
}

async function endCodes({ db }: Db, before: Date): Promise<number> {
  const { usedAt, expiresAt, createdAt } = verifications
  const open = and(isNull(usedAt), gt(expiresAt, databaseClock), lt(createdAt, before))
  return (await db.update(verifications).set({ usedAt: databaseClock }).where(open)).count
}

/** What is queued was perhaps sent since, and what it tells of may have changed. */
async function dropQueued({ db }: Db, before: Date): Promise<number> {
  const queued = and(eq(letters.state, "queued"), lt(letters.createdAt, before))
  return (await db.update(letters).set({ state: "dropped" }).where(queued)).count
}

async function missingRows({ db }: Db, kept: Head[]): Promise<MissingRows[]> {
  const found = new Map<string, MissingRows>()
  for (const head of await brokenHeads(db, kept)) {
    const chain = found.get(head.chain) ?? { chain: head.chain, sealed: await sealedRows({ db }, head.chain), kept: 0 }
    chain.kept = Math.max(chain.kept, head.sequence)
    if (head.sequence <= chain.sealed) chain.changed ??= head
    found.set(head.chain, chain)
  }
  return [...found.values()]
}

async function sealedRows({ db }: Db, chain: string): Promise<number> {
  const shape = { newest: sql<number>`coalesce(max(${seals.sequence}), 0)::int` }
  const [row] = await queryRows(
    db,
    shape,
    (columns) => sql`select ${columns} from ${seals} where ${seals.chain} = ${chain}`,
  )
  return row?.newest ?? 0
}
