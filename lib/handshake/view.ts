import type { Context } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { type HandshakeView, type KindName, read } from "@/lib/handshake"
import { Refusal, type RefusalCode } from "@/lib/shared/refusals"
import { isPending } from "@/lib/shared/states"

/** What the page behind a link shows: one of these and nothing else. */
export type LetterView<Details> =
  | { state: "missing" }
  | { state: "invalid" }
  | { state: "too-many"; retryAfter: number }
  | ({ state: "accepted"; organizationId: string | null } & Details)
  | { state: "rejected"; organization: string }
  | ({ state: "info"; loggedIn: boolean } & Details)
  | ({ state: "revoked" | "expired" } & Details)
  | ({ state: "mismatch"; account: { name: string; contact: string } } & Details)
  | ({ state: "unverified"; code: RefusalCode } & Details)
  | ({ state: "blocked"; code: RefusalCode } & Details)

/** What a screen is given for its state. */
export type Shown<State extends LetterView<unknown>["state"], Details = unknown> = Extract<
  LetterView<Details>,
  { state: State }
>

/** A letter as its page shows it. */
export interface Letter<Details> {
  kind: KindName
  /** What the letter tells its reader. */
  describe(view: HandshakeView): Details
}

/**
 * Reads a letter of a kind by its link. Unknown, revoked and expired are one answer to a stranger; the addressed
 * person is told which. Changes nothing but the count of links that open nothing; no link at all is no guess.
 */
export async function viewLetter<Details>(
  ctx: Context,
  token: string,
  letter: Letter<Details>,
): Promise<LetterView<Details>> {
  if (!token) return { state: "missing" }
  const found = await read(ctx, { token })
  return (found && showLetter(found, letter)) ?? countGuess(ctx)
}

/** What a letter shows of what was found behind it; nothing of another kind, and nothing to a stranger where it is dead. */
export function showLetter<Details>(found: HandshakeView, { kind, describe }: Letter<Details>) {
  return found.handshake.kind === kind ? describeState(found, describe) : null
}

function describeState<Details>(
  reading: HandshakeView,
  describe: (reading: HandshakeView) => Details,
): LetterView<Details> | null {
  const { handshake, context, blockedBy, addressed } = reading
  const organization = context.organization.name
  const shown = describe(reading)
  if (handshake.state === "accepted") {
    return { state: "accepted", organizationId: addressed ? context.organization.id : null, ...shown }
  }
  if (handshake.state === "declined") return { state: "rejected", organization }
  if (!isPending(handshake.state)) {
    return addressed ? { state: handshake.state === "canceled" ? "revoked" : "expired", ...shown } : null
  }
  if (!context.participant || !blockedBy) return { state: "info", loggedIn: context.participant != null, ...shown }
  if (blockedBy === "contact_not_verified") return { state: "unverified", code: blockedBy, ...shown }
  if (blockedBy !== "wrong_account") return { state: "blocked", code: blockedBy, ...shown }
  const { name, email, phone } = context.participant
  return { state: "mismatch", account: { name, contact: email ?? phone ?? "" }, ...shown }
}

/** Only a link that opens nothing is counted: who holds a link may look as often as they like. */
export async function countGuess(ctx: Context): Promise<Extract<LetterView<never>, { state: "invalid" | "too-many" }>> {
  try {
    await consumeLimits(ctx.db, ctx, [["linksPerIp", ctx.ip]])
    return { state: "invalid" }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { state: "too-many", retryAfter: error.extra.retryAfter ?? 0 }
  }
}
