import { masked } from "./contacts"
import type { Context } from "./context"
import type { RefusalCode } from "./errors"
import { type Reading, read, type TermsOf } from "./handshake"
import { isPending } from "./handshake/machine"
import type { InvitableRole } from "./roles"

/** What the page behind a link shows: one of these and nothing else (R20-R29). */
export type InvitationView =
  | { state: "invalid" }
  | { state: "revoked" | "expired"; organization: string }
  | { state: "accepted"; organization: string; organizationId: string | null }
  | { state: "rejected"; organization: string }
  | ({ state: "info"; loggedIn: boolean } & Details)
  | ({ state: "mismatch"; account: { name: string; contact: string } } & Details)
  | ({ state: "unproved" } & Details)
  | ({ state: "blocked"; code: RefusalCode } & Details)

interface Details {
  organization: string
  inviter: string
  role: InvitableRole
  /** Only for the person whom the invitation addresses. */
  note: string
  /** Enough of the invited contact to recognize one's own. */
  contact: string
  expiresAt: Date
}

/**
 * Reads an invitation by its link. Unknown, revoked and expired are one answer to a stranger; the addressed
 * person is told which. Changes nothing.
 */
export async function viewInvitation(ctx: Context, token: string): Promise<InvitationView> {
  const reading = await read(ctx, { token })
  if (reading?.handshake.kind !== "invitation") return { state: "invalid" }
  const { handshake, scene, obstacle, addressed } = reading
  const organization = scene.organization.name
  if (handshake.state === "accepted") {
    return { state: "accepted", organization, organizationId: addressed ? scene.organization.id : null }
  }
  if (handshake.state === "declined") return { state: "rejected", organization }
  if (!isPending(handshake.state)) {
    const state = handshake.state === "canceled" ? "revoked" : "expired"
    return addressed ? { state, organization } : { state: "invalid" }
  }
  const details = detailsOf(reading)
  if (!scene.party || !obstacle) return { state: "info", loggedIn: scene.party != null, ...details }
  if (obstacle === "contact_not_proved") return { state: "unproved", ...details }
  if (obstacle !== "wrong_account") return { state: "blocked", code: obstacle, ...details }
  const { name, email, phone } = scene.party
  return { state: "mismatch", account: { name, contact: email ?? phone ?? "" }, ...details }
}

function detailsOf({ handshake, scene, addressed }: Reading): Details {
  const { role, note } = handshake.terms as TermsOf<"invitation">
  return {
    organization: scene.organization.name,
    inviter: scene.initiator.name,
    role,
    note: addressed ? note : "",
    contact: masked(handshake.subject),
    expiresAt: handshake.expiresAt,
  }
}
