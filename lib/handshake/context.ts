import { type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, h, m, o } from "@/db/aliases"
import { asDate, type Fields, fieldsOf, fieldsWhere, type RowOf, selectList } from "@/db/rows"
import { accounts, factors, handshakes, memberships, optOuts, organizations } from "@/db/schema"
import { amongGiven, type Given, givenRows, idsOf, statements } from "@/db/statement"
import type { Barred, Context } from "@/lib/core/context"
import { demandedRoles } from "@/lib/core/factor-demands"
import { certification, featuresUnderway, isLive, pendingStatesSql } from "@/lib/core/live"
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
  ...certification(o, clock),
  seller: o.seller,
  /** Still being set up by the operators. */
  initializing: o.initializing,
  allFeatures: o.allFeatures,
  /** Its members are being asked to approve all features. */
  featuresUnderway: featuresUnderway(o, clock),
  quota: o.quota,
  /** Invitations a day, where it has a limit of its own. */
  dailyLimit: o.dailyLimit,
  /** The roles of which it demands a second factor. */
  factorRoles: demandedRoles(o),
  /** What counts against the quota. */
  usedQuota: o.seatsTaken,
  /** How many members there are, where more places are taken than the quota has since it was lowered. */
  crowded: sql<number | null>`case when ${o.seatsTaken} > ${o.quota} then (
    select count(*)::int from ${memberships} ${m} where ${m.organizationId} = ${o.id}) end`,
})

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
  /** What became of its latest letter. */
  delivery: h.delivery,
}

export type Handshake = RowOf<typeof handshake>

/** Everything that the rules of a kind may look at, read in one statement. */
export interface HandshakeContext {
  now: Date
  organization: RowOf<ReturnType<typeof organizationAt>>
  /** Who acts; null for a visitor who is not logged in. */
  participant: Participant | null
  /** Who proposes, or once did. */
  initiator: Participant
  /** Whom or what it is about: the invited contact or account number, the owner, the entity. */
  subject: string
  /** Who is asked, as far as it is known: the chosen account, or the one that has verified the invited contact. */
  recipient: Participant | null
  /** A handshake about the same subject, by whatever name, that still waits for its answer. */
  pendingId: string | null
  /** Whether one about it is overdue and keeps a new one from its place. */
  overdue: boolean
  /** Whether the contact that its letter goes to wants no more invitations from the organization. */
  optedOut: boolean
  /** Whether who acts has a second factor; not looked up where the organization demands one of nobody. */
  hasFactor: boolean
}

/** The context with another count of the places that are taken. */
export function withUsedQuota(context: HandshakeContext, usedQuota: number): HandshakeContext {
  const { organization } = context
  return organization.usedQuota === usedQuota ? context : { ...context, organization: { ...organization, usedQuota } }
}

/** What proposals of one kind are about, before there are handshakes. */
export interface ProposalSubjects {
  organizationId: string
  kind: string
  subjects: { subject: string; recipientId: string | null }[]
}

/** The contexts of proposals under way, in their order; none when there is no such organization or account. */
export async function loadProposalContexts(
  ctx: Context,
  { organizationId, kind, subjects }: ProposalSubjects,
): Promise<HandshakeContext[]> {
  const actorId = ctx.actor?.accountId ?? null
  const rows = await proposalContexts({ many: subjects.length > 1 })(ctx, {
    organizationId,
    kind,
    subjects: JSON.stringify(
      subjects.map(({ subject, recipientId }, position) => ({ subject, recipient_id: recipientId, position })),
    ),
    actorId,
  })
  // Only the first row tells them: `tells` below.
  const { organization, participant } = rows[0] ?? { organization: null, participant: null }
  const who = { initiatorId: actorId, actor: ctx.actor }
  return rows.flatMap((row) => contextFrom({ ...row, organization, participant }, who) ?? [])
}

/** A handshake, and who looks at it. */
export type Look = Pick<Context, "actor"> & { id: string }

