import { audited, entriesOf } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { attemptsOf } from "@/lib/core/limits"
import { currentKeyId } from "@/lib/core/secrets"
import { committing } from "@/lib/core/transaction"
import type { Handshake } from "@/lib/handshake/context"
import { kindOf, sendingOf } from "@/lib/handshake/kinds"
import type { Proposed } from "@/lib/handshake/proposal"
import { type Locked, lock, mustBePending, type Ref, targetOf } from "@/lib/handshake/transition"
import { mustHaveRight, withoutOwnPlace } from "@/lib/handshake/why-not"
import { renewHandshakes } from "@/lib/handshake/writing"
import { lettersOf } from "@/lib/letters"
import { refuse } from "@/lib/shared/refusals"
import { isUndeliverable } from "@/lib/shared/rows/delivery"

/**
 * Sends the letter of a pending handshake again, with other terms where they are given: a new generation, so the old
 * link is dead, and the whole lifetime. Its initiator from now on is who resends it, which re-approves one whose
 * initiator lost the right. Refuses what `mayPropose` refuses, what has ended, `undeliverable` where its letter came back or was
 * not wanted, `opted_out` where no more are wanted, and `rate_reached`.
 */
export function resend(ctx: LoggedIn, { terms, lifetimeSeconds, ...ref }: Ref & Changes): Promise<Proposed> {
  return audited(
    ctx,
    async (tx) => {
      const locked = await lock({ ...ctx, db: tx }, ref)
      return { locked, entry: resendingOf(locked) }
    },
    async (tx, { locked }) => {
      const renewal = renewable(locked, { terms, lifetimeSeconds })
      const [proposed] = await committing(tx, await renew({ ...ctx, db: tx }, [renewal]))
      return proposed ?? refuse("expired")
    },
  )
}

/** What a pending handshake is sent again with; what is left out stays. */
export interface Changes {
  terms?: object
  lifetimeSeconds?: number
}

/** A handshake that may be sent again, with what is written of it; refuses it else. */
export function renewable(locked: Locked, { terms: typed, lifetimeSeconds }: Changes = {}) {
  const { handshake, participant } = locked
  const kind = kindOf(handshake.kind)
  const context = withoutOwnPlace({ ...locked.context, initiator: participant }, handshake.kind)
  mustHaveRight(kind.mayPropose(context, participant, handshake.terms), participant)
  mustBePending(handshake)
  if (isUndeliverable(handshake.delivery)) refuse("undeliverable")
  if (context.optedOut) refuse("opted_out")
  const { data: terms, success } = kind.terms.safeParse({ ...(handshake.terms as object), ...typed })
  if (!success) refuse("invalid_input")
  return { handshake, ...sendingOf(handshake.kind, context, terms), terms: typed && terms, lifetimeSeconds }
}

export type Renewal = ReturnType<typeof renewable>

/** Gives what writes the next generation of handshakes of one kind, all or none, or refuses it. */
export async function renew(ctx: LoggedIn, rows: Renewal[]): Promise<() => Promise<Proposed[]>> {
  const keyId = currentKeyId()
  const next = new Map(
    rows.map(({ handshake: { id, kind, generation } }) => [id, { id, kind, generation: generation + 1, keyId }]),
  )
  const letters = await lettersOf(
    ctx.db,
    rows.map(({ handshake: { id, kind, generation }, letter }) => ({
      ...letter,
      handshake: { id, generation: generation + 1, page: kindOf(kind).letter.page },
    })),
  )
  const values = {
    claims: JSON.stringify(
      rows.map(({ handshake: { id, generation }, terms, lifetimeSeconds }) => ({
        id,
        generation,
        terms,
        lifetime_seconds: lifetimeSeconds,
      })),
    ),
    keyId,
    actorId: ctx.actor.accountId,
    attempts: attemptsOf(rows.flatMap(({ attempts }) => attempts)),
    entries: entriesOf(ctx, rows.map(resendingOf)),
    letters,
  }
  return async () => {
    const renewed = await renewHandshakes({ many: rows.length > 1 })(ctx, values)
    return renewed.flatMap(({ id, ...since }) => ({ ...(next.get(id) ?? refuse("expired")), ...since }))
  }
}

/** The entry of a resend; where it has other terms, with what they were and are. */
export function resendingOf({ handshake, terms }: { handshake: Handshake; terms?: unknown }) {
  const { organizationId, kind, id: handshakeId } = handshake
  const detail = terms ? { from: handshake.terms, to: terms } : undefined
  return { organizationId, action: `${kind}.resend` as const, target: targetOf(handshake), handshakeId, detail }
}
