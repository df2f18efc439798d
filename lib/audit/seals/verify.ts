import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { chainPages } from "@/lib/audit/seals/heads"
import { hashOf, PLATFORM, sealableAfter, sealedText } from "@/lib/audit/seals/seal"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import type { AuditVerification, BrokenRow } from "@/lib/shared/rows/audit"

const BATCH = 2000

/**
 * Verifies the audit of one organization for somebody who may read it: how many rows are sealed and how many wait,
 * the hash that stands for all of them, and the first broken row. Refuses `rate_reached`.
 */
export async function verifyAudit(ctx: LoggedIn, organizationId: ReadableOrganizationId): Promise<AuditVerification> {
  await consumeLimits(ctx.db, ctx, [["auditVerifications", organizationId]])
  return verifyChain(ctx, organizationId)
}

/** Recomputes a chain from its first seal, then looks for rows that were slipped past it. */
export async function verifyChain(
  { db, clock }: Pick<Context, "db" | "clock">,
  chain: string,
): Promise<AuditVerification> {
  const after = await sealableAfter(db, clock)
  const { settled, ...walked } = await checkChain(db, chain, after)
  const open = await unsealed(db, chain, after)
  // Counted first: to look every row up costs far more.
  const broken = walked.broken ?? (open.settled > settled ? await insertedLate(db, chain, after) : null)
  return { ...walked, waiting: open.waiting, broken }
}

/** Every chain there is: the platform's, then each organization's; of one that is gone no name is left, but its seals. */
export async function* chains(db: Queries): AsyncGenerator<{ chain: string; name: string | null }> {
  yield { chain: PLATFORM, name: "Muster" }
  for await (const page of chainPages(db)) yield* page.filter(({ chain }) => chain !== PLATFORM)
}

type ChainCheck = Omit<AuditVerification, "waiting"> & {
  /** Sealed rows whose time is past: there can be no others of that time. */
  settled: number
}

async function checkChain(db: Queries, chain: string, after: string): Promise<ChainCheck> {
  const walked: ChainCheck = { sealed: 0, head: null, broken: null, settled: 0 }
  for (;;) {
    const seals = await sealsAfter(db, chain, walked.sealed)
    for (const seal of seals) {
      const why = faultOf(seal, { chain, sequence: walked.sealed + 1, before: walked.head ?? "" })
      if (why) return { ...walked, broken: brokenRow(why, seal, walked.sealed + 1) }
      walked.sealed = seal.sequence
      walked.head = seal.hash
      if (seal.auditId <= after) walked.settled += 1
    }
    if (seals.length < BATCH) return walked
  }
}

type Seal = {
  sequence: number
  auditId: string
  keyId: string
  hash: string
  /** Null where the row is gone. */
  text: string | null
  action: string | null
  at: string | null
}

function sealsAfter(db: Queries, chain: string, sequence: number) {
  return db.execute<Seal>(sql`
    select s.sequence::float8 as sequence, s.audit_id as "auditId", s.key_id as "keyId", s.hash, a.action,
           to_json(a.at) #>> '{}' as at, case when a.id is not null then ${sealedText} end as text
      from seals s left join audit a on a.id = s.audit_id
     where s.chain = ${chain} and s.sequence > ${sequence} order by s.sequence limit ${BATCH}::int`)
}

/** What is wrong with a seal in its place, given what should precede it. */
function faultOf(seal: Seal, place: { chain: string; sequence: number; before: string }): BrokenRow["why"] | null {
  if (seal.sequence !== place.sequence || seal.text === null) return "missing"
  const hash = hashOf({ ...place, text: seal.text }, seal.keyId)
  if (hash === null) return "unknown_secret"
  return hash === seal.hash ? null : "changed"
}

/** Where a seal is missing with its row, nothing is left to name but its number. */
function brokenRow(why: BrokenRow["why"], { sequence, auditId, action, at }: Seal, expected: number): BrokenRow {
  if (sequence !== expected) return { why, sequence: expected, id: null, action: null, at: null }
  return { why, sequence, id: auditId, action, at }
}

const rowsOf = (chain: string) =>
  chain === PLATFORM ? sql`a.organization_id is null` : sql`a.organization_id = ${chain}`
const unsealedIn = (chain: string) =>
  sql`not exists (select 1 from seals s where s.audit_id = a.id and s.chain = ${chain})`

/** How many rows wait for their seal, and how many should have theirs. */
async function unsealed(db: Queries, chain: string, after: string): Promise<{ waiting: number; settled: number }> {
  const [row] = await db.execute<{ waiting: number; settled: number }>(sql`
    select (select count(*)::int from audit a where ${rowsOf(chain)} and a.id > ${after} and ${unsealedIn(chain)})
             as waiting,
           (select count(*)::int from audit a where ${rowsOf(chain)} and a.id <= ${after}) as settled`)
  return row ?? { waiting: 0, settled: 0 }
}

/** The first row that has no seal and is too old to get one: it was not there when its time was sealed. */
async function insertedLate(db: Queries, chain: string, after: string): Promise<BrokenRow | null> {
  const [row] = await db.execute<Pick<BrokenRow, "id" | "action" | "at">>(sql`
    select a.id, a.action, to_json(a.at) #>> '{}' as at from audit a
     where ${rowsOf(chain)} and a.id <= ${after} and ${unsealedIn(chain)} order by a.id limit 1`)
  return row ? { why: "never_sealed", sequence: null, ...row } : null
}
