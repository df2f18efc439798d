import { and, eq, inArray, ne, sql } from "drizzle-orm"
import { a, m, o } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { handshakes, memberships } from "@/db/schema"
import { notify } from "@/lib/accounts/notices/posting"
import { audited, record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { lockAccount, lockOrganization, within } from "@/lib/core/locks"
import { pipelined } from "@/lib/core/transaction"
import { isRemovable } from "@/lib/effects/activation"
import { openWhenApproved } from "@/lib/effects/approve-features"
import { cancel, decline, endsWithMembership, type Ref } from "@/lib/handshake"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"

const RIGHT = "members.manage"

/** Gives a member another role; the super admin's changes by ownership transfer alone. (R11, R33) */
export function changeRole(ctx: LoggedIn, { organizationId, accountId, role }: Input<"changeRole">): Promise<void> {
  const attempted = { organizationId, action: "member.change-role", target: accountId, permission: RIGHT } as const
  return change(ctx, attempted, async (tx, entry) => {
    const [present, named] = await pipelined(
      () => mustBeChangeable(tx, organizationId, accountId),
      () => namesFor(tx, ctx, organizationId),
    )
    const told = { accountId, template: "role-changed", words: { ...named, role, from: present.role } } as const
    const [changed] = await pipelined(
      () =>
        tx
          .update(memberships)
          .set({ role })
          .where(
            and(
              eq(memberships.organizationId, organizationId),
              eq(memberships.accountId, accountId),
              ne(memberships.role, "super_admin"),
            ),
          )
          .returning({ one: sql`1` }),
      () => record(tx, ctx, { ...entry, detail: { role, from: present.role } }),
      () => notify(tx, present.role === role ? [] : [told]),
    )
    if (changed.length !== 1) refuse("not_found")
  })
}

/**
 * Removes a member from the next request on; gives whether that can be undone, which it cannot where handshakes have
 * ended with the membership. Refuses `last_super_admin` of the super admin, and `not_activated` of a created account
 * that has not been activated. (R100, R113)
 */
export function removeMember(
  ctx: LoggedIn,
  { organizationId, accountId }: Input<"removeMember">,
): Promise<{ undoable: boolean }> {
  const attempted = { organizationId, action: "member.remove", target: accountId, permission: RIGHT } as const
  return change(ctx, attempted, async (tx, entry) => {
    const present = await mustBeChangeable(tx, organizationId, accountId)
    if (!present.removable) refuse("not_activated")
    const { role: from, removable: _, ...was } = present
    const inside = within(ctx, tx, organizationId)
    const ended = await endHandshakes(inside, { organizationId, accountId, endBy: cancel })
    const undoable = ended === 0
    const detail = undoable ? { from, was } : { from }
    await endMembership(inside, { organizationId, accountId }, () => record(tx, ctx, { ...entry, detail }))
    return { undoable }
  })
}

/**
 * Takes the acting account out of an organization. Refuses `owner_cannot_leave` to the super admin, whose role passes
 * on by ownership transfer alone, and `not_found` to outsiders. (R33)
 */
export function leaveOrganization(ctx: LoggedIn, { organizationId }: Input<"organization">): Promise<void> {
  const { accountId } = ctx.actor
  const entry = { organizationId, action: "member.leave", target: accountId } as const
  return audited(
    ctx,
    async (tx) => {
      const [exists, [own]] = await pipelined(
        () => lockOrganization({ ...ctx, db: tx }, organizationId),
        () => membershipOf(tx, organizationId, accountId),
      )
      if (!exists) refuse("not_found")
      return { entry, own }
    },
    async (tx, { own }) => {
      if (!own) refuse("not_found")
      if (own.role === "super_admin") refuse("owner_cannot_leave")
      const inside = within(ctx, tx, organizationId)
      const { role: from } = own
      await endHandshakes(inside, { organizationId, accountId, endBy: decline })
      await endMembership(inside, { organizationId, accountId }, () => record(tx, ctx, { ...entry, detail: { from } }))
    },
  )
}

async function mustBeChangeable(tx: Queries, organizationId: string, accountId: string) {
  const [present] = await membershipOf(tx, organizationId, accountId)
  if (!present) refuse("not_found", { facts: { what: "account" } })
  if (present.role === "super_admin") refuse("last_super_admin")
  return present
}

type Member = Input<"removeMember">

interface Ending extends Member {
  /** Ends a handshake that asks the member as a member. */
  endBy: (ctx: LoggedIn, ref: Ref) => Promise<void>
}

/** Ends the handshakes that ask the member, such as an ownership transfer; gives how many. */
async function endHandshakes(ctx: LoggedIn, { organizationId, accountId, endBy }: Ending): Promise<number> {
  const waiting = await ctx.db
    .select({ id: handshakes.id, kind: handshakes.kind })
    .from(handshakes)
    .where(
      and(
        eq(handshakes.organizationId, organizationId),
        eq(handshakes.recipientId, accountId),
        inArray(handshakes.kind, endsWithMembership),
        sql`${handshakes.state} = 'open' and ${handshakes.expiresAt} > ${ctx.clock}`,
      ),
    )
    .orderBy(handshakes.id)
  for (const { id, kind } of waiting) await endBy(ctx, { id, kind })
  return waiting.length
}

async function endMembership(ctx: LoggedIn, member: Member, recorded: () => Promise<unknown>) {
  const [deleted] = await pipelined(() => deleteMembership(ctx, member), recorded)
  if (deleted.length !== 1) refuse("not_found")
}

/** An account that was affiliated loses the enterprise's entity, and all features no longer need its approval. */
async function deleteMembership(ctx: LoggedIn, { organizationId, accountId }: Member) {
  const tx = ctx.db
  const [, deleted] = await pipelined(
    // The account before the membership, as joining locks them.
    () => lockAccount(tx, accountId),
    () =>
      tx.execute(sql`
        with deleted as (
          delete from memberships where organization_id = ${organizationId} and account_id = ${accountId}
             and role <> 'super_admin' returning account_id, affiliated),
        freed as (
          update organizations set seats_taken = seats_taken - 1
           where id = ${organizationId} and exists (select from deleted)),
        unverified as (
          update accounts a set entity_id = null from deleted where a.id = deleted.account_id and deleted.affiliated)
        select 1 from deleted`),
    () => openWhenApproved(tx, ctx, organizationId),
  )
  return deleted
}

/** Who gives a role, and where, as the letter about it names them. */
export async function namesFor(tx: Queries, { actor }: LoggedIn, organizationId: string) {
  const [row] = await tx
    .select({ organization: o.name, name: a.name })
    .from(o)
    .innerJoin(a, eq(a.id, actor.accountId))
    .where(eq(o.id, organizationId))
  return row ?? { organization: "", name: "" }
}

/** What a change of a membership looks at, and a removal keeps of it. */
export const membership = {
  role: m.role,
  removable: isRemovable(m, a),
  origin: m.origin,
  handshakeId: m.handshakeId,
  affiliated: m.affiliated,
  joinedAt: sql<string>`to_json(${m.joinedAt}) #>> '{}'`,
}

function membershipOf(tx: Queries, organizationId: string, accountId: string) {
  return tx
    .select(membership)
    .from(m)
    .innerJoin(a, eq(a.id, m.accountId))
    .where(and(eq(m.organizationId, organizationId), eq(m.accountId, accountId)))
}
