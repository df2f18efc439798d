import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import type { Caller } from "@/lib/aws/operation"
import { decrypt } from "@/lib/core/secrets"

interface Row extends Caller, Record<string, unknown> {
  secret: string
  keyId: string
  alive: boolean
}

interface Known {
  caller: Caller
  /** None of a key that is disabled or deleted: nobody proves to hold it. */
  secret: string | null
}

/** The program behind a key with the key's secret, in one statement; null for an unknown key. */
export async function callerWith(db: Queries, accessKeyId: string): Promise<Known | null> {
  const [row] = await db.execute<Row>(sql`
    select k.id as "accessKeyId", k.account_id as "accountId", a.number, k.permissions, k.secret, k.key_id as "keyId",
           k.disabled_at is null and k.deleted_at is null as alive,
           coalesce(k.organization_id, home.organization_id) as "organizationId", m.role
      from access_keys k join accounts a on a.id = k.account_id
      left join memberships home on home.account_id = a.id and home.affiliated
      left join memberships m on m.account_id = a.id
       and m.organization_id = coalesce(k.organization_id, home.organization_id)
     where k.id = ${accessKeyId}`)
  if (!row) return null
  const { secret, keyId, alive, ...caller } = row
  return { caller, secret: alive ? decrypt(secret, accessKeyId, keyId) : null }
}
