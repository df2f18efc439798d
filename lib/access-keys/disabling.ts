import { eq, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { accessKeys } from "@/db/schema"
import { isInUse } from "@/lib/accounts/notices/keys-in-use"
import { recordAll } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { transact } from "@/lib/core/transaction"
import type { Input } from "@/lib/shared/forms"

/**
 * Disables at once all keys of the account that are in use, in whichever organization, or those that one login has made,
 * from the next request on. Gives how many.
 */
export function disableKeys(ctx: LoggedIn, { login }: Input<"disableKeys">): Promise<number> {
  return transact(ctx, (tx) => disableKeysIn(tx, ctx, login))
}

/** The same as a part of a transaction. */
export async function disableKeysIn(tx: Queries, ctx: LoggedIn, login?: string): Promise<number> {
  const made = login === undefined ? sql`true` : eq(accessKeys.login, login)
  const { id, organizationId, name } = accessKeys
  const disabled = await tx
    .update(accessKeys)
    .set({ disabledAt: ctx.clock })
    .where(sql`${isInUse(accessKeys, ctx.actor.accountId)} and ${made}`)
    .returning({ id, organizationId, name })
  const entries = disabled.map((key) => ({
    organizationId: key.organizationId,
    action: "key.disable" as const,
    target: key.id,
    detail: { name: key.name },
  }))
  if (entries.length > 0) await recordAll(tx, ctx, entries)
  return disabled.length
}
