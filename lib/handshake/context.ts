import { type SQL, sql } from "drizzle-orm"
import { o } from "@/db/aliases"
import type { Queries } from "@/db/client"
import type { Context } from "@/lib/core/context"
import { featuresUnderway, pendingStatesSql } from "@/lib/core/live"
import type { Locale, Role } from "@/lib/shared/roles"
import type { State } from "@/lib/shared/states"

/** Somebody who proposes or answers: an account, and its role in the handshake's organization. */
export interface Participant {
  accountId: string
  number: string
  name: string
  email: string | null
  phone: string | null
  locale: Locale
  /** Who sold the account (R39). */
  seller: string
  /** Runs the platform. */
  operator: boolean
  role: Role | null
  /** The account itself belongs to the organization. */
  affiliated: boolean
}

/** Where somebody can be reached; empty where he cannot, and where nobody is known. */
export function contactAddress(participant: Participant | null): string {
  return participant?.email ?? participant?.phone ?? ""
}

/** Everything that the rules of a kind may look at, read in one statement. */
export interface HandshakeContext {
  now: Date
  organization: {
    id: string
    name: string
    certified: boolean
    seller: string
    /** Still being set up by the operators. */
    initializing: boolean
    allFeatures: boolean
    /** Its members are being asked to approve all features. */
    featuresUnderway: boolean
    quota: number
    /** Invitations a day, where it has a limit of its own. */
    dailyLimit: number | null
    memberCount: number
    pendingCount: number
    /** Places that count against the quota in this question. */
    usedQuota: number
  }
  /** Who acts; null for a visitor who is not logged in. */
  participant: Participant | null
  /** Who proposes, or once did. */
  initiator: Participant
  /** Whom or what it is about: the invited contact or account number, the owner's seat. */
  subject: string
  /** Who is asked, as far as it is known: the chosen account, or the one that has verified the invited contact. */
  recipient: Participant | null
  /** A handshake about the same subject, by whatever name, that still waits for its answer. */
  pendingId: string | null
}

export interface Handshake {
  id: string
  organizationId: string
  kind: string
  state: State
  subject: string
  initiatorId: string
  /** Who was chosen to answer. */
  recipientId: string | null
  terms: unknown
  generation: number
  keyId: string
  lifetimeSeconds: number
  sentAt: Date
  expiresAt: Date
}

/** Locks what a move changes: the organization, then the handshake, for rows are locked above the join. */
export function lockHandshake(tx: Queries, id: string) {
  return tx.execute(sql`
    with o as materialized (select id from organizations
      where id = (select organization_id from handshakes where id = ${id}) for no key update)
    select h.id from o, handshakes h where h.id = ${id} for update of h`)
}

/** What a proposal is about, before it stands. */
export interface ProposalSubject {
  organizationId: string
  kind: string
  subject: string
  recipientId?: string | null
}

/** The context of a proposal under way; null when there is no such organization or account. */
export async function loadProposalContext(
  db: Queries,
  ctx: Context,
  { organizationId, kind, subject, recipientId = null }: ProposalSubject,
): Promise<HandshakeContext | null> {
  const about = { kind: sql`${kind}::text`, subject: sql`${subject}::text`, recipient: sql`${recipientId}::uuid` }
  const [row] = await db.execute<{ context: ContextRow }>(sql`
    select ${contextJson(ctx, { ...about, initiator: actorOf(ctx), itself: sql`null::uuid` })} as context
      from organizations o where o.id = ${organizationId}`)
  return row?.context.initiator ? toContext(row.context) : null
}