/** Handshakes with their contexts, those that there are; each is looked at once. */
export async function loadHandshakes(ctx: Pick<Context, "db" | "clock">, looks: Look[]) {
  const ids = idsOf(looks.map(({ id }) => id))
  const actorIds = idsOf(looks.map(({ actor }) => actor?.accountId ?? "null"))
  const rows = await handshakeContexts({ many: looks.length > 1 })(ctx, { ids, actorIds })
  return rows.flatMap(({ handshake: found, position, ...row }) => {
    const context = found && contextFrom(row, { ...(looks[position - 1] as Look), initiatorId: found.initiatorId })
    return context ? [{ handshake: found, context }] : []
  })
}

const SUBJECT = "subject text, recipient_id uuid, position int"

const proposalContexts = statements(
  ({ many }: { many: boolean }) =>
    ({ organizationId, kind, subjects, actorId }: Given<"organizationId" | "kind" | "subjects" | "actorId">, clock) => {
      const { shape, joins } = contextOf(clock, {
        kind: sql`${kind}::text`,
        subject: sql`given.subject`,
        actor: sql`${actorId}::uuid`,
        initiator: sql`null::uuid`,
        recipient: sql`given.recipient_id`,
        itself: sql`null::uuid`,
        sends: sql`${kind}::text = 'invitation'`,
        tells: many ? sql`given.position = 0` : undefined,
      })
      return {
        shape,
        text: (columns) => sql`
        select ${columns} from ${organizations} ${o}
          cross join ${givenRows(subjects, SUBJECT, many)} ${joins}
         where ${o.id} = ${organizationId} order by given.position`,
      }
    },
)

type Looks = Given<"ids" | "actorIds">

const handshakeContexts = statements(({ many }: { many: boolean }) => ({ ids, actorIds }: Looks, clock) => {
  const { shape, joins } = contextOf(clock, {
    kind: sql`${h.kind}`,
    subject: sql`${h.subject}`,
    actor: many ? sql`given.actor_id` : sql`(${actorIds}::text::uuid[])[1]`,
    initiator: sql`${h.initiatorId}`,
    recipient: sql`${h.recipientId}`,
    // A clock that is read once: what waits besides is only looked for where this one does not.
    itself: sql`case when ${isLive(h, sql`(select ${clock})`)} then ${h.id} end`,
    sends: sql`${h.kind} = 'invitation' and ${h.state} = 'open'`,
  })
  const given = sql`unnest(${ids}::text::uuid[], ${actorIds}::text::uuid[]) with ordinality as given(id, actor_id, position)`
  return {
    shape: { ...shape, handshake, position: sql<number>`${many ? sql`given.position::int` : sql`1`}` },
    text: (columns) => sql`
      select ${columns} from ${many ? sql`${given} join ${handshakes} ${h} on ${h.id} = given.id` : sql`${handshakes} ${h}`}
        join ${organizations} ${o} on ${o.id} = ${h.organizationId} ${joins}
       where ${many ? sql`true` : amongGiven(h.id, ids, false)} order by ${h.id}`,
  }
})

/** What a context is read about, as SQL. */
interface Parts {
  kind: SQL
  subject: SQL
  actor: SQL
  initiator: SQL
  recipient: SQL
  /** The handshake itself, while it waits. */
  itself: SQL
  /** Whether a letter that invites may go out. */
  sends: SQL
  /** Which row tells the organization and who acts, where all rows have the same. */
  tells?: SQL
}

