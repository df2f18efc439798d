import { and, eq, type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, h, o } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { queryRows } from "@/db/rows"
import { accounts, handshakes, memberships, organizations } from "@/db/schema"
import { contactOf } from "@/lib/core/contacts"
import type { LoggedIn } from "@/lib/core/context"
import { isLive } from "@/lib/core/live"
import { post } from "@/lib/letters"

const request = alias(handshakes, "request")
const approval = alias(handshakes, "approval")
const approver = alias(memberships, "approver")

/**
 * Whether a member that was asked has not approved, as SQL about a request for all features; an account that has left
 * since is not missing, and one that has come back was not asked.
 */
export function approvalMissing(requestId: SQL): SQL {
  return sql`exists (select 1 from ${handshakes} ${approval}
    join ${memberships} ${approver}
      on ${approver.organizationId} = ${approval.organizationId} and ${approver.accountId} = ${approval.recipientId}
     and ${approver.affiliated} and ${approver.joinedAt} <= ${approval.proposedAt}
    where ${approval.organizationId} = (
        select ${request.organizationId} from ${handshakes} ${request} where ${request.id} = ${requestId})
      and ${approval.kind} = 'feature-approval' and ${approval.terms} ->> 'parentId' = ${requestId}::text
      and ${approval.state} <> 'accepted')`
}

/** Whether the request that an approval belongs to still waits. */
export async function stillRequested(tx: Queries, { clock }: Pick<LoggedIn, "clock">, requestId: string) {
  const waiting = await tx
    .select({ id: handshakes.id })
    .from(handshakes)
    .where(and(eq(handshakes.id, requestId), isLive(handshakes, clock)))
  return waiting.length === 1
}

/** Opens the request for all features once no approval is missing, and asks its initiator by letter to confirm it. */
export async function openWhenApproved(tx: Queries, ctx: Pick<LoggedIn, "clock">, organizationId: string) {
  const [opened] = await openRequest(tx, ctx, organizationId)
  if (!opened) return
  const { contact, locale, organization } = opened
  await post(tx, {
    template: "features-approved",
    to: contactOf(contact),
    locale,
    words: { organization, organizationId },
  })
}

const opened = {
  contact: sql<string>`coalesce(${a.email}, ${a.phone})`,
  locale: a.locale,
  organization: o.name,
}

/** Opens the request where no approval is missing; the state in the database keeps it from opening twice. */
export function openRequest(tx: Queries, { clock }: Pick<LoggedIn, "clock">, organizationId: string) {
  return queryRows(
    tx,
    opened,
    (columns) => sql`
      with opened as (
        update ${handshakes} ${h} set state = 'open'
         where ${h.organizationId} = ${organizationId} and ${h.kind} = 'all-features' and ${h.state} = 'requested'
           and ${h.expiresAt} > ${clock} and not ${approvalMissing(sql`${h.id}`)} returning ${h}.*)
      select ${columns} from opened ${h}
        join ${accounts} ${a} on ${a.id} = ${h.initiatorId}
        join ${organizations} ${o} on ${o.id} = ${h.organizationId}`,
  )
}
