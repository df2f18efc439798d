import { type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, h, m, o } from "@/db/aliases"
import { accounts, handshakes, memberships, organizations } from "@/db/schema"
import { type Given, notLookedUp, statement } from "@/db/statement"
import type { LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { type Listed, pageClauses, uuid } from "@/lib/lists/paging"
import { rolesWith } from "@/lib/shared/roles"
import type { Task } from "@/lib/shared/rows/affiliation"

/** More tasks than this are not listed. */
const LISTED = 100
/** More invitations or requests than this are not counted. */
const COUNTED = 1000
const COUNT = sql.raw(String(COUNTED))
const FIRST = { direction: "asc", side: null } as const
/** Written out, so that the index of the rarer roles serves. */
const reviewing = sql.raw(`('${rolesWith("requests.review").join("', '")}')`)

const transfer = alias(handshakes, "transfer")
const invitation = alias(handshakes, "invitation")

type Own = Given<"organizationId" | "accountId">

const ownOf = ({ actor }: LoggedIn, organizationId: ReadableOrganizationId) => ({
  organizationId,
  accountId: actor.accountId,
})

/** The requests that wait for the own account: as their chosen reviewer, or because they have lost theirs. (R94) */
export function tasksOf(ctx: LoggedIn, organizationId: ReadableOrganizationId): Promise<Task[]> {
  return tasks(ctx, ownOf(ctx, organizationId))
}

const tasks = statement((own: Own, clock) => ({
  shape: {
    id: h.id,
    applicant: a.name,
    number: a.number,
    contact: sql<string | null>`coalesce(${a.email}, ${a.phone})`,
    description: sql<string>`${h.terms} ->> 'description'`,
    sentAt: h.sentAt,
    expiresAt: h.expiresAt,
    codeReplaced: sql<boolean>`(${h.terms} ->> 'generation')::int < ${o.codeGeneration}`,
    fallen: sql<boolean>`${h.recipientId} <> ${own.accountId}`,
  },
  text: (columns) => sql`
    with ${requestsTables(own, clock)}
    select ${columns} from requests ${h} join ${organizations} ${o} on ${o.id} = ${h.organizationId}
      join ${accounts} ${a} on ${a.id} = ${h.initiatorId}
     order by ${h.id} limit ${sql.raw(String(LISTED))}`,
}))

/** How many tasks wait for the own account, for the sidebar; all invitations to approve again are one. */
export async function countTasks(ctx: LoggedIn, organizationId: ReadableOrganizationId): Promise<number> {
  const [row] = await counted(ctx, ownOf(ctx, organizationId))
  return row?.tasks ?? 0
}

const counted = statement((own: Own, clock) => ({
  shape: {
    tasks: sql<number>`(select count(*)::int from requests) + least(${reapprovals(own, clock)}, 1)`,
  },
  text: (columns) => sql`with ${requestsTables(own, clock)} select ${columns}`,
}))

/** How many invitations wait for the super admin to approve them again, up to a thousand; 0 for everybody else. */
export async function countReapprovals(ctx: LoggedIn, organizationId: ReadableOrganizationId): Promise<number> {
  const [row] = await waiting(ctx, ownOf(ctx, organizationId))
  return row?.reapprovals ?? 0
}

const waiting = statement((own: Own, clock) => ({
  shape: { reapprovals: reapprovals(own, clock) },
  text: (columns) => sql`select ${columns}`,
}))

/** Looks at invitations only after a change of owner, for nothing else leaves invitations of somebody else. */
function reapprovals({ organizationId, accountId }: Own, clock: SQL): SQL<number> {
  const owns = sql`exists (select from ${memberships} ${m} where ${m.organizationId} = ${organizationId}
    and ${m.accountId} = ${accountId} and ${m.role} = 'super_admin')`
  const hasChanged = sql`exists (select from ${handshakes} ${transfer}
    where ${transfer.organizationId} = ${organizationId} and ${transfer.kind} = 'ownership-transfer'
      and ${transfer.state} = 'accepted')`
  const ofOthers = sql`select from ${handshakes} ${invitation} where ${invitation.organizationId} = ${organizationId}
    and ${invitation.kind} = 'invitation' and ${invitation.state} = 'open' and ${invitation.expiresAt} > ${clock}
    and ${invitation.initiatorId} <> ${accountId} limit ${COUNT}`
  return sql`case when ${owns} and ${hasChanged} then (select count(*)::int from (${ofOthers}) t) else 0 end`
}

/**
 * The requests to join that wait for the own account, as `mayAnswer` of their kind says it, as the common tables of a
 * statement, the last of which is `requests`: those whose reviewer it is, and for the super admin those whose reviewer
 * reviews no more; of either as many as are counted.
 */
function requestsTables(own: Own, clock: SQL): SQL {
  const { organizationId, accountId } = own
  const within: Listed["within"] = [
    [h.organizationId, organizationId],
    [h.kind, sql`'join-request'`],
    [h.state, sql`'requested'`],
  ]
  const { where, order } = pageClauses({ within, order: [[sql`${h.id}`, uuid]] }, FIRST, {
    first: sql``,
    second: sql``,
  })
  const waits = sql`${h.expiresAt} > (select ${clock}) and ${h.initiatorId} <> ${accountId}`
  const isReviewer = (id: SQL) => sql`coalesce(${id} in (select account_id from reviewers), false)`
  return sql`
    reviewers as materialized (
      select ${m.accountId}, ${m.role} from ${memberships} ${m}
       where ${m.organizationId} = ${organizationId} and ${m.role} in ${reviewing}),
    requests as materialized (
      (select * from ${handshakes} ${h} where ${h.recipientId} = ${accountId} and ${h.state} = 'requested'
          and ${h.kind} = 'join-request' and ${notLookedUp(sql`${h.organizationId} = ${organizationId}`)}
          and ${waits} and (select ${isReviewer(sql`${accountId}::uuid`)}) limit ${COUNT})
      union all
      (select * from ${handshakes} ${h} where ${where} and ${waits} and not ${isReviewer(sql`${h.recipientId}`)}
          and exists (select from reviewers where account_id = ${accountId} and role = 'super_admin')
        order by ${order} limit ${COUNT}))`
}
