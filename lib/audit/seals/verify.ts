import { and, asc, eq, isNull, lte, type SQL, sql } from "drizzle-orm"
import { u } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { jsonRows, queryRows, type RowOf } from "@/db/rows"
import { audit, reseals, seals } from "@/db/schema"
import { chainPages } from "@/lib/audit/seals/heads"
import { type Link, PLATFORM, resealHash, sealableAfter, sealedText, sealHash } from "@/lib/audit/seals/seal"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import type { AuditVerification, BrokenRow } from "@/lib/shared/rows/audit"

const BATCH = 2000

/**
 * Verifies the audit of one organization for somebody who may read it: how many rows are sealed and how many wait,
 * the hash that vouches for all of them, and the first broken row. Refuses `rate_reached`.
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
  const open = await countRows(db, chain, after)
  // Counted first, for it costs far more to look up the seal of every row.
  const broken = walked.broken ?? (open.settled > settled ? await insertedLate(db, chain, after) : null)
  return { ...walked, waiting: open.waiting, broken }
}

/** Every chain: the platform's, then each organization's; of one that is gone its seals are left, and no name. */
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

/** How the moment of a row is shown, by `json` and without its quotes. */
const at = (moment: typeof u.at) => sql<string | null>`to_json(${moment}) #>> '{}'`

/** A seal with its row; the text is null where the row is gone. */
export const sealShape = {
  sequence: seals.sequence,
  auditId: seals.auditId,
  keyId: seals.keyId,
  hash: seals.hash,
  action: sql<string | null>`${u.action}`,
  at: at(u.at),
  text: sql<string | null>`case when ${u.id} is not null then ${sealedText(u)} end`,
  later: jsonRows(
    { keyId: reseals.keyId, hash: reseals.hash },
    sql`from ${reseals} where ${reseals.auditId} = ${seals.auditId}`,
  ),
}
export type Seal = RowOf<typeof sealShape>
/** Where a seal belongs: its chain, its number and the hash of the seal before. */
export type Place = Omit<Link, "text">

/** The next seals of a chain, each with its row and its later seals. */
export function sealsAfter(db: Queries, chain: string, sequence: number): Promise<Seal[]> {
  return queryRows(
    db,
    sealShape,
    (columns) => sql`
      select ${columns} from ${seals} left join ${audit} ${u} on ${u.id} = ${seals.auditId}
       where ${seals.chain} = ${chain} and ${seals.sequence} > ${sequence}
       order by ${seals.sequence} limit ${BATCH}::int`,
  )
}

/** What is wrong with a seal in its place, given what should precede it. A later seal counts as much as the first. */
export function faultOf(seal: Seal, place: Place): BrokenRow["why"] | null {
  const { text, keyId, later } = seal
  if (seal.sequence !== place.sequence || text === null) return "missing"
  const hash = sealHash({ ...place, text }, keyId)
  if (hash === seal.hash) return null
  const again = later.map((one) => [one.hash, resealHash({ ...place, text, seal: seal.hash }, one.keyId)])
  if (again.some(([kept, made]) => kept === made)) return null
  return hash === null && again.every(([, made]) => made === null) ? "unknown_secret" : "changed"
}

/** Where a seal is missing with its row, nothing is left to name but its number. */
export function brokenRow(why: BrokenRow["why"], { sequence, auditId, action, at }: Seal, expected: number): BrokenRow {
  if (sequence !== expected) return { why, sequence: expected, id: null, action: null, at: null }
  return { why, sequence, id: auditId, action, at }
}

/** How many rows wait for their seal, and how many should have theirs. */
async function countRows(db: Queries, chain: string, after: string) {
  const shape = {
    waiting: sql<number>`(select count(*)::int from ${audit} ${u}
      where ${isOf(u, chain)} and ${u.id} > ${after} and ${hasNoSeal(u, chain)})`,
    settled: sql<number>`(select count(*)::int from ${audit} ${u} where ${isOf(u, chain)} and ${u.id} <= ${after})`,
  }
  const [counts] = await queryRows(db, shape, (columns) => sql`select ${columns}`)
  return counts ?? { waiting: 0, settled: 0 }
}

/** The first row that has no seal and is too old to get one: it was not there when its time was sealed. */
async function insertedLate(db: Queries, chain: string, after: string): Promise<BrokenRow | null> {
  const [row] = await db
    .select({ id: u.id, action: u.action, at: at(u.at) })
    .from(u)
    .where(and(isOf(u, chain), lte(u.id, after), hasNoSeal(u, chain)))
    .orderBy(asc(u.id))
    .limit(1)
  return row ? { why: "never_sealed", sequence: null, ...row } : null
}

function isOf({ organizationId }: typeof u, chain: string): SQL {
  return chain === PLATFORM ? isNull(organizationId) : eq(organizationId, chain)
}

function hasNoSeal({ id }: typeof u, chain: string): SQL {
  return sql`not exists (select from ${seals} where ${seals.auditId} = ${id} and ${seals.chain} = ${chain})`
}
