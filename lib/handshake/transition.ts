import { z } from "zod"
import { audited, entriesBy } from "@/lib/audit/audit"
import type { Context, LoggedIn } from "@/lib/core/context"
import { attemptsOf, type RateLimitHit } from "@/lib/core/limits"
import { idIn, opens } from "@/lib/core/tokens"
import { committing, pipelined, transact } from "@/lib/core/transaction"
import {
  type Handshake,
  type HandshakeContext,
  type Look,
  loadHandshakes,
  type Participant,
  withUsedQuota,
} from "@/lib/handshake/context"
import { kindOf, reserves } from "@/lib/handshake/kinds"
import { lockHandshakes } from "@/lib/handshake/lock"
import { type Refunded, retireOverdue, settleHandshakes } from "@/lib/handshake/writing"
import { lettersOf } from "@/lib/letters"
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
export interface Transition {
  move: Move
  /** Refuses a participant that may not make this move. */
  right(locked: Locked): void
  /** Refuses what else stands in the way of one that is pending. */
  state?(locked: Locked): void
  /** Why it is declined. */
  reason?: string
}

/**
 * One move: right, state, then claim, effect, audit row and letter at once; what does not hold leaves nothing. Gives the
 * handshake as it is then. Where the claim is all, the commit travels with it.
 */
export function resolve(ctx: LoggedIn, ref: Ref, transition: Transition): Promise<Loaded> {
  return audited(
    ctx,
    async (tx) => {
      const locked = await lock({ ...ctx, db: tx }, ref, transition.move === "accept")
      return { locked, entry: movingOf(locked, transition) }
    },
    async (tx, { locked }) => {
      const inside = { ...ctx, db: tx }
      const claim = await settle(inside, [{ by: ctx, locked }], transition)
      if (transition.move !== "accept" || admits(locked)) await committing(tx, claim)
      else {
        const [, done] = await pipelined(claim, () => kindOf(locked.handshake.kind).onAccept(tx, locked, inside))
        if (!done) refuse("initiator_not_entitled")
      }
      return moved(locked, transition)
    },
  )
}

interface Some {
  ids: string[]
  /** Of this kind, where it matters. */
  kind?: string
}

/** The same move of several of one kind, or of none: refuses what one of them would be refused. */
export function resolveTogether(ctx: LoggedIn, some: Some, transition: Transition) {
  return transact(ctx, async (tx) => committing(tx, await claimSome({ ...ctx, db: tx }, some, transition)))
}

/** The same move of many handshakes of one organization, inside a verb that holds its lock. */
export async function resolveAll(ctx: LoggedIn, ids: string[], transition: Transition): Promise<void> {
  if (ids.length === 0) return
  const claim = await claimSome(ctx, { ids }, transition)
  await claim()
}

/** What claims these, all or none. Refuses `not_found` where they are not each there, once and of one organization. */
async function claimSome(ctx: LoggedIn, { ids, kind }: Some, transition: Transition) {
  const locked = await lockAll(ctx, ids)
  if (locked.length < ids.length || locked.some(({ handshake }) => kind && handshake.kind !== kind)) refuse("not_found")
  return settle(ctx, doneBy(ctx, locked), transition)
}

/**
 * Locks handshakes of one organization, that of the first where none is given, and reads them with their contexts, as
 * somebody who is logged in finds them.
 */
export async function lockAll(ctx: LoggedIn, ids: string[], organizationId?: string): Promise<Locked[]> {
  const [locked, found] = await pipelined(
    () => lockHandshakes(ctx, ids, { organizationId }),
    () => loadAll(ctx, looksOf(ctx, ids)),
  )
  const held = new Set(locked.map(({ id }) => id))
  return found.filter(({ handshake }) => held.has(handshake.id)).map(asParticipant)
}

/** What somebody does with a handshake. */
export interface Doing {
  by: LoggedIn
  locked: Locked
}

/**
 * Refuses what may not be moved; gives what claims the rest, or refuses it. All that is accepted may be of several
 * organizations, all else is of one.
 */
export async function settle(ctx: Pick<Context, "db" | "clock">, doings: Doing[], transition: Transition) {
  const { move, reason = null } = transition
  const locked = doings.map((one) => one.locked)
  for (const one of locked) mustMove(one, transition)
  const detail = reason ? { reason } : undefined
  const told = locked.flatMap((one) => letterToInitiator(one, transition) ?? [])
  const letters = await lettersOf(ctx.db, told)
  const refunds = refundsOf(locked)
  const parts = {
    keepsPlaces: move === "accept",
    admits: move === "accept" && locked.every(admits),
    refunds: refunds.length > 0 ? refundedBy(move, locked) : "nothing",
    tells: told.length > 0,
    many: locked.length > 1,
  }
  const values = {
    organizationId: locked[0]?.handshake.organizationId ?? null,
    claims: JSON.stringify(doings.map(claimOf)),
    state: moves[move],
    reason,
    refunds: attemptsOf(refunds, move === "accept" ? locked[0]?.handshake.sentAt : undefined),
    entries: entriesBy(doings.map(({ by, locked: one }) => ({ by, entry: { ...movingOf(one, transition), detail } }))),
    letters,
  }
  return () => settleHandshakes(parts)(ctx, values)
}

/** The same, of many by one. */
export function doneBy(by: LoggedIn, locked: Locked[]): Doing[] {
  return locked.map((one) => ({ by, locked: one }))
}

