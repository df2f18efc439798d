import { and, eq, inArray, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, e, h, m, o } from "@/db/aliases"
import { asDate, jsonObject, jsonRows, queryRows, type RowOf } from "@/db/rows"
import { accounts, entities, handshakes, memberships, organizations } from "@/db/schema"
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
import { stateAt, statusOf } from "@/lib/shared/states"

/** How many digits of an account number tell colleagues of one name apart. */
const LAST_DIGITS = 4
/** How many of the own requests are listed. */
const LISTED = 20

const reviewer = alias(accounts, "reviewer")
const answerer = alias(accounts, "answerer")

/**
 * What an account agrees to with an invitation code, and who may review its request. Refuses `code_unknown`,
 * `rate_reached`, an account that cannot be affiliated: `entity_fixed`, `already_affiliated`, and one that has asked
 * already: `already_pending`. (R89-R91)
 */
export async function affiliationNotice(ctx: LoggedIn, { code }: Input<"invitationCode">): Promise<AffiliationNotice> {
  const { id } = await organizationByCode(ctx, code)
  const { accountId } = ctx.actor
  await transact(ctx, (tx) => mustBeMovable(tx, accountId, id))
  await mustNotHaveAsked(ctx, id)
  const lastDigits = sql<string>`right(${a.number}, ${LAST_DIGITS}::int)`
  const reviewers = jsonRows(
    { accountId: a.id, name: a.name, role: m.role, number: lastDigits },
    sql`from ${memberships} ${m} join ${accounts} ${a} on ${a.id} = ${m.accountId}
      where ${m.organizationId} = ${o.id} and ${a.id} <> ${accountId}
        and ${inArray(m.role, rolesWith("requests.review"))} order by ${m.joinedAt}`,
  )
  const [notice] = await queryRows(
    ctx.db,
    { organization: o.name, entity: e.name, licenceNumber: e.licenceNumber, reviewers },
    (columns) => sql`
      select ${columns} from ${organizations} ${o} join ${entities} ${e} on ${e.id} = ${o.entityId}
       where ${o.id} = ${id}`,
  )
  if (!notice) refuse("not_certified")
  return { ...notice, reviewers: notice.reviewers.map((row) => ({ ...row, name: maskedName(row.name) })) }
}

/** Refuses at the start what the database refuses once more at the end. */
async function mustNotHaveAsked({ db, clock, actor }: LoggedIn, organizationId: string) {
  const own = and(eq(h.organizationId, organizationId), eq(h.kind, "join-request"), eq(h.subject, actor.accountId))
  const [pending] = await db
    .select({ id: h.id })
    .from(h)
    .where(and(own, sql`${h.state} = 'requested' and ${h.expiresAt} > ${clock}`))
  if (pending) refuse("already_pending", { facts: pending })
}

/**
 * Asks to join with an invitation code, under the notice that was agreed to; the chosen administrator gets a letter.
 * Refuses what `affiliationNotice` refuses, `reviewer_unfit`, and `already_pending`. (R90-R93)
 */
export async function requestToJoin(ctx: LoggedIn, input: Input<"requestToJoin">): Promise<Proposed> {
  const { code, reviewerId, description } = input
  const { id: organizationId, generation } = await organizationByCode(ctx, code)
  const { accountId } = ctx.actor
  return transact(ctx, async (tx) => {
    await lockOrganization({ ...ctx, db: tx }, organizationId)
    // Read again under the lock: a reset may have come in between.
    const ofCode = and(eq(organizations.id, organizationId), eq(organizations.codeGeneration, generation))
    const [organization] = await tx.select({ id: organizations.id }).from(organizations).where(ofCode)
    if (!organization) refuse("code_unknown", { field: "code" })
    // Nobody reviews their own request, not even an administrator.
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

/** Approves a request: its account is affiliated and gets the entity. Refuses all but its reviewer. (R95-R97) */
export function approveRequest(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  return accept(ctx, { id, kind: "join-request" })
}

/** Rejects a request with a reason, which goes to the applicant. Refuses all but its reviewer. */
export function rejectRequest(ctx: LoggedIn, { id, reason }: Input<"reject">): Promise<void> {
  return decline(ctx, { id, reason, kind: "join-request" })
}

const ownRequest = {
  id: h.id,
  organization: o.name,
  organizationId: o.id,
  description: sql<string>`${h.terms} ->> 'description'`,
  reviewer: reviewer.name,
  state: h.state,
  answeredBy: sql<string | null>`case when ${h.state} in ('accepted', 'declined') then ${answerer.name} end`,
  answeredAt: h.settledAt,
  reason: h.reason,
  sentAt: h.sentAt,
  expiresAt: h.expiresAt,
}

/** The own requests to join, latest first, with their answers. (R93, R95) */
export async function ownRequests({ db, clock, actor }: LoggedIn): Promise<AffiliationRequest[]> {
  const member = sql<boolean>`exists (select from ${memberships} ${m} where ${m.organizationId} = ${o.id}
    and ${m.accountId} = ${actor.accountId})`
  const rows = await queryRows(
    db,
    { request: jsonObject(ownRequest), member, now: asDate(clock) },
    (columns) => sql`
      select ${columns} from ${handshakes} ${h} join ${organizations} ${o} on ${o.id} = ${h.organizationId}
        join ${accounts} ${reviewer} on ${reviewer.id} = ${h.recipientId}
        left join ${accounts} ${answerer} on ${answerer.id} = ${h.settledBy}
       where ${h.kind} = 'join-request' and ${h.initiatorId} = ${actor.accountId}
       order by ${h.id} desc limit ${LISTED}::int`,
  )
  return rows.map(({ request, member, now }) => ({ ...requestOf(request, now), member }))
}

function requestOf(row: RowOf<typeof ownRequest>, now: Date): Omit<AffiliationRequest, "member"> {
  const { state, answeredBy, answeredAt, reviewer, ...request } = row
  return {
    ...request,
    reviewer: maskedName(reviewer),
    answered: answeredBy && answeredAt ? { by: maskedName(answeredBy), at: answeredAt } : null,
    status: statusOf[stateAt({ state, expiresAt: row.expiresAt }, now)],
  }
}
