import { sql } from "drizzle-orm"
import { mustBeContact, startVerification } from "@/lib/accounts/accounts"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import { contactOf, isAccountNumber, masked } from "@/lib/core/contacts"
import type { Context, LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { transact } from "@/lib/core/transaction"
import { cancel, type HandshakeView, linkOf, mustBePending, propose, read, resend, type TermsOf } from "@/lib/handshake"
import { type LetterView, viewLetter } from "@/lib/handshake/view"
import { post, requeueFailed } from "@/lib/letters"
import { settings } from "@/lib/settings"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import { can, type Locale } from "@/lib/shared/roles"
import type { InvitationDetails } from "@/lib/shared/rows/invitations"
import { endReason, isPending } from "@/lib/shared/states"

const KIND = "invitation"
const DAY = 24 * 60 * 60
const LIFETIMES = [1, 7, 14, 30]

/** For how many days an invitation can be made to live, and for how many it does by itself (R31). */
export function invitationDays(): { offered: number[]; usual: number } {
  const usual = settings().lifetimes.invitationSeconds / DAY
  return { usual, offered: [...new Set([...LIFETIMES, usual])].sort((a, b) => a - b) }
}

/**
 * Invites a person by e-mail or phone; gives the link, for the inviter to copy (R1-R12, R31, R35). Refuses
 * `invalid_input` at the field for a contact that cannot be read, and for other days than are offered.
 */
export async function inviteMember(ctx: LoggedIn, { organizationId, contact, role, note, days }: Input<"invite">) {
  const { address } = mustBeContact(contact)
  const { offered, usual } = invitationDays()
  if (!offered.includes(days ?? usual)) refuse("invalid_input", { field: "days" })
  const proposed = await propose(ctx, KIND, {
    organizationId,
    subject: address,
    terms: { role, note },
    lifetimeSeconds: (days ?? usual) * DAY,
  })
  return { id: proposed.id, contact: address, link: linkOf(proposed) }
}

/** The present link of a pending invitation. Refuses `not_found`, `forbidden` and what has ended. */
export async function invitationLink(ctx: LoggedIn, { id }: Input<"invitation">): Promise<string> {
  const { handshake } = await mustManage(ctx, id)
  mustBePending(handshake)
  return linkOf(handshake)
}

/** Sends an invitation again; gives its new link, which is for its initiator's eyes with this kind alone. */
export async function resendInvitation(ctx: LoggedIn, { id }: Input<"invitation">): Promise<string> {
  return linkOf(await resend(ctx, { id, kind: KIND }))
}

/** Revokes an invitation (R17, R18), with the refusals of `cancel`. */
export function revokeInvitation(ctx: LoggedIn, { id }: Input<"invitation">): Promise<void> {
  return cancel(ctx, { id, kind: KIND })
}

/** Queues the letter of an invitation that could not be delivered anew; the link stays. Refuses `nothing_failed`. */
export async function retryDelivery(ctx: LoggedIn, { id }: Input<"invitation">) {
  const found = await read(ctx, { id, kind: KIND })
  if (!found) refuse("not_found")
  const { organizationId, subject } = found.handshake
  const attempted = { organizationId, action: `${KIND}.retry`, target: subject, handshakeId: id } as const
  await change(ctx, { ...attempted, permission: "members.invite" }, async (tx, entry) => {
    const present = await read({ ...ctx, db: tx }, { id })
    if (present) mustBePending(present.handshake)
    await consumeLimits(tx, ctx, [["invitesPerRecipientHere", `${organizationId}:${subject}`]])
    if (!(await requeueFailed(tx, id, ctx.clock))) refuse("nothing_failed")
    await record(tx, ctx, entry)
  })
}

async function mustManage(ctx: LoggedIn, id: string): Promise<HandshakeView> {
  const found = await read(ctx, { id })
  const role = found?.context.participant?.role
  if (found?.handshake.kind !== KIND || !role) refuse("not_found")
  if (!can(role, "members.invite")) refuse("forbidden")
  return found
}

/** Sends the code that proves the invited contact, to that contact alone (R34). */
export async function verifyInvited(
  ctx: LoggedIn,
  { token, password }: Input<"verifyInvited">,
  locale: Locale,
): Promise<string> {
  const found = await read(ctx, { token, kind: KIND })
  if (!found) refuse("link_invalid")
  if (endReason(found.handshake.state) && !found.addressed) refuse("link_invalid")
  if (found.blockedBy && found.blockedBy !== "contact_not_verified") refuse(found.blockedBy)
  return startVerification(ctx, contactOf(found.handshake.subject), locale, password)
}

/** Tells the super admin that the invited person wants a new link in place of one that is dead. */
export async function requestNewLink(ctx: LoggedIn, { token }: Input<"letter">) {
  const found = await read(ctx, { token, kind: KIND })
  if (!found?.addressed) refuse("link_invalid")
  const { handshake, context } = found
  if (isPending(handshake.state) || context.pendingId) refuse("still_open")
  if (endReason(handshake.state) === "already_answered") refuse("already_answered")
  await transact(ctx, async (tx) => {
    await consumeLimits(tx, ctx, [["newLinkWanted", handshake.id]])
    const [admin] = await tx.execute<{ contact: string; locale: Locale }>(sql`
      select coalesce(a.email, a.phone) as contact, a.locale from memberships m join accounts a on a.id = m.account_id
       where m.organization_id = ${handshake.organizationId} and m.role = 'super_admin'`)
    if (!admin?.contact) refuse("not_found")
    await post(tx, {
      template: "new-link-wanted",
      to: contactOf(admin.contact),
      locale: admin.locale,
      words: {
        organization: context.organization.name,
        organizationId: handshake.organizationId,
        contact: handshake.subject,
      },
    })
    await record(tx, ctx, {
      organizationId: handshake.organizationId,
      action: "invitation.want-new-link",
      target: handshake.subject,
      handshakeId: handshake.id,
    })
  })
}

/** What the page behind an invitation shows. */
export function viewInvitation(ctx: Context, token: string): Promise<LetterView<InvitationDetails>> {
  return viewLetter(ctx, { kind: KIND, token, describe: describeInvitation })
}

function describeInvitation({ handshake, context, addressed }: HandshakeView): InvitationDetails {
  const { role, note, affiliates = false } = handshake.terms as TermsOf<"invitation">
  return {
    organization: context.organization.name,
    inviter: context.initiator.name,
    role,
    affiliates,
    note: addressed ? note : "",
    contact: masked(handshake.subject),
    byNumber: isAccountNumber(handshake.subject),
    expiresAt: handshake.expiresAt,
  }
}
