import { sql } from "drizzle-orm"
import { u } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { queryRows } from "@/db/rows"
import { audit, seals } from "@/db/schema"
import { insertReseals } from "@/lib/audit/seals/reseal"
import { LOCK, resealHash, sealedText } from "@/lib/audit/seals/seal"
import { faultOf, sealShape } from "@/lib/audit/seals/verify"
import { currentKeyId } from "@/lib/core/secrets"

/** What a row says from now on. */
export interface Rewritten {
  id: string
  target: string | null
  ip: string | null
  detail: unknown
}

/**
 * Writes over what rows of the audit say of a person, as the owner of the tables, and seals them again, so that each
 * chain stays whole. Gives the ids of rows whose present seal does not hold, and then has changed nothing: nobody may
 * get an altered row sealed this way. In the transaction of its caller.
 */
export async function rewriteRows(tx: Queries, rows: Rewritten[]): Promise<string[]> {
  // The worker must not seal what these rows say now while they are written over.
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK}::bigint)`)
  const ids = sql`select (json_array_elements_text(${JSON.stringify(rows.map(({ id }) => id))}::text::json))::uuid`
  const before = sql<string>`coalesce((select p.hash from ${seals} p where p.chain = ${seals.chain}
    and p.sequence = ${seals.sequence} - 1), '')`
  const sealed = await queryRows(
    tx,
    { ...sealShape, chain: seals.chain, before },
    (columns) => sql`
    select ${columns} from ${seals} join ${audit} ${u} on ${u.id} = ${seals.auditId} where ${seals.auditId} in (${ids})`,
  )
  const broken = sealed.filter((seal) => faultOf(seal, seal)).map(({ auditId }) => auditId)
  if (broken.length > 0) return broken
  await tx.execute(sql`set local muster.erasing = 'on'`)
  await tx.execute(sql`
    update ${audit} ${u} set target = r.target, ip = r.ip, detail = r.detail
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as r (id uuid, target text, ip text, detail jsonb)
     where ${u.id} = r.id`)
  const texts = await queryRows(
    tx,
    { id: u.id, text: sealedText(u) },
    (columns) => sql`
    select ${columns} from ${audit} ${u} where ${u.id} in (${ids})`,
  )
  const textOf = new Map(texts.map(({ id, text }) => [id, text]))
  const keyId = currentKeyId()
  await insertReseals(
    tx,
    sealed.map(({ auditId, chain, sequence, hash }) => ({
      audit_id: auditId,
      key_id: keyId,
      hash: resealHash({ chain, sequence, seal: hash, text: textOf.get(auditId) ?? "" }, keyId),
    })),
  )
  return []
}
