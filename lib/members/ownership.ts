import { sql } from "drizzle-orm"
import { a } from "@/db/aliases"
import { mustBeFresh } from "@/lib/accounts/accounts"
import { masked, maskedName, parseContact } from "@/lib/core/contacts"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { isActivated } from "@/lib/effects/activation"
import { cancel, type HandshakeView, type Proposed, propose, resend } from "@/lib/handshake"
import { type LetterView, viewLetter } from "@/lib/handshake/view"
import { listMembers } from "@/lib/members/members"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import { can, type Role } from "@/lib/shared/roles"
import type { Member } from "@/lib/shared/rows/members"
import type { Ownership, TransferDetails } from "@/lib/shared/rows/organization"
import type { Subject } from "@/lib/shared/subjects"

/** One seat an organization: a second change of owner waits for the end of the first (R74). */
const OWNER_SUBJECT: Subject = "owner"
const KIND = "ownership-transfer"

/**
 * Offers the ownership of an organization to a member by a letter with a link (R68-R73). Refuses all but the owner,
 * `password_needed` when the login is not fresh, `email_needed` at the field when the member has no e-mail address,
 * `not_a_member`, `already_owner`, `not_activated` of an account that cannot log in yet, and `already_pending` while
 * another change waits.
 */
export async function changeOwner(ctx: LoggedIn, input: Input<"changeOwner">): Promise<Proposed> {
  const { organizationId, accountId, password } = input
  const { role, target } = await ownerAndTarget(ctx, input)
  const entitled = can(role, "owner.change")
  const attempted = { organizationId, action: `${KIND}.propose`, target: accountId } as const
  if (entitled) await mustBeFresh(ctx, password, attempted)
  // Whoever may not is refused by the proposal itself, which keeps the attempt.
  const email = entitled && target?.activated && !target.email ? typedEmail(input.email) : null
  return propose(ctx, KIND, {
    organizationId,
    subject: OWNER_SUBJECT,
    recipientId: accountId,
    terms: { email },
  })
}

async function ownerAndTarget({ db, actor }: LoggedIn, { organizationId, accountId }: Input<"changeOwner">) {
  const [row] = await db.execute<{ role: Role | null; target: Target | null }>(sql`
    select (select role from memberships
             where organization_id = ${organizationId} and account_id = ${actor.accountId}) as role,
           (select json_build_object('email', a.email, 'activated', ${isActivated(a)})
              from memberships m join accounts a on a.id = m.account_id
             where m.organization_id = ${organizationId} and m.account_id = ${accountId}) as target`)
  return { role: row?.role ?? null, target: row?.target ?? null }
}

interface Target {
  email: string | null
  activated: boolean
}

function typedEmail(typed: string | undefined): string {
  if (!typed) refuse("email_needed", { field: "email" })
  const contact = parseContact(typed)
  return contact?.channel === "email" ? contact.address : refuse("invalid_input", { field: "email" })
}

/** Sends the letter of a change once more, with a new link; the old one is dead. Refuses all but the owner, and what has ended. */
export async function resendChange(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  await resend(ctx, { id, kind: KIND })
}

/** Takes a change of owner back; its link is dead. Refuses all but the owner, and what has ended. */
export function cancelChange(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  return cancel(ctx, { id, kind: KIND })
}

/** The first of the members who can become the owner, by name, contact or number (R70): all but the owner who can log in. */
export async function eligibleOwners(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { search }: { search: string },
): Promise<Member[]> {
  const { rows } = await listMembers(ctx, organizationId, { search, except: "super_admin", activated: true })
  return rows
}

/** Who owns an organization, and the change of owner that is under way (R69, R74). One statement. */
export async function ownershipOf({ db, clock }: Context, organizationId: ReadableOrganizationId): Promise<Ownership> {
  const [row] = await db.execute<{ owner: Ownership["owner"]; transfer: WireTransfer | null }>(sql`
    select (select json_build_object('accountId', a.id, 'name', a.name, 'email', a.email, 'phone', a.phone)
              from memberships m join accounts a on a.id = m.account_id
             where m.organization_id = ${organizationId} and m.role = 'super_admin') as owner,
           (select json_build_object('id', h.id, 'name', a.name, 'contact', coalesce(a.email, h.terms ->> 'email'),
                'sentAt', h.sent_at, 'expiresAt', h.expires_at, 'delivery', h.delivery, 'failure',
                (select l.failure from letters l where l.handshake_id = h.id and h.delivery = 'failed'
                  order by l.id desc limit 1))
              from handshakes h join accounts a on a.id = h.recipient_id
             where h.organization_id = ${organizationId} and h.kind = ${KIND}
               and h.subject = ${OWNER_SUBJECT} and h.state = 'open' and h.expires_at > ${clock}) as transfer`)
  if (!row?.owner) refuse("not_found")
  return { owner: row.owner, transfer: row.transfer && transferOf(row.transfer) }
}

type WireTransfer = Omit<NonNullable<Ownership["transfer"]>, "sentAt" | "expiresAt"> &
  Record<"sentAt" | "expiresAt", string>

function transferOf({ sentAt, expiresAt, ...transfer }: WireTransfer) {
  return { ...transfer, sentAt: new Date(sentAt), expiresAt: new Date(expiresAt) }
}

/** What the page behind a change of owner shows. */
export function viewTransfer(ctx: Context, token: string): Promise<LetterView<TransferDetails>> {
  return viewLetter(ctx, { kind: KIND, token, describe: describeTransfer })
}

function describeTransfer({ handshake, context, addressed }: HandshakeView): TransferDetails {
  const { organization, initiator, recipient } = context
  const address = recipient?.email ?? recipient?.phone
  return {
    organization: organization.name,
    owner: initiator.name,
    name: addressed ? (recipient?.name ?? "") : "",
    contact: address ? masked(address) : maskedName(recipient?.name ?? ""),
    expiresAt: handshake.expiresAt,
  }
}
