import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import type { Queries } from "@/db/client"
import { audited, record } from "@/lib/audit/audit"
import type { Context, LoggedIn } from "@/lib/core/context"
import { pendingStatesSql } from "@/lib/core/live"
import { idIn, opens } from "@/lib/core/tokens"
import { pipelined } from "@/lib/core/transaction"
import {
  type Handshake,
  type HandshakeContext,
  loadHandshake,
  lockHandshake,
  type Participant,
} from "@/lib/handshake/context"
import { kindOf } from "@/lib/handshake/kinds"
import { post } from "@/lib/letters"
import { refuse } from "@/lib/shared/refusals"
import { endReason, type Move, moves, stateAt } from "@/lib/shared/states"

/**
 * A handshake is named by the token of its letter, or by its id where the console shows it; of a kind, where that
 * matters.
 */
export type Ref = ({ token: string } | { id: string }) & { kind?: string }

export interface Loaded {
  /** Its state is the one that reads now. */
  handshake: Handshake
  context: HandshakeContext
}

export interface Locked extends Loaded {
  participant: Participant
}

/** What a move asks before it claims, and what it does with it. */
interface Transition {
  move: Move
  /** Refuses a participant that may not make this move. */
  right(locked: Locked): void
  /** The effect, sent together with the claim; false when it could not take place. */
  effect?(tx: Queries, locked: Locked): Promise<boolean>
  /** Why it is declined. */
  reason?: string
}

/** One move: right, state, then claim, effect, audit row and letter at once; what does not hold leaves nothing. */
export function resolve(ctx: LoggedIn, ref: Ref, { move, right, effect, reason }: Transition): Promise<void> {
  return audited(
    ctx,
    async (tx) => {
      const locked = await lock(tx, ctx, ref)
      const { organizationId, kind, id: handshakeId } = locked.handshake
      const action = `${kind}.${move}` as const
      return { locked, entry: { organizationId, action, target: targetOf(locked.handshake), handshakeId } }
    },
    async (tx, { locked, entry }) => {
      right(locked)
      mustBePending(locked.handshake)
      const [claimed, done] = await pipelined(
        () => claim({ ...ctx, db: tx }, locked.handshake, { move, reason }),
        () => effect?.(tx, locked) ?? Promise.resolve(true),
        () => record(tx, ctx, { ...entry, detail: reason ? { reason } : undefined }),
        () => notifyInitiator(tx, locked, { move, reason }),
      )
      if (claimed.length !== 1) refuse("expired")
      if (!done) refuse("initiator_not_entitled")
    },
  )
}

/** Whom a handshake concerns, for the audit: the account that it is about, or the chosen one, or its subject. */
export function targetOf({ recipientId, subject }: Pick<Handshake, "recipientId" | "subject">): string {
  return isAccount.safeParse(subject).success ? subject : (recipientId ?? subject)
}

const isAccount = z.uuid()

/** Locks the handshake that a participant names and reads it with its context. */
export async function lock(tx: Queries, ctx: LoggedIn, ref: Ref): Promise<Locked> {
  const id = idOf(ref)
  if (!id) refuse("link_invalid")
  const [, found] = await pipelined(
    () => lockHandshake(tx, id),
    () => load(tx, ctx, ref),
  )
  if (!found) refuse("token" in ref ? "link_invalid" : "not_found")
  if (!found.context.participant) refuse("not_logged_in")
  return { ...found, participant: found.context.participant }
}

/** The handshake of a link or an id; null when it is unknown, or the link was replaced. */
export async function load(db: Queries, ctx: Context, ref: Ref): Promise<Loaded | null> {
  const id = idOf(ref)
  const found = id && (await loadHandshake(db, ctx, id))
  if (!found || ("token" in ref && !opens(ref.token, found.handshake))) return null
  if (ref.kind && ref.kind !== found.handshake.kind) return null
  const { handshake, context } = found
  return { context, handshake: { ...handshake, state: stateAt(handshake, context.now) } }
}

/** Writes `expired` where pending handshakes past their hour keep a new one from its place. */
export function markExpired({ db, clock }: Context, organizationId: string, which: SQL) {
  return db.execute(sql`
    update handshakes set state = 'expired', settled_at = expires_at
     where organization_id = ${organizationId} and ${which} and expires_at <= ${clock} and state in ${pendingStatesSql}
    returning id`)
}

/** Refuses what a settled handshake refuses. */
export function mustBePending({ state }: Handshake) {
  const end = endReason(state)
  if (end) refuse(end)
}

/** Still pending, in time and of this generation, by a clock that is read after any wait for its lock. */
export function claimable({ clock }: Context, { id, generation }: Handshake) {
  return sql`id = ${id} and generation = ${generation} and expires_at > ${clock} and state in ${pendingStatesSql}`
}

function claim(ctx: LoggedIn, handshake: Handshake, { move, reason }: Pick<Transition, "move" | "reason">) {
  return ctx.db.execute(sql`
    update handshakes set state = ${moves[move]}, settled_at = ${ctx.clock}, settled_by = ${ctx.actor.accountId},
      reason = ${reason ?? null}
     where ${claimable(ctx, handshake)} returning id`)
}

/** The initiator learns what came of it, where the kind says so. */
async function notifyInitiator(tx: Queries, locked: Locked, { move, reason }: Pick<Transition, "move" | "reason">) {
  if (move === "cancel") return
  const letter = kindOf(locked.handshake.kind).letter.answer?.(locked, { move, reason })
  if (letter) await post(tx, letter)
}

function idOf(ref: Ref): string | null {
  return "token" in ref ? idIn(ref.token) : ref.id
}
