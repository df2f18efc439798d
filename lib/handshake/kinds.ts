import type { RateLimitHit } from "@/lib/core/limits"
import type { HandshakeContext } from "@/lib/handshake/context"
import type { Kind, LetterDraft } from "@/lib/handshake/kind"
import { allFeatures } from "@/lib/handshake/kinds/all-features"
import { certification } from "@/lib/handshake/kinds/certification"
import { featureApproval } from "@/lib/handshake/kinds/feature-approval"
import { invitation } from "@/lib/handshake/kinds/invitation"
import { joinRequest } from "@/lib/handshake/kinds/join-request"
import { ownershipTransfer } from "@/lib/handshake/kinds/ownership-transfer"
import { securityBinding } from "@/lib/handshake/kinds/security-binding"
import { letterLimits } from "@/lib/handshake/rate-limits"

/** Every kind of handshake: a new one is a file and a line here. */
const kinds = {
  invitation,
  "ownership-transfer": ownershipTransfer,
  certification,
  "join-request": joinRequest,
  "security-binding": securityBinding,
  "all-features": allFeatures,
  "feature-approval": featureApproval,
}

export type KindName = keyof typeof kinds
export const kindNames = Object.keys(kinds) as KindName[]

/** Kinds whose pending handshakes have a place in the quota of the organization. */
export const reservesQuota: readonly KindName[] = ["invitation"]
/**
 * Kinds whose acceptance takes nothing but the place that the proposal has reserved, so that the answers of one
 * organization need not wait for each other; except where an account comes to belong to it.
 */
export const acceptedBeside: readonly KindName[] = ["invitation"]
/** Kinds whose acceptance changes what every other answer relies on, such as who the owner is. */
export const acceptedAlone: readonly KindName[] = ["ownership-transfer", "certification", "all-features"]
/** Kinds that ask a member as a member: they end when the membership does. */
export const endsWithMembership: readonly KindName[] = ["ownership-transfer", "feature-approval"]

export type TermsOf<K extends KindName> = (typeof kinds)[K] extends Kind<infer Terms> ? Terms : never

/** Whether a pending handshake of a kind has a place in the quota. */
export function reserves(name: string): boolean {
  return reservesQuota.some((kind) => kind === name)
}

/** A kind by name, for the machine, which never looks into the terms. */
export function kindOf(name: string): Kind<unknown> {
  return kinds[name as KindName] as Kind<unknown>
}

/** What is sent of a handshake: its letter, and what that counts as, under which limits and with whom. */
export function sendingOf(
  name: string,
  context: HandshakeContext,
  terms: unknown,
): { letter: LetterDraft; attempts: RateLimitHit[] } {
  const { write, limits } = kindOf(name).letter
  const letter = write(context, terms)
  return { letter, attempts: letterLimits(limits, context, letter.to) }
}
