import { uuidv7 } from "uuidv7"
import { audited, entriesOf } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { attemptsOf } from "@/lib/core/limits"
import { lockOrganization, within } from "@/lib/core/locks"
import { currentKeyId } from "@/lib/core/secrets"
import { commit, pipelined } from "@/lib/core/transaction"
import { type Handshake, type HandshakeContext, loadProposalContexts, withUsedQuota } from "@/lib/handshake/context"
import type { Kind, LetterDraft } from "@/lib/handshake/kind"
import { type KindName, kindOf, reserves, type TermsOf } from "@/lib/handshake/kinds"
import { letterLimits } from "@/lib/handshake/rate-limits"
import { lock, makeRoom, mustBePending, type Ref, targetOf } from "@/lib/handshake/transition"
import { mustHaveRight, withoutOwnPlace } from "@/lib/handshake/why-not"
import { insertHandshakes, renewHandshakes } from "@/lib/handshake/writing"
import { lettersOf } from "@/lib/letters"
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

/** Many of one kind and organization. */
export interface Proposals<K extends KindName> extends Pick<Proposal<K>, "organizationId" | "lifetimeSeconds"> {
  each: Pick<Proposal<K>, "subject" | "terms" | "recipientId">[]
}

/** What the initiator gets back: all that its link is derived from, and since and until when it waits. */
export type Proposed = Pick<Handshake, "id" | "kind" | "generation" | "keyId" | "sentAt" | "expiresAt">

/**
 * Proposes: the handshake, its letter and its audit row, or nothing. Refuses what the kind's `mayPropose` refuses, with
 * the subject as `contact`, `already_pending` with the id of the pending one, and `rate_reached`. (R12, R13)
 */
export function propose<K extends KindName>(
  ctx: LoggedIn,
  name: K,
  { organizationId, lifetimeSeconds, ...one }: Proposal<K>,
): Promise<Proposed> {
  const proposals = { organizationId, lifetimeSeconds, each: [one] }
  return audited(
    ctx,
    async (tx) => {
      const contexts = await lockContexts(within(ctx, tx, ctx.lockedOrganizationId), name, proposals)
      return { contexts, entry: entryOf(name, organizationId, one) }
    },
    async (tx, { contexts }) => {
      const inside = { ...ctx, db: tx }
      const [[proposed]] = await pipelined(await write(inside, name, { ...proposals, contexts }), () => commit(tx))
      return proposed ?? refuse("not_found")
    },
  )
}

/** Proposes many at once, or none, inside a verb that holds the organization's lock; refuses as `propose` does. */
export async function proposeAll<K extends KindName>(ctx: LoggedIn, name: K, proposals: Proposals<K>) {
  if (proposals.each.length === 0) return []
  const written = await write(ctx, name, { ...proposals, contexts: await lockContexts(ctx, name, proposals) })
  return written()
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
      const locked = await lock({ ...ctx, db: tx }, ref)
      const { organizationId, kind, id: handshakeId } = locked.handshake
      const target = targetOf(locked.handshake)
      return { ...locked, entry: { organizationId, action: `${kind}.resend` as const, target, handshakeId } }
    },
    async (tx, { handshake, context, participant, entry }) => {
      const { id, kind: name, terms, generation } = handshake
      const kind = kindOf(name)
      mustHaveRight(kind.mayPropose(withoutOwnPlace(context, name), participant, terms), participant)
      mustBePending(handshake)
      const proposed = { id, kind: name, generation: generation + 1, keyId: currentKeyId() }
      const letter = kind.letter.write({ ...context, initiator: participant }, terms)
      const posted = { ...letter, handshake: { ...proposed, page: kind.letter.page } }
      const letters = await lettersOf(tx, [posted])
      const values = {
        claims: JSON.stringify([{ id, generation }]),
        keyId: proposed.keyId,
        actorId: ctx.actor.accountId,
        attempts: attemptsOf(letterLimits(ctx, limited(kind, context, letter))),
        entries: entriesOf(ctx, [entry]),
        letters,
      }
      const [[renewed]] = await pipelined(
        () => renewHandshakes({ ...ctx, db: tx }, values),
        () => commit(tx),
      )
      return { ...proposed, ...(renewed ?? refuse("expired")) }
    },
  )
}

