import { sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "@/db/client"
import { handshakes } from "@/db/schema"
import { audited, record } from "@/lib/audit/audit"
import type { Context, LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { lockOrganization } from "@/lib/core/locks"
import { queryRows } from "@/lib/core/rows"
import { currentKeyId } from "@/lib/core/secrets"
import { pipelined } from "@/lib/core/transaction"
import {
  type Handshake,
  type HandshakeContext,
  loadProposalContext,
  type ProposalSubject,
} from "@/lib/handshake/context"
import { type KindName, kindOf, reservesQuota, type TermsOf } from "@/lib/handshake/kinds"
import { letterLimits } from "@/lib/handshake/rate-limits"
import { claimable, lock, markExpired, mustBePending, type Ref, targetOf } from "@/lib/handshake/transition"
import { mustHaveRight, withUsedQuota } from "@/lib/handshake/why-not"
import { post } from "@/lib/letters"
import { refuse } from "@/lib/shared/refusals"

export interface Proposal<K extends KindName> {
  organizationId: string
  /** Whom or what it is about, in canonical form. */
  subject: string
  terms: TermsOf<K>
  /** Who is asked to answer, where the proposer chooses. */
  recipientId?: string
  /** The kind's own lifetime when left out. */
  lifetimeSeconds?: number
}

/** What the initiator gets back: all that its link is derived from. */
export type Proposed = Pick<Handshake, "id" | "kind" | "generation" | "keyId" | "expiresAt">

/**
 * Proposes: the handshake, its letter and its audit row, or nothing. Refuses what the kind's `mayPropose` refuses, with
 * the subject as `contact`, `already_pending` with the id of the pending one, and `rate_reached`. (R12, R13)
 */
export function propose<K extends KindName>(ctx: LoggedIn, name: K, proposal: Proposal<K>): Promise<Proposed> {
  const kind = kindOf(name)
  const { organizationId, subject, recipientId = null, lifetimeSeconds = kind.lifetime() } = proposal
  const entry = {
    organizationId,
    action: `${name as KindName}.propose`,
    target: targetOf({ recipientId, subject }),
  } as const
  return audited(
    ctx,
    async (tx) => {
      const about = { organizationId, kind: name, subject, recipientId }
      return { entry, context: await lockProposalContext(tx, ctx, about) }
    },
    async (tx, { context }) => {
      const blockedBy = kind.mayPropose(context, context.initiator, proposal.terms)
      mustHaveRight(blockedBy, context.initiator, { contact: subject })
      const { data: terms, success } = kind.terms.safeParse(proposal.terms)
      if (!success) refuse("invalid_input")
      if (context.pendingId) refuse("already_pending", { facts: { id: context.pendingId, kind: name } })
      const proposed = { id: uuidv7(), kind: name, generation: 1, keyId: currentKeyId() }
      const content = { organizationId, subject, recipientId, terms, lifetimeSeconds, state: kind.initialState }
      const letter = kind.letter.write(context, terms)
      const [, , expiresAt] = await pipelined(
        () =>
          consumeLimits(
            tx,
            ctx,
            letterLimits(ctx, { limits: kind.letter.limits, organization: context.organization, to: letter.to }),
          ),
        () => markExpired({ ...ctx, db: tx }, organizationId, sql`kind = ${name} and subject = ${subject}`),
        () => insert(tx, ctx, { ...proposed, ...content }),
        () => post(tx, { ...letter, handshake: { ...proposed, page: kind.letter.page } }),
        () => record(tx, ctx, { ...entry, handshakeId: proposed.id, detail: { terms } }),
      )
      return { ...proposed, expiresAt }
    },
  )
}

/**
 * Sends the letter of a pending handshake again: a new generation, so the old link is dead, and the whole lifetime.
 * Its initiator from now on is who resends it, which re-approves one whose initiator lost the right. Refuses what
 * `mayPropose` refuses, what has ended, and `rate_reached`.
 */
export function resend(ctx: LoggedIn, ref: Ref): Promise<Proposed> {
  return audited(
    ctx,
    async (tx) => {
      const locked = await lock(tx, ctx, ref)
      const { organizationId, kind, id: handshakeId } = locked.handshake
      const target = targetOf(locked.handshake)
      return { ...locked, entry: { organizationId, action: `${kind}.resend` as const, target, handshakeId } }
    },
    async (tx, { handshake, context, participant, entry }) => {
      const { id, kind: name, terms } = handshake
      const kind = kindOf(name)
      const own = reservesQuota.some((reserving) => reserving === name) ? 1 : 0
      const others = withUsedQuota(context, context.organization.usedQuota - own)
      mustHaveRight(kind.mayPropose(others, participant, terms), participant)
      mustBePending(handshake)
      const proposed = { id, kind: name, generation: handshake.generation + 1, keyId: currentKeyId() }
      const letter = kind.letter.write({ ...context, initiator: participant }, terms)
      const [, expiresAt] = await pipelined(
        () =>
          consumeLimits(
            tx,
            ctx,
            letterLimits(ctx, { limits: kind.letter.limits, organization: context.organization, to: letter.to }),
          ),
        () => renew({ ...ctx, db: tx }, handshake, proposed.keyId),
        () => post(tx, { ...letter, handshake: { ...proposed, page: kind.letter.page } }),
        () => record(tx, ctx, entry),
      )
      return { ...proposed, expiresAt }
    },
  )
}

/** Gives the quota of an organization back what its expired handshakes have reserved, under its lock. */
export async function releaseExpired(tx: Queries, ctx: Context, organizationId: string): Promise<number> {
  const reserving = sql.join(
    reservesQuota.map((kind) => sql`${kind}`),
    sql`, `,
  )
  return (await markExpired({ ...ctx, db: tx }, organizationId, sql`kind in (${reserving})`)).length
}

/** When the quota is used up, expired handshakes give back what they have reserved. */
async function lockProposalContext(tx: Queries, ctx: LoggedIn, about: ProposalSubject): Promise<HandshakeContext> {
  const [, context] = await pipelined(
    () => lockOrganization({ ...ctx, db: tx }, about.organizationId),
    () => loadProposalContext(tx, ctx, about),
  )
  if (!context) refuse("not_found")
  if (context.organization.usedQuota < context.organization.quota) return context
  return withUsedQuota(context, context.organization.usedQuota - (await releaseExpired(tx, ctx, about.organizationId)))
}

type Written = Omit<Handshake, "initiatorId" | "sentAt" | "expiresAt" | "generation">

const deadline = { expiresAt: handshakes.expiresAt }

/** Writes the proposal; gives until when it waits. The clock is read once, so that the lifetime is exact. */
async function insert(tx: Queries, { actor, clock }: LoggedIn, proposal: Written): Promise<Date> {
  const { id, kind, keyId, organizationId, subject, recipientId, terms, lifetimeSeconds, state } = proposal
  const [row] = await queryRows(
    tx,
    deadline,
    (columns) => sql`
      insert into ${handshakes} (id, organization_id, kind, state, subject, initiator_id, recipient_id, terms, key_id,
        lifetime_seconds, proposed_at, sent_at, expires_at, delivery)
      select ${id}, ${organizationId}, ${kind}, ${state}, ${subject}, ${actor.accountId}, ${recipientId},
        ${JSON.stringify(terms)}::text::jsonb, ${keyId}, ${lifetimeSeconds}::int, t.now, t.now,
        t.now + ${lifetimeSeconds}::int * interval '1 second', 'queued' from (select ${clock} as now) t
      returning ${columns}`,
  )
  return row?.expiresAt ?? refuse("not_found")
}

/** Writes the next generation of a pending handshake; gives until when it waits now. */
async function renew(ctx: LoggedIn, old: Handshake, keyId: string): Promise<Date> {
  const [row] = await queryRows(
    ctx.db,
    deadline,
    (columns) => sql`
      update ${handshakes} set generation = generation + 1, key_id = ${keyId}, delivery = 'queued',
        initiator_id = ${ctx.actor.accountId}, sent_at = t.now,
        expires_at = t.now + lifetime_seconds * interval '1 second'
      from (select ${ctx.clock} as now) t where ${claimable(ctx, old)} returning ${columns}`,
  )
  return row?.expiresAt ?? refuse("expired")
}
