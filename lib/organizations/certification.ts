import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import { audited, record } from "@/lib/audit/audit"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { lockOrganization, within } from "@/lib/core/locks"
import { type Keyset, type Page, pageClauses, pageOf } from "@/lib/core/paging"
import { type LegalPerson, shareEntity } from "@/lib/effects/certify"
import { accept, cancel, decline, type Proposed, propose, read, type TermsOf } from "@/lib/handshake"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { Certification, CertificationRecord, CertificationRequest } from "@/lib/shared/rows/certification"
import { type State, stateAt, statusOf } from "@/lib/shared/states"
import type { Subject } from "@/lib/shared/subjects"

const KIND = "certification" as const
/** An organization has one verified entity: one request waits at a time. */
const ENTITY: Subject = "entity"

/** Submits the legal person behind an organization for certification (R2). Refuses `forbidden`, `already_certified` and `already_pending`. */
export function requestCertification(ctx: LoggedIn, input: Input<"certification">): Promise<Proposed> {
  const { organizationId, ...terms } = input
  return propose(ctx, KIND, { organizationId, subject: ENTITY, terms })
}

/**
 * Certifies the organization that asked; `shared` lets it have an entity that another organization has already.
 * Refuses all but operators, `entity_taken`, `initiator_not_entitled`, and what has ended.
 */
export async function approveCertification(ctx: LoggedIn, { id, shared }: Input<"approve">): Promise<void> {
  const request = { id, kind: KIND }
  const found = shared ? await read(ctx, request) : null
  // Whoever may not is refused by the acceptance itself, which keeps the attempt.
  if (!found?.addressed) return accept(ctx, request)
  const { organizationId, subject, terms } = found.handshake
  const target = (terms as TermsOf<typeof KIND>).licenceNumber
  const entry = { organizationId, action: `${KIND}.accept`, target: subject, handshakeId: id } as const
  return audited(
    ctx,
    async (tx) => {
      await lockOrganization({ ...ctx, db: tx }, organizationId)
      return { entry }
    },
    async (tx) => {
      await shareEntity(tx, organizationId, target)
      await record(tx, ctx, { ...entry, action: `${KIND}.share`, target })
      await accept(within(ctx, tx, organizationId), request)
    },
  )
}

/** Rejects a request with a reason, which goes to who asked. Refuses all but operators, and what has ended. */
export function rejectCertification(ctx: LoggedIn, { id, reason }: Input<"reject">): Promise<void> {
  return decline(ctx, { id, kind: KIND, reason })
}

/** Takes a request back before it is answered. Refuses all but the super admin, and what has ended. */
export function withdrawCertification(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  return cancel(ctx, { id, kind: KIND })
}

/** The verified entity of an organization and its latest request. One statement. */
export async function certificationOf(
  { db, clock }: Context,
  organizationId: ReadableOrganizationId,
): Promise<Certification> {
  const [row] = await db.execute<WireCertification>(sql`
    select ${clock} as now, exists (select 1 from accounts where operator) as answerable,
      (select json_build_object('name', e.name, 'licenceNumber', e.licence_number, 'type', e.type, 'since', coalesce(
           (select max(h.settled_at) from handshakes h where h.organization_id = o.id and h.kind = 'certification'
             and h.state = 'accepted'), e.created_at))
         from organizations o join entities e on e.id = o.entity_id where o.id = ${organizationId}) as entity,
      (select json_build_object(${request}) from handshakes h join accounts a on a.id = h.initiator_id
        where h.organization_id = ${organizationId} and h.kind = 'certification' order by h.id desc limit 1) as latest`)
  if (!row) refuse("not_found")
  const { now, answerable, entity, latest } = row
  return {
    answerable,
    entity: entity && { ...entity, since: new Date(entity.since) },
    latest: latest && requestOf(latest, new Date(now)),
  }
}

/** A page of the requests of all organizations, latest first; with `waiting` only those that need an answer. For operators. */
export async function listCertifications(
  { db, clock, actor }: LoggedIn,
  { waiting, cursor }: { waiting: boolean; cursor?: string },
): Promise<Page<CertificationRecord>> {
  const keyset: Keyset = { columns: [[sql`h.id`, z.uuid()]], direction: "desc", cursor }
  const clauses = pageClauses(keyset)
  const live = sql`and h.state = 'requested' and h.expires_at > ${clock}`
  const rows = await db.execute<{ now: string; request: WireRecord }>(sql`
    select ${clock} as now, json_build_object(${request}, ${forOperators}) as request
      from handshakes h join organizations o on o.id = h.organization_id join accounts a on a.id = h.initiator_id
     where h.kind = 'certification' and ${clauses.where} ${waiting ? live : sql``}
       and exists (select 1 from accounts where id = ${actor.accountId} and operator)
     order by ${clauses.order} limit ${clauses.limit}`)
  const records = [...rows].map(({ now, request }) => recordOf(request, new Date(now)))
  return pageOf(records, keyset, ({ id }) => [id])
}

const request: SQL = sql`'id', h.id, 'applicant', a.name, 'terms', h.terms, 'state', h.state, 'sentAt', h.sent_at,
  'expiresAt', h.expires_at, 'settledAt', h.settled_at, 'reason', h.reason,
  'orphaned', not exists (select 1 from memberships m where m.organization_id = h.organization_id
     and m.account_id = h.initiator_id and m.role = 'super_admin')`

const forOperators: SQL = sql`'organization', o.name, 'organizationId', o.id, 'contact', coalesce(a.email, a.phone),
  'settledBy', (select s.name from accounts s where s.id = h.settled_by),
  'taken', (select json_build_object('name', e.name, 'by', json_agg(other.name order by other.name))
     from entities e join organizations other on other.entity_id = e.id
    where e.licence_number = h.terms ->> 'licenceNumber' and other.id <> o.id group by e.id)`

type Dates = "sentAt" | "expiresAt" | "settledAt"
type Wire<Row> = Omit<Row, Dates | "status" | keyof LegalPerson> & { state: State; terms: LegalPerson } & {
  sentAt: string
  expiresAt: string
  settledAt: string | null
}
type WireRecord = Wire<CertificationRecord>
interface WireCertification extends Record<string, unknown> {
  now: string
  answerable: boolean
  entity: (LegalPerson & { since: string }) | null
  latest: Wire<CertificationRequest> | null
}

function recordOf(wire: WireRecord, now: Date): CertificationRecord {
  const { organizationId, organization, contact, settledBy, taken } = wire
  return { ...requestOf(wire, now), organizationId, organization, contact, settledBy, taken }
}

function requestOf(wire: Wire<CertificationRequest>, now: Date): CertificationRequest {
  const { id, applicant, terms, state, reason, orphaned } = wire
  const sentAt = new Date(wire.sentAt)
  const expiresAt = new Date(wire.expiresAt)
  const settledAt = wire.settledAt ? new Date(wire.settledAt) : null
  const status = statusOf[stateAt({ state, expiresAt }, now)]
  return { id, applicant, ...terms, status, sentAt, expiresAt, settledAt, reason, orphaned }
}
