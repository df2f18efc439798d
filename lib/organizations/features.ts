import { and, eq, isNotNull, ne, type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, h, m, o } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { jsonRow, queryRows } from "@/db/rows"
import { accounts, handshakes, memberships, organizations } from "@/db/schema"
import { change } from "@/lib/audit/change"
import type { LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { isLive, pendingStatesSql } from "@/lib/core/live"
import { within } from "@/lib/core/locks"
import { openRequest } from "@/lib/effects/approve-features"
import { accept, cancel, cancelAll, decline, type Proposed, propose, proposeAll } from "@/lib/handshake"
import type { Input } from "@/lib/shared/forms"
import type { Subject } from "@/lib/shared/handshakes"
import { refuse } from "@/lib/shared/refusals"
import type { FeatureApproval, Features } from "@/lib/shared/rows/organization"

const RIGHT = "organization.manage"
/** An organization has one such request: a second one waits for the end of the first. */
const SUBJECT: Subject = "features"
/** How many names of accounts that have declined, or not answered yet, are shown. */
const NAMES = 20

const request = alias(handshakes, "request")
const approval = alias(handshakes, "approval")
const approver = alias(accounts, "approver")

/**
 * Asks every account that was invited to approve all features, in place of consolidated billing alone; pending
 * invitations of accounts are canceled. With nobody to ask the request is open at once. Refuses all but the super
 * admin, `features_present`, `rate_reached`, and `already_pending` with the id of the pending request. (R56, R57)
 */
export function enableAllFeatures(ctx: LoggedIn, { organizationId }: Input<"organization">): Promise<Proposed> {
  const attempted = { organizationId, action: "all-features.propose", target: SUBJECT, permission: RIGHT } as const
  return change(ctx, attempted, async (tx) => {
    const requestId = await pendingRequest(tx, ctx, organizationId)
    if (requestId) refuse("already_pending", { facts: { id: requestId, kind: "all-features" } })
    await consumeLimits(tx, ctx, [["featureRequests", organizationId]])
    const inside = within(ctx, tx, organizationId)
    await cancelPending(inside, { organizationId, kind: "invitation", affiliates: true })
    await cancelPending(inside, { organizationId, kind: "feature-approval" })
    const about = { organizationId, subject: SUBJECT, terms: {}, recipientId: ctx.actor.accountId }
    const proposed = await propose(inside, "all-features", about)
    await askMembers(inside, organizationId, proposed.id)
    await openRequest(tx, ctx, organizationId)
    return proposed
  })
}

/**
 * Takes the pending request back, or the one with the id, and every approval that is not given yet. Refuses all but
 * the super admin, `not_found`, and what has ended.
 */
export function cancelAllFeatures(
  ctx: LoggedIn,
  { organizationId, id }: Input<"organization"> & { id?: string },
): Promise<void> {
  const attempted = { organizationId, action: "all-features.cancel", target: SUBJECT, permission: RIGHT } as const
  return change(ctx, attempted, async (tx) => {
    const requestId = id ?? (await pendingRequest(tx, ctx, organizationId)) ?? refuse("not_found")
    const inside = within(ctx, tx, organizationId)
    await cancel(inside, { id: requestId, kind: "all-features" })
    await cancelPending(inside, { organizationId, kind: "feature-approval" })
  })
}

/** Enables all features. Refuses all but the super admin, `approvals_missing`, and what has ended. */
export function confirmAllFeatures(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  return accept(ctx, { id, kind: "all-features" })
}

/** Approves all features as the account that is asked; the last approval opens the request. */
export function approveFeatures(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  return accept(ctx, { id, kind: "feature-approval" })
}

/** Declines all features, with the refusals of `approveFeatures`; the initiator of the request gets a letter. */
export function declineFeatures(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  return decline(ctx, { id, kind: "feature-approval" })
}

/** The feature set of an organization, and the request to enable all features that is under way, in one statement. */
export async function featuresOf({ db, clock }: LoggedIn, organizationId: ReadableOrganizationId): Promise<Features> {
  const requestShape = {
    id: request.id,
    state: sql<"requested" | "open">`${request.state}`,
    expiresAt: request.expiresAt,
    initiator: a.name,
    entitled: sql<boolean>`exists (select from ${memberships} ${m} where ${m.organizationId} = ${o.id}
      and ${m.accountId} = ${request.initiatorId} and ${m.role} = 'super_admin')`,
    asked: countApprovals(request, sql`true`),
    approved: countApprovals(request, sql`${approval.state} = 'accepted'`),
    declined: approverNames(request, sql`${approval.state} = 'declined'`),
    waiting: approverNames(request, sql`${approval.state} in ${pendingStatesSql}`),
  }
  const underway = sql`from ${handshakes} ${request} join ${accounts} ${a} on ${a.id} = ${request.initiatorId}
    where ${request.organizationId} = ${o.id} and ${request.kind} = 'all-features' and ${request.subject} = ${SUBJECT}
      and ${isLive(request, clock)}`
  const shape = { allFeatures: o.allFeatures, request: jsonRow(requestShape, underway) }
  const [features] = await queryRows(
    db,
    shape,
    (columns) => sql`select ${columns} from ${organizations} ${o} where ${o.id} = ${organizationId}`,
  )
  return features ?? refuse("not_found")
}

type Request = typeof request

function countApprovals(of: Request, which: SQL): SQL<number> {
  return sql`(select count(*)::int ${approvals(of, which)})`
}

/** The names of the first accounts with such approvals. */
function approverNames(of: Request, which: SQL): SQL<string[]> {
  return sql`(select coalesce(json_agg(t.name), '[]') from (
    select ${approver.name} ${approvals(of, which)} order by ${approval.id} limit ${NAMES}::int) t)`
}

/** The approvals of a request that still count: those of accounts that are still members. */
function approvals({ id, organizationId }: Request, which: SQL): SQL {
  return sql`from ${handshakes} ${approval} join ${accounts} ${approver} on ${approver.id} = ${approval.recipientId}
    join ${memberships} ${m} on ${m.organizationId} = ${approval.organizationId}
     and ${m.accountId} = ${approval.recipientId} and ${m.affiliated} and ${m.joinedAt} <= ${approval.proposedAt}
    where ${approval.organizationId} = ${organizationId} and ${approval.kind} = 'feature-approval'
      and ${approval.terms} ->> 'parentId' = ${id}::text and ${which}`
}

/** The approvals that the own account is asked for, of all organizations. */
export function ownApprovals({ db, clock, actor }: LoggedIn): Promise<FeatureApproval[]> {
  const parent = sql`select from ${handshakes} ${request} where ${request.id} = (${h.terms} ->> 'parentId')::uuid
    and ${request.state} = 'requested' and ${request.expiresAt} > ${clock}`
  const shape = { id: h.id, organization: o.name, askedBy: a.name, expiresAt: h.expiresAt }
  return queryRows(
    db,
    shape,
    (columns) => sql`
      select ${columns} from ${handshakes} ${h} join ${organizations} ${o} on ${o.id} = ${h.organizationId}
        join ${accounts} ${a} on ${a.id} = ${h.initiatorId}
       where ${h.recipientId} = ${actor.accountId} and ${h.kind} = 'feature-approval' and ${h.state} = 'open'
         and ${h.expiresAt} > ${clock} and exists (${parent}) order by ${h.id}`,
  )
}

async function pendingRequest(tx: Queries, { clock }: LoggedIn, organizationId: string): Promise<string | undefined> {
  const ofOrganization = and(eq(h.organizationId, organizationId), eq(h.kind, "all-features"))
  const [pending] = await tx
    .select({ id: h.id })
    .from(h)
    .where(and(ofOrganization, isLive(h, clock)))
  return pending?.id
}

/** Asks through the machine, so that each account has its letter and its audit entry. */
async function askMembers(ctx: LoggedIn, organizationId: string, parentId: string) {
  const invited = and(eq(m.organizationId, organizationId), m.affiliated, isNotNull(m.handshakeId))
  const members = await ctx.db
    .select({ id: a.id, number: a.number })
    .from(m)
    .innerJoin(a, eq(a.id, m.accountId))
    .where(and(invited, ne(a.id, ctx.actor.accountId)))
    .orderBy(m.joinedAt, a.id)
  const each = members.map(({ id, number }) => ({ subject: number, recipientId: id, terms: { parentId } }))
  await proposeAll(ctx, "feature-approval", { organizationId, each })
}

interface Pending {
  organizationId: string
  kind: "invitation" | "feature-approval"
  /** Cancels invitations of accounts alone. */
  affiliates?: true
}

/** Cancels handshakes through the machine, so that each has its audit entry. */
async function cancelPending(ctx: LoggedIn, { organizationId, kind, affiliates }: Pending) {
  const ofKind = and(eq(h.organizationId, organizationId), eq(h.kind, kind))
  const ofAccounts = affiliates && sql`${h.terms} ->> 'affiliates' = 'true'`
  const pending = await ctx.db
    .select({ id: h.id })
    .from(h)
    .where(and(ofKind, ofAccounts, isLive(h, ctx.clock)))
    .orderBy(h.id)
  await cancelAll(
    ctx,
    pending.map(({ id }) => id),
  )
}
