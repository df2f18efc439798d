import { sql } from "drizzle-orm"
import type { Queries } from "../db/client"
import type { Context, LoggedIn } from "./context"
import { spend } from "./limits"
import type { AuditVerification, BrokenRow } from "./rows"
import { hashOf, PLATFORM, sealableAfter, sealedText } from "./sealing"
import type { InView } from "./sessions"

const BATCH = 2000

/**
 * Verifies the audit of one organization for somebody who may read it: how many rows are sealed and how many wait,
 * the hash that stands for all of them, and the first broken row. Refuses `rate_reached`.
 */
export async function verifyAudit(ctx: LoggedIn, organizationId: InView): Promise<AuditVerification> {
  await spend(ctx.db, ctx, [["auditVerifications", organizationId]])
  return verifyChain(ctx, organizationId)
}

/** Recomputes a chain from its first seal, then looks for rows that were slipped past it. */
export async function verifyChain(
  { db, clock }: Pick<Context, "db" | "clock">,
  chain: string,
): Promise<AuditVerification> {
  // Read first: a row that waits below it now was waiting when the walk began.
  const after = await sealableAfter(db, clock)
  const walked = await walk(db, chain)
  return {
    ...walked,
    waiting: await waiting(db, chain, after),
    broken: walked.broken ?? (await slipped(db, chain, after)),
  }
}

/** Every chain there is, in order: the platform's, then each organization's. */
export async function* chains(db: Queries): AsyncGenerator<{ chain: string; name: string }> {
  yield { chain: PLATFORM, name: "Muster" }
  for (let last = ""; ; ) {
    const rows = await db.execute<{ chain: string; name: string }>(sql`
      select id as chain, name from organizations where id > ${last} order by id limit ${BATCH}::int`)
    yield* rows
    if (rows.length < BATCH) return
    last = rows.at(-1)?.chain ?? ""
  }
}

type Walked = Omit<AuditVerification, "waiting">

async function walk(db: Queries, chain: string): Promise<Walked> {
  const walked: Walked = { sealed: 0, head: null, broken: null }
  for (;;) {
    const seals = await sealsAfter(db, chain, walked.sealed)
    for (const seal of seals) {
      const why = faultOf(seal, { chain, sequence: walked.sealed + 1, before: walked.head ?? "" })
      if (why) return { ...walked, broken: brokenRow(why, seal, walked.sealed + 1) }
      walked.sealed = seal.sequence
      walked.head = seal.hash
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
const isSealed = (chain: string) => sql`exists (select 1 from seals s where s.audit_id = a.id and s.chain = ${chain})`

async function waiting(db: Queries, chain: string, after: string): Promise<number> {
  const [row] = await db.execute<{ waiting: number }>(sql`
    select count(*)::int as waiting from audit a where ${rowsOf(chain)} and a.id > ${after} and not ${isSealed(chain)}`)
  return row?.waiting ?? 0
}

/** The first row that has no seal and is too old to get one: it was not there when its time was sealed. */
async function slipped(db: Queries, chain: string, after: string): Promise<BrokenRow | null> {
  for (let last: string | null = "00000000-0000-0000-0000-000000000000"; last; ) {
    const [page]: { last: string | null; first: string | null }[] = await db.execute(sql`
      select max(id::text) as last, min(id::text) filter (where not sealed) as first from (
        select a.id, ${isSealed(chain)} as sealed from audit a
         where ${rowsOf(chain)} and a.id > ${last} and a.id <= ${after} order by a.id limit ${BATCH}::int) page`)
    if (page?.first) return namedRow(db, page.first)
    last = page?.last ?? null
  }
  return null
}

async function namedRow(db: Queries, id: string): Promise<BrokenRow> {
  const [row] = await db.execute<{ action: string; at: string }>(
    sql`select action, to_json(at) #>> '{}' as at from audit where id = ${id}`,
  )
  return { why: "never_sealed", sequence: null, id, action: row?.action ?? null, at: row?.at ?? null }
}
