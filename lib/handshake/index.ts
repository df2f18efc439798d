import type { Context, LoggedIn } from "@/lib/core/context"
import { type Linked, linkTo } from "@/lib/core/tokens"
import { together } from "@/lib/core/turns/together"
import { acceptGathered } from "@/lib/handshake/batch/acceptances"
import { kindOf } from "@/lib/handshake/kinds"
import {
  type Loaded,
  load,
  type Ref,
  resolve,
  resolveAll,
  resolveTogether,
  type Transition,
} from "@/lib/handshake/transition"
import { canceling, isAddressed, mustAnswer, whyNotAnswer, whyNotWithoutFactor } from "@/lib/handshake/why-not"
import { settings } from "@/lib/settings"
import type { RefusalCode } from "@/lib/shared/refusals"

export { tokenFor } from "@/lib/core/tokens"
export { cancelBatch, resendBatch } from "@/lib/handshake/batch/moves"
export { decide, doneOf, type Outcome, outcomeOf } from "@/lib/handshake/batch/outcomes"
export { previewBatch, proposeBatch } from "@/lib/handshake/batch/proposals"
export { REMINDED_AT_ONCE, remindDue } from "@/lib/handshake/batch/reminders"
export { endsWithMembership, type KindName, kindNames, type TermsOf } from "@/lib/handshake/kinds"
export { type Proposed, propose, proposeAll } from "@/lib/handshake/proposal"
export { ofChannel } from "@/lib/handshake/rate-limits"
export { resend } from "@/lib/handshake/renewal"
export { mustBePending, type Ref, releaseExpired } from "@/lib/handshake/transition"

export interface HandshakeView extends Loaded {
  /** Why the visitor may not answer; nothing when they may. */
  blockedBy: RefusalCode | undefined
  /** Whether the visitor is the one who was asked. */
  addressed: boolean
}

/**
 * Accepts: once, in time, as the participant that may, while the initiator still has the right. Claim, effect and audit
 * row are one transaction. Refuses what the kind's `mayAnswer` and `mayPropose` refuse, `expired`, `revoked` and
 * `already_answered`, `link_invalid` for a replaced link, and `factor_demanded` where the role that it gives asks for one. (R27, R29, R30, R32)
 */
export async function accept(ctx: LoggedIn, ref: Ref): Promise<void> {
  await acceptGathered(ctx, ref)
}

/**
 * Declines, as the participant that may accept, with the refusals of `accept`; the reason goes to the initiator. (R28)
 */
export async function decline(ctx: LoggedIn, { reason, ...ref }: Ref & { reason?: string }): Promise<void> {
  await resolve(ctx, ref, { ...declining, reason })
}

const declining: Transition = { move: "decline", right: mustAnswer }

const answers = { accept: acceptGathered, decline: (ctx: LoggedIn, ref: Ref) => resolve(ctx, ref, declining) }

/** Accepts or declines, with the refusals of `accept`; gives what the one who answered finds behind the link from then on. */
export async function answer(ctx: LoggedIn, ref: Ref, how: keyof typeof answers): Promise<HandshakeView> {
  return viewOf(await answers[how](ctx, ref))
}

/** Declines many at once, inside a verb that holds the organization's lock; all or none. */
export function declineAll(ctx: LoggedIn, ids: string[]): Promise<void> {
  return resolveAll(ctx, ids, declining)
}

/**
 * Takes a proposal back, as anyone who could propose it now; its link is dead when this returns. Refuses `forbidden`,
 * `not_found` to outsiders, and what has ended. (R17, R18)
 */
export async function cancel(ctx: LoggedIn, ref: Ref): Promise<void> {
  const { kind } = ref
  if (kind && "id" in ref) await cancelTogether(ctx, kind, { kind, id: ref.id })
  else await resolve(ctx, ref, canceling)
}

const cancelTogether = together<{ kind: string; id: string }, unknown>({
  alone: (ctx, ref) => resolve(ctx, ref, canceling),
  async all(ctx, refs) {
    const ids = refs.map(({ id }) => id)
    await resolveTogether(ctx, { kind: refs[0].kind, ids }, canceling)
    return ids.map(() => undefined)
  },
})

/** Takes many back at once, inside a verb that holds the organization's lock; all or none. */
export function cancelAll(ctx: LoggedIn, ids: string[]): Promise<void> {
  return resolveAll(ctx, ids, canceling)
}

/**
 * The link of a handshake at its generation, always on the configured origin; the origin alone where it is answered in
 * the console. (R19)
 */
export function linkOf(handshake: Linked): string {
  const { page } = kindOf(handshake.kind).letter
  return page ? linkTo(page, handshake) : settings().origin
}

/** What a visitor finds behind a link or an id; null when a link is unknown or replaced. Changes nothing. (R20-R24) */
export async function read(ctx: Context, ref: Ref): Promise<HandshakeView | null> {
  const found = await load(ctx, ref)
  return found && viewOf(found)
}

function viewOf(found: Loaded): HandshakeView {
  return { ...found, blockedBy: whyNotAnswer(found) ?? whyNotWithoutFactor(found), addressed: isAddressed(found) }
}
