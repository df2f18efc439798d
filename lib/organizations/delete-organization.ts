import { and, eq, isNull, sql } from "drizzle-orm"
import { m, o } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { queryRows } from "@/db/rows"
import { accessKeys, handshakes, memberships, organizations } from "@/db/schema"
import { mustBeFresh } from "@/lib/accounts/accounts"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { isLive } from "@/lib/core/live"
import { lockAccount, ownRoleIn, within } from "@/lib/core/locks"
import { pipelined } from "@/lib/core/transaction"
import { freeNames } from "@/lib/effects/names"
import { cancelAll, declineAll } from "@/lib/handshake"
import { refuse } from "@/lib/shared/refusals"
import { can } from "@/lib/shared/roles"
import { looksLike } from "@/lib/shared/typed/text"

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
 * `wrong_password` when the login is not fresh, `invalid_input` for a name that looks otherwise, and `not_empty` while
 * anybody else is a member.
 */
export async function deleteOrganization(ctx: LoggedIn, { organizationId, name, password }: Deletion): Promise<void> {
  // The change below refuses everybody else, and records the attempt.
  const entitled = can(await ownRoleIn(ctx, organizationId), RIGHT)
  const attempted = { organizationId, action: "organization.close" } as const
  if (entitled) await mustBeFresh(ctx, password, attempted)
  await change(ctx, { ...attempted, permission: RIGHT, lock: "alone" }, async (tx, entry) => {
    const present = await nameAndOthers(tx, organizationId)
    if (name !== undefined && !looksLike(name, present.name)) refuse("invalid_input", { field: "name" })
    if (present.others) refuse("not_empty")
    await endPending(within(ctx, tx, organizationId), organizationId)
    await pipelined(
      () => detach(tx, ctx, organizationId),
      () => freeNames(tx, organizationId),
      () => record(tx, ctx, { ...entry, detail: { name: present.name } }),
    )
  })
}

async function nameAndOthers(tx: Queries, organizationId: string) {
  const others = sql<boolean>`exists (select from ${memberships} ${m}
    where ${m.organizationId} = ${o.id} and ${m.role} <> 'super_admin')`
  const [row] = await queryRows(
    tx,
    { name: o.name, others },
    (columns) => sql`select ${columns} from ${organizations} ${o} where ${o.id} = ${organizationId}`,
  )
  return row ?? refuse("not_found")
}

/**
 * A handshake about its own initiator came from outside: it is declined, every other one canceled. All go through the
 * machine, which writes their audit entries and the letters to applicants.
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
  const [outside, inside] = [true, false].map((from) =>
    pending.flatMap(({ id, fromOutside }) => (fromOutside === from ? [id] : [])),
  )
  await declineAll(ctx, outside ?? [])
  await cancelAll(ctx, inside ?? [])
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
          returning account_id, affiliated),
        freed as (
          update organizations set seats_taken = seats_taken - 1
           where id = ${organizationId} and exists (select from gone))
        update accounts a set entity_id = null from gone where a.id = gone.account_id and gone.affiliated`),
    () => tx.update(accessKeys).set({ disabledAt: clock }).where(ownKeys),
  )
}
