import { and, eq, isNull, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { accessKeys, handshakes, organizations } from "@/db/schema"
import { mustBeFresh } from "@/lib/accounts/accounts"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { isLive } from "@/lib/core/live"
import { lockAccount, roleIn, within } from "@/lib/core/locks"
import { pipelined } from "@/lib/core/transaction"
import { cancel, decline } from "@/lib/handshake"
import { refuse } from "@/lib/shared/refusals"
import { can } from "@/lib/shared/roles"

const RIGHT = "organization.manage"

interface Deletion {
  organizationId: string
  /** Its name as it was typed to confirm; programs leave it out. */
  name?: string
  password?: string
}

/**
 * Deletes an organization: its pending handshakes end, its code and keys are dead, its entity and Organization ID are
 * free again, and it has no members; its history stays. Refuses all but the super admin, `password_needed` and
 * `wrong_password` when the login is not fresh, `invalid_input` for another name, and `not_empty` while anybody else
 * is a member.
 */
export async function deleteOrganization(ctx: LoggedIn, { organizationId, name, password }: Deletion): Promise<void> {
  // The change below refuses everybody else, and records the attempt.
  const entitled = can(await roleIn(ctx.db, organizationId, ctx.actor.accountId), RIGHT)
  const attempted = { organizationId, action: "organization.close" } as const
  if (entitled) await mustBeFresh(ctx, password, attempted)
  await change(ctx, { ...attempted, permission: RIGHT }, async (tx, entry) => {
    const present = await nameAndSize(tx, organizationId)
    if (name !== undefined && name !== present.name) refuse("invalid_input", { field: "name" })
    if (present.members > 1) refuse("not_empty")
    await endPending(within(ctx, tx, organizationId), organizationId)
    await pipelined(
      () => detach(tx, ctx, organizationId),
      () => record(tx, ctx, { ...entry, detail: { name: present.name } }),
    )
  })
}

async function nameAndSize(tx: Queries, organizationId: string) {
  const [row] = await tx
    .select({ name: organizations.name, members: organizations.memberCount })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
  return row ?? refuse("not_found")
}

/**
 * A handshake about its own initiator came from outside: it is declined, every other one canceled. Each goes through
 * the machine, which writes its audit entry and the letter to an applicant.
 */
async function endPending(ctx: LoggedIn, organizationId: string) {
  const { subject, initiatorId } = handshakes
  const pending = await ctx.db
    .select({
      id: handshakes.id,
      fromOutside: sql<boolean>`${subject} = ${initiatorId}::text and ${initiatorId} <> ${ctx.actor.accountId}`,
    })
    .from(handshakes)
    .where(and(eq(handshakes.organizationId, organizationId), isLive(handshakes, ctx.clock)))
    .orderBy(handshakes.id)
  for (const { id, fromOutside } of pending) await (fromOutside ? decline : cancel)(ctx, { id })
}

/** Closes before the last member goes, for the database keeps a super admin in every open organization. */
function detach(tx: Queries, { actor, clock }: LoggedIn, organizationId: string) {
  const { id } = organizations
  const closed = { closedAt: clock, handle: sql`${id}`, codeHash: null, codeKeyId: null, entityId: null }
  const ownKeys = and(eq(accessKeys.organizationId, organizationId), isNull(accessKeys.disabledAt))
  return pipelined(
    () => lockAccount(tx, actor.accountId),
    () => tx.update(organizations).set(closed).where(eq(id, organizationId)),
    () =>
      tx.execute(sql`
        with gone as (
          delete from memberships where organization_id = ${organizationId} and account_id = ${actor.accountId}
          returning account_id, affiliated)
        update accounts a set entity_id = null from gone where a.id = gone.account_id and gone.affiliated`),
    () => tx.update(accessKeys).set({ disabledAt: clock }).where(ownKeys),
  )
}