function claimOf({ by: { actor }, locked: { handshake } }: Doing) {
  return { id: handshake.id, generation: handshake.generation, actor_id: actor.accountId }
}

/** Refuses one that may not be moved so; gives it else. */
export function mustMove(locked: Locked, { right, state }: Transition): Locked {
  right(locked)
  mustBePending(locked.handshake)
  state?.(locked)
  return locked
}

/** Whether to accept it only takes a person in. */
export function admits({ handshake }: Loaded): boolean {
  return kindOf(handshake.kind).admits?.(handshake) ?? false
}

/** An invitation that is accepted counts no more by itself, unless it was sent again: `countedNoMore`. */
function refundedBy(move: Move, locked: Locked[]): Refunded {
  if (move === "accept" && locked.some(({ handshake }) => handshake.generation > 1)) return "resent"
  return move === "cancel" && locked.some(isUnsent) ? "unsent" : "nothing"
}

function isUnsent({ handshake }: Loaded): boolean {
  return handshake.delivery === "queued"
}

function refundsOf([first]: Locked[]): RateLimitHit[] {
  return first ? (kindOf(first.handshake.kind).refunds?.(first.handshake.organizationId) ?? []) : []
}

export function movingOf({ handshake }: Pick<Locked, "handshake">, { move }: Pick<Transition, "move">) {
  const { organizationId, kind, id: handshakeId } = handshake
  return { organizationId, action: `${kind}.${move}` as const, target: targetOf(handshake), handshakeId }
}

/** The initiator learns what came of it, where the kind says so. */
function letterToInitiator(locked: Locked, { move, reason }: Transition) {
  if (move === "cancel") return undefined
  return kindOf(locked.handshake.kind).letter.answer?.(locked, { move, reason })
}

/** Whom a handshake concerns, for the audit: the account that it is about, or the chosen one, or its subject. */
export function targetOf({ recipientId, subject }: Pick<Handshake, "recipientId" | "subject">): string {
  return isId(subject) ? subject : (recipientId ?? subject)
}

const uuid = z.uuid()
export const isId = (text: string) => uuid.safeParse(text).success

/** Locks the handshake that a participant names and reads it with its context. */
export async function lock(ctx: LoggedIn, ref: Ref, accepting = false): Promise<Locked> {
  const id = idOf(ref)
  if (!id) refuse("link_invalid")
  const [locked, found] = await pipelined(
    () => lockHandshakes(ctx, [id], { accepting }),
    () => load(ctx, ref),
  )
  if (!found) refuse("token" in ref ? "link_invalid" : "not_found")
  if (locked.length === 0) return lock(ctx, ref, accepting)
  return asParticipant(accepting ? await withRoom(ctx, found) : found)
}

/** Who comes in without a place of their own needs one that is free. */
async function withRoom(ctx: Context, found: Loaded): Promise<Loaded> {
  if (reserves(found.handshake.kind)) return found
  const { context } = found
  return { ...found, context: withUsedQuota(context, await makeRoom(ctx, context.organization, 1)) }
}

/** The places that are taken, under the organization's lock: without room, what is overdue gives its own back. */
export async function makeRoom(
  ctx: Context,
  { id, usedQuota, quota }: HandshakeContext["organization"],
  places: number,
): Promise<number> {
  return usedQuota + places <= quota ? usedQuota : usedQuota - (await releaseExpired(ctx, id))
}

/** Gives the quota of an organization back what its overdue handshakes have reserved, under its lock. */
export async function releaseExpired(ctx: Context, organizationId: string): Promise<number> {
  return (await retireOverdue(ctx, { organizationId })).length
}

/** A handshake as it is after a move. */
export function moved(locked: Locked, { move }: Pick<Transition, "move">): Loaded {
  return { ...locked, handshake: { ...locked.handshake, state: moves[move] } }
}

export function asParticipant(found: Loaded): Locked {
  return { ...found, participant: found.context.participant ?? refuse("not_logged_in") }
}

/** The handshake of a link or an id; null when it is unknown, or the link was replaced. */
export async function load(ctx: Context, ref: Ref): Promise<Loaded | null> {
  const id = idOf(ref)
  const [found] = id ? await loadAll(ctx, looksOf(ctx, [id])) : []
  return found && isMeant(ref, found) ? found : null
}

/** Whether a name is that of a handshake: an earlier link is not. */
export function isMeant(ref: Ref, { handshake }: Loaded): boolean {
  return ("id" in ref || opens(ref.token, handshake)) && (!ref.kind || ref.kind === handshake.kind)
}

const looksOf = ({ actor }: Context, ids: string[]): Look[] => ids.map((id) => ({ id, actor }))

/** Handshakes with their contexts, in the state that reads now. */
export async function loadAll(ctx: Pick<Context, "db" | "clock">, looks: Look[]): Promise<Loaded[]> {
  return (await loadHandshakes(ctx, looks)).map(({ handshake, context }) => ({
    context,
    handshake: { ...handshake, state: stateAt(handshake, context.now) },
  }))
}

/** Refuses what a settled handshake refuses. */
export function mustBePending({ state }: Handshake) {
  const end = endReason(state)
  if (end) refuse(end)
}

export function idOf(ref: Ref): string | null {
  return "token" in ref ? idIn(ref.token) : ref.id
}
