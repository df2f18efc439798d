import { type Column, type SQL, sql } from "drizzle-orm"
import { m } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { isAccountNumber } from "@/lib/core/contacts"
import { refuse } from "@/lib/shared/refusals"

/** Whether a membership makes its account one of the organization's own: it belongs to it, or owns it. */
export function isOwnAccount({ affiliated, role }: Record<"affiliated" | "role", Column | SQL>): SQL<boolean> {
  return sql`(${affiliated} or ${role} = 'super_admin')`
}

/** The account behind a number that belongs to an organization, or owns it. Refuses `not_found`, saying of what. */
export async function policyTarget(
  db: Queries,
  organizationId: string,
  number: string,
  what: "target" | "child" = "target",
): Promise<string> {
  if (!isAccountNumber(number)) refuse("not_found", { facts: { what } })
  const [found] = await db.execute<{ accountId: string }>(sql`
    select m.account_id as "accountId" from memberships m join accounts a on a.id = m.account_id
     where m.organization_id = ${organizationId} and a.number = ${number}
       and ${isOwnAccount(m)}`)
  return found?.accountId ?? refuse("not_found", { facts: { what } })
}