// What waits is looked up name by name: in one condition on all names, a database that has no statistics yet reads
// everything of the organization that waits, once for each row of a batch.
function contextOf(clock: SQL, { kind, subject, actor, initiator, recipient, itself, sends, tells }: Parts) {
  const named = (name: string) => fieldsOf(name, participant)
  const someone = sql`"asked"."id"`
  const { email: ownEmail, phone: ownPhone } = named("participant")
  const ofAsked = (field: "number" | "email" | "phone") =>
    sql`coalesce(${named("recipient")[field]}, case when ${someone} = ${actor} then ${named("participant")[field]} end)`
  const names = sql.join([subject, ...(["number", "email", "phone"] as const).map(ofAsked)], sql`, `)
  const told = <F extends Fields>(fields: F) => (tells ? fieldsWhere(tells, fields) : fields)
  const shape = {
    now: asDate(clock),
    organization: told(organizationAt(clock)),
    participant: told(named("participant")),
    initiator: named("initiator"),
    subject: sql<string>`${subject}`,
    recipient: named("recipient"),
    recipientId: sql<string | null>`${someone}`,
    pendingId: sql<string | null>`coalesce(${itself}, case when waiting.live then waiting.id end)`,
    overdue: sql<boolean>`coalesce(not waiting.live, false)`,
    optedOut: sql<boolean>`case when ${sends} then exists (select from ${optOuts} x where x.organization_id = ${o.id}
      and x.contact = case when ${subject} ~ '^[0-9]{12}$' then coalesce(${ofAsked("email")}, ${ofAsked("phone")})
        else ${subject} end) else false end`,
    hasFactor: sql<boolean>`case when cardinality(${demandedRoles(o)}) > 0
      then exists (select from ${factors} where ${factors.accountId} = ${actor}) else false end`,
  }
  const joins = sql`
    ${joined("participant", actor)} ${joined("initiator", sql`nullif(${initiator}, ${actor})`)}
    cross join lateral (select coalesce(${recipient}, case when ${subject} in (${ownEmail}, ${ownPhone}) then ${actor}
      else ${accountByContact(subject)} end) as id offset 0) "asked"
    ${joined("recipient", sql`nullif(${someone}, ${actor})`)}
    left join lateral (select found.* from unnest(array[${names}]) as named(subject), lateral (
        select ${p.id}, ${isLive(p, clock)} as live from ${handshakes} ${p}
         where ${itself} is null and ${p.organizationId} = ${o.id} and ${p.kind} = ${kind}
           and ${p.state} in ${pendingStatesSql} and ${p.subject} = named.subject limit 1) found
      order by live desc limit 1) waiting on true`
  return { shape, joins }
}

/** Somebody by their account, looked up row by row; whoever acts is looked up once, whatever else they are. */
function joined(name: string, accountId: SQL): SQL {
  return sql`left join lateral (select ${selectList(participant)} from ${accounts} ${a}
    left join ${memberships} ${m} on ${m.accountId} = ${a.id} and ${m.organizationId} = ${o.id}
    where ${a.id} = ${accountId} limit 1) ${sql.identifier(name)} on true`
}

/** The account that has verified a contact. */
function accountByContact(contact: SQL): SQL {
  return sql`case when ${contact} like '+%' then (select id from ${accounts} where phone = ${contact})
    else (select id from ${accounts} where email = ${contact}) end`
}

type ContextRow = RowOf<ReturnType<typeof contextOf>["shape"]>
type Who = Pick<Context, "actor"> & { initiatorId: string | null }

function contextFrom(
  { organization, recipientId, ...row }: ContextRow,
  { initiatorId, actor }: Who,
): HandshakeContext | null {
  const actorId = actor?.accountId ?? null
  const participant = row.participant && acting(row.participant, actor?.barred, organization?.id)
  const initiator = initiatorId === actorId ? participant : row.initiator
  const recipient = recipientId !== null && recipientId === actorId ? participant : row.recipient
  return organization && initiator && { ...row, organization, participant, initiator, recipient }
}

/** Who acts, without the rights that the login is barred from. */
function acting(participant: Participant, barred: Barred | undefined, organizationId = ""): Participant {
  if (!barred) return participant
  const role = barred.organizations.includes(organizationId) ? null : participant.role
  return { ...participant, role, operator: participant.operator && !barred.operating }
}
