import { type SQL, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { change } from "@/lib/audit/change"
import type { LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { pendingStatesSql } from "@/lib/core/live"
import { within } from "@/lib/core/locks"
import { openRequest } from "@/lib/effects/approve-features"
import { accept, cancel, decline, type Proposed, propose } from "@/lib/handshake"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { FeatureApproval, Features } from "@/lib/shared/rows/organization"
import type { State } from "@/lib/shared/states"
import type { Subject } from "@/lib/shared/subjects"

/** One request an organization: a second one waits for the end of the first. */
const RIGHT = "organization.manage"
const SUBJECT: Subject = "features"
/** So many names of accounts that have declined, or not answered yet, are told. */
const NAMES = 20

/**
 * Asks every account that was invited to approve all features, in place of consolidated billing alone; pending
 * invitations of accounts are canceled. With nobody to ask the request is open at once (R56, R57). Refuses all but the
 * super admin, `features_present`, `rate_reached`, and `already_pending` with the id that stands.
 */
export function enableAllFeatures(ctx: LoggedIn, { organizationId }: Input<"organization">): Promise<Proposed> {
  const attempted = { organizationId, action: "all-features.propose", target: SUBJECT, permission: RIGHT } as const
  return change(ctx, attempted, async (tx) => {
    const requestId = await pendingRequest(tx, ctx, organizationId)
    if (requestId) refuse("already_pending", { facts: { id: requestId, kind: "all-features" } })
    await consumeLimits(tx, ctx, [["featureRequests", organizationId]])
    const inside = within(ctx, tx, organizationId)
    await cancelAll(inside, organizationId, sql`kind = 'invitation' and terms ->> 'affiliates' = 'true'`)
    await cancelAll(inside, organizationId, sql`kind = 'feature-approval'`)
    const about = { organizationId, subject: SUBJECT, terms: {}, recipientId: ctx.actor.accountId }
    const request = await propose(inside, "all-features", about)
    await askMembers(inside, organizationId, request.id)
    await openRequest(tx, ctx, organizationId)
    return request
  })
}

/**
 * Takes the request that waits back, or the one that is named, with every approval that is not given yet. Refuses all
 * but the super admin, `not_found`, and what has ended.
 */
export function cancelAllFeatures(
  ctx: LoggedIn,
  { organizationId, id }: Input<"organization"> & { id?: string },
): Promise<void> {
  const attempted = { organizationId, action: "all-features.cancel", target: SUBJECT, permission: RIGHT } as const
  return change(ctx, attempted, async (tx) => {
    const named = id ?? (await pendingRequest(tx, ctx, organizationId)) ?? refuse("not_found")
    const inside = within(ctx, tx, organizationId)
    await cancel(inside, { id: named, kind: "all-features" })
    await cancelAll(inside, organizationId, sql`kind = 'feature-approval'`)
  })
}

/** Enables all features. Refuses all but the super admin, `approvals_missing`, and what has ended. */
export function confirmAllFeatures(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  return accept(ctx, { id, kind: "all-features" })
}

/** Approves all features as the account that was asked; the last approval opens the request. */
export function approveFeatures(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  return accept(ctx, { id, kind: "feature-approval" })
}

/** Declines them, with the refusals of `approveFeatures`; whoever asked is told by letter. */
export function declineFeatures(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  return decline(ctx, { id, kind: "feature-approval" })
}

/** The feature set of an organization, and the request to enable all features that is under way. One statement. */
export async function featuresOf({ db, clock }: LoggedIn, organizationId: ReadableOrganizationId): Promise<Features> {
  const [row] = await db.execute<{ allFeatures: boolean; request: WireRequest | null }>(sql`
    select o.all_features as "allFeatures",
      (select json_build_object('id', p.id, 'state', p.state, 'expiresAt', p.expires_at, 'initiator', a.name,
           'entitled', exists (select from memberships m where m.organization_id = o.id
              and m.account_id = p.initiator_id and m.role = 'super_admin'),
           'asked', (select count(*)::int from ${approvals}),
           'approved', (select count(*)::int from ${approvals} and c.state = 'accepted'),
           'declined', ${approverNames(sql`c.state = 'declined'`)}, 'waiting', ${approverNames(sql`c.state in ${pendingStatesSql}`)})
         from handshakes p join accounts a on a.id = p.initiator_id
        where p.organization_id = o.id and p.kind = 'all-features' and p.subject = ${SUBJECT}
          and p.state in ${pendingStatesSql} and p.expires_at > ${clock}) as request
      from organizations o where o.id = ${organizationId}`)
  if (!row) refuse("not_found")
  return { ...row, request: row.request && { ...row.request, expiresAt: new Date(row.request.expiresAt) } }
}

/** The approvals of a request that still count: those of accounts that are members yet. */
const approvals = sql`handshakes c join accounts b on b.id = c.recipient_id
  join memberships s on s.organization_id = c.organization_id and s.account_id = c.recipient_id
   and s.affiliated and s.joined_at <= c.proposed_at
  where c.organization_id = p.organization_id and c.kind = 'feature-approval' and c.terms ->> 'parentId' = p.id::text`

/** The first of the accounts whose approvals stand so. */
function approverNames(which: SQL): SQL {
  return sql`(select coalesce(json_agg(d.name), '[]') from (
    select b.name from ${approvals} and ${which} order by c.id limit ${NAMES}::int) d)`
}

type WireRequest = Omit<NonNullable<Features["request"]>, "expiresAt"> & {
  expiresAt: string
  state: Extract<State, "requested" | "open">
}

/** The approvals that the own account is asked for, of all organizations. */
export async function ownApprovals({ db, clock, actor }: LoggedIn): Promise<FeatureApproval[]> {
  const rows = await db.execute<Omit<FeatureApproval, "expiresAt"> & { expiresAt: string } & Record<string, unknown>>(
    sql`
    select h.id, o.name as organization, a.name as "askedBy", h.expires_at::text as "expiresAt"
      from handshakes h join organizations o on o.id = h.organization_id join accounts a on a.id = h.initiator_id
     where h.recipient_id = ${actor.accountId} and h.kind = 'feature-approval' and h.state = 'open'
       and h.expires_at > ${clock} and exists (select 1 from handshakes p where p.id = (h.terms ->> 'parentId')::uuid
         and p.state = 'requested' and p.expires_at > ${clock}) order by h.id`,
  )
  return [...rows].map(({ expiresAt, ...approval }) => ({ ...approval, expiresAt: new Date(expiresAt) }))
}

async function pendingRequest(tx: Queries, { clock }: LoggedIn, organizationId: string): Promise<string | undefined> {
  const [request] = await tx.execute<{ id: string }>(sql`
    select id from handshakes where organization_id = ${organizationId} and kind = 'all-features'
       and state in ${pendingStatesSql} and expires_at > ${clock}`)
  return request?.id
}

/** Asks one by one, so that each has its letter and its row in the audit. */
async function askMembers(ctx: LoggedIn, organizationId: string, parentId: string) {
  const { accountId } = ctx.actor
  const members = await ctx.db.execute<{ id: string; number: string }>(sql`
    select a.id, a.number from memberships m join accounts a on a.id = m.account_id
     where m.organization_id = ${organizationId} and m.affiliated and m.handshake_id is not null and a.id <> ${accountId}
     order by m.joined_at, a.id`)
  for (const { id, number } of members) {
    const about = { organizationId, subject: number, recipientId: id, terms: { parentId } }
    await propose(ctx, "feature-approval", about)
  }
}

/** Cancels handshakes through the machine, so that each has its row in the audit. */
async function cancelAll(ctx: LoggedIn, organizationId: string, which: ReturnType<typeof sql>) {
  const waiting = await ctx.db.execute<{ id: string }>(sql`
    select id from handshakes where organization_id = ${organizationId} and ${which}
       and state in ${pendingStatesSql} and expires_at > ${ctx.clock} order by id`)
  for (const { id } of waiting) await cancel(ctx, { id })
}
