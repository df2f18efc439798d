import { and, eq, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, k, m } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { memberships } from "@/db/schema"
import type { Caller } from "@/lib/aws/operation"
import { decrypt } from "@/lib/core/secrets"

const home = alias(memberships, "home")
const organizationId = sql<string | null>`coalesce(${k.organizationId}, ${home.organizationId})`

const key = {
  accessKeyId: k.id,
  accountId: k.accountId,
  number: a.number,
  permissions: k.permissions,
  organizationId,
  role: m.role,
  secret: k.secret,
  keyId: k.keyId,
  alive: sql<boolean>`${k.disabledAt} is null and ${k.deletedAt} is null`,
}

interface KnownKey {
  caller: Caller
  /** Null for a key that is disabled or deleted, so that no signature fits it. */
  secret: string | null
}

/** The API client behind a key, with the key's secret, in one statement; null for an unknown key. */
export async function callerWith(db: Queries, accessKeyId: string): Promise<KnownKey | null> {
  const [row] = await db
    .select(key)
    .from(k)
    .innerJoin(a, eq(a.id, k.accountId))
    .leftJoin(home, and(eq(home.accountId, a.id), home.affiliated))
    .leftJoin(m, and(eq(m.accountId, a.id), eq(m.organizationId, organizationId)))
    .where(eq(k.id, accessKeyId))
  if (!row) return null
  const { secret, keyId, alive, ...caller } = row
  return { caller, secret: alive ? decrypt(secret, accessKeyId, keyId) : null }
}
