import { masked } from "./contacts"
import type { Context } from "./context"
import { Refusal, type RefusalCode } from "./errors"
import { type Reading, read, type TermsOf } from "./handshake"
import { isPending } from "./handshake/machine"
import { spend } from "./limits"
import type { InvitationDetails } from "./rows"

/** What the page behind a link shows: one of these and nothing else (R20-R29). */
export type InvitationView =
  | { state: "invalid" }
  | { state: "too-many"; retryAfter: number }
  | { state: "revoked" | "expired"; organization: string }
  | { state: "accepted"; organization: string; organizationId: string | null }
  | { state: "rejected"; organization: string }
  | ({ state: "info"; loggedIn: boolean } & InvitationDetails)
  | ({ state: "mismatch"; account: { name: string; contact: string } } & InvitationDetails)
  | ({ state: "unproved" } & InvitationDetails)
  | ({ state: "blocked"; code: RefusalCode } & InvitationDetails)

/** What a screen is given for its state. */
export type Shown<State extends InvitationView["state"]> = Extract<InvitationView, { state: State }>

/**
 * Reads an invitation by its link. Unknown, revoked and expired are one answer to a stranger; the addressed
 * person is told which. Changes nothing but the count of links that open nothing.
 */
export async function viewInvitation(ctx: Context, token: string): Promise<InvitationView> {
  const reading = await read(ctx, { token })
  const view = reading?.handshake.kind === "invitation" ? viewOf(reading) : null
  return view ?? countGuess(ctx)
}

/** Nothing for a stranger at a link that is dead. */
function viewOf(reading: Reading): InvitationView | null {
  const { handshake, scene, obstacle, addressed } = reading
  const organization = scene.organization.name
  if (handshake.state === "accepted") {
    return { state: "accepted", organization, organizationId: addressed ? scene.organization.id : null }
  }
  if (handshake.state === "declined") return { state: "rejected", organization }
  if (!isPending(handshake.state)) {
    return addressed ? { state: handshake.state === "canceled" ? "revoked" : "expired", organization } : null
  }
  const details = detailsOf(reading)
  if (!scene.party || !obstacle) return { state: "info", loggedIn: scene.party != null, ...details }
  if (obstacle === "contact_not_proved") return { state: "unproved", ...details }
  if (obstacle !== "wrong_account") return { state: "blocked", code: obstacle, ...details }
  const { name, email, phone } = scene.party
  return { state: "mismatch", account: { name, contact: email ?? phone ?? "" }, ...details }
}

/** Only what opens nothing is counted: who holds a link may look as often as he likes. */
async function countGuess(ctx: Context): Promise<InvitationView> {
  try {
    await spend(ctx.db, ctx, [["linksPerIp", ctx.ip]])
    return { state: "invalid" }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { state: "too-many", retryAfter: error.extra.retryAfter ?? 0 }
  }
}

function detailsOf({ handshake, scene, addressed }: Reading): InvitationDetails {
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
