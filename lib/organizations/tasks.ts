import { type Column, inArray, type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, h, m, o } from "@/db/aliases"
import { accounts, handshakes, memberships, organizations } from "@/db/schema"
import { type Given, statement } from "@/db/statement"
import type { LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { rolesWith } from "@/lib/shared/roles"
import type { Task } from "@/lib/shared/rows/affiliation"

/** More tasks than this are not listed. */
const LISTED = 100
/** More invitations than this are not counted. */
const COUNTED = 1000

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
    select ${columns} from ${handshakes} ${h} join ${organizations} ${o} on ${o.id} = ${h.organizationId}
      join ${accounts} ${a} on ${a.id} = ${h.initiatorId}
     where ${waitsFor(h, own, clock)} order by ${h.id} limit ${sql.raw(String(LISTED))}`,
}))

/** How many tasks wait for the own account, for the sidebar; all invitations to approve again are one. */
export async function countTasks(ctx: LoggedIn, organizationId: ReadableOrganizationId): Promise<number> {
  const [row] = await counted(ctx, ownOf(ctx, organizationId))
  return row?.tasks ?? 0
}

const counted = statement((own: Own, clock) => ({
  shape: {
    tasks: sql<number>`(select count(*)::int from ${handshakes} ${h} where ${waitsFor(h, own, clock)})
      + least(${reapprovals(own, clock)}, 1)`,
  },
  text: (columns) => sql`select ${columns}`,
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
    and ${invitation.initiatorId} <> ${accountId} limit ${sql.raw(String(COUNTED))}`
  return sql`case when ${owns} and ${hasChanged} then (select count(*)::int from (${ofOthers}) t) else 0 end`
}

type Request = Record<"kind" | "organizationId" | "state" | "initiatorId" | "recipientId" | "expiresAt", Column>

/** Whether a request to join waits for the own account, as `mayAnswer` of its kind says it, in SQL for a whole list. */
function waitsFor(request: Request, { organizationId, accountId }: Own, clock: SQL): SQL<boolean> {
  const roleOf = (account: Column | SQL) => sql`(select ${m.role} from ${memberships} ${m}
    where ${m.organizationId} = ${organizationId} and ${m.accountId} = ${account})`
  const hasReviewer = sql`coalesce(${inArray(roleOf(request.recipientId), rolesWith("requests.review"))}, false)`
  return sql`(${request.kind} = 'join-request' and ${request.organizationId} = ${organizationId}
    and ${request.state} = 'requested' and ${request.expiresAt} > ${clock} and ${request.initiatorId} <> ${accountId}
    and case when ${hasReviewer} then ${request.recipientId} = ${accountId}
        else ${roleOf(sql`${accountId}::uuid`)} = 'super_admin' end)`
}
