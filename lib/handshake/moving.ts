import { sql } from "drizzle-orm"
import type { Queries } from "../../db/client"
import { record } from "../audit"
import type { Context, SignedIn } from "../context"
import { type RefusalCode, refuse } from "../errors"
import { transact } from "../transaction"
import { isPending, type Move, moves, pendingStates, type State, stateAt } from "./machine"
import { type Handshake, handshakeOf, lockHandshake, type Party, type Scene } from "./parties"
import { idIn, opens } from "./token"

/** A handshake is named by the token of its letter, or by its id where the console shows it. */
export type Ref = { token: string } | { id: string }

export interface Found {
  /** Its state is the one that reads now. */
  handshake: Handshake
  scene: Scene
}

export interface Locked extends Found {
  party: Party
}

/** What a move asks before it claims, and what it does with it. */
interface Answer {
  /** Refuses a party that may not make this move. */
  right(locked: Locked): void
  /** The effect, in the same flight as the claim; false when it could not take place. */
  effect?(tx: Queries, locked: Locked): Promise<boolean>
}

/** One move: right, state, then claim with effect and audit row in one flight; what does not hold leaves nothing. */
export function settle(ctx: SignedIn, ref: Ref, move: Move, { right, effect }: Answer): Promise<void> {
  return transact(ctx, async (tx) => {
    const locked = await lock(tx, ctx, ref)
    const { handshake } = locked
    right(locked)
    mustBePending(handshake)
    const [claimed, done] = await Promise.all([
      claim(tx, ctx, handshake, move),
      effect?.(tx, locked) ?? true,
      record(tx, ctx, {
        organizationId: handshake.organizationId,
        action: `${handshake.kind}.${move}`,
        target: handshake.subject,
        handshakeId: handshake.id,
      }),
    ])
    if (claimed.length !== 1) refuse("expired")
    if (!done) refuse("proposer_not_entitled")
  })
}

/** Locks the handshake that a signed-in party names and reads it with its scene. */
export async function lock(tx: Queries, ctx: SignedIn, ref: Ref): Promise<Locked> {
  const id = idOf(ref)
  if (!id) refuse("link_invalid")
  const [, found] = await Promise.all([lockHandshake(tx, id), find(tx, ctx, ref)])
  if (!found) refuse("token" in ref ? "link_invalid" : "not_found")
  if (!found.scene.party) refuse("not_signed_in")
  return { ...found, party: found.scene.party }
}

/** What stands behind a link or an id; null when it is unknown, or the link was replaced. */
export async function find(db: Queries, ctx: Context, ref: Ref): Promise<Found | null> {
  const id = idOf(ref)
  const found = id && (await handshakeOf(db, ctx, id))
  if (!found || ("token" in ref && !opens(ref.token, found.handshake))) return null
  const { handshake, scene } = found
  return { scene, handshake: { ...handshake, state: stateAt(handshake, scene.now) } }
}

/** Writes `expired` where pending handshakes past their hour stand in the way of a new one. */
export function retire(tx: Queries, { clock }: Context, organizationId: string, which: ReturnType<typeof sql>) {
  return tx.execute(sql`
    update handshakes set state = 'expired', settled_at = expires_at
     where organization_id = ${organizationId} and ${which} and expires_at <= ${clock} and state in ${among(pendingStates)}
    returning id`)
}

export function mustBePending({ state }: Handshake) {
  if (!isPending(state)) refuse(endOf(state))
}

/** Why a handshake that ended takes no further move. */
export function endOf(state: State): RefusalCode {
  if (state === "expired") return "expired"
  return state === "canceled" ? "revoked" : "already_answered"
}

/** The row is locked by now, so this clock is read after any wait (a lock taken here would come too late). */
async function claim(tx: Queries, { actor, clock }: SignedIn, { id, generation }: Handshake, move: Move) {
  const { from, to } = moves[move]
  return await tx.execute(sql`
    update handshakes set state = ${to}, settled_at = ${clock}, settled_by = ${actor.accountId}
     where id = ${id} and generation = ${generation} and expires_at > ${clock} and state in ${among(from)}
    returning id`)
}

function among(states: readonly State[]) {
  return sql`(${sql.join(
    states.map((state) => sql`${state}`),
    sql`, `,
  )})`
}

function idOf(ref: Ref): string | null {
  return "token" in ref ? idIn(ref.token) : ref.id
}
