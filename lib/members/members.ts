import { sql } from "drizzle-orm"
import { z } from "zod"
import type { Queries } from "@/db/client"
import type { ReadableOrganizationId } from "@/lib/accounts/sessions"
import { attempt, record } from "@/lib/audit/audit"
import { changeAs } from "@/lib/audit/rights"
import type { Context, LoggedIn } from "@/lib/core/context"
import { containing, type Keyset, moment, type Page, pageClauses, pageOf } from "@/lib/core/paging"
import { pipelined } from "@/lib/core/transaction"
import { isActivated, isRemovable } from "@/lib/effects/activation"
import { openWhenApproved } from "@/lib/effects/approve-features"
import { cancel, decline, type Ref } from "@/lib/handshake"
import { lockAccount, lockOrganization } from "@/lib/organizations/organizations"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { Role } from "@/lib/shared/roles"
import type { Member } from "@/lib/shared/rows/members"

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
    select a.id as "accountId", a.name, a.number, a.email, a.phone, m.role, m.origin, ${isRemovable} as removable,
           to_json(m.joined_at) #>> '{}' as "joinedAt"
      from memberships m join accounts a on a.id = m.account_id
     where m.organization_id = ${organizationId} and ${clauses.where}
       ${role ? sql`and m.role = ${role}` : sql``}
       ${except ? sql`and m.role <> ${except}` : sql``}
       ${activated ? sql`and ${isActivated}` : sql``}
       ${pattern ? sql`and (a.name ilike ${pattern} or a.email ilike ${pattern} or a.phone like ${pattern} or a.number like ${pattern})` : sql``}
     order by ${clauses.order} limit ${clauses.limit}`)
  const page = pageOf([...rows], keyset, ({ joinedAt, accountId }) => [joinedAt, accountId])
  return { ...page, rows: page.rows.map((row) => ({ ...row, joinedAt: new Date(row.joinedAt) })) }
}

/** Gives a member another role; the super admin's own is passed on by ownership transfer alone (R11, R33). */
export function changeRole(ctx: LoggedIn, { organizationId, accountId, role }: Input<"changeRole">): Promise<void> {
  return manage(ctx, { organizationId, accountId, action: "member.change-role", detail: { role } }, (tx) =>
    tx.execute(sql`
      update memberships set role = ${role}
       where organization_id = ${organizationId} and account_id = ${accountId} and role <> 'super_admin' returning 1`),
  )
}

/**
 * Removes a member, who is none from the next request on; never the super admin, and a created account only once it
 * has been activated: `not_activated` (R100, R113).
 */
export function removeMember(ctx: LoggedIn, { organizationId, accountId }: Input<"removeMember">): Promise<void> {
  return manage(ctx, { organizationId, accountId, action: "member.remove" }, async (tx) => {
    await endPendingRequests({ ...ctx, db: tx }, { organizationId, accountId }, cancel)
    return deleteMembership(tx, ctx, organizationId, accountId)
  })
}

/**
 * Takes whoever asks out of an organization. Refuses `owner_cannot_leave` to the super admin, whose role is passed on
 * by ownership transfer alone (R33), and `not_found` to outsiders.
 */
export async function leaveOrganization(ctx: LoggedIn, { organizationId }: Input<"organization">): Promise<void> {
  const { accountId } = ctx.actor
  await attempt(ctx, async (tx, about) => {
    const [[organization], [own]] = await pipelined(
      () => lockOrganization(tx, organizationId),
      () => membershipOf(tx, organizationId, accountId),
    )
    if (!organization) refuse("not_found")
    const entry = about({ organizationId, action: "member.leave", target: accountId })
    if (!own) refuse("not_found")
    if (own.role === "super_admin") refuse("owner_cannot_leave")
    await endPendingRequests({ ...ctx, db: tx }, { organizationId, accountId }, decline)
    const [left] = await pipelined(
      () => deleteMembership(tx, ctx, organizationId, accountId),
      () => record(tx, ctx, { ...entry, detail: { from: own.role } }),
    )
    if (left.length !== 1) refuse("not_found")
  })
}

interface Change {
  organizationId: string
  accountId: string
  action: string
  detail?: Record<string, unknown>
}

/** One change to a member by the super admin, under the organization's lock. */
async function manage(
  ctx: LoggedIn,
  { organizationId, accountId, ...change }: Change,
  effect: (tx: Queries) => Promise<{ length: number }>,
) {
  const attempted = { organizationId, target: accountId, ...change }
  await changeAs("members.manage", ctx, attempted, async (tx, entry) => {
    const [present] = await membershipOf(tx, organizationId, accountId)
    if (!present) refuse("not_found")
    if (present.role === "super_admin") refuse("last_super_admin")
    if (change.action === "member.remove" && !present.removable) refuse("not_activated")
    const [changed] = await pipelined(
      () => effect(tx),
      () => record(tx, ctx, { ...entry, detail: { ...entry.detail, from: present.role } }),
    )
    if (changed.length !== 1) refuse("not_found")
  })
}

/** Ends what only a member can be asked, when one is about to go: to become the owner (R79), to approve all features. */
async function endPendingRequests(
  ctx: LoggedIn,
  { organizationId, accountId }: Pick<Change, "organizationId" | "accountId">,
  move: (ctx: LoggedIn, ref: Ref) => Promise<void>,
) {
  const waiting = await ctx.db.execute<{ id: string; kind: string }>(sql`
    select id, kind from handshakes where organization_id = ${organizationId} and recipient_id = ${accountId}
       and kind in ('ownership-transfer', 'feature-approval') and state = 'open' and expires_at > ${ctx.clock} order by id`)
  for (const { id, kind } of waiting) await move(ctx, { id, kind })
}

/** An account that was affiliated gives the enterprise's entity back up (R100), and its approval is missing no more. */
async function deleteMembership(tx: Queries, ctx: LoggedIn, organizationId: string, accountId: string) {
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
    select m.role, ${isRemovable} as removable
      from memberships m join accounts a on a.id = m.account_id
     where m.organization_id = ${organizationId} and m.account_id = ${accountId}`)
}
