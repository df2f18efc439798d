import { eq } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { factors } from "@/db/schema"
import type { AuditAction } from "@/lib/audit/actions"
import type { LoggedIn } from "@/lib/core/context"
import { refuse } from "@/lib/shared/refusals"

/**
 * What takes an enterprise or an account over, or opens a way into one. An account that has a factor must have given one
 * in the last ten minutes for it. For any other act its password will do, or a login of the last ten minutes; for an
 * account without a factor that is so for these too.
 */
const ASKS_FOR_FACTOR: readonly AuditAction[] = [
  "ownership-transfer.propose",
  "ownership-transfer.accept",
  "organization.close",
  "organization.demand-factor",
  "key.create",
  "key.enable",
  "account.replace-contact",
  "account.add-factor",
  "account.remove-factor",
  "account.make-recovery-codes",
]

/** Whether an act asks those for a factor who have one. */
export function asksForFactor(action: AuditAction): boolean {
  return ASKS_FOR_FACTOR.includes(action)
}

/**
 * Asks an account that has a factor for one of the last ten minutes, where the act wants it; a program has its key
 * instead. Refuses `factor_needed`.
 */
export async function mustHaveGivenFactor({ db, actor }: Pick<LoggedIn, "db" | "actor">, action: AuditAction) {
  if (actor.freshFactor || actor.accessKeyId || !asksForFactor(action)) return
  if (await hasFactor(db, actor.accountId)) refuse("factor_needed", { field: "password" })
}

/** Whether an account has a factor, so that its password alone opens no login. */
export async function hasFactor(db: Queries, accountId: string): Promise<boolean> {
  const found = await db.select({ id: factors.id }).from(factors).where(eq(factors.accountId, accountId)).limit(1)
  return found.length > 0
}
