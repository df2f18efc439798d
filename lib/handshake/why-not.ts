import { type HandshakeContext, type Participant, withUsedQuota } from "@/lib/handshake/context"
import { kindOf, reserves } from "@/lib/handshake/kinds"
import type { Loaded } from "@/lib/handshake/transition"
import { type RefusalCode, refuse } from "@/lib/shared/refusals"
import { endReason } from "@/lib/shared/states"

/** Why a visitor may not answer now, the initiator's right included; nothing when they may. */
export function whyNotAnswer(found: Loaded): RefusalCode | undefined {
  const { handshake, context } = found
  if (endReason(handshake.state)) return endReason(handshake.state)
  if (!context.participant) return "not_logged_in"
  return kindOf(handshake.kind).mayAnswer(context, context.participant) ?? whyNotInitiator(found)
}

/** The initiator's right once more, at the answer: its own place has been kept for it. */
export function whyNotInitiator({ handshake, context }: Loaded): RefusalCode | undefined {
  const { crowded } = context.organization
  const others = withoutOwnPlace(context, handshake.kind)
  // Of more places than a lowered quota has, the first answers get those that members have left.
  const counted = reserves(handshake.kind) && crowded !== null ? withUsedQuota(context, crowded) : others
  const blockedBy = kindOf(handshake.kind).mayPropose(counted, context.initiator, handshake.terms)
  return blockedBy === "forbidden" ? "initiator_not_entitled" : blockedBy
}

/** Why somebody who may answer cannot accept yet: the role that they would have asks for a second factor. */
export function whyNotWithoutFactor({ handshake, context }: Loaded): RefusalCode | undefined {
  const role = kindOf(handshake.kind).gives?.(handshake.terms)
  const isDemanded = role !== undefined && context.organization.factorRoles.includes(role)
  return isDemanded && !context.hasFactor ? "factor_demanded" : undefined
}

/** Whether the visitor is the one who was asked, whatever else stands in the way. */
export function isAddressed({ handshake, context }: Loaded): boolean {
  return context.participant != null && kindOf(handshake.kind).mayAnswer(context, context.participant) === undefined
}

/** Refuses a participant that may not answer; of one that has ended, only the addressed person learns more. */
export function mustAnswer({ handshake, context, participant }: Loaded & { participant: Participant }) {
  const blockedBy = kindOf(handshake.kind).mayAnswer(context, participant)
  mustHaveRight(blockedBy && endReason(handshake.state) ? "link_invalid" : blockedBy, participant)
}

/** Refuses a participant that may propose nothing of a kind, whatever else stands in its way. */
export function mustBeProposer(kind: string, { context, participant, terms }: Proposing) {
  if (kindOf(kind).mayPropose(context, participant, terms) === "forbidden") mustHaveRight("forbidden", participant)
}

interface Proposing {
  context: HandshakeContext
  participant: Participant
  terms: unknown
}

/** Refuses a participant that may not take a proposal back, which is who could not propose it now. */
function mustCancel({ handshake: { kind, terms }, ...one }: Loaded & { participant: Participant }) {
  mustBeProposer(kind, { ...one, terms })
}

/** The move that accepts, while the initiator still has the right. */
export const accepting = {
  move: "accept",
  right: mustAnswer,
  state: (locked: Loaded) => refuseIf(whyNotInitiator(locked) ?? whyNotWithoutFactor(locked)),
} as const

/** The move that takes a proposal back. */
export const canceling = { move: "cancel", right: mustCancel } as const

/** The context of a pending handshake without the place that it has reserved itself. */
export function withoutOwnPlace(context: HandshakeContext, kind: string): HandshakeContext {
  return withUsedQuota(context, context.organization.usedQuota - (reserves(kind) ? 1 : 0))
}

/** Refuses for a reason. To an outsider a foreign organization does not exist; a member is told that they may not. */
export function mustHaveRight(code: RefusalCode | undefined, { role }: Participant, facts?: Record<string, string>) {
  refuseIf(code === "forbidden" && !role ? "not_found" : code, facts)
}

/** Refuses when there is a reason to. */
function refuseIf(code: RefusalCode | undefined, facts?: Record<string, string>) {
  if (code) refuse(code, { facts })
}
