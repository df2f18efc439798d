import { sql } from "drizzle-orm"
import { z } from "zod"
import type { Queries } from "@/db/client"
import { attempt, record } from "@/lib/audit/audit"
import type { Context, LoggedIn } from "@/lib/core/context"
import { pending } from "@/lib/core/live"
import { idIn, opens } from "@/lib/core/tokens"
import { flight } from "@/lib/core/transaction"
import { type Handshake, handshakeOf, lockHandshake, type Party, type Scene } from "@/lib/handshake/context"
import { kindOf } from "@/lib/handshake/kinds"
import { post } from "@/lib/letters"
import { refuse } from "@/lib/shared/refusals"
import { endOf, type Move, moves, stateAt } from "@/lib/shared/states"

/** A handshake is named by the token of its letter, or by its id where the console shows it; of a kind, where that matters. */
export type Ref = ({ token: string } | { id: string }) & { kind?: string }

export interface Found {
  /** Its state is the one that reads now. */
  handshake: Handshake
  scene: Scene
}

export interface Locked extends Found {
  party: Party
}

/** What a move asks before it claims, and what it does with it. */
interface Rule {
  /** Refuses a party that may not make this move. */
  right(locked: Locked): void
  /** The effect, in the same flight as the claim; false when it could not take place. */
  effect?(tx: Queries, locked: Locked): Promise<boolean>
  /** Why it is declined. */
  reason?: string
}

/** One move: right, state, then claim with effect and audit row in one flight; what does not hold leaves nothing. */
export function settle(ctx: LoggedIn, ref: Ref, move: Move, { right, effect, reason }: Rule): Promise<void> {
  return attempt(ctx, async (tx, about) => {
    const locked = await lock(tx, ctx, ref)
    const { handshake } = locked
    const { organizationId, kind, id: handshakeId } = handshake
    const entry = about({ organizationId, action: `${kind}.${move}`, target: targetOf(handshake), handshakeId })
    right(locked)
    mustBePending(handshake)
    const [claimed, done] = await flight(
      () => claim(tx, ctx, handshake, { move, reason }),
      () => effect?.(tx, locked) ?? Promise.resolve(true),
      () => record(tx, ctx, reason ? { ...entry, detail: { reason } } : entry),
      () => tell(tx, locked, { move, reason }),
    )
    if (claimed.length !== 1) refuse("expired")
    if (!done) refuse("initiator_not_entitled")
  })
}

/** Whom a handshake concerns, for the audit: the account that it is about, or the chosen one, or its subject. */
export function targetOf({ recipientId, subject }: Pick<Handshake, "recipientId" | "subject">): string {
  return isAccount.safeParse(subject).success ? subject : (recipientId ?? subject)
}

const isAccount = z.uuid()

/** Locks the handshake that a party names and reads it with its scene. */
export async function lock(tx: Queries, ctx: LoggedIn, ref: Ref): Promise<Locked> {
  const id = idOf(ref)
  if (!id) refuse("link_invalid")
  const [, found] = await flight(
    () => lockHandshake(tx, id),
    () => find(tx, ctx, ref),
  )
  if (!found) refuse("token" in ref ? "link_invalid" : "not_found")
  if (!found.scene.party) refuse("not_logged_in")
  return { ...found, party: found.scene.party }
}

/** What stands behind a link or an id; null when it is unknown, or the link was replaced. */
export async function find(db: Queries, ctx: Context, ref: Ref): Promise<Found | null> {
  const id = idOf(ref)
  const found = id && (await handshakeOf(db, ctx, id))
  if (!found || ("token" in ref && !opens(ref.token, found.handshake))) return null
  if (ref.kind && ref.kind !== found.handshake.kind) return null
  const { handshake, scene } = found
  return { scene, handshake: { ...handshake, state: stateAt(handshake, scene.now) } }
}

/** Writes `expired` where pending handshakes past their hour stand in the way of a new one. */
export function retire(tx: Queries, { clock }: Context, organizationId: string, which: ReturnType<typeof sql>) {
  return tx.execute(sql`
    update handshakes set state = 'expired', settled_at = expires_at
     where organization_id = ${organizationId} and ${which} and expires_at <= ${clock} and state in ${pending}
    returning id`)
}

/** Refuses what a settled handshake refuses. */
export function mustBePending({ state }: Handshake) {
  const end = endOf(state)
  if (end) refuse(end)
}

/** Still pending, in time and of this generation, by a clock that is read after any wait for its lock. */
export function claimable({ clock }: Context, { id, generation }: Handshake) {
  return sql`id = ${id} and generation = ${generation} and expires_at > ${clock} and state in ${pending}`
}

interface Settling {
  move: Move
  reason?: string
}

function claim(tx: Queries, ctx: LoggedIn, handshake: Handshake, { move, reason }: Settling) {
  return tx.execute(sql`
    update handshakes set state = ${moves[move]}, settled_at = ${ctx.clock}, settled_by = ${ctx.actor.accountId},
      reason = ${reason ?? null}
     where ${claimable(ctx, handshake)} returning id`)
}

/** The initiator learns what came of it, where the kind says so. */
async function tell(tx: Queries, locked: Locked, { move, reason }: Settling) {
  if (move === "cancel") return
  const letter = kindOf(locked.handshake.kind).letter.answer?.(locked, { move, reason })
  if (letter) await post(tx, letter)
}

function idOf(ref: Ref): string | null {
  return "token" in ref ? idIn(ref.token) : ref.id
}
