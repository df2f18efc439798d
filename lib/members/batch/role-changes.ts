import { sql } from "drizzle-orm"
import { memberships } from "@/db/schema"
import { amongGiven, type Given, idsOf, statement } from "@/db/statement"
import { notify } from "@/lib/accounts/notices/posting"
import { recordAll } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { commit, pipelined } from "@/lib/core/transaction"
import { decide, doneOf, type Outcome } from "@/lib/handshake"
import { lockChosen } from "@/lib/members/batch/chosen"
import { namesFor } from "@/lib/members/members"
import type { Input } from "@/lib/shared/forms"

const ACTION = "member.change-role" as const

/** Gives many members another role, each for itself, with the refusals of `changeRole`; gives whose it is then. (R11) */
export function changeRoleMany(
  ctx: LoggedIn,
  { organizationId, ids, role }: Input<"changeRoleMany">,
): Promise<Outcome<{ accountId: string }>[]> {
  return decide(ctx, async (tx) => {
    const inside = { ...ctx, db: tx }
    const [rows, named] = await pipelined(
      () => lockChosen(inside, { organizationId, ids, action: ACTION }),
      () => namesFor(tx, ctx, organizationId),
    )
    const good = doneOf(rows.map(({ outcome }) => outcome))
    const entries = good.map(({ accountId, role: from }) => ({
      organizationId,
      action: ACTION,
      target: accountId,
      detail: { role, from },
    }))
    const told = good
      .filter(({ role: from }) => from !== role)
      .map(({ accountId, role: from }) => ({
        accountId,
        template: "role-changed" as const,
        words: { ...named, role, from },
      }))
    if (good.length > 0)
      await pipelined(
        () => give(inside, { organizationId, role, ids: idsOf(good.map(({ accountId }) => accountId)) }),
        () => recordAll(tx, ctx, entries),
        () => notify(tx, told),
        () => commit(tx),
      )
    return rows
  })
}

/** All of them are members still, for the lock of their organization is held since they were read. */
const give = statement(({ organizationId, ids, role }: Given<"organizationId" | "ids" | "role">) => ({
  shape: { accountId: memberships.accountId },
  text: () => sql`
    update ${memberships} set role = ${role}
     where organization_id = ${organizationId} and ${amongGiven(sql`account_id`, ids, true)} and role <> 'super_admin'`,
}))
