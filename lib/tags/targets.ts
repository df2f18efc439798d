import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { isAccountNumber } from "@/lib/core/contacts"
import { refuse } from "@/lib/shared/refusals"

/** Whether a membership `m` makes its account one of the organization's own: it belongs to it, or owns it. */
export const isOwnAccount = sql`(m.affiliated or m.role = 'super_admin')`

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
       and ${isOwnAccount}`)
  return found?.accountId ?? refuse("not_found", { facts: { what } })
}
