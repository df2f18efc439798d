import { atHomeIn, mustBeContact } from "@/lib/accounts/typed-contact"
import { change } from "@/lib/audit/change"
import { isAccountNumber } from "@/lib/core/contacts"
import type { LoggedIn } from "@/lib/core/context"
import { within } from "@/lib/core/locks"
import { cancelAll, type HandshakeView, linkOf, proposeAll, read, type TermsOf } from "@/lib/handshake"
import { KIND } from "@/lib/invitations/invitations"
import { proposedBefore, repeatableId } from "@/lib/invitations/repeated"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import { isUndeliverable } from "@/lib/shared/rows/delivery"

/**
 * Invites another contact in place of one that was wrong, with the role, note and lifetime of its invitation, which is
 * revoked in the same transaction: its link is dead when this returns, and its place in the quota is the new one's.
 * Gives what `inviteMember` gives; asked once more for the same contact, the same. Refuses as `inviteMember` and
 * `revokeInvitation` do, `undeliverable` for the contact whose letters come back, and an account's number.
 */
export async function correctContact(ctx: LoggedIn, { id, contact }: Input<"correctContact">) {
  const view = (await read(ctx, { id, kind: KIND })) ?? refuse("not_found")
  const { organizationId, subject } = view.handshake
  const attempted = { organizationId, action: `${KIND}.cancel`, target: subject, handshakeId: id } as const
  return change(ctx, { ...attempted, permission: "members.invite" }, async (tx) => {
    const inside = within(ctx, tx, organizationId)
    const { address } = mustBeContact(await atHomeIn(inside, organizationId), contact)
    if (address === subject) refuseSame(view)
    if (isAccountNumber(subject)) refuse("invalid_input", { field: "contact" })
    const corrected = repeatableId([ctx.actor.accountId, id, address])
    const before = await proposedBefore(inside, { organizationId, subject: address, id: corrected })
    if (!before) return { contact: address, ...shownOf(await replace(inside, id, { id: corrected, address })) }
    const { handshake } = (await read(inside, { id: before })) ?? refuse("not_found")
    return { contact: address, ...shownOf(handshake) }
  })
}

function refuseSame({ handshake: { id, delivery } }: HandshakeView): never {
  const field = "contact"
  if (isUndeliverable(delivery)) refuse("undeliverable", { field })
  refuse("already_pending", { field, facts: { id, kind: KIND } })
}

async function replace(ctx: LoggedIn, wrong: string, { id, address }: { id: string; address: string }) {
  await cancelAll(ctx, [wrong])
  // Read behind its lock: it may have been edited until then.
  const { handshake } = (await read(ctx, { id: wrong })) ?? refuse("not_found")
  const { organizationId, lifetimeSeconds } = handshake
  const terms = handshake.terms as TermsOf<"invitation">
  const each = [{ id, subject: address, terms, lifetimeSeconds }]
  const [proposed] = await proposeAll(ctx, KIND, { organizationId, each })
  return proposed ?? refuse("not_found")
}

function shownOf(proposed: Parameters<typeof linkOf>[0] & { sentAt: Date; expiresAt: Date }) {
  const { id, sentAt, expiresAt } = proposed
  return { id, link: linkOf(proposed), sentAt, expiresAt }
}
