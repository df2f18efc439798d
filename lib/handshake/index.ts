import { sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "../../db/client"
import { record } from "../audit"
import type { Context, SignedIn } from "../context"
import { type RefusalCode, refuse } from "../errors"
import { post } from "../letters"
import { type Counted, spend } from "../limits"
import { lockOrganization } from "../organizations"
import { currentKeyId } from "../secrets"
import { settings } from "../settings"
import { transact } from "../transaction"
import { type KindName, kindOf, type TermsOf } from "./kinds"
import { isPending } from "./machine"
import { endOf, type Found, find, lock, mustBePending, type Ref, retire, settle } from "./moving"
import { type Handshake, type Party, type Scene, sceneOf } from "./parties"
import { type Linked, tokenFor } from "./token"

export type { TermsOf } from "./kinds"
export type { Ref } from "./moving"
export type { Handshake, Scene } from "./parties"

export interface Proposal<K extends KindName> {
  organizationId: string
  /** Whom or what it is about, in canonical form. */
  subject: string
  terms: TermsOf<K>
  /** The kind's own lifetime when left out. */
  lifetimeSeconds?: number
}

/** What the one who proposed gets back: all that its link is derived from. */
export type Proposed = Pick<Handshake, "id" | "kind" | "generation" | "keyId" | "expiresAt">

export interface Reading extends Found {
  /** Why the visitor may not answer; nothing when he may. */
  obstacle: RefusalCode | undefined
  /** Whether the visitor is the one who was asked. */
  addressed: boolean
}

/**
 * Proposes: the handshake, its letter and its audit row, or nothing (R12, R13).
 * Refuses what the kind's `mayPropose` refuses, `already_pending` with the id that stands, and `rate_reached`.
 */
export async function propose<K extends KindName>(ctx: SignedIn, name: K, proposal: Proposal<K>): Promise<Proposed> {
  const kind = kindOf(name)
  const { organizationId, subject, lifetimeSeconds = kind.lifetime() } = proposal
  return transact(ctx, async (tx) => {
    const scene = await proposalScene(tx, ctx, { organizationId, kind: name, subject })
    checkRight(kind.mayPropose(scene, scene.proposer), scene.proposer)
    const { data: terms, success } = kind.terms.safeParse(proposal.terms)
    if (!success) refuse("invalid_input")
    if (scene.subject.pendingId) refuse("already_pending", { facts: { id: scene.subject.pendingId } })
    const id = uuidv7()
    const proposed = { id, kind: name, generation: 1, keyId: currentKeyId() }
    // Sent in this order in one flight: what names the handshake comes after it.
    const [, , [row]] = await Promise.all([
      spend(tx, ctx, sending(ctx, organizationId, subject)),
      retire(tx, ctx, organizationId, sql`kind = ${name} and subject = ${subject}`),
      tx.execute<{ expires_at: string }>(sql`
        insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id,
          lifetime_seconds, proposed_at, sent_at, expires_at, delivery)
        select ${id}, ${organizationId}, ${name}, ${kind.opensAs}, ${subject}, ${ctx.actor.accountId},
          ${JSON.stringify(terms)}::text::jsonb, ${proposed.keyId}, ${lifetimeSeconds}::int, t.now, t.now,
          t.now + ${lifetimeSeconds}::int * interval '1 second', 'queued' from (select ${ctx.clock} as now) t
        returning expires_at`),
      post(tx, { ...kind.letter.write(scene, terms), handshake: proposed }),
      record(tx, ctx, {
        organizationId,
        action: `${name}.propose`,
        target: subject,
        handshakeId: id,
        detail: { terms },
      }),
    ])
    return { ...proposed, expiresAt: expiryOf(row) }
  })
}

/**
 * Accepts: once, in time, as the party that may, while the proposer still has the right. Claim, effect and audit
 * row are one transaction (R27, R29, R30, R32).
 */
export function accept(ctx: SignedIn, ref: Ref): Promise<void> {
  return settle(ctx, ref, "accept", {
    right: mustAnswer,
    effect: async (tx, locked) => {
      check(obstacleOfProposer(locked))
      return kindOf(locked.handshake.kind).fulfil(tx, locked)
    },
  })
}

/** Declines, as the party that may accept (R28). */
export function decline(ctx: SignedIn, ref: Ref): Promise<void> {
  return settle(ctx, ref, "decline", { right: mustAnswer })
}

/** Takes a proposal back, as anyone who could propose it now; its link is dead when this returns (R17, R18). */
export function cancel(ctx: SignedIn, ref: Ref): Promise<void> {
  return settle(ctx, ref, "cancel", {
    right({ handshake, scene, party }) {
      if (kindOf(handshake.kind).mayPropose(scene, party) === "forbidden") checkRight("forbidden", party)
    },
  })
}

/**
 * Sends the letter of a pending handshake again: a new generation, so the old link is dead, and the whole lifetime.
 * Whoever resends stands for it from now on, which re-approves one whose proposer lost the right.
 */
export async function resend(ctx: SignedIn, ref: Ref): Promise<Proposed> {
  return transact(ctx, async (tx) => {
    const { handshake, scene, party } = await lock(tx, ctx, ref)
    const kind = kindOf(handshake.kind)
    checkRight(kind.mayPropose(withSeats(scene, scene.organization.seatsTaken - 1), party), party)
    mustBePending(handshake)
    const { id, organizationId, subject, lifetimeSeconds } = handshake
    const proposed = { id, kind: handshake.kind, generation: handshake.generation + 1, keyId: currentKeyId() }
    const [, [row]] = await Promise.all([
      spend(tx, ctx, sending(ctx, organizationId, subject)),
      tx.execute<{ expires_at: string }>(sql`
        update handshakes set generation = ${proposed.generation}, key_id = ${proposed.keyId}, delivery = 'queued',
          initiator_id = ${party.accountId}, sent_at = t.now,
          expires_at = t.now + ${lifetimeSeconds}::int * interval '1 second'
        from (select ${ctx.clock} as now) t where id = ${id} returning expires_at`),
      post(tx, { ...kind.letter.write({ ...scene, proposer: party }, handshake.terms), handshake: proposed }),
      record(tx, ctx, { organizationId, action: `${handshake.kind}.resend`, target: subject, handshakeId: id }),
    ])
    return { ...proposed, expiresAt: expiryOf(row) }
  })
}

/** The link of a handshake at its generation, always on the configured origin (R19). */
export function linkOf(handshake: Linked): string {
  return `${settings().origin}${kindOf(handshake.kind).letter.page}?token=${tokenFor(handshake)}`
}

/** What a visitor finds behind a link or an id; null when a link is unknown or replaced (R20-R24). Changes nothing. */
export async function read(ctx: Context, ref: Ref): Promise<Reading | null> {
  const found = await find(ctx.db, ctx, ref)
  return found && { ...found, obstacle: obstacleTo(found), addressed: isAddressed(found) }
}

function isAddressed({ handshake, scene }: Found): boolean {
  return scene.party != null && kindOf(handshake.kind).mayAnswer(scene, handshake, scene.party) === undefined
}

function obstacleTo({ handshake, scene }: Found): RefusalCode | undefined {
  if (!isPending(handshake.state)) return endOf(handshake.state)
  if (!scene.party) return "not_signed_in"
  return kindOf(handshake.kind).mayAnswer(scene, handshake, scene.party) ?? obstacleOfProposer({ handshake, scene })
}

/** The proposer's right once more, at the answer: a place taken by a pending proposal counts no longer. */
function obstacleOfProposer({ handshake, scene }: Found): RefusalCode | undefined {
  const seats = withSeats(scene, scene.organization.memberCount)
  const obstacle = kindOf(handshake.kind).mayPropose(seats, scene.proposer)
  return obstacle === "forbidden" ? "proposer_not_entitled" : obstacle
}

function mustAnswer({ handshake, scene, party }: Found & { party: Party }) {
  check(kindOf(handshake.kind).mayAnswer(scene, handshake, party))
}

/** Locks the organization and looks; when the quota is full, expired proposals give their places back first. */
async function proposalScene(tx: Queries, ctx: SignedIn, about: Parameters<typeof sceneOf>[2]): Promise<Scene> {
  const [, scene] = await Promise.all([lockOrganization(tx, about.organizationId), sceneOf(tx, ctx, about)])
  if (!scene) refuse("not_found")
  if (scene.organization.seatsTaken < scene.organization.quota) return scene
  const retired = await retire(tx, ctx, about.organizationId, sql`kind = ${about.kind}`)
  return withSeats(scene, scene.organization.seatsTaken - retired.length)
}

function sending({ actor }: SignedIn, organizationId: string, subject: string): Counted[] {
  return [
    ["invitesPerInviter", actor.accountId],
    ["invitesPerOrganization", organizationId],
    ["invitesPerRecipientHere", `${organizationId}:${subject}`],
    ["invitesPerRecipient", subject],
  ]
}

function withSeats(scene: Scene, seatsTaken: number): Scene {
  return { ...scene, organization: { ...scene.organization, seatsTaken } }
}

/** To an outsider a foreign organization does not exist; a member is told that he may not. */
function checkRight(code: RefusalCode | undefined, { role }: Party) {
  check(code === "forbidden" && !role ? "not_found" : code)
}

function check(code: RefusalCode | undefined) {
  if (code) refuse(code)
}

function expiryOf(row: { expires_at: string } | undefined): Date {
  return new Date(row?.expires_at ?? refuse("not_found"))
}
