import { sql } from "drizzle-orm"
import { a, h, m } from "@/db/aliases"
import { jsonRow, queryRows } from "@/db/rows"
import { accounts, handshakes, memberships } from "@/db/schema"
import { mustBeFresh } from "@/lib/accounts/accounts"
import { mustRead } from "@/lib/accounts/typed-contact"
import { masked, maskedName } from "@/lib/core/contacts"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { isActivated } from "@/lib/effects/activation"
import { cancel, type HandshakeView, type Proposed, propose, resend } from "@/lib/handshake"
import { type Letter, type LetterView, viewLetter } from "@/lib/handshake/view"
import { whyNotDelivered } from "@/lib/letters/refused"
import { listMembers } from "@/lib/members/records"
import type { Input } from "@/lib/shared/forms"
import type { Subject } from "@/lib/shared/handshakes"
import { refuse } from "@/lib/shared/refusals"
import { can, type Role } from "@/lib/shared/roles"
import type { Member } from "@/lib/shared/rows/members"
import type { Ownership, TransferDetails } from "@/lib/shared/rows/organization"

/** An organization has one owner, so a second change of owner waits for the end of the first. */
const OWNER_SUBJECT: Subject = "owner"
const KIND = "ownership-transfer"

/**
 * Offers the ownership of an organization to a member by a letter with a link. Refuses all but the owner,
 * `password_needed` when the login is not fresh, `email_needed` at the field when the member has no e-mail address,
 * `not_a_member`, `already_owner`, `not_activated` of an account that cannot log in yet, and `already_pending` while
 * another change waits. (R68-R73)
 */
export async function changeOwner(ctx: LoggedIn, input: Input<"changeOwner">): Promise<Proposed> {
  const { organizationId, accountId, password } = input
  const { role, target } = await ownerAndTarget(ctx, input)
  const entitled = can(role, "owner.change")
  const attempted = { organizationId, action: `${KIND}.propose`, target: accountId } as const
  if (entitled) await mustBeFresh(ctx, password, attempted)
  // The proposal refuses an account without the right, because it records the attempt.
  const email = entitled && target?.activated && !target.email ? typedEmail(input.email) : null
  return propose(ctx, KIND, {
    organizationId,
    subject: OWNER_SUBJECT,
    recipientId: accountId,
    terms: { email },
  })
}

async function ownerAndTarget({ db, actor }: LoggedIn, { organizationId, accountId }: Input<"changeOwner">) {
  const shape = {
    role: sql<Role | null>`(select ${m.role} from ${memberships} ${m}
      where ${m.organizationId} = ${organizationId} and ${m.accountId} = ${actor.accountId})`,
    target: jsonRow(
      { email: a.email, activated: isActivated(a) },
      sql`from ${memberships} ${m} join ${accounts} ${a} on ${a.id} = ${m.accountId}
        where ${m.organizationId} = ${organizationId} and ${m.accountId} = ${accountId}`,
    ),
  }
  const [row] = await queryRows(db, shape, (columns) => sql`select ${columns}`)
  return { role: row?.role ?? null, target: row?.target ?? null }
}

function typedEmail(typed: string | undefined): string {
  if (!typed) refuse("email_needed", { field: "email" })
  return mustRead({}, typed, { field: "email", channel: "email" }).address
}

/** Sends the letter again with a new link, which ends the old one. Refuses all but the owner, and an ended change. */
export async function resendChange(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  await resend(ctx, { id, kind: KIND })
}

/** Cancels a change of owner and its link. Refuses all but the owner, and an ended change. */
export function cancelChange(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  return cancel(ctx, { id, kind: KIND })
}

/** A page of the members who can become the owner: all that can log in, except the owner. (R70) */
export async function eligibleOwners(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { search }: { search: string },
): Promise<Member[]> {
  const { rows } = await listMembers(ctx, organizationId, { search, except: "super_admin", activated: true })
  return rows
}

const owner = { accountId: a.id, name: a.name, email: a.email, phone: a.phone }

const transfer = {
  id: h.id,
  name: a.name,
  contact: sql<string>`coalesce(${a.email}, ${h.terms} ->> 'email')`,
  sentAt: h.sentAt,
  expiresAt: h.expiresAt,
  delivery: h.delivery,
  failure: whyNotDelivered(h),
}

/** Who owns an organization, and the change of owner that is under way, in one statement. (R69, R74) */
export async function ownershipOf({ db, clock }: Context, organizationId: ReadableOrganizationId): Promise<Ownership> {
  const present = sql`
    from ${memberships} ${m} join ${accounts} ${a} on ${a.id} = ${m.accountId}
   where ${m.organizationId} = ${organizationId} and ${m.role} = 'super_admin'`
  const underway = sql`
    from ${handshakes} ${h} join ${accounts} ${a} on ${a.id} = ${h.recipientId}
   where ${h.organizationId} = ${organizationId} and ${h.kind} = ${KIND} and ${h.subject} = ${OWNER_SUBJECT}
     and ${h.state} = 'open' and ${h.expiresAt} > ${clock}`
  const shape = { owner: jsonRow(owner, present), transfer: jsonRow(transfer, underway) }
  const [row] = await queryRows(db, shape, (columns) => sql`select ${columns}`)
  if (!row?.owner) refuse("not_found")
  return { owner: row.owner, transfer: row.transfer }
}

/** What the page behind a change of owner shows. */
export function viewTransfer(ctx: Context, token: string): Promise<LetterView<TransferDetails>> {
  return viewLetter(ctx, token, transferLetter)
}

export const transferLetter: Letter<TransferDetails> = { kind: KIND, describe: describeTransfer }

function describeTransfer({ handshake, context, addressed }: HandshakeView): TransferDetails {
  const { organization, initiator, recipient } = context
  const address = recipient?.email ?? recipient?.phone
  return {
    organization: organization.name,
    certified: organization.certified,
    legalName: organization.legalName,
    formerName: organization.formerName,
    owner: initiator.name,
    name: addressed ? (recipient?.name ?? "") : "",
    contact: address ? masked(address) : maskedName(recipient?.name ?? ""),
    expiresAt: handshake.expiresAt,
  }
}