async function lockContexts<K extends KindName>(
  ctx: LoggedIn,
  name: K,
  { organizationId, each }: Proposals<K>,
): Promise<HandshakeContext[]> {
  const subjects = each.map(({ subject, recipientId = null }) => ({ subject, recipientId }))
  const [, contexts] = await pipelined(
    () => lockOrganization(ctx, organizationId),
    () => loadProposalContexts(ctx, { organizationId, kind: name, subjects }),
  )
  const [first] = contexts
  if (!first) refuse("not_found")
  const usedQuota = await makeRoom(ctx, first.organization, contexts.length)
  return contexts.map((context, index) => withUsedQuota(context, usedQuota + (reserves(name) ? index : 0)))
}

interface Ready<K extends KindName> extends Proposals<K> {
  contexts: HandshakeContext[]
}

/** Refuses what may not be proposed; gives what writes the rest, or refuses it. */
async function write<K extends KindName>(
  ctx: LoggedIn,
  name: K,
  { organizationId, each, contexts, lifetimeSeconds }: Ready<K>,
): Promise<() => Promise<Proposed[]>> {
  const kind = kindOf(name)
  const keyId = currentKeyId()
  const rows = each.map((one, index) => checked(name, one, contexts[index]))
  const retires = rows.some(({ context }) => context.overdue)
  const letters = await lettersOf(
    ctx.db,
    rows.map(({ id, letter }) => ({ ...letter, handshake: { id, generation: 1, page: kind.letter.page } })),
  )
  const values = {
    organizationId,
    kind: name,
    state: kind.initialState,
    actorId: ctx.actor.accountId,
    keyId,
    lifetimeSeconds: lifetimeSeconds ?? kind.lifetime(),
    proposals: JSON.stringify(
      rows.map(({ id, subject, recipientId, terms }) => ({ id, subject, recipient_id: recipientId, terms })),
    ),
    attempts: attemptsOf(rows.flatMap(({ context, letter }) => letterLimits(ctx, limited(kind, context, letter)))),
    entries: entriesOf(
      ctx,
      rows.map(({ id, terms, ...one }) => ({
        ...entryOf(name, organizationId, one),
        handshakeId: id,
        detail: { terms },
      })),
    ),
    letters,
  }
  return async () => {
    const written = await insertHandshakes({ reserves: reserves(name), retires, many: rows.length > 1 })(ctx, values)
    return written.map((row) => ({ ...row, kind: name, generation: 1, keyId }))
  }
}

/** A proposal that may be made, with what is written of it. */
function checked<K extends KindName>(
  name: K,
  { subject, recipientId, terms: typed }: Proposals<K>["each"][number],
  context: HandshakeContext | undefined,
) {
  if (!context) refuse("not_found")
  const kind = kindOf(name)
  const blockedBy = kind.mayPropose(context, context.initiator, typed)
  mustHaveRight(blockedBy, context.initiator, { contact: subject })
  const { data: terms, success } = kind.terms.safeParse(typed)
  if (!success) refuse("invalid_input")
  if (context.pendingId) refuse("already_pending", { facts: { id: context.pendingId, kind: name } })
  return { id: uuidv7(), subject, recipientId, terms, context, letter: kind.letter.write(context, terms) }
}

function entryOf(
  name: KindName,
  organizationId: string,
  { subject, recipientId = null }: { subject: string; recipientId?: string | null },
) {
  return { organizationId, action: `${name}.propose`, target: targetOf({ recipientId, subject }) } as const
}

function limited(kind: Kind<unknown>, { organization }: HandshakeContext, { to }: Pick<LetterDraft, "to">) {
  return { limits: kind.letter.limits, organization, to }
}
