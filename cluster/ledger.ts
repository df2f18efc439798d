// What was acknowledged, held against what a database says.
import { setTimeout as pause } from "node:timers/promises"
import { sql } from "drizzle-orm"
import type { Load } from "@/cluster/load"
import type { Mail } from "@/cluster/mail"
import type { Site } from "@/cluster/site"
import type { Database } from "@/db/client"
import { chains, verifyChain } from "@/lib/audit/seals/verify"
import { databaseClock } from "@/lib/core/context"
import { countOf, type Entry, faultyEffects, lostOf } from "@/lib/testing/acts/ledger"
import { wrongSeats } from "@/lib/testing/races"

const SETTLED_MS = 60_000

/** Of each fault how often it was found; all of them are 0 where every promise was kept. */
export interface Findings {
  /** Acknowledged, and not there. */
  lost: number
  /** Handshakes whose history has not the one effect of each of their moves. */
  effects: number
  /** Two handshakes of one organization for one contact, though each was invited once. */
  doubled: number
  /** Letters that the mail server has not, though the database says so, and that wait still. */
  lettersLost: number
  /** Letters that the mail server has taken more than once. */
  lettersTwice: number
  /** Organizations whose seats are not counted right. */
  seats: number
  /** Chains of the audit that are not whole, or not sealed to their end. */
  chains: number
}

export const NOTHING: Findings = {
  lost: 0,
  effects: 0,
  doubled: 0,
  lettersLost: 0,
  lettersTwice: 0,
  seats: 0,
  chains: 0,
}

/** Lets what waits be done: letters whose claim was lost with a server come again at once instead of after a minute. */
export async function settle(db: Database, site: Site) {
  await site.stopWorkers()
  await db.execute(sql`update letters set next_try_at = clock_timestamp() where state = 'queued'`)
  site.startWorkers()
  const last = performance.now() + SETTLED_MS
  while ((await waiting(db)) > 0 && performance.now() < last) await pause(200)
}

async function waiting(db: Database): Promise<number> {
  const [row] = await db.execute<{ n: number }>(sql`
    select ((select count(*) from letters where state = 'queued') +
            (select count(*) from audit) - (select count(*) from seals))::int as n`)
  return row?.n ?? 0
}

/** What was done, and what was not, in one paragraph. */
export function summary({ ledger, pages, faults }: Load, { taken }: Mail): string {
  const missed = pages.filter(({ fault }) => fault).length
  return `${ledger.length} acknowledged, ${taken.size} letters, ${pages.length} pages, of which ${missed} were not served
not acknowledged: ${JSON.stringify(Object.fromEntries(faults))}`
}

/** How many milliseconds after a moment something was acknowledged again. */
export function outageSince(moment: number, { ledger }: Load): number {
  return (ledger.find(({ at }) => at > moment)?.at ?? Number.POSITIVE_INFINITY) - moment
}

/**
 * For how many milliseconds at most nothing was acknowledged since a moment, until now: what was under way then may still
 * have arrived.
 */
export function longestSilence(moment: number, { ledger }: Load): number {
  const heard = ledger.map(({ at }) => at).filter((at) => at > moment)
  const times = [moment, ...heard.sort((a, b) => a - b), performance.now()]
  return Math.max(...times.slice(1).map((at, before) => at - (times[before] ?? at)))
}

/** Holds what was acknowledged and sent against a database. */
export async function held({ db, ledger, mail }: { db: Database; ledger: Entry[]; mail: Mail }): Promise<Findings> {
  return {
    lost: await lostOf(db, ledger),
    effects: await faultyEffects(db),
    doubled: await countOf(db, sql`select from handshakes group by organization_id, subject having count(*) > 1`),
    ...(await lettersOf(db, mail)),
    seats: (await wrongSeats(db)).length,
    chains: await brokenChains(db),
  }
}

async function lettersOf(db: Database, { taken }: Mail) {
  const letters = await db.execute<{ id: string; state: string }>(
    sql`select id, state from letters where channel = 'email'`,
  )
  const isLost = ({ id, state }: { id: string; state: string }) =>
    state === "sent" ? !taken.has(id) : state !== "dropped"
  return {
    lettersLost: letters.filter(isLost).length,
    lettersTwice: [...taken.values()].filter((times) => times > 1).length,
  }
}

async function brokenChains(db: Database): Promise<number> {
  let count = 0
  for await (const { chain } of chains(db)) {
    const { broken, waiting } = await verifyChain({ db, clock: databaseClock }, chain)
    if (broken || waiting > 0) count++
  }
  return count
}
