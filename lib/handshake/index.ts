import { sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "@/db/client"
import { attempt, record } from "@/lib/audit/audit"
import type { Context, LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { currentKeyId } from "@/lib/core/secrets"
import { type Linked, linkTo } from "@/lib/core/tokens"
import { pipelined } from "@/lib/core/transaction"
import {
  type Handshake,
  type HandshakeContext,
  loadProposalContext,
  type ProposalSubject,
} from "@/lib/handshake/context"
import { type KindName, kindOf, type TermsOf } from "@/lib/handshake/kinds"
import { letterLimits } from "@/lib/handshake/rate-limits"
import {
  claimable,
  type Loaded,
  load,
  lock,
  markExpired,
  mustBePending,
  type Ref,
  resolve,
  targetOf,
} from "@/lib/handshake/transition"
import {
  isAddressed,
  mustAnswer,
  mustHaveRight,
  refuseIf,
  whyNotAnswer,
  whyNotInitiator,
  withUsedQuota,
} from "@/lib/handshake/why-not"
import { post } from "@/lib/letters"
import { lockOrganization } from "@/lib/organizations/organizations"
import { settings } from "@/lib/settings"
import { type RefusalCode, refuse } from "@/lib/shared/refusals"

export { tokenFor } from "@/lib/core/tokens"
export type { Handshake } from "@/lib/handshake/context"
export type { KindName, TermsOf } from "@/lib/handshake/kinds"
export { mustBePending, type Ref } from "@/lib/handshake/transition"

export interface Proposal<K extends KindName> {
  organizationId: string
  /** Whom or what it is about, in canonical form. */
  subject: string
  terms: TermsOf<K>
  /** Who shall answer, where the proposer chooses. */
  recipientId?: string
  /** The kind's own lifetime when left out. */
  lifetimeSeconds?: number
}

/** What the initiator gets back: all that its link is derived from. */
export type Proposed = Pick<Handshake, "id" | "kind" | "generation" | "keyId" | "expiresAt">

export interface HandshakeView extends Loaded {
  /** Why the visitor may not answer; nothing when he may. */
  blockedBy: RefusalCode | undefined
  /** Whether the visitor is the one who was asked. */
  addressed: boolean
}

/**
 * Proposes: the handshake, its letter and its audit row, or nothing (R12, R13).
 * Refuses what the kind's `mayPropose` refuses, `already_member` with the contact, `already_pending` with the id that stands, and `rate_reached`.
 */
export function propose<K extends KindName>(ctx: LoggedIn, name: K, proposal: Proposal<K>): Promise<Proposed> {
  const kind = kindOf(name)
  const { organizationId, subject, recipientId = null, lifetimeSeconds = kind.lifetime() } = proposal
  return attempt(ctx, async (tx, about) => {
    const context = await lockProposalContext(tx, ctx, { organizationId, kind: name, subject, recipientId })
    const target = targetOf({ recipientId, subject })
    const entry = about({ organizationId, action: `${name}.propose`, target })
    const blockedBy = kind.mayPropose(context, context.initiator, proposal.terms)
    if (blockedBy === "already_member") refuse(blockedBy, { facts: { contact: subject } })
    mustHaveRight(blockedBy, context.initiator)
    const { data: terms, success } = kind.terms.safeParse(proposal.terms)
    if (!success) refuse("invalid_input")
    if (context.pendingId) refuse("already_pending", { facts: { id: context.pendingId, kind: name } })
    const proposed = { id: uuidv7(), kind: name, generation: 1, keyId: currentKeyId() }
    const content = { organizationId, subject, recipientId, terms, lifetimeSeconds, state: kind.initialState }
    const letter = kind.letter.write(context, terms)
    const [, , expiresAt] = await pipelined(
      () => consumeLimits(tx, ctx, letterLimits(ctx, kind.letter.limits, context, letter)),
      () => markExpired(tx, ctx, organizationId, sql`kind = ${name} and subject = ${subject}`),
      () => insert(tx, ctx, proposed, content),
      () => post(tx, { ...letter, handshake: { ...proposed, page: kind.letter.page } }),
      () => record(tx, ctx, { ...entry, handshakeId: proposed.id, detail: { terms } }),
    )
    return { ...proposed, expiresAt }
  })
}

/**
 * Accepts: once, in time, as the participant that may, while the initiator still has the right. Claim, effect and audit
 * row are one transaction (R27, R29, R30, R32). Refuses what the kind's `mayAnswer` and `mayPropose` refuse,
 * `expired`, `revoked` and `already_answered`, and `link_invalid` for a replaced link.
 */
export function accept(ctx: LoggedIn, ref: Ref): Promise<void> {
  return resolve(ctx, ref, "accept", {
    right: mustAnswer,
    effect: async (tx, locked) => {
      refuseIf(whyNotInitiator(locked))
      return kindOf(locked.handshake.kind).onAccept(tx, locked, ctx)
    },
  })
}

/** Declines, as the participant that may accept, with the refusals of `accept`; the reason goes to the initiator (R28). */
export function decline(ctx: LoggedIn, { reason, ...ref }: Ref & { reason?: string }): Promise<void> {
  return resolve(ctx, ref, "decline", { right: mustAnswer, reason })
}

/**
 * Takes a proposal back, as anyone who could propose it now; its link is dead when this returns (R17, R18).
 * Refuses `forbidden`, `not_found` to outsiders, and what has ended.
 */
export function cancel(ctx: LoggedIn, ref: Ref): Promise<void> {
  return resolve(ctx, ref, "cancel", {
    right({ handshake, context, participant }) {
      if (kindOf(handshake.kind).mayPropose(context, participant, handshake.terms) === "forbidden")
        mustHaveRight("forbidden", participant)
    },
  })
}

/**
 * Sends the letter of a pending handshake again: a new generation, so the old link is dead, and the whole lifetime.
 * Whoever resends is its initiator from now on, which re-approves one whose initiator lost the right.
 * Refuses what `mayPropose` refuses, what has ended, and `rate_reached`.
 */
export function resend(ctx: LoggedIn, ref: Ref): Promise<Proposed> {
  return attempt(ctx, async (tx, about) => {
    const { handshake, context, participant } = await lock(tx, ctx, ref)
    const { id, kind: name, organizationId, terms } = handshake
    const kind = kindOf(name)
    const entry = about({ organizationId, action: `${name}.resend`, target: targetOf(handshake), handshakeId: id })
    mustHaveRight(
      kind.mayPropose(withUsedQuota(context, context.organization.usedQuota - 1), participant, terms),
      participant,
    )
    mustBePending(handshake)
    const proposed = { id, kind: name, generation: handshake.generation + 1, keyId: currentKeyId() }
    const letter = kind.letter.write({ ...context, initiator: participant }, terms)
    const [, expiresAt] = await pipelined(
      () => consumeLimits(tx, ctx, letterLimits(ctx, kind.letter.limits, context, letter)),
      () => renew(tx, ctx, proposed, handshake),
      () => post(tx, { ...letter, handshake: { ...proposed, page: kind.letter.page } }),
      () => record(tx, ctx, entry),
    )
    return { ...proposed, expiresAt }
  })
}

/** The link of a handshake at its generation, always on the configured origin (R19); none opens in the console. */
export function linkOf(handshake: Linked): string {
  const { page } = kindOf(handshake.kind).letter
  return page ? linkTo(page, handshake) : settings().origin
}

/** What a visitor finds behind a link or an id; null when a link is unknown or replaced (R20-R24). Changes nothing. */
export async function read(ctx: Context, ref: Ref): Promise<HandshakeView | null> {
  const found = await load(ctx.db, ctx, ref)
  return found && { ...found, blockedBy: whyNotAnswer(found), addressed: isAddressed(found) }
}

/** Lets the invitations that have expired give their places in the quota back, under the organization's lock. */
export async function releaseExpired(tx: Queries, ctx: Context, organizationId: string): Promise<number> {
  return (await markExpired(tx, ctx, organizationId, sql`kind = 'invitation'`)).length
}

/** Locks the organization and looks; when the quota is full, expired proposals give their places back first. */
async function lockProposalContext(tx: Queries, ctx: LoggedIn, about: ProposalSubject): Promise<HandshakeContext> {
  const [, context] = await pipelined(
    () => lockOrganization(tx, about.organizationId),
    () => loadProposalContext(tx, ctx, about),
  )
  if (!context) refuse("not_found")
  if (context.organization.usedQuota < context.organization.quota) return context
  return withUsedQuota(context, context.organization.usedQuota - (await releaseExpired(tx, ctx, about.organizationId)))
}

type Numbered = Pick<Handshake, "id" | "kind" | "generation" | "keyId">
type Content = Omit<Handshake, keyof Numbered | "initiatorId" | "sentAt" | "expiresAt">

async function insert(tx: Queries, { actor, clock }: LoggedIn, { id, kind, keyId }: Numbered, content: Content) {
  const { organizationId, subject, recipientId, terms, lifetimeSeconds, state } = content
  const [row] = await tx.execute<{ expires_at: string }>(sql`
    insert into handshakes (id, organization_id, kind, state, subject, initiator_id, recipient_id, terms, key_id,
      lifetime_seconds, proposed_at, sent_at, expires_at, delivery)
    select ${id}, ${organizationId}, ${kind}, ${state}, ${subject}, ${actor.accountId}, ${recipientId},
      ${JSON.stringify(terms)}::text::jsonb, ${keyId}, ${lifetimeSeconds}::int, t.now, t.now,
      t.now + ${lifetimeSeconds}::int * interval '1 second', 'queued' from (select ${clock} as now) t
    returning expires_at`)
  return new Date(row?.expires_at ?? refuse("not_found"))
}

async function renew(tx: Queries, ctx: LoggedIn, { generation, keyId }: Numbered, old: Handshake) {
  const [row] = await tx.execute<{ expires_at: string }>(sql`
    update handshakes set generation = ${generation}, key_id = ${keyId}, delivery = 'queued',
      initiator_id = ${ctx.actor.accountId}, sent_at = t.now,
      expires_at = t.now + lifetime_seconds * interval '1 second'
    from (select ${ctx.clock} as now) t where ${claimable(ctx, old)} returning expires_at`)
  return new Date(row?.expires_at ?? refuse("expired"))
}
