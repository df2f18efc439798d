import { type SQL, sql } from "drizzle-orm"
import type { Queries } from "../../db/client"
import type { Context } from "../context"
import { lockOrganization } from "../organizations"
import type { Locale, Role } from "../roles"
import { flight } from "../transaction"
import { pendingStates, type State } from "./machine"

/** Somebody who proposes or answers: an account, and its role in the handshake's organization. */
export interface Party {
  accountId: string
  name: string
  email: string | null
  phone: string | null
  locale: Locale
  role: Role | null
}

/** Everything that the rules of a kind may look at, read in one statement. */
export interface Scene {
  now: Date
  organization: {
    id: string
    name: string
    certified: boolean
    quota: number
    memberCount: number
    pendingCount: number
    /** Places that count against the quota in this question. */
    seatsTaken: number
  }
  /** Who acts; null for a visitor who is not logged in. */
  party: Party | null
  /** Who proposes, or once did. */
  initiator: Party
  subject: {
    address: string
    /** The language and the role here of the account that holds the address. */
    locale: Locale | null
    role: Role | null
    /** A handshake about the same subject that still waits for its answer. */
    pendingId: string | null
  }
}

export interface Handshake {
  id: string
  organizationId: string
  kind: string
  state: State
  subject: string
  initiatorId: string
  terms: unknown
  generation: number
  keyId: string
  lifetimeSeconds: number
  sentAt: Date
  expiresAt: Date
}

/** The states that wait for an answer, as SQL. */
export const pending = sql.raw(`('${pendingStates.join("', '")}')`)

/** Locks what a move changes: the organization, then the handshake. */
export function lockHandshake(tx: Queries, id: string) {
  return flight(
    () => lockOrganization(tx, sql`(select organization_id from handshakes where id = ${id})`),
    () => tx.execute(sql`select id from handshakes where id = ${id} for update`),
  )
}

/** The scene of a proposal under way; null when there is no such organization or account. */
export async function sceneOf(
  db: Queries,
  ctx: Context,
  { organizationId, kind, subject }: { organizationId: string; kind: string; subject: string },
): Promise<Scene | null> {
  const [row] = await db.execute<{ scene: WireScene }>(sql`
    select ${scene(ctx, { kind: sql`${kind}::text`, subject: sql`${subject}::text`, initiator: actorOf(ctx) })} as scene
      from organizations o where o.id = ${organizationId}`)
  return row?.scene.initiator ? fromWire(row.scene) : null
}

/** A handshake with its scene; null when there is none with this id. */
export async function handshakeOf(db: Queries, ctx: Context, id: string) {
  const [row] = await db.execute<{ handshake: WireHandshake; scene: WireScene }>(sql`
    select ${scene(ctx, { kind: sql`h.kind`, subject: sql`h.subject`, initiator: sql`h.initiator_id` })} as scene,
           json_build_object('id', h.id, 'organizationId', h.organization_id, 'kind', h.kind, 'state', h.state,
             'subject', h.subject, 'initiatorId', h.initiator_id, 'terms', h.terms,
             'generation', h.generation, 'keyId', h.key_id, 'lifetimeSeconds', h.lifetime_seconds,
             'sentAt', h.sent_at, 'expiresAt', h.expires_at) as handshake
      from handshakes h join organizations o on o.id = h.organization_id where h.id = ${id}`)
  if (!row) return null
  const { sentAt, expiresAt, ...rest } = row.handshake
  return {
    scene: fromWire(row.scene),
    handshake: { ...rest, sentAt: new Date(sentAt), expiresAt: new Date(expiresAt) } satisfies Handshake,
  }
}

function scene(ctx: Context, { kind, subject, initiator }: { kind: SQL; subject: SQL; initiator: SQL }): SQL {
  return sql`json_build_object(
    'now', ${ctx.clock},
    'organization', json_build_object('id', o.id, 'name', o.name, 'certified', o.entity_id is not null,
      'quota', o.quota, 'memberCount', o.member_count, 'pendingCount', o.pending_count),
    'party', ${party(actorOf(ctx))},
    'initiator', ${party(initiator)},
    'subject', json_build_object('address', ${subject},
      'account', (select json_build_object('locale', a.locale, 'role', m.role) from accounts a
        left join memberships m on m.account_id = a.id and m.organization_id = o.id
        where a.id = (select id from accounts where email = ${subject} union all
                      select id from accounts where phone = ${subject} limit 1)),
      'pendingId', (select p.id from handshakes p where p.organization_id = o.id and p.kind = ${kind}
        and p.subject = ${subject} and p.state in ${pending} and p.expires_at > ${ctx.clock} limit 1)))`
}

function party(account: SQL): SQL {
  return sql`(select json_build_object('accountId', a.id, 'name', a.name, 'email', a.email, 'phone', a.phone,
      'locale', a.locale, 'role', m.role)
    from accounts a left join memberships m on m.account_id = a.id and m.organization_id = o.id
    where a.id = ${account})`
}

function actorOf({ actor }: Context): SQL {
  return sql`${actor?.accountId ?? null}::uuid`
}

type WireHandshake = Omit<Handshake, "sentAt" | "expiresAt"> & { sentAt: string; expiresAt: string }
interface WireScene extends Record<string, unknown> {
  now: string
  organization: Omit<Scene["organization"], "seatsTaken">
  party: Party | null
  initiator: Party
  subject: { address: string; account: { locale: Locale; role: Role | null } | null; pendingId: string | null }
}

function fromWire({ now, organization, party, initiator, subject }: WireScene): Scene {
  return {
    now: new Date(now),
    organization: { ...organization, seatsTaken: organization.memberCount + organization.pendingCount },
    party,
    initiator,
    subject: {
      address: subject.address,
      locale: subject.account?.locale ?? null,
      role: subject.account?.role ?? null,
      pendingId: subject.pendingId,
    },
  }
}
