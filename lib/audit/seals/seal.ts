import { type SQL, sql } from "drizzle-orm"
import { u } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { asDate, queryRows, type RowOf } from "@/db/rows"
import { audit, seals } from "@/db/schema"
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
/** Whoever seals holds it. */
export const LOCK = 7_218_042
/** Longer than any transaction lasts and any clock errs, so that a row that commits late is still found. */
const LATE_MS = 3_600_000

/** One row in its chain: its text is all that it says, and the seal before vouches for all earlier rows. */
export interface Link {
  chain: string
  sequence: number
  /** The hash of the seal before; empty for the first. */
  before: string
  text: string
}

/** Everything that a row of the audit says, written the same way wherever it is read. */
export function sealedText(row: typeof u): SQL<string> {
  return sql`json_build_array(${row.id}, ${row.organizationId}, ${row.actorId}, ${row.action}, ${row.target},
    ${row.handshakeId}, ${row.ip}, ${row.refusal}, ${row.detail}::text, extract(epoch from ${row.at})::text)::text`
}

/** The hash of a seal; null when its secret is not configured. Without the secret nobody can make one. */
export function sealHash({ chain, sequence, before, text }: Link, keyId: string): string | null {
  return mac("seal", [chain, sequence, before, text], keyId)?.toString("hex") ?? null
}

/** What a later seal vouches for: a row in its chain, and the seal that it has there. */
export interface Resealed extends Omit<Link, "before"> {
  seal: string
}

/**
 * The hash of a later seal, which says of a row what it says now, and leaves the chain as it is; null when its secret is
 * not configured.
 */
export function resealHash({ chain, sequence, seal, text }: Resealed, keyId: string): string | null {
  return mac("reseal", [chain, sequence, seal, text], keyId)?.toString("hex") ?? null
}

/**
 * Seals a batch of the rows that have no seal yet, and gives their number. Writers of the audit wait for nothing;
 * of several workers one seals at a time, and the others have nothing to do. A chain whose remembered seal is gone or
 * changed is left alone, and named in the log.
 */
export async function seal({ db, clock }: Pick<Context, "db" | "clock">, memory = newCheckpoints()): Promise<number> {
  const made = await db.transaction(async (tx) => {
    const locked = sql<boolean>`pg_try_advisory_xact_lock(${LOCK}::bigint)`
    const [turn] = await queryRows(tx, { locked }, (columns) => sql`select ${columns}`)
    return turn?.locked ? sealNext(tx, clock, memory) : []
  })
  // Only what is committed: a seal that was undone would be missed for ever.
  for (const link of made) remember(memory, link)
  logBroken(memory)
  return made.length
}

async function sealNext(tx: Queries, clock: SQL, memory: Checkpoints) {
  if (memory.broken.size > 0) await refreshCheckpoints(tx, memory.broken, memory)
  const rows = await unsealedRows(tx, await sealableAfter(tx, clock), memory.broken)
  if (rows.length === 0) return []
  const heads = await refreshCheckpoints(tx, new Set(rows.map(({ chain }) => chain)), memory)
  const made = linked(
    rows.filter(({ chain }) => !memory.broken.has(chain)),
    heads,
  )
  if (made.length > 0) await insertSeals(tx, made)
  return made
}

/** Rows with ids above this one may still get a seal; one below it that has no seal was not written by Muster. */
export async function sealableAfter(db: Queries, clock: SQL): Promise<string> {
  const newest = sql<string | null>`(select ${seals.auditId} from ${seals} order by ${seals.auditId} desc limit 1)`
  const [row] = await queryRows(db, { newest, now: asDate(clock) }, (columns) => sql`select ${columns}`)
  if (!row?.newest) return idAt(0)
  return idAt(Math.min(timeOf(row.newest), row.now.getTime()) - LATE_MS)
}

const chainOf = ({ organizationId }: Pick<typeof u, "organizationId">) =>
  sql<string>`coalesce(${organizationId}, ${PLATFORM})`

const unsealed = { chain: chainOf(u), id: u.id, text: sealedText(u) }
type Unsealed = RowOf<typeof unsealed>

function unsealedRows(tx: Queries, after: string, except: Set<string>): Promise<Unsealed[]> {
  const broken = sql`select json_array_elements_text(${JSON.stringify([...except])}::text::json)`
  return queryRows(
    tx,
    unsealed,
    (columns) => sql`
      select ${columns} from ${audit} ${u} where ${u.id} > ${after}
         and not exists (select from ${seals} where ${seals.auditId} = ${u.id} and ${seals.auditId} > ${after})
         and ${chainOf(u)} not in (${broken})
       order by ${u.id} limit ${BATCH}::int`,
  )
}

/** The rows' seals, each made with the one before it in its chain. */
function linked(rows: Unsealed[], heads: Map<string, Head>) {
  const keyId = currentKeyId()
  return rows.map(({ chain, id, text }) => {
    const { sequence, hash: before } = heads.get(chain) ?? { sequence: 0, hash: "" }
    const hash = sealHash({ chain, sequence: sequence + 1, before, text }, keyId)
    if (!hash) throw new Error("The present secret is not configured")
    const link = { chain, sequence: sequence + 1, hash }
    heads.set(chain, link)
    return { ...link, audit_id: id, key_id: keyId }
  })
}

/** One statement whatever the number of rows, so that it is prepared once. */
function insertSeals(tx: Queries, made: ReturnType<typeof linked>) {
  return tx.execute(sql`
    insert into seals (chain, sequence, audit_id, key_id, hash)
    select chain, sequence, audit_id, key_id, hash from json_to_recordset(${JSON.stringify(made)}::text::json)
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
