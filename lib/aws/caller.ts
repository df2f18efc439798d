import { sql } from "drizzle-orm"
import type { Queries } from "../../db/client"
import { decrypt } from "../secrets"
import type { Caller } from "./operation"

interface Row extends Caller, Record<string, unknown> {
  secret: string
  keyId: string
}

/** The program behind a key with the key's secret, in one statement; null for a key that is unknown, disabled or deleted. */
export async function callerWith(db: Queries, accessKeyId: string): Promise<{ caller: Caller; secret: string } | null> {
  const [row] = await db.execute<Row>(sql`
    select k.id as "accessKeyId", k.account_id as "accountId", a.number, k.permissions, k.secret, k.key_id as "keyId",
           coalesce(k.organization_id, home.organization_id) as "organizationId", m.role
      from access_keys k join accounts a on a.id = k.account_id
      left join memberships home on home.account_id = a.id and home.affiliated
      left join memberships m on m.account_id = a.id
       and m.organization_id = coalesce(k.organization_id, home.organization_id)
     where k.id = ${accessKeyId} and k.disabled_at is null and k.deleted_at is null`)
  if (!row) return null
  const { secret: sealed, keyId, ...caller } = row
  const secret = decrypt(sealed, accessKeyId, keyId)
  return secret === null ? null : { caller, secret }
}
