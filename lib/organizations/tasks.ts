import { type Column, inArray, type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, h, m, o } from "@/db/aliases"
import { accounts, handshakes, memberships, organizations } from "@/db/schema"
import type { LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { queryRows } from "@/lib/core/rows"
import { rolesWith } from "@/lib/shared/roles"
import type { Task } from "@/lib/shared/rows/affiliation"

/** More tasks than this are not listed. */
const LISTED = 100
/** More invitations than this are not counted. */
const COUNTED = 1000

const transfer = alias(handshakes, "transfer")
const invitation = alias(handshakes, "invitation")

/** The requests that wait for the own account: as their chosen reviewer, or because they have lost theirs. (R94) */
export function tasksOf(ctx: LoggedIn, organizationId: ReadableOrganizationId): Promise<Task[]> {
  const shape = {
    id: h.id,
    applicant: a.name,
    number: a.number,
    contact: sql<string | null>`coalesce(${a.email}, ${a.phone})`,
    description: sql<string>`${h.terms} ->> 'description'`,
    sentAt: h.sentAt,
    expiresAt: h.expiresAt,
    codeReplaced: sql<boolean>`(${h.terms} ->> 'generation')::int < ${o.codeGeneration}`,
    fallen: sql<boolean>`${h.recipientId} <> ${ctx.actor.accountId}`,
  }
  return queryRows(
    ctx.db,
    shape,
    (columns) => sql`
      select ${columns} from ${handshakes} ${h} join ${organizations} ${o} on ${o.id} = ${h.organizationId}
        join ${accounts} ${a} on ${a.id} = ${h.initiatorId}
       where ${waitsFor(h, ctx, organizationId)} order by ${h.id} limit ${LISTED}::int`,
  )
}

/** How many tasks wait for the own account, for the sidebar; all invitations to approve again are one. */
export function countTasks(ctx: LoggedIn, organizationId: ReadableOrganizationId): Promise<number> {
  const requests = sql`(select count(*)::int from ${handshakes} ${h} where ${waitsFor(h, ctx, organizationId)})`
  return countOf(ctx, sql`${requests} + least(${reapprovals(ctx, organizationId)}, 1)`)
}

/** How many invitations wait for the super admin to approve them again, up to a thousand; 0 for everybody else. */
export function countReapprovals(ctx: LoggedIn, organizationId: ReadableOrganizationId): Promise<number> {
  return countOf(ctx, reapprovals(ctx, organizationId))
}

async function countOf({ db }: LoggedIn, count: SQL<number>): Promise<number> {
  const [row] = await queryRows(db, { count }, (columns) => sql`select ${columns}`)
  return row?.count ?? 0
}

/** Looks at invitations only after a change of owner, for nothing else leaves invitations of somebody else. */
function reapprovals({ actor, clock }: LoggedIn, organizationId: ReadableOrganizationId): SQL<number> {
  const owns = sql`exists (select from ${memberships} ${m} where ${m.organizationId} = ${organizationId}
    and ${m.accountId} = ${actor.accountId} and ${m.role} = 'super_admin')`
  const hasChanged = sql`exists (select from ${handshakes} ${transfer}
    where ${transfer.organizationId} = ${organizationId} and ${transfer.kind} = 'ownership-transfer'
      and ${transfer.state} = 'accepted')`
  const ofOthers = sql`select from ${handshakes} ${invitation} where ${invitation.organizationId} = ${organizationId}
    and ${invitation.kind} = 'invitation' and ${invitation.state} = 'open' and ${invitation.expiresAt} > ${clock}
    and ${invitation.initiatorId} <> ${actor.accountId} limit ${COUNTED}::int`
  return sql`case when ${owns} and ${hasChanged} then (select count(*)::int from (${ofOthers}) t) else 0 end`
}

type Request = Record<"kind" | "organizationId" | "state" | "initiatorId" | "recipientId" | "expiresAt", Column>

/** Whether a request to join waits for the own account, as `mayAnswer` of its kind says it, in SQL for a whole list. */
function waitsFor(request: Request, { actor, clock }: LoggedIn, organizationId: string): SQL<boolean> {
  const { accountId } = actor
  const roleOf = (account: Column | SQL) => sql`(select ${m.role} from ${memberships} ${m}
    where ${m.organizationId} = ${organizationId} and ${m.accountId} = ${account})`
  const hasReviewer = sql`coalesce(${inArray(roleOf(request.recipientId), rolesWith("requests.review"))}, false)`
  return sql`(${request.kind} = 'join-request' and ${request.organizationId} = ${organizationId}
    and ${request.state} = 'requested' and ${request.expiresAt} > ${clock} and ${request.initiatorId} <> ${accountId}
    and case when ${hasReviewer} then ${request.recipientId} = ${accountId}
        else ${roleOf(sql`${accountId}::uuid`)} = 'super_admin' end)`
}
