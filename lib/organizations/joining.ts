import { sql } from "drizzle-orm"
import { maskedName } from "@/lib/core/contacts"
import type { LoggedIn } from "@/lib/core/context"
import { lockOrganization, roleIn, within } from "@/lib/core/locks"
import { transact } from "@/lib/core/transaction"
import { mustBeMovable } from "@/lib/effects/affiliate"
import { accept, cancel, decline, type Proposed, propose } from "@/lib/handshake"
import { organizationByCode } from "@/lib/organizations/invitation-code"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import { can, rolesWith } from "@/lib/shared/roles"
import type { AffiliationNotice, AffiliationRequest } from "@/lib/shared/rows/affiliation"
import { type State, stateAt, statusOf } from "@/lib/shared/states"

/** So much of an account number as tells colleagues of one name apart. */
const LAST_DIGITS = 4

/**
 * What an account agrees to with an invitation code, and who may review it (R89-R91). Refuses `code_unknown`,
 * `rate_reached`, an account that cannot be affiliated: `entity_fixed`, `already_affiliated`, and one that has asked
 * already: `already_pending`.
 */
export async function affiliationNotice(ctx: LoggedIn, { code }: Input<"invitationCode">): Promise<AffiliationNotice> {
  const { id } = await organizationByCode(ctx, code)
  const { accountId } = ctx.actor
  await transact(ctx, (tx) => mustBeMovable(tx, accountId, id))
  await mustNotHaveAsked(ctx, id)
  const [row] = await ctx.db.execute<Omit<AffiliationNotice, "reviewers"> & { reviewers: Reviewer[] | null } & Row>(sql`
    select o.name as organization, e.name as entity, e.licence_number as "licenceNumber",
      (select json_agg(json_build_object('accountId', a.id, 'name', a.name, 'role', m.role,
                'number', right(a.number, ${LAST_DIGITS}::int)) order by m.joined_at)
         from memberships m join accounts a on a.id = m.account_id
        where m.organization_id = o.id and a.id <> ${accountId} and m.role = any(${sql.param([...rolesWith("requests.review")])}::text[])) as reviewers
      from organizations o join entities e on e.id = o.entity_id where o.id = ${id}`)
  if (!row) refuse("not_certified")
  return { ...row, reviewers: (row.reviewers ?? []).map((one) => ({ ...one, name: maskedName(one.name) })) }
}

/** Told at the start, and by the database once more at the end. */
async function mustNotHaveAsked({ db, clock, actor }: LoggedIn, organizationId: string) {
  const [waiting] = await db.execute<{ id: string }>(sql`
    select id from handshakes where organization_id = ${organizationId} and kind = 'join-request'
       and subject = ${actor.accountId} and state = 'requested' and expires_at > ${clock}`)
  if (waiting) refuse("already_pending", { facts: waiting })
}

type Row = Record<string, unknown>
type Reviewer = AffiliationNotice["reviewers"][number]

/**
 * Asks to join with an invitation code, under the notice that was agreed to; the chosen administrator gets a letter
 * (R90-R93). Refuses what `affiliationNotice` refuses, `reviewer_unfit`, and `already_pending`.
 */
export async function requestToJoin(ctx: LoggedIn, input: Input<"requestToJoin">): Promise<Proposed> {
  const { code, reviewerId, description } = input
  const { id: organizationId, generation } = await organizationByCode(ctx, code)
  const { accountId } = ctx.actor
  return transact(ctx, async (tx) => {
    await lockOrganization({ ...ctx, db: tx }, organizationId)
    // Read again under the lock: a reset may have come in between.
    const [valid] = await tx.execute(
      sql`select 1 from organizations where id = ${organizationId} and code_generation = ${generation}`,
    )
    if (!valid) refuse("code_unknown", { field: "code" })
    // Nobody reviews the own request, not even an administrator.
    if (reviewerId === accountId || !can(await roleIn(tx, organizationId, reviewerId), "requests.review")) {
      refuse("reviewer_unfit", { field: "reviewerId" })
    }
    await mustBeMovable(tx, accountId, organizationId)
    const about = { organizationId, subject: accountId, recipientId: reviewerId, terms: { description, generation } }
    return propose(within(ctx, tx, organizationId), "join-request", about)
  })
}

/** Takes the own request back. Refuses `not_found` to others, and what has ended. */
export function withdrawRequest(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  return cancel(ctx, { id, kind: "join-request" })
}

/** Approves a request: the account is affiliated and of the enterprise's entity (R95-R97). Refuses all but its reviewer. */
export function approveRequest(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  return accept(ctx, { id, kind: "join-request" })
}

/** Rejects a request with a reason, which goes to the applicant. Refuses all but its reviewer. */
export function rejectRequest(ctx: LoggedIn, { id, reason }: Input<"reject">): Promise<void> {
  return decline(ctx, { id, reason, kind: "join-request" })
}

/** The own requests to join, latest first: what became of them (R93, R95). */
export async function ownRequests({ db, clock, actor }: LoggedIn): Promise<AffiliationRequest[]> {
  const rows = await db.execute<WireRequest & Row>(sql`
    select h.id, o.name as organization, o.id as "organizationId", h.terms ->> 'description' as description,
           r.name as reviewer, h.state,
           exists (select 1 from memberships m where m.organization_id = o.id and m.account_id = ${actor.accountId}) as member,
           case when h.state in ('accepted', 'declined') then s.name end as "answeredBy", h.settled_at::text as "answeredAt",
           h.reason, h.sent_at::text as "sentAt", h.expires_at::text as "expiresAt",
           ${clock}::text as now
      from handshakes h join organizations o on o.id = h.organization_id join accounts r on r.id = h.recipient_id
      left join accounts s on s.id = h.settled_by
     where h.kind = 'join-request' and h.initiator_id = ${actor.accountId} order by h.id desc limit 20`)
  return [...rows].map(({ state, sentAt, expiresAt, answeredAt, answeredBy, now, reviewer, ...rest }) => {
    const dates = { sentAt: new Date(sentAt), expiresAt: new Date(expiresAt) }
    const status = statusOf[stateAt({ state, expiresAt: dates.expiresAt }, new Date(now))]
    const answered = answeredBy && answeredAt ? { by: maskedName(answeredBy), at: new Date(answeredAt) } : null
    return { ...rest, ...dates, reviewer: maskedName(reviewer), answered, status }
  })
}

type WireRequest = Omit<AffiliationRequest, "sentAt" | "expiresAt" | "status" | "answered"> &
  Record<"sentAt" | "expiresAt" | "now", string> &
  Record<"answeredBy" | "answeredAt", string | null> & { state: State }
