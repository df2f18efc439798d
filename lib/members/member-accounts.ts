import { sql } from "drizzle-orm"
import { o } from "@/db/aliases"
import { organizations } from "@/db/schema"
import { newMemberAccount } from "@/lib/accounts/accounts"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { releaseExpired } from "@/lib/handshake"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"

/** Creates an account of the enterprise that cannot log in yet; gives its number. Refuses `quota_reached`. (R102) */
export function createMemberAccount(ctx: LoggedIn, { organizationId, name }: Input<"createAccount">): Promise<string> {
  const attempted = { organizationId, action: "account.create", permission: "accounts.manage" } as const
  return change(ctx, attempted, async (tx, entry) => {
    const { id, number } = await newMemberAccount({ ...ctx, db: tx }, { name, organizationId })
    const join = () =>
      tx.execute(sql`
        with seated as (
          update ${organizations} ${o} set seats_taken = ${o.seatsTaken} + 1
           where ${o.id} = ${organizationId} and ${o.seatsTaken} < ${o.quota} returning ${o.id})
        insert into memberships (organization_id, account_id, role, origin, affiliated, joined_at)
        select seated.id, ${id}, 'member', 'created', true, ${ctx.clock} from seated returning 1`)
    const joined = (await join()).length === 1
    const inFreedPlace =
      !joined && (await releaseExpired({ ...ctx, db: tx }, organizationId)) > 0 && (await join()).length === 1
    if (!joined && !inFreedPlace) refuse("quota_reached")
    await record(tx, ctx, { ...entry, target: id, detail: { name, number } })
    return number
  })
}
