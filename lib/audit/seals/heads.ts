import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { type Checkpoints, type Head, logBroken, refreshCheckpoints } from "@/lib/audit/seals/checkpoints"
import { log } from "@/lib/core/log"

const BATCH = 2000
/** Of the 64 characters of a hash: the log hides longer words, and nobody finds another hash that begins with these. */
const KEPT = 32
/** Where a line begins, or a message in a line of the log: what a name says elsewhere is no head. */
const HEAD = new RegExp(`(?:^|"msg\\\\?":\\\\?")head (\\S+) (\\d+) ([0-9a-f]{${KEPT}})(?![0-9a-f])`, "gm")

/** The line by which a head is kept outside of the database, the same in the log and from the command. */
export function lineOf({ chain, sequence, hash }: Head): string {
  return `head ${chain} ${sequence} ${hash.slice(0, KEPT)}`
}

/**
 * Writes the heads that have moved since they were told last into the log, which is kept elsewhere than the database.
 * Looks on the way whether each chain still holds what this worker remembers.
 */
export async function logHeads(db: Queries, memory: Checkpoints, told: Map<string, number>) {
  const gone = new Set(memory.newest.keys())
  for await (const page of chainPages(db)) {
    for (const { chain } of page) gone.delete(chain)
    const heads = await refreshCheckpoints(
      db,
      page.map(({ chain }) => chain),
      memory,
    )
    for (const head of heads.values()) {
      if (memory.broken.has(head.chain) || told.get(head.chain) === head.sequence) continue
      log.info(lineOf(head))
      told.set(head.chain, head.sequence)
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

/** Those of the kept heads that stand no more, the lowest of each chain first. */
export async function brokenHeads(db: Queries, kept: Head[]): Promise<Head[]> {
  const fallen: Head[] = []
  for (let from = 0; from < kept.length; from += BATCH)
    fallen.push(
      ...(await db.execute<Head & Record<string, unknown>>(sql`
        select m.chain, m.sequence::float8 as sequence, m.hash
          from json_to_recordset(${JSON.stringify(kept.slice(from, from + BATCH))}::text::json)
            as m (chain text, sequence bigint, hash text)
         where not exists (select 1 from seals s
                 where s.chain = m.chain and s.sequence = m.sequence and starts_with(s.hash, m.hash))`)),
    )
  return fallen.sort((one, other) => one.sequence - other.sequence)
}

/** In pages, every chain that has an organization, or seals, in order; an organization that is gone has no name. */
export async function* chainPages(db: Queries): AsyncGenerator<{ chain: string; name: string | null }[]> {
  for (let last = ""; ; ) {
    const rows = await db.execute<{ chain: string; name: string | null }>(sql`
      with recursive sealed (chain) as (
        (select chain from seals where chain > ${last} order by chain limit 1)
        union all
        select (select s.chain from seals s where s.chain > sealed.chain order by s.chain limit 1)
          from sealed where sealed.chain is not null),
      page as (
        (select id as chain from organizations where id > ${last} order by id limit ${BATCH}::int)
        union (select chain from sealed where chain is not null limit ${BATCH}::int)
        order by chain limit ${BATCH}::int)
      select page.chain, o.name from page left join organizations o on o.id = page.chain order by page.chain`)
    yield rows
    if (rows.length < BATCH) return
    last = rows.at(-1)?.chain ?? ""
  }
}
