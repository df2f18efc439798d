import { type SQL, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { contactOf } from "@/lib/core/contacts"
import type { LoggedIn } from "@/lib/core/context"
import { pendingStatesSql } from "@/lib/core/live"
import { post } from "@/lib/letters"
import type { Locale } from "@/lib/shared/roles"

/**
 * Whether a member that was asked has not approved, as SQL about a request for all features. Who has left since is
 * missing no more, and who has come back is somebody else.
 */
export function approvalMissing(requestId: SQL): SQL {
  return sql`exists (select 1 from handshakes c
    join memberships m on m.organization_id = c.organization_id and m.account_id = c.recipient_id
     and m.affiliated and m.joined_at <= c.proposed_at
    where c.organization_id = (select q.organization_id from handshakes q where q.id = ${requestId})
      and c.kind = 'feature-approval' and c.terms ->> 'parentId' = ${requestId}::text and c.state <> 'accepted')`
}

/** Whether the request that an approval belongs to still waits. */
export async function stillRequested(tx: Queries, { clock }: Pick<LoggedIn, "clock">, requestId: string) {
  const found = await tx.execute(sql`
    select 1 from handshakes where id = ${requestId} and state in ${pendingStatesSql} and expires_at > ${clock}`)
  return found.length === 1
}

/** Opens the request for all features once no approval is missing, and tells its initiator, who now confirms it. */
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

/** The state in the database is the truth: nothing opens a request twice. */
export function openRequest(tx: Queries, { clock }: Pick<LoggedIn, "clock">, organizationId: string) {
  return tx.execute<{ contact: string; locale: Locale; organization: string }>(sql`
    with opened as (
      update handshakes p set state = 'open'
       where p.organization_id = ${organizationId} and p.kind = 'all-features' and p.state = 'requested'
         and p.expires_at > ${clock} and not ${approvalMissing(sql`p.id`)} returning p.initiator_id, p.organization_id)
    select coalesce(a.email, a.phone) as contact, a.locale, o.name as organization
      from opened join accounts a on a.id = opened.initiator_id join organizations o on o.id = opened.organization_id`)
}
