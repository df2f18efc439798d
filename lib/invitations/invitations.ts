import { eq, sql } from "drizzle-orm"
import { a, m } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { startVerification } from "@/lib/accounts/contacts/proving"
import { sendRegistrationCode } from "@/lib/accounts/registration"
import { atHomeIn, mustBeContact } from "@/lib/accounts/typed-contact"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import { contactOf, isAccountNumber, isLocalNumber, masked, shownContact } from "@/lib/core/contacts"
import type { Context, LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { transact } from "@/lib/core/transaction"
import {
  cancel,
  type HandshakeView,
  linkOf,
  mustBePending,
  ofChannel,
  propose,
  read,
  resend,
  type TermsOf,
} from "@/lib/handshake"
import { type Letter, type LetterView, viewLetter } from "@/lib/handshake/view"
import { post, requeueFailed } from "@/lib/letters"
import { settings } from "@/lib/settings"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import { can, type Locale } from "@/lib/shared/roles"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"
import { endReason, isPending } from "@/lib/shared/states"

export const KIND = "invitation"
const DAY = 24 * 60 * 60
const LIFETIMES = [1, 7, 14, 30]

/** The lifetimes that an inviter can choose, in days, and the usual one. (R31) */
export function invitationDays(): { offered: number[]; usual: number } {
  const usual = settings().lifetimes.invitationSeconds / DAY
  return { usual, offered: [...new Set([...LIFETIMES, usual])].sort((a, b) => a - b) }
}

/**
 * Invites a person by e-mail or phone; gives the link, for the inviter to copy, and since and until when it can be
 * answered. Refuses a contact as `mustBeContact` does, and `invalid_input` at the field for a lifetime that is not
 * offered. (R1-R12, R31, R35)
 */
export async function inviteMember(ctx: LoggedIn, { organizationId, contact, days, ...terms }: Input<"invite">) {
  const here = isLocalNumber(contact) ? await atHomeIn(ctx, organizationId) : ctx
  const { address } = mustBeContact(here, contact)
  const proposed = await propose(ctx, KIND, {
    organizationId,
    subject: address,
    terms,
    lifetimeSeconds: mustBeOffered(days),
  })
  const { id, sentAt, expiresAt } = proposed
  return { id, contact: address, link: linkOf(proposed), sentAt, expiresAt }
}

/** The lifetime of an invitation in seconds, for what was chosen in days. Refuses one that is not offered. */
export function mustBeOffered(days: number | undefined): number {
  const { offered, usual } = invitationDays()
  if (!offered.includes(days ?? usual)) refuse("invalid_input", { field: "days" })
  return (days ?? usual) * DAY
}

/** The present link of a pending invitation. Refuses `not_found`, `forbidden`, and an ended invitation. */
export async function invitationLink(ctx: LoggedIn, { id }: Input<"invitation">): Promise<string> {
  const { handshake } = await mustManage(ctx, id)
  mustBePending(handshake)
  return linkOf(handshake)
}

/** Sends an invitation again; gives its new hours and link, which the initiator may see with this kind alone. */
export async function resendInvitation(ctx: LoggedIn, { id }: Input<"invitation">) {
  const renewed = await resend(ctx, { id, kind: KIND })
  return { link: linkOf(renewed), sentAt: renewed.sentAt, expiresAt: renewed.expiresAt }
}

/**
 * Sends a pending invitation again with another role, note or lifetime; the old link is dead, and the audit says from
 * what to what. Refuses as resending does, and a lifetime that is not offered.
 */
export async function editInvitation(ctx: LoggedIn, { id, role, note, days }: Input<"editInvitation">) {
  const lifetimeSeconds = days === undefined ? undefined : mustBeOffered(days)
  const renewed = await resend(ctx, { id, kind: KIND, terms: { role, note }, lifetimeSeconds })
  return { link: linkOf(renewed), sentAt: renewed.sentAt, expiresAt: renewed.expiresAt }
}

/** Revokes an invitation, with the refusals of `cancel`. (R17, R18) */
export function revokeInvitation(ctx: LoggedIn, { id }: Input<"invitation">): Promise<void> {
  return cancel(ctx, { id, kind: KIND })
}

/** Queues the letter of an invitation again after its delivery failed; the link stays. Refuses `nothing_failed` and `opted_out`. */
export async function retryDelivery(ctx: LoggedIn, { id }: Input<"invitation">) {
  const view = await read(ctx, { id, kind: KIND })
  if (!view) refuse("not_found")
  const { organizationId, subject } = view.handshake
  const attempted = { organizationId, action: `${KIND}.retry`, target: subject, handshakeId: id } as const
  await change(ctx, { ...attempted, permission: "members.invite" }, async (tx, entry) => {
    const present = await read({ ...ctx, db: tx }, { id })
    if (present) mustBePending(present.handshake)
    if (present?.context.optedOut) refuse("opted_out")
    const counted = ofChannel(organizationId, contactOf(present?.handshake.subject ?? subject))
    await consumeLimits(tx, ctx, [["invitesPerRecipientHere", `${organizationId}:${subject}`], ...counted])
    if (!(await requeueFailed(tx, id, ctx.clock))) refuse("nothing_failed")
    await record(tx, ctx, entry)
  })
}

async function mustManage(ctx: LoggedIn, id: string): Promise<HandshakeView> {
  const view = await read(ctx, { id })
  const role = view?.context.participant?.role
  if (view?.handshake.kind !== KIND || !role) refuse("not_found")
  if (!can(role, "members.invite")) refuse("forbidden")
  return view
}

/** Sends the code that verifies the invited contact to that contact; gives the id of the verification. (R34) */
export async function verifyInvited(
  ctx: LoggedIn,
  { token, password }: Input<"verifyInvited">,
  locale: Locale,
): Promise<string> {
  const view = await read(ctx, { token, kind: KIND })
  if (!view) refuse("link_invalid")
  if (endReason(view.handshake.state) && !view.addressed) refuse("link_invalid")
  if (view.blockedBy && view.blockedBy !== "contact_not_verified") refuse(view.blockedBy)
  return startVerification(ctx, { contact: contactOf(view.handshake.subject), locale, password })
}

/**
 * Sends the invited contact the code with which it registers, for whoever holds the link: the contact itself is told to
 * nobody. Gives the id of the verification. Refuses `link_invalid` for what cannot be answered, and `rate_reached`. (R25)
 */
export async function registrationCode(ctx: Context, { token, locale }: Input<"registrationCode">): Promise<string> {
  const view = await read(ctx, { token, kind: KIND })
  const { state, subject } = view?.handshake ?? refuse("link_invalid")
  if (!isPending(state) || isAccountNumber(subject)) refuse("link_invalid")
  return sendRegistrationCode(ctx, contactOf(subject), { locale })
}

/** Asks the super admin by letter for a new link instead of a dead one. Refuses others, and while a link is live. */
export async function requestNewLink(ctx: LoggedIn, { token }: Input<"letter">) {
  const view = await read(ctx, { token, kind: KIND })
  if (!view?.addressed) refuse("link_invalid")
  const { handshake, context } = view
  const { organizationId, subject: contact } = handshake
  if (isPending(handshake.state) || context.pendingId) refuse("still_open")
  if (endReason(handshake.state) === "already_answered") refuse("already_answered")
  await transact(ctx, async (tx) => {
    await consumeLimits(tx, ctx, [["newLinkWanted", handshake.id]])
    const admin = await superAdminOf(tx, organizationId)
    if (!admin?.contact) refuse("not_found")
    await post(tx, {
      template: "new-link-wanted",
      to: contactOf(admin.contact),
      locale: admin.locale,
      words: { organization: context.organization.name, organizationId, contact: shownContact(contact) },
    })
    const action = "invitation.want-new-link"
    await record(tx, ctx, { organizationId, action, target: contact, handshakeId: handshake.id })
  })
}

async function superAdminOf(tx: Queries, organizationId: string) {
  const [admin] = await tx
    .select({ contact: sql<string | null>`coalesce(${a.email}, ${a.phone})`, locale: a.locale })
    .from(m)
    .innerJoin(a, eq(a.id, m.accountId))
    .where(sql`${m.organizationId} = ${organizationId} and ${m.role} = 'super_admin'`)
  return admin
}

/** What the page behind an invitation shows. */
export function viewInvitation(ctx: Context, token: string): Promise<LetterView<InvitationDetails>> {
  return viewLetter(ctx, token, invitationLetter)
}

export const invitationLetter: Letter<InvitationDetails> = { kind: KIND, describe: describeInvitation }

function describeInvitation({ handshake, context, addressed }: HandshakeView): InvitationDetails {
  const { role, note, affiliates = false } = handshake.terms as TermsOf<"invitation">
  return {
    organization: context.organization.name,
    certified: context.organization.certified,
    legalName: context.organization.legalName,
    formerName: context.organization.formerName,
    inviter: context.initiator.name,
    role,
    affiliates,
    note: addressed || isPending(handshake.state) ? note : "",
    contact: masked(handshake.subject),
    byNumber: isAccountNumber(handshake.subject),
    expiresAt: handshake.expiresAt,
  }
}
