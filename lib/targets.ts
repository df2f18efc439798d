import { sql } from "drizzle-orm"
import type { Queries } from "../db/client"
import { refuse } from "./errors"

/** The account behind a number that belongs to an organization, or owns it. Refuses `not_found`, saying of what. */
export async function mustBeTarget(
  db: Queries,
  organizationId: string,
  number: string,
  what: "target" | "child" = "target",
): Promise<string> {
  const [found] = await db.execute<{ accountId: string }>(sql`
    select m.account_id as "accountId" from memberships m join accounts a on a.id = m.account_id
     where m.organization_id = ${organizationId} and a.number = ${number}
       and (m.affiliated or m.role = 'super_admin')`)
  return found?.accountId ?? refuse("not_found", { facts: { what } })
}
