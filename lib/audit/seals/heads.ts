import { type SQL, sql } from "drizzle-orm"
import { o } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { queryRows } from "@/db/rows"
import { organizations, seals } from "@/db/schema"
import {
  type Checkpoints,
  type Head,
  known,
  knownHeads,
  logBroken,
  refreshCheckpoints,
} from "@/lib/audit/seals/checkpoints"
import { log } from "@/lib/core/log"

const BATCH = 2000
/** Of the 64 characters of a hash: the log hides longer words, and no other hash can be found with this beginning. */
const KEPT = 32
/** At the start of a line, or of a message in a line of the log: elsewhere a name may look like a head. */
const HEAD = new RegExp(`(?:^|"msg\\\\?":\\\\?")head (\\S+) (\\d+) ([0-9a-f]{${KEPT}})(?![0-9a-f])`, "gm")

/** The line by which a head is kept outside of the database, the same in the log and from the command. */
export function lineOf({ chain, sequence, hash }: Head): string {
  return `head ${chain} ${sequence} ${hash.slice(0, KEPT)}`
}

/**
 * Writes the heads that have moved since they were last logged into the log, which is kept elsewhere than the database.
 * Checks on the way whether the seals that this worker remembers are still there.
 */
export async function logHeads(db: Queries, memory: Checkpoints, logged: Map<string, number>) {
  const gone = new Set(memory.newest.keys())
  for await (const page of chainPages(db)) {
    for (const { chain } of page) gone.delete(chain)
    const heads = await refreshCheckpoints(
      db,
      page.map(({ chain }) => chain),
      memory,
    )
    for (const head of heads.values()) {
      if (memory.broken.has(head.chain) || logged.get(head.chain) === head.sequence) continue
      log.info(lineOf(head))
      logged.set(head.chain, head.sequence)
    }
  }
  if (gone.size > 0) await refreshCheckpoints(db, gone, memory)
  logBroken(memory)
}

/** The heads in lines that were kept, each once. */
export function headsIn(text: string): Head[] {
  const lines = new Map(
    [...text.matchAll(HEAD)].map(([, chain = "", sequence, hash = ""]) => [
      `${chain} ${sequence} ${hash}`,
      { chain, sequence: Number(sequence), hash },
    ]),
  )
  return [...lines.values()]
}

/** Those of the kept heads that are gone or changed, the lowest of each chain first. */
export async function brokenHeads(db: Queries, kept: Head[]): Promise<Head[]> {
  const broken: Head[] = []
  const shape = { chain: known.chain, sequence: known.sequence, hash: known.hash }
  const same = sql`select from ${seals} where ${seals.chain} = ${known.chain} and ${seals.sequence} = ${known.sequence}
    and starts_with(${seals.hash}, ${known.hash})`
  for (let from = 0; from < kept.length; from += BATCH) {
    const heads = knownHeads(kept.slice(from, from + BATCH))
    broken.push(
      ...(await queryRows(db, shape, (columns) => sql`select ${columns} from ${heads} where not exists (${same})`)),
    )
  }
  return broken.sort((one, other) => one.sequence - other.sequence)
}

/** In pages, every chain that has an organization, or seals, in order; an organization that is gone has no name. */
export async function* chainPages(db: Queries): AsyncGenerator<{ chain: string; name: string | null }[]> {
  const shape = { chain: sql<string>`page.chain`, name: sql<string | null>`${o.name}` }
  for (let last = ""; ; ) {
    const rows = await queryRows(
      db,
      shape,
      (columns) => sql`
        with recursive sealed (chain) as (
          ${chainAfter(sql`${last}`)} union all select ${chainAfter(sql`sealed.chain`)} from sealed
           where sealed.chain is not null),
        page as (
          (select ${o.id} as chain from ${organizations} ${o} where ${o.id} > ${last} order by ${o.id}
            limit ${BATCH}::int)
          union (select chain from sealed where chain is not null limit ${BATCH}::int)
          order by chain limit ${BATCH}::int)
        select ${columns} from page left join ${organizations} ${o} on ${o.id} = page.chain order by page.chain`,
    )
    yield rows
    if (rows.length < BATCH) return
    last = rows.at(-1)?.chain ?? ""
  }
}

/** The next chain that has seals, as SQL. */
function chainAfter(chain: SQL): SQL {
  return sql`(select ${seals.chain} from ${seals} where ${seals.chain} > ${chain} order by ${seals.chain} limit 1)`
}
