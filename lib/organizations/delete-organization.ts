import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { mustBeFresh } from "@/lib/accounts/accounts"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { pendingStatesSql } from "@/lib/core/live"
import { lockAccount, roleIn, within } from "@/lib/core/locks"
import { pipelined } from "@/lib/core/transaction"
import { cancel, decline } from "@/lib/handshake"
import { refuse } from "@/lib/shared/refusals"
import { can } from "@/lib/shared/roles"

const RIGHT = "organization.manage"

interface Deletion {
  organizationId: string
  /** Its name as it was typed to confirm; programs type none. */
  name?: string
  password?: string
}

/**
 * Deletes an organization: what is pending in it ends, its code and keys are dead, its entity and Organization ID are
 * free again, and it has nobody; its history stays. Refuses all but the super admin, `password_needed` and
 * `wrong_password` when the login is not fresh, `invalid_input` for another name, and `not_empty` while anybody else
 * is a member.
 */
export async function deleteOrganization(ctx: LoggedIn, { organizationId, name, password }: Deletion): Promise<void> {
  // Whoever may not is refused below, where the attempt is kept.
  const entitled = can(await roleIn(ctx.db, organizationId, ctx.actor.accountId), RIGHT)
  const attempted = { organizationId, action: "organization.close" } as const
  if (entitled) await mustBeFresh(ctx, password, attempted)
  await change(ctx, { ...attempted, permission: RIGHT }, async (tx, entry) => {
    const standing = await deletionState(tx, organizationId)
    if (name !== undefined && name !== standing.name) refuse("invalid_input", { field: "name" })
    if (standing.members > 1) refuse("not_empty")
    await endPending(within(ctx, tx, organizationId), organizationId)
    await pipelined(
      () => detach(tx, ctx, organizationId),
      () => record(tx, ctx, { ...entry, detail: { name: standing.name } }),
    )
  })
}

async function deletionState(tx: Queries, organizationId: string) {
  const [row] = await tx.execute<{ name: string; members: number }>(sql`
    select name, member_count as members from organizations where id = ${organizationId}`)
  return row ?? refuse("not_found")
}

/** A handshake about its own initiator was asked for from outside: it is declined, every other one canceled. Through the machine, so that each has its row in the audit and whoever asked to join is told. */
async function endPending(ctx: LoggedIn, organizationId: string) {
  const waiting = await ctx.db.execute<{ id: string; asked: boolean }>(sql`
    select id, subject = initiator_id::text and initiator_id <> ${ctx.actor.accountId} as asked from handshakes
     where organization_id = ${organizationId} and state in ${pendingStatesSql} and expires_at > ${ctx.clock} order by id`)
  for (const { id, asked } of waiting) await (asked ? decline : cancel)(ctx, { id })
}

/** Closed before its last member goes, for the database keeps a super admin in every organization that is not. */
function detach(tx: Queries, { actor, clock }: LoggedIn, organizationId: string) {
  return pipelined(
    () => lockAccount(tx, actor.accountId),
    () =>
      tx.execute(sql`
        update organizations set closed_at = ${clock}, handle = id, code_hash = null, code_key_id = null, entity_id = null
         where id = ${organizationId}`),
    () =>
      tx.execute(sql`
        with gone as (
          delete from memberships where organization_id = ${organizationId} and account_id = ${actor.accountId}
          returning account_id, affiliated)
        update accounts a set entity_id = null from gone where a.id = gone.account_id and gone.affiliated`),
    () =>
      tx.execute(sql`
        update access_keys set disabled_at = ${clock} where organization_id = ${organizationId} and disabled_at is null`),
  )
}
