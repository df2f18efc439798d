import { sql } from "drizzle-orm"
import { a, m } from "@/db/aliases"
import type { RowOf } from "@/db/rows"
import { accounts, memberships } from "@/db/schema"
import { amongGiven, type Given, idsOf, statement } from "@/db/statement"
import type { AuditAction } from "@/lib/audit/actions"
import { mustMay } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { lockOrganization, ownRoleIn } from "@/lib/core/locks"
import { pipelined } from "@/lib/core/transaction"
import { outcomeOf } from "@/lib/handshake"
import { membership } from "@/lib/members/members"
import { refuse } from "@/lib/shared/refusals"

/** A member of a batch that may be changed. */
export type Chosen = { accountId: string } & RowOf<typeof membership>

interface Choice<A extends AuditAction> {
  organizationId: string
  /** The accounts of the members, of whom each is looked at once. */
  ids: string[]
  action: A
}

/**
 * Locks an organization and reads the members of a batch, in one round trip: of each what may be changed, or why it may
 * not, and how the audit names the attempt.
 */
export async function lockChosen<A extends AuditAction>(
  ctx: LoggedIn,
  { organizationId, ids: named, action }: Choice<A>,
) {
  const ids = [...new Set(named)]
  const [exists, role, found] = await pipelined(
    () => lockOrganization(ctx, organizationId),
    () => ownRoleIn(ctx, organizationId),
    () => membersAmong(ctx, { organizationId, ids: idsOf(ids) }),
  )
  const byId = new Map(found.map((one) => [one.accountId, one]))
  return ids.map((accountId) => ({
    entry: exists ? { organizationId, action, target: accountId } : undefined,
    outcome: outcomeOf(() => {
      if (!exists) refuse("not_found")
      mustMay(role, "members.manage")
      const present = byId.get(accountId) ?? refuse("not_found", { facts: { what: "account" } })
      if (present.role === "super_admin") refuse("last_super_admin")
      return present
    }),
  }))
}

const membersAmong = statement(({ organizationId, ids }: Given<"organizationId" | "ids">) => ({
  shape: { accountId: m.accountId, ...membership },
  text: (columns) => sql`
    select ${columns} from ${memberships} ${m} join ${accounts} ${a} on ${a.id} = ${m.accountId}
     where ${m.organizationId} = ${organizationId} and ${amongGiven(m.accountId, ids, true)}`,
}))
