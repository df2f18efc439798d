import { type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import type { Queries } from "@/db/client"
import { jsonRow, queryRows, type RowOf } from "@/db/rows"
import { seals } from "@/db/schema"
import { log } from "@/lib/core/log"

const LOG_EVERY_MS = 60_000
/** How many chains a line names; the others are counted. */
const NAMED = 20

/** The heads of `knownHeads`, as the table of a statement. */
export const known = alias(seals, "known")
const present = alias(seals, "present")

const head = { chain: present.chain, sequence: present.sequence, hash: present.hash }

/** A seal by its place: it vouches for all rows of its chain up to there. */
export type Head = RowOf<typeof head>

/**
 * What one worker knows of the seals, outside of the database: the newest of each chain that it made or saw, and the
 * chains in which that seal is gone or changed.
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
 * The newest seals of these chains as they are now, by chain, without the chains that have no seal yet. Remembers them,
 * but not those of a broken chain: an intruder in the database must not get an altered audit sealed by taking the seals
 * away.
 */
export async function refreshCheckpoints(
  db: Queries,
  chains: Iterable<string>,
  memory: Checkpoints,
): Promise<Map<string, Head>> {
  const remembered = [...chains].map((chain) => memory.newest.get(chain) ?? { chain })
  const same = sql`select from ${seals} ${present} where ${present.chain} = ${known.chain}
    and ${present.sequence} = ${known.sequence} and ${present.hash} = ${known.hash}`
  const shape = {
    chain: known.chain,
    intact: sql<boolean>`${known.sequence} is null or exists (${same})`,
    newest: jsonRow(
      head,
      sql`from ${seals} ${present} where ${present.chain} = ${known.chain} order by ${present.sequence} desc limit 1`,
    ),
  }
  // In one statement, so that what is remembered is compared with the same moment in which the newest was read.
  const rows = await queryRows(db, shape, (columns) => sql`select ${columns} from ${knownHeads(remembered)}`)
  for (const { chain, intact, newest } of rows) {
    if (!intact) memory.broken.add(chain)
    else {
      memory.broken.delete(chain)
      if (newest) remember(memory, newest)
    }
  }
  return new Map(rows.flatMap(({ newest }) => newest ?? []).map((newest) => [newest.chain, newest]))
}

/** Heads as a table of a statement, whatever their number. */
export function knownHeads(heads: Partial<Head>[]): SQL {
  return sql`json_to_recordset(${JSON.stringify(heads)}::text::json)
    as ${known} (chain text, sequence bigint, hash text)`
}

/** Remembers a seal, unless a newer one of its chain is remembered already. */
export function remember({ newest }: Checkpoints, head: Head) {
  if (head.sequence > (newest.get(head.chain)?.sequence ?? 0)) newest.set(head.chain, head)
}

/** Names the broken chains in the log, once a minute at most. */
export function logBroken(memory: Checkpoints) {
  if (memory.broken.size === 0 || performance.now() - memory.loggedAt < LOG_EVERY_MS) return
  memory.loggedAt = performance.now()
  const chains = [...memory.broken].slice(0, NAMED)
  log.error({ chains, count: memory.broken.size }, "a seal is gone or changed: these chains are not sealed any more")
}
