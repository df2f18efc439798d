import { sql } from "drizzle-orm"
import { z } from "zod"
import { a, m } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { audited, type Entry, record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { lockAccount, lockOrganization, within } from "@/lib/core/locks"
import { containing, type Keyset, moment, type Page, pageClauses, pageOf } from "@/lib/core/paging"
import { pipelined } from "@/lib/core/transaction"
import { isActivated, isRemovable } from "@/lib/effects/activation"
import { openWhenApproved } from "@/lib/effects/approve-features"
import { cancel, decline, endsWithMembership, type Ref } from "@/lib/handshake"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { Role } from "@/lib/shared/roles"
import type { Member } from "@/lib/shared/rows/members"

const RIGHT = "members.manage"

export interface MembersQuery {
  search?: string
  role?: Role
  /** The role of those who are left out. */
  except?: Role
  /** Only those who can log in. */
  activated?: true
  direction?: "asc" | "desc"
  cursor?: string
}

/** A page of members, in the order in which they came (R3). */
export async function listMembers(
  { db }: Context,
  organizationId: ReadableOrganizationId,
  { search, role, except, activated, direction = "asc", cursor }: MembersQuery,
): Promise<Page<Member>> {
  const columns: Keyset["columns"] = [
    [sql`m.joined_at`, moment],
    [sql`m.account_id`, z.uuid()],
  ]
  const keyset = { columns, direction, cursor }
  const clauses = pageClauses(keyset)
  const pattern = search ? containing(search) : null
  const rows = await db.execute<Omit<Member, "joinedAt"> & { joinedAt: string } & Record<string, unknown>>(sql`
    select a.id as "accountId", a.name, a.number, a.email, a.phone, m.role, m.origin, ${isRemovable(m, a)} as removable,
           to_json(m.joined_at) #>> '{}' as "joinedAt"
      from memberships m join accounts a on a.id = m.account_id
     where m.organization_id = ${organizationId} and ${clauses.where}
       ${role ? sql`and m.role = ${role}` : sql``}
       ${except ? sql`and m.role <> ${except}` : sql``}
       ${activated ? sql`and ${isActivated(a)}` : sql``}
       ${pattern ? sql`and (a.name ilike ${pattern} or a.email ilike ${pattern} or a.phone like ${pattern} or a.number like ${pattern})` : sql``}
     order by ${clauses.order} limit ${clauses.limit}`)
  const page = pageOf([...rows], keyset, ({ joinedAt, accountId }) => [joinedAt, accountId])
  return { ...page, rows: page.rows.map((row) => ({ ...row, joinedAt: new Date(row.joinedAt) })) }
}

/** Gives a member another role; the super admin's own is passed on by ownership transfer alone (R11, R33). */
export function changeRole(ctx: LoggedIn, { organizationId, accountId, role }: Input<"changeRole">): Promise<void> {
  const attempted = { organizationId, action: "member.change-role", target: accountId, permission: RIGHT } as const
  return change(ctx, attempted, async (tx, entry) => {
    const present = await mustBeChangeable(tx, organizationId, accountId)
    const [changed] = await pipelined(
      () =>
        tx.execute(sql`
          update memberships set role = ${role}
           where organization_id = ${organizationId} and account_id = ${accountId} and role <> 'super_admin' returning 1`),
      () => record(tx, ctx, { ...entry, detail: { role, from: present.role } }),
    )
    if (changed.length !== 1) refuse("not_found")
  })
}

/**
 * Removes a member, who is none from the next request on; never the super admin, and a created account only once it
 * has been activated: `not_activated` (R100, R113).
 */
export function removeMember(ctx: LoggedIn, { organizationId, accountId }: Input<"removeMember">): Promise<void> {
  const attempted = { organizationId, action: "member.remove", target: accountId, permission: RIGHT } as const
  return change(ctx, attempted, async (tx, entry) => {
    const present = await mustBeChangeable(tx, organizationId, accountId)
    if (!present.removable) refuse("not_activated")
    await endMembership(within(ctx, tx, organizationId), { entry, from: present.role, endBy: cancel })
  })
}

/**
 * Takes whoever asks out of an organization. Refuses `owner_cannot_leave` to the super admin, whose role is passed on
 * by ownership transfer alone (R33), and `not_found` to outsiders.
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
      await endMembership(within(ctx, tx, organizationId), { entry, from: own.role, endBy: decline })
    },
  )
}

async function mustBeChangeable(tx: Queries, organizationId: string, accountId: string) {
  const [present] = await membershipOf(tx, organizationId, accountId)
  if (!present) refuse("not_found")
  if (present.role === "super_admin") refuse("last_super_admin")
  return present
}

interface Ending {
  entry: Entry<"member.remove" | "member.leave"> & { organizationId: string; target?: string | null }
  from: Role
  /** How the handshakes end that ask the member as a member. */
  endBy: (ctx: LoggedIn, ref: Ref) => Promise<void>
}

/** Ends what a member is still asked, such as to become the owner, and then the membership. */
async function endMembership(ctx: LoggedIn, { entry, from, endBy }: Ending) {
  const { organizationId, target } = entry
  const accountId = target ?? ctx.actor.accountId
  const kinds = sql.join(
    endsWithMembership.map((kind) => sql`${kind}`),
    sql`, `,
  )
  const waiting = await ctx.db.execute<{ id: string; kind: string }>(sql`
    select id, kind from handshakes where organization_id = ${organizationId} and recipient_id = ${accountId}
       and kind in (${kinds}) and state = 'open' and expires_at > ${ctx.clock} order by id`)
  for (const { id, kind } of waiting) await endBy(ctx, { id, kind })
  const [deleted] = await pipelined(
    () => deleteMembership(ctx, organizationId, accountId),
    () => record(ctx.db, ctx, { ...entry, detail: { from } }),
  )
  if (deleted.length !== 1) refuse("not_found")
}

/** An account that was affiliated gives the enterprise's entity back up (R100), and its approval is missing no more. */
async function deleteMembership(ctx: LoggedIn, organizationId: string, accountId: string) {
  const tx = ctx.db
  const [, gone] = await pipelined(
    // The account before the membership, as joining takes them.
    () => lockAccount(tx, accountId),
    () =>
      tx.execute(sql`
        with gone as (
          delete from memberships where organization_id = ${organizationId} and account_id = ${accountId}
             and role <> 'super_admin' returning account_id, affiliated),
        unverified as (
          update accounts a set entity_id = null from gone where a.id = gone.account_id and gone.affiliated)
        select 1 from gone`),
    () => openWhenApproved(tx, ctx, organizationId),
  )
  return gone
}

function membershipOf(tx: Queries, organizationId: string, accountId: string) {
  return tx.execute<{ role: Role; removable: boolean }>(sql`
    select m.role, ${isRemovable(m, a)} as removable
      from memberships m join accounts a on a.id = m.account_id
     where m.organization_id = ${organizationId} and m.account_id = ${accountId}`)
}
