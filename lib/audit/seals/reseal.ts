import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { resealHash, sealHash } from "@/lib/audit/seals/seal"
import { brokenRow, faultOf, type Place, type Seal, sealsAfter } from "@/lib/audit/seals/verify"
import { currentKeyId, isPresent, unsafeMac } from "@/lib/core/secrets"
import type { BrokenRow } from "@/lib/shared/rows/audit"

/** What became of a chain: how many rows were sealed again, and the first that could not be vouched for. */
export interface ResealedChain {
  rows: number
  resealed: number
  broken: BrokenRow | null
}

/**
 * Seals again, with the present secret, each row of a chain whose seal was made with another one, as long as all before
 * it are whole: then the other secret is needed no more. The chain and its kept heads stay. What was begun and ended by
 * force goes on where it was.
 */
export async function resealChain(db: Queries, chain: string): Promise<ResealedChain> {
  const done = { chain, rows: 0, resealed: 0, before: "", broken: null }
  while (await resealPage(db, done));
  return done
}

/** The next rows of a chain; gives whether there may be more. */
async function resealPage(db: Queries, done: ResealedChain & Pick<Place, "chain" | "before">): Promise<boolean> {
  const made: Made[] = []
  const page = await sealsAfter(db, done.chain, done.rows)
  for (const seal of page) {
    const place = { chain: done.chain, sequence: done.rows + 1, before: done.before }
    const why = faultByAnySecret(seal, place)
    if (why) {
      done.broken = brokenRow(why, seal, place.sequence)
      break
    }
    if (!isSealedWithPresent(seal, place)) made.push(resealOf(seal, place))
    done.rows = place.sequence
    done.before = seal.hash
  }
  if (made.length > 0) await insertReseals(db, made)
  done.resealed += made.length
  return page.length > 0 && !done.broken
}

/**
 * A leaked secret still tells what was altered without it. What was altered with it, kept heads tell, except of a row
 * that has a later seal: who knows the secret and owns the tables can write over a row as an erasure does.
 */
function faultByAnySecret(seal: Seal, place: Place): BrokenRow["why"] | null {
  const why = faultOf(seal, place)
  if (why === null || seal.text === null || why === "missing") return why
  const { chain, sequence, before } = place
  const { text, hash, keyId, later } = seal
  const first = unsafeMac("seal", [chain, sequence, before, text], keyId)?.toString("hex")
  const again = later.map((one) => unsafeMac("reseal", [chain, sequence, hash, text], one.keyId)?.toString("hex"))
  if (first === hash || again.some((made, index) => made === later[index]?.hash)) return null
  return [first, ...again].some(Boolean) ? "changed" : "unknown_secret"
}

/** Whether the present secret vouches for what the row says. */
function isSealedWithPresent(seal: Seal, place: Place): boolean {
  const { text, hash, keyId, later } = seal
  if (isPresent(keyId) && hash === sealHash({ ...place, text: text ?? "" }, keyId)) return true
  return later.some((one) => isPresent(one.keyId) && one.hash === hashOf(seal, place, one.keyId))
}

interface Made {
  audit_id: string
  key_id: string
  hash: string | null
}

function resealOf(seal: Seal, place: Place): Made {
  const keyId = currentKeyId()
  return { audit_id: seal.auditId, key_id: keyId, hash: hashOf(seal, place, keyId) }
}

function hashOf({ hash, text }: Seal, { chain, sequence }: Place, keyId: string): string | null {
  return resealHash({ chain, sequence, seal: hash, text: text ?? "" }, keyId)
}

/** Adds later seals, one statement whatever their number. */
export async function insertReseals(db: Queries, made: Made[]) {
  await db.execute(sql`
    insert into reseals (audit_id, key_id, hash)
    select audit_id, key_id, hash from json_to_recordset(${JSON.stringify(made)}::text::json)
      as s (audit_id uuid, key_id text, hash text)
    on conflict do nothing`)
}
