import { sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, k, m } from "@/db/aliases"
import { asDate } from "@/db/rows"
import { accessKeys, accounts, memberships } from "@/db/schema"
import { type Given, statements } from "@/db/statement"
import type { Caller } from "@/lib/aws/operation"
import type { KnownSigner, Scope } from "@/lib/aws/signature"
import { signingKeyOf } from "@/lib/aws/signing-keys"
import type { Context } from "@/lib/core/context"
import { positionNow } from "@/lib/core/replicas/position"
import { settings } from "@/lib/settings"
import type { Role } from "@/lib/shared/roles"

const home = alias(memberships, "home")
const organizationId = sql<string | null>`coalesce(${k.organizationId}, ${home.organizationId})`

const key = {
  accessKeyId: k.id,
  accountId: k.accountId,
  number: a.number,
  permissions: k.permissions,
  organizationId,
  role: sql<Role | null>`${m.role}`,
  secret: k.secret,
  keyId: k.keyId,
  alive: sql<boolean>`${k.disabledAt} is null and ${k.deletedAt} is null`,
}

interface KnownKey extends KnownSigner {
  caller: Caller
  /** What a replica has to show to this request; null where none may be asked. */
  position: string | null
}

const keyCalled = statements(
  ({ isPlaced }: { isPlaced: boolean }) =>
    ({ accessKeyId }: Given<"accessKeyId">, clock) => ({
      shape: { ...key, now: asDate(clock), position: isPlaced ? positionNow : sql<string | null>`null` },
      text: (columns) => sql`
    select ${columns} from ${accessKeys} ${k}
      join ${accounts} ${a} on ${a.id} = ${k.accountId}
      left join ${memberships} ${home} on ${home.accountId} = ${a.id} and ${home.affiliated}
      left join ${memberships} ${m} on ${m.accountId} = ${a.id} and ${m.organizationId} = ${organizationId}
     where ${k.id} = ${accessKeyId}`,
    }),
)

/**
 * The API client behind a key, with the key's signing key in a scope and the time, in one statement; null for an unknown
 * key.
 */
export async function callerWith(
  ctx: Pick<Context, "db" | "clock">,
  accessKeyId: string,
  scope: Scope,
): Promise<KnownKey | null> {
  const [row] = await keyCalled({ isPlaced: settings().replica !== null })(ctx, { accessKeyId })
  if (!row) return null
  const { secret, keyId, alive, now, position, ...caller } = row
  return { caller, now, position, signingKey: alive ? signingKeyOf({ accessKeyId, secret, keyId }, scope) : null }
}