/** A handshake with its context; null when there is none with this id. */
export async function loadHandshake(db: Queries, ctx: Context, id: string) {
  const of = {
    kind: sql`h.kind`,
    subject: sql`h.subject`,
    initiator: sql`h.initiator_id`,
    recipient: sql`h.recipient_id`,
    itself: sql`case when h.state in ${pendingStatesSql} and h.expires_at > ${ctx.clock} then h.id end`,
  }
  const [row] = await db.execute<{ handshake: HandshakeRow; context: ContextRow }>(sql`
    select ${contextJson(ctx, of)} as context,
           json_build_object('id', h.id, 'organizationId', h.organization_id, 'kind', h.kind, 'state', h.state,
             'subject', h.subject, 'initiatorId', h.initiator_id, 'recipientId', h.recipient_id, 'terms', h.terms,
             'generation', h.generation, 'keyId', h.key_id, 'lifetimeSeconds', h.lifetime_seconds,
             'sentAt', h.sent_at, 'expiresAt', h.expires_at) as handshake
      from handshakes h join organizations o on o.id = h.organization_id where h.id = ${id}`)
  if (!row) return null
  const { sentAt, expiresAt, ...rest } = row.handshake
  return {
    context: toContext(row.context),
    handshake: { ...rest, sentAt: new Date(sentAt), expiresAt: new Date(expiresAt) } satisfies Handshake,
  }
}

function contextJson(ctx: Context, { kind, subject, initiator, recipient, itself }: Record<ContextPart, SQL>): SQL {
  return sql`json_build_object(
    'now', ${ctx.clock},
    'organization', json_build_object('id', o.id, 'name', o.name, 'certified', o.entity_id is not null,
      'seller', o.seller, 'initializing', o.initializing, 'allFeatures', o.all_features,
      'featuresUnderway', ${featuresUnderway(o, ctx.clock)},
      'quota', o.quota, 'dailyLimit', o.daily_limit, 'memberCount', o.member_count, 'pendingCount', o.pending_count),
    'participant', ${participantJson(actorOf(ctx))},
    'initiator', ${participantJson(initiator)},
    'subject', ${subject},
    'recipient', ${participantJson(sql`coalesce(${recipient}, ${accountByContact(subject)})`)},
    'pendingId', coalesce(${itself}, (select p.id from handshakes p where p.organization_id = o.id and p.kind = ${kind}
      and p.subject = any(${allNamesOf(subject, recipient)}) and p.state in ${pendingStatesSql}
      and p.expires_at > ${ctx.clock} limit 1)))`
}

/** The account that has verified a contact. */
function accountByContact(contact: SQL): SQL {
  return sql`(select id from accounts where email = ${contact} union all
    select id from accounts where phone = ${contact} limit 1)`
}

/** All names of an invited account: whoever is invited by number and by e-mail is invited twice. */
function allNamesOf(subject: SQL, recipient: SQL): SQL {
  return sql`array(select ${subject} union all
    select unnest(array[n.number, n.email, n.phone]) from accounts n where n.id = coalesce(
      case when ${subject} ~ '^[0-9]{12}$' then ${recipient} end, ${accountByContact(subject)}))`
}

function participantJson(account: SQL): SQL {
  return sql`(select json_build_object('accountId', a.id, 'number', a.number, 'name', a.name, 'email', a.email, 'phone', a.phone,
      'locale', a.locale, 'seller', a.seller, 'operator', a.operator, 'role', m.role,
      'affiliated', coalesce(m.affiliated, false))
    from accounts a left join memberships m on m.account_id = a.id and m.organization_id = o.id
    where a.id = ${account})`
}

function actorOf({ actor }: Context): SQL {
  return sql`${actor?.accountId ?? null}::uuid`
}

type ContextPart = "kind" | "subject" | "initiator" | "recipient" | "itself"
type HandshakeRow = Omit<Handshake, "sentAt" | "expiresAt"> & { sentAt: string; expiresAt: string }
interface ContextRow extends Omit<HandshakeContext, "now" | "organization">, Record<string, unknown> {
  now: string
  organization: Omit<HandshakeContext["organization"], "usedQuota">
}

function toContext({
  now,
  organization,
  participant,
  initiator,
  subject,
  recipient,
  pendingId,
}: ContextRow): HandshakeContext {
  const usedQuota = organization.memberCount + organization.pendingCount
  const places = { participant, initiator, subject, recipient, pendingId }
  return { now: new Date(now), organization: { ...organization, usedQuota }, ...places }
}
