import { sql } from "drizzle-orm"
import type { LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { rolesWith } from "@/lib/shared/roles"
import type { Task } from "@/lib/shared/rows/affiliation"

/** More invitations than this are not counted. */
const MANY = 1000

/** What waits for this person in an organization: requests that he chose to review, or that have lost their reviewer (R94). */
export async function tasksOf({ db, clock, actor }: LoggedIn, organizationId: ReadableOrganizationId): Promise<Task[]> {
  const rows = await db.execute<WireTask>(sql`
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

type WireTask = Omit<Task, "sentAt" | "expiresAt"> & Record<"sentAt" | "expiresAt", string> & Record<string, unknown>

/** How many tasks wait for this person, for the sidebar; all invitations to approve again are one. */
export async function countTasks(ctx: LoggedIn, organizationId: ReadableOrganizationId): Promise<number> {
  const [row] = await ctx.db.execute<{ n: number }>(sql`
    select (select count(*)::int from handshakes h
             where ${waitingFor(ctx.actor.accountId, organizationId)} and h.expires_at > ${ctx.clock})
         + least(${toApproveAgain(ctx, organizationId)}, 1) as n`)
  return row?.n ?? 0
}

/** How many invitations wait for the super admin to approve them again, up to a thousand; 0 for everybody else. */
export async function countReapprovals(ctx: LoggedIn, organizationId: ReadableOrganizationId): Promise<number> {
  const [row] = await ctx.db.execute<{ n: number }>(sql`select ${toApproveAgain(ctx, organizationId)} as n`)
  return row?.n ?? 0
}

/** Only a change of owner leaves invitations of somebody else, so that mostly none is looked at. */
function toApproveAgain({ actor, clock }: LoggedIn, organizationId: ReadableOrganizationId) {
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
