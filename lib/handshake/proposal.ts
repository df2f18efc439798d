import { uuidv7 } from "uuidv7"
import { audited, entriesOf } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { attemptsOf } from "@/lib/core/limits"
import { lockOrganization } from "@/lib/core/locks"
import { currentKeyId } from "@/lib/core/secrets"
import { committing, pipelined, transact } from "@/lib/core/transaction"
import { together } from "@/lib/core/turns/together"
import { type Handshake, type HandshakeContext, loadProposalContexts, withUsedQuota } from "@/lib/handshake/context"
import { type KindName, kindOf, reserves, sendingOf, type TermsOf } from "@/lib/handshake/kinds"
import { makeRoom, targetOf } from "@/lib/handshake/transition"
import { mustHaveRight } from "@/lib/handshake/why-not"
import { insertHandshakes } from "@/lib/handshake/writing"
import { lettersOf } from "@/lib/letters"
import { refuse } from "@/lib/shared/refusals"

interface Proposal<K extends KindName> {
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
export interface Proposals<K extends KindName> extends Pick<Proposal<K>, "organizationId"> {
  each: (Omit<Proposal<K>, "organizationId"> & { /** Where it is known before it is written. */ id?: string })[]
}

/** What the initiator gets back: all that its link is derived from, and since and until when it waits. */
export type Proposed = Pick<Handshake, "id" | "kind" | "generation" | "keyId" | "sentAt" | "expiresAt">

/**
 * Proposes: the handshake, its letter and its audit row, or nothing. Refuses what the kind's `mayPropose` refuses, with
 * the subject as `contact`, `opted_out`, `already_pending` with the id of the pending one, and `rate_reached`. (R12, R13)
 */
export function propose<K extends KindName>(ctx: LoggedIn, name: K, proposal: Proposal<K>): Promise<Proposed> {
  return proposeTogether(ctx, `${name} in ${proposal.organizationId}`, { name, proposal })
}

interface Named {
  name: KindName
  proposal: Proposal<KindName>
}

const proposeTogether = together<Named, Proposed>({ alone: proposeOne, all: proposeEach })

function proposeOne(ctx: LoggedIn, { name, proposal }: Named): Promise<Proposed> {
  const { organizationId } = proposal
  return audited(
    ctx,
    async (tx) => {
      const contexts = await lockContexts({ ...ctx, db: tx }, name, { organizationId, each: [proposal] })
      return { contexts, entry: proposingOf(name, organizationId, proposal) }
    },
    async (tx, { contexts }) => {
      const rows = checkedAll(name, [proposal], contexts)
      const [proposed] = await committing(tx, await write({ ...ctx, db: tx }, name, rows))
      return proposed ?? refuse("not_found")
    },
  )
}

/** Proposals of one kind and organization, all or none. */
function proposeEach(ctx: LoggedIn, items: [Named, ...Named[]]): Promise<Proposed[]> {
  const [{ name, proposal }] = items
  const proposals = { organizationId: proposal.organizationId, each: items.map((one) => one.proposal) }
  return transact(ctx, async (tx) => {
    const inside = { ...ctx, db: tx }
    const rows = checkedAll(name, proposals.each, await lockContexts(inside, name, proposals))
    const persons = new Set(rows.map(personOf))
    if (persons.size < rows.length) refuse("named_twice")
    const written = await committing(tx, await write(inside, name, rows))
    const byId = new Map(written.map((one) => [one.id, one]))
    return rows.flatMap(({ id }) => byId.get(id) ?? [])
  })
}

/** Proposes many at once, or none, inside a verb that holds the organization's lock; refuses as `propose` does. */
export async function proposeAll<K extends KindName>(ctx: LoggedIn, name: K, proposals: Proposals<K>) {
  if (proposals.each.length === 0) return []
  const contexts = await lockContexts(ctx, name, proposals)
  const written = await write(ctx, name, checkedAll(name, proposals.each, contexts))
  return written()
}

/** The contexts of proposals, in their order, under the organization's lock; refuses an unknown one. */
export async function lockContexts<K extends KindName>(
  ctx: LoggedIn,
  name: K,
  proposals: Proposals<K>,
): Promise<HandshakeContext[]> {
  const [, contexts] = await pipelined(
    () => lockOrganization(ctx, proposals.organizationId),
    () => loadProposalContexts(ctx, subjectsOf(name, proposals)),
  )
  const [first] = contexts
  if (!first) refuse("not_found")
  const usedQuota = await makeRoom(ctx, first.organization, contexts.length)
  return contexts.map((context) => withUsedQuota(context, usedQuota))
}

/** What proposals are about, as their contexts are asked for. */
export function subjectsOf<K extends KindName>(name: K, { organizationId, each }: Proposals<K>) {
  const subjects = each.map(({ subject, recipientId = null }) => ({ subject, recipientId }))
  return { organizationId, kind: name, subjects }
}

/** Gives what writes proposals that may be made, all or none, or refuses what they are counted against. */
export async function write(ctx: LoggedIn, name: KindName, rows: Checked[]): Promise<() => Promise<Proposed[]>> {
  const kind = kindOf(name)
  const keyId = currentKeyId()
  const organizationId = rows[0]?.context.organization.id ?? refuse("not_found")
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
    proposals: JSON.stringify(
      rows.map(({ id, subject, recipientId, terms, lifetimeSeconds = kind.lifetime() }) => ({
        id,
        subject,
        recipient_id: recipientId,
        terms,
        lifetime_seconds: lifetimeSeconds,
      })),
    ),
    attempts: attemptsOf(rows.flatMap(({ attempts }) => attempts)),
    entries: entriesOf(
      ctx,
      rows.map(({ id, terms, ...one }) => ({
        ...proposingOf(name, organizationId, one),
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

/** Proposals that may be made, all or none. */
function checkedAll<K extends KindName>(name: K, each: Proposals<K>["each"], contexts: HandshakeContext[]): Checked[] {
  return each.map((one, index) => checked(name, one, afterOthers(name, contexts[index], index)))
}

/** The context of a proposal behind so many others of a batch, which have taken their places. */
export function afterOthers(name: KindName, context: HandshakeContext | undefined, others: number) {
  if (!context) refuse("not_found")
  return reserves(name) ? withUsedQuota(context, context.organization.usedQuota + others) : context
}

/** A proposal that may be made, with what is written of it; refuses it else. */
export function checked<K extends KindName>(
  name: K,
  proposal: Proposals<K>["each"][number],
  context: HandshakeContext,
) {
  mustBeAllowed(name, proposal, context)
  const { data: terms, success } = kindOf(name).terms.safeParse(proposal.terms)
  if (!success) refuse("invalid_input")
  if (context.optedOut) refuse("opted_out")
  if (context.pendingId) refuse("already_pending", { facts: { id: context.pendingId, kind: name } })
  return { ...proposal, id: proposal.id ?? uuidv7(), terms, context, ...sendingOf(name, context, terms) }
}

export type Checked = ReturnType<typeof checked>

/** Whom a proposal names, by whatever contact or number: of one person only one waits. */
export function personOf({ context, subject }: Pick<Checked, "context" | "subject">): string {
  return context.recipient?.accountId ?? subject
}

/** Refuses what the rules of a kind refuse. */
export function mustBeAllowed<K extends KindName>(
  name: K,
  { subject, terms }: Proposals<K>["each"][number],
  context: HandshakeContext,
) {
  mustHaveRight(kindOf(name).mayPropose(context, context.initiator, terms), context.initiator, { contact: subject })
}

export function proposingOf(
  name: KindName,
  organizationId: string,
  { subject, recipientId = null }: { subject: string; recipientId?: string | null },
) {
  return { organizationId, action: `${name}.propose`, target: targetOf({ recipientId, subject }) } as const
}
