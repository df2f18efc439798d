import { type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, h, m, o } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { accounts, handshakes, memberships, organizations } from "@/db/schema"
import type { Context } from "@/lib/core/context"
import { featuresUnderway, isLive } from "@/lib/core/live"
import { asDate, jsonObject, jsonRow, queryRows, type RowOf } from "@/lib/core/rows"
import type { Role } from "@/lib/shared/roles"

/** A handshake that still waits, beside the one that is read. */
const p = alias(handshakes, "p")

const participant = {
  accountId: a.id,
  number: a.number,
  name: a.name,
  email: a.email,
  phone: a.phone,
  locale: a.locale,
  /** Who sold the account. */
  seller: a.seller,
  /** Runs the platform. */
  operator: a.operator,
  role: sql<Role | null>`${m.role}`,
  /** The account itself belongs to the organization. */
  affiliated: sql<boolean>`coalesce(${m.affiliated}, false)`,
}

/** Somebody who proposes or answers: an account, and its role in the handshake's organization. */
export type Participant = RowOf<typeof participant>

/** Where somebody can be reached; empty where they cannot, and where nobody is known. */
export function contactAddress(someone: Participant | null): string {
  return someone?.email ?? someone?.phone ?? ""
}

const organizationAt = (clock: SQL) => ({
  id: o.id,
  name: o.name,
  certified: sql<boolean>`${o.entityId} is not null`,
  seller: o.seller,
  /** Still being set up by the operators. */
  initializing: o.initializing,
  allFeatures: o.allFeatures,
  /** Its members are being asked to approve all features. */
  featuresUnderway: featuresUnderway(o, clock),
  quota: o.quota,
  /** Invitations a day, where it has a limit of its own. */
  dailyLimit: o.dailyLimit,
  memberCount: o.memberCount,
  pendingCount: o.pendingCount,
})

/** Everything that the rules of a kind may look at, read in one statement. */
export interface HandshakeContext extends ContextRow {
  organization: ContextRow["organization"] & {
    /** What counts against the quota in this question. */
    usedQuota: number
  }
  /** Who proposes, or once did. */
  initiator: Participant
}

const handshake = {
  id: h.id,
  organizationId: h.organizationId,
  kind: h.kind,
  state: h.state,
  subject: h.subject,
  initiatorId: h.initiatorId,
  /** Who was chosen to answer. */
  recipientId: h.recipientId,
  terms: sql<unknown>`${h.terms}`,
  generation: h.generation,
  keyId: h.keyId,
  lifetimeSeconds: h.lifetimeSeconds,
  sentAt: h.sentAt,
  expiresAt: h.expiresAt,
}

export type Handshake = RowOf<typeof handshake>

/** Locks what a move changes: the organization, then the handshake, for rows are locked above the join. */
export function lockHandshake(tx: Queries, id: string) {
  return tx.execute(sql`
    with o as materialized (select id from ${organizations}
      where id = (select organization_id from ${handshakes} where id = ${id}) for no key update)
    select h.id from o, ${handshakes} h where h.id = ${id} for update of h`)
}

/** What a proposal is about, before there is a handshake. */
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
  const shape = contextOf(ctx, {
    kind: sql`${kind}::text`,
    subject: sql`${subject}::text`,
    initiator: actorOf(ctx),
    recipient: sql`${recipientId}::uuid`,
    itself: sql`null::uuid`,
  })
  const [row] = await queryRows(
    db,
    shape,
    (columns) => sql`select ${columns} from ${organizations} ${o} where ${o.id} = ${organizationId}`,
  )
  return row?.initiator ? withInitiator(row, row.initiator) : null
}

/** A handshake with its context; null when there is none with this id. */
export async function loadHandshake(db: Queries, ctx: Context, id: string) {
  const shape = contextOf(ctx, {
    kind: sql`${h.kind}`,
    subject: sql`${h.subject}`,
    initiator: sql`${h.initiatorId}`,
    recipient: sql`${h.recipientId}`,
    itself: sql`case when ${isLive(h, ctx.clock)} then ${h.id} end`,
  })
  const [row] = await queryRows(db, { ...shape, handshake: jsonObject(handshake) }, (columns) => {
    return sql`select ${columns} from ${handshakes} ${h} join ${organizations} ${o} on ${o.id} = ${h.organizationId}
      where ${h.id} = ${id}`
  })
  if (!row?.initiator) return null
  const { handshake: found, ...context } = row
  return { handshake: found, context: withInitiator(context, row.initiator) }
}

/** What the context is read about, as SQL. */
interface Parts {
  kind: SQL
  subject: SQL
  initiator: SQL
  recipient: SQL
  /** The handshake itself, while it waits. */
  itself: SQL
}

function contextOf(ctx: Context, { kind, subject, initiator, recipient, itself }: Parts) {
  return {
    now: asDate(ctx.clock),
    organization: jsonObject(organizationAt(ctx.clock)),
    /** Who acts; null for a visitor who is not logged in. */
    participant: participantWith(actorOf(ctx)),
    initiator: participantWith(initiator),
    /** Whom or what it is about: the invited contact or account number, the owner, the entity. */
    subject: sql<string>`${subject}`,
    /** Who is asked, as far as it is known: the chosen account, or the one that has verified the invited contact. */
    recipient: participantWith(sql`coalesce(${recipient}, ${accountByContact(subject)})`),
    /** A handshake about the same subject, by whatever name, that still waits for its answer. */
    pendingId: sql<string | null>`coalesce(${itself}, (select ${p.id} from ${handshakes} ${p}
      where ${p.organizationId} = ${o.id} and ${p.kind} = ${kind}
        and ${p.subject} = any(${allNamesOf(subject, recipient)}) and ${isLive(p, ctx.clock)} limit 1))`,
  }
}

type ContextRow = RowOf<ReturnType<typeof contextOf>>

function participantWith(accountId: SQL): SQL<Participant | null> {
  return jsonRow(
    participant,
    sql`from ${accounts} ${a} left join ${memberships} ${m} on ${m.accountId} = ${a.id} and ${m.organizationId} = ${o.id}
      where ${a.id} = ${accountId}`,
  )
}

/** The account that has verified a contact. */
function accountByContact(contact: SQL): SQL {
  return sql`(select id from ${accounts} where email = ${contact} union all
    select id from ${accounts} where phone = ${contact} limit 1)`
}

/** All names of an invited account: one that is invited by number and by e-mail is invited twice. */
function allNamesOf(subject: SQL, recipient: SQL): SQL {
  return sql`array(select ${subject} union all
    select unnest(array[n.number, n.email, n.phone]) from ${accounts} n where n.id = coalesce(
      case when ${subject} ~ '^[0-9]{12}$' then ${recipient} end, ${accountByContact(subject)}))`
}

function actorOf({ actor }: Context): SQL {
  return sql`${actor?.accountId ?? null}::uuid`
}

function withInitiator(row: ContextRow, initiator: Participant): HandshakeContext {
  const { organization } = row
  const usedQuota = organization.memberCount + organization.pendingCount
  return { ...row, initiator, organization: { ...organization, usedQuota } }
}
