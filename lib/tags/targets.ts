import { and, type Column, eq, type SQL, sql } from "drizzle-orm"
import { a, m } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { isAccountNumber } from "@/lib/core/contacts"
import { refuse } from "@/lib/shared/refusals"

/** Whether a membership makes its account the organization's own, as SQL: it belongs to it, or owns it. */
export function isOwnAccount({ affiliated, role }: Record<"affiliated" | "role", Column | SQL>): SQL<boolean> {
  return sql`(${affiliated} or ${role} = 'super_admin')`
}

interface PolicyTarget {
  organizationId: string
  number: string
  /** What a refusal calls it. */
  what?: "target" | "child"
}

/** The account behind a number that belongs to an organization, or owns it. Refuses `not_found`, with what it is of. */
export async function policyTarget(
  db: Queries,
  { organizationId, number, what = "target" }: PolicyTarget,
): Promise<string> {
  if (!isAccountNumber(number)) refuse("not_found", { facts: { what } })
  const [account] = await db
    .select({ id: a.id })
    .from(m)
    .innerJoin(a, eq(a.id, m.accountId))
    .where(and(eq(m.organizationId, organizationId), eq(a.number, number), isOwnAccount(m)))
  return account?.id ?? refuse("not_found", { facts: { what } })
}
