import { sql } from "drizzle-orm"
import { mustBeFree } from "./affiliation-rules"
import type { LoggedIn } from "./context"
import { refuse } from "./errors"
import type { Input } from "./forms"
import { accept, cancel, decline, type Proposed, propose } from "./handshake"
import { type State, stateAt, statusOf } from "./handshake/machine"
import { organizationWith } from "./invitation-code"
import { lockOrganization, roleIn } from "./organizations"
import { can, rolesWith } from "./roles"
import type { AffiliationNotice, AffiliationRequest, Task } from "./rows"
import type { InView } from "./sessions"
import { transact } from "./transaction"

/** So much of an account number as tells colleagues of one name apart. */
const LAST_DIGITS = 4
/** More invitations than this are not counted for a task. */
const MANY = 1000

/**
 * What an account agrees to with an invitation code, and who may review it (R89-R91). Refuses `code_unknown`,
 * `rate_reached`, an account that cannot be affiliated: `entity_fixed`, `already_affiliated`, and one that has asked
 * already: `already_pending`.
 */
export async function affiliationNotice(ctx: LoggedIn, { code }: Input<"invitationCode">): Promise<AffiliationNotice> {
  const { id } = await organizationWith(ctx, code)
  const { accountId } = ctx.actor
  await transact(ctx, (tx) => mustBeFree(tx, accountId, id))
  await mustNotHaveAsked(ctx, id)
  const [row] = await ctx.db.execute<
    Omit<AffiliationNotice, "reviewers"> & { reviewers: Reviewer[] | null } & Wire
  >(sql`
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

type Wire = Record<string, unknown>
type Reviewer = AffiliationNotice["reviewers"][number]

/** Enough to recognize a colleague, too little to learn a directory. */
function maskedName(name: string): string {
  return name
    .split(/\s+/)
    .map(([first = ""]) => `${first}••`)
    .join(" ")
}

/**
 * Asks to join with an invitation code, under the notice that was agreed to; the chosen administrator gets a letter
 * (R90-R93). Refuses what `affiliationNotice` refuses, `reviewer_unfit`, and `already_pending`.
 */
export async function requestToJoin(ctx: LoggedIn, input: Input<"requestToJoin">): Promise<Proposed> {
  const { code, reviewerId, description } = input
  const { id: organizationId, generation } = await organizationWith(ctx, code)
  const { accountId } = ctx.actor
  return transact(ctx, async (tx) => {
    await lockOrganization(tx, organizationId)
    // Read again under the lock: a reset may have come in between.
    const [valid] = await tx.execute(
      sql`select 1 from organizations where id = ${organizationId} and code_generation = ${generation}`,
    )
    if (!valid) refuse("code_unknown", { field: "code" })
    // Nobody reviews the own request, not even an administrator.
    if (reviewerId === accountId || !can(await roleIn(tx, organizationId, reviewerId), "requests.review")) {
      refuse("reviewer_unfit", { field: "reviewerId" })
    }
    await mustBeFree(tx, accountId, organizationId)
    const about = { organizationId, subject: accountId, recipientId: reviewerId, terms: { description, generation } }
    return propose({ ...ctx, db: tx }, "join-request", about)
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
  const rows = await db.execute<WireRequest & Wire>(sql`
    select h.id, o.name as organization, o.id as "organizationId", h.terms ->> 'description' as description,
           r.name as reviewer, h.state,
           exists (select 1 from memberships m where m.organization_id = o.id and m.account_id = ${actor.accountId}) as member,
           h.reason, h.sent_at::text as "sentAt", h.expires_at::text as "expiresAt",
           ${clock}::text as now
      from handshakes h join organizations o on o.id = h.organization_id join accounts r on r.id = h.recipient_id
     where h.kind = 'join-request' and h.initiator_id = ${actor.accountId} order by h.id desc limit 20`)
  return [...rows].map(({ state, sentAt, expiresAt, now, reviewer, ...rest }) => {
    const dates = { sentAt: new Date(sentAt), expiresAt: new Date(expiresAt) }
    const status = statusOf[stateAt({ state, expiresAt: dates.expiresAt }, new Date(now))]
    return { ...rest, ...dates, reviewer: maskedName(reviewer), status }
  })
}

type WireRequest = Omit<AffiliationRequest, "sentAt" | "expiresAt" | "status"> &
  Record<"sentAt" | "expiresAt" | "now", string> & { state: State }

/** What waits for this person in an organization: requests that he chose to review, or that have lost their reviewer (R94). */
export async function tasksOf({ db, clock, actor }: LoggedIn, organizationId: InView): Promise<Task[]> {
  const rows = await db.execute<WireTask & Wire>(sql`
    select h.id, a.name as applicant, a.number, coalesce(a.email, a.phone) as contact,
           h.terms ->> 'description' as description, h.sent_at::text as "sentAt", h.expires_at::text as "expiresAt",
           (h.terms ->> 'generation')::int < o.code_generation as "codeReplaced", h.recipient_id <> ${actor.accountId} as fallen
      from handshakes h join organizations o on o.id = h.organization_id join accounts a on a.id = h.initiator_id
     where ${waitingFor(actor.accountId, organizationId)} and h.expires_at > ${clock} order by h.id limit 100`)
  return [...rows].map(({ sentAt, expiresAt, ...rest }) => ({
    ...rest,
    sentAt: new Date(sentAt),
    expiresAt: new Date(expiresAt),
  }))
}

type WireTask = Omit<Task, "sentAt" | "expiresAt"> & Record<"sentAt" | "expiresAt", string>

/** How many tasks wait for this person, for the sidebar; all invitations to approve again are one. */
export async function countTasks(ctx: LoggedIn, organizationId: InView): Promise<number> {
  const [row] = await ctx.db.execute<{ n: number }>(sql`
    select (select count(*)::int from handshakes h
             where ${waitingFor(ctx.actor.accountId, organizationId)} and h.expires_at > ${ctx.clock})
         + least(${toApproveAgain(ctx, organizationId)}, 1) as n`)
  return row?.n ?? 0
}

/** How many invitations wait for the super admin to approve them again, up to a thousand; 0 for everybody else. */
export async function countReapprovals(ctx: LoggedIn, organizationId: InView): Promise<number> {
  const [row] = await ctx.db.execute<{ n: number }>(sql`select ${toApproveAgain(ctx, organizationId)} as n`)
  return row?.n ?? 0
}

/** Only a change of owner leaves invitations of somebody else, so that mostly none is looked at. */
function toApproveAgain({ actor, clock }: LoggedIn, organizationId: InView) {
  return sql`case when exists (select 1 from memberships m where m.organization_id = ${organizationId}
                        and m.account_id = ${actor.accountId} and m.role = 'super_admin')
                   and exists (select 1 from handshakes t where t.organization_id = ${organizationId}
                        and t.kind = 'ownership-transfer' and t.state = 'accepted')
    then (select count(*)::int from (select 1 from handshakes i where i.organization_id = ${organizationId}
            and i.kind = 'invitation' and i.state = 'open' and i.expires_at > ${clock}
            and i.initiator_id <> ${actor.accountId} limit ${MANY}::int) one)
    else 0 end`
}

/** As `mayAnswer` of the kind says it, for a whole list. */
function waitingFor(accountId: string, organizationId: string) {
  const roleOf = (account: ReturnType<typeof sql>) =>
    sql`(select m.role from memberships m where m.organization_id = ${organizationId} and m.account_id = ${account})`
  const reviewers = sql.join(
    rolesWith("requests.review").map((role) => sql`${role}`),
    sql`, `,
  )
  return sql`h.kind = 'join-request' and h.organization_id = ${organizationId} and h.state = 'requested'
    and h.initiator_id <> ${accountId} and case when coalesce(${roleOf(sql`h.recipient_id`)} in (${reviewers}), false)
         then h.recipient_id = ${accountId} else ${roleOf(sql`${accountId}::uuid`)} = 'super_admin' end`
}
