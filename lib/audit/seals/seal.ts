import { type SQL, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import {
  type Checkpoints,
  type Head,
  logBroken,
  newCheckpoints,
  refreshCheckpoints,
  remember,
} from "@/lib/audit/seals/checkpoints"
import type { Context } from "@/lib/core/context"
import { currentKeyId, mac } from "@/lib/core/secrets"

/** The chain of what concerns no organization. */
export const PLATFORM = "platform"
const BATCH = 5000
const LOCK = 7_218_042
/** Longer than any transaction lasts and any clock errs, so that a row that commits late is still found. */
const LATE_MS = 3_600_000

/** One row in its chain: its text is all that it says, and the seal before stands for all earlier rows. */
export interface Link {
  chain: string
  sequence: number
  /** The hash of the seal before; empty for the first. */
  before: string
  text: string
}

/** Everything that a row of the audit (`a`) says, written the same way wherever it is read. */
export const sealedText = sql`json_build_array(a.id, a.organization_id, a.actor_id, a.action, a.target, a.handshake_id,
  a.ip, a.refusal, a.detail::text, extract(epoch from a.at)::text)::text`

/** The hash of a seal; null when its secret is not configured. Without the secret nobody can make one. */
export function hashOf({ chain, sequence, before, text }: Link, keyId: string): string | null {
  return mac("seal", [chain, sequence, before, text], keyId)?.toString("hex") ?? null
}

/**
 * Seals a batch of the rows that have no seal yet, and gives their number. Writers of the audit wait for nothing;
 * of several workers one seals at a time, and the others have nothing to do. A chain that has fallen behind the
 * worker's memory is left alone, and named in the log.
 */
export async function seal({ db, clock }: Pick<Context, "db" | "clock">, memory = newCheckpoints()): Promise<number> {
  const made = await db.transaction(async (tx) => {
    const [mine] = await tx.execute<{ locked: boolean }>(
      sql`select pg_try_advisory_xact_lock(${LOCK}::bigint) as locked`,
    )
    return mine?.locked ? sealNext(tx, clock, memory) : []
  })
  // Only what is committed: a seal that was undone would never stand.
  for (const link of made) remember(memory, link)
  logBroken(memory)
  return made.length
}

async function sealNext(tx: Queries, clock: SQL, memory: Checkpoints) {
  if (memory.broken.size > 0) await refreshCheckpoints(tx, memory.broken, memory)
  const rows = await unsealed(tx, await sealableAfter(tx, clock), memory.broken)
  if (rows.length === 0) return []
  const heads = await refreshCheckpoints(tx, new Set(rows.map(({ chain }) => chain)), memory)
  const made = linked(
    rows.filter(({ chain }) => !memory.broken.has(chain)),
    heads,
  )
  if (made.length > 0) await write(tx, made)
  return made
}

/** Ids above this one are still looked at for rows without a seal; one below it that has none was not written by Muster. */
export async function sealableAfter(db: Queries, clock: SQL): Promise<string> {
  const [row] = await db.execute<{ newest: string | null; now: number }>(sql`
    select (select audit_id from seals order by audit_id desc limit 1) as newest,
           (extract(epoch from ${clock}) * 1000)::float8 as now`)
  if (!row?.newest) return idAt(0)
  return idAt(Math.min(timeOf(row.newest), row.now) - LATE_MS)
}

interface Unsealed {
  chain: string
  id: string
  text: string
}

function unsealed(tx: Queries, after: string, except: Set<string>) {
  return tx.execute<Unsealed & Record<string, unknown>>(sql`
    select coalesce(a.organization_id, ${PLATFORM}) as chain, a.id, ${sealedText} as text
      from audit a
     where a.id > ${after} and not exists (select 1 from seals s where s.audit_id = a.id and s.audit_id > ${after})
       and coalesce(a.organization_id, ${PLATFORM})
           not in (select json_array_elements_text(${JSON.stringify([...except])}::text::json))
     order by a.id limit ${BATCH}::int`)
}

/** The rows' seals, each made with the one before it in its chain. */
function linked(rows: Unsealed[], heads: Map<string, Head>) {
  const keyId = currentKeyId()
  return rows.map(({ chain, id, text }) => {
    const { sequence, hash: before } = heads.get(chain) ?? { sequence: 0, hash: "" }
    const hash = hashOf({ chain, sequence: sequence + 1, before, text }, keyId)
    if (!hash) throw new Error("The present secret is not configured")
    const link = { chain, sequence: sequence + 1, hash }
    heads.set(chain, link)
    return { ...link, audit_id: id, key_id: keyId }
  })
}

/** One statement whatever the number of rows, so that it is prepared once. */
function write(tx: Queries, seals: ReturnType<typeof linked>) {
  return tx.execute(sql`
    insert into seals (chain, sequence, audit_id, key_id, hash)
    select chain, sequence, audit_id, key_id, hash from json_to_recordset(${JSON.stringify(seals)}::text::json)
      as s (chain text, sequence bigint, audit_id uuid, key_id text, hash text)`)
}

/** The lowest id that begins with this time: ids are of version 7. */
function idAt(ms: number): string {
  const hex = Math.max(Math.floor(ms), 0).toString(16).padStart(12, "0")
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

function timeOf(id: string): number {
  return Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)
}
