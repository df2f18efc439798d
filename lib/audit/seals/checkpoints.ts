import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { log } from "@/lib/core/log"

const LOG_EVERY_MS = 60_000
/** Chains that one line names; the others are counted. */
const NAMED = 20

/** A seal by its place: it stands for all rows of its chain up to there. */
export interface Head {
  chain: string
  sequence: number
  hash: string
}

/**
 * What one worker knows of the seals, outside of the database: the newest of each chain that it made or saw, and the
 * chains in which that seal stands no more.
 */
export interface Checkpoints {
  newest: Map<string, Head>
  broken: Set<string>
  loggedAt: number
}

export function newCheckpoints(): Checkpoints {
  return { newest: new Map(), broken: new Set(), loggedAt: Number.NEGATIVE_INFINITY }
}

/**
 * The newest seals of these chains as they are now, by chain; none for a chain that has none yet. Remembers them, but
 * not those of a fallen chain: whoever has the database must not get an altered audit sealed by taking the seals away.
 */
export async function refreshCheckpoints(
  db: Queries,
  chains: Iterable<string>,
  memory: Checkpoints,
): Promise<Map<string, Head>> {
  const asked = [...chains].map((chain) => memory.newest.get(chain) ?? { chain })
  // In one statement, so that what is remembered is compared with the same moment in which the newest was read.
  const found = await db.execute<Head & { stands: boolean } & Record<string, unknown>>(sql`
    select m.chain, s.sequence::float8 as sequence, s.hash, m.sequence is null or exists (select 1 from seals k
             where k.chain = m.chain and k.sequence = m.sequence and k.hash = m.hash) as stands
      from json_to_recordset(${JSON.stringify(asked)}::text::json) as m (chain text, sequence bigint, hash text)
      left join lateral
        (select sequence, hash from seals where chain = m.chain order by sequence desc limit 1) s on true`)
  for (const { stands, ...head } of found) {
    if (!stands) memory.broken.add(head.chain)
    else {
      memory.broken.delete(head.chain)
      remember(memory, head)
    }
  }
  return new Map(found.filter(({ hash }) => hash).map(({ stands: _, ...head }) => [head.chain, head]))
}

/** Remembers a seal, unless a newer one of its chain is remembered already. */
export function remember({ newest }: Checkpoints, head: Head) {
  if (head.hash && head.sequence > (newest.get(head.chain)?.sequence ?? 0)) newest.set(head.chain, head)
}

/** Names the fallen chains in the log, once a minute at most. */
export function logBroken(memory: Checkpoints) {
  if (memory.broken.size === 0 || performance.now() - memory.loggedAt < LOG_EVERY_MS) return
  memory.loggedAt = performance.now()
  const chains = [...memory.broken].slice(0, NAMED)
  log.error({ chains, count: memory.broken.size }, "a seal is gone or changed: these chains are not sealed any more")
}
