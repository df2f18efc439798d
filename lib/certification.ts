import { sql } from "drizzle-orm"
import { z } from "zod"
import { record } from "./audit"
import type { Context, LoggedIn } from "./context"
import { type LegalPerson, share } from "./entities"
import { refuse } from "./errors"
import type { Input } from "./forms"
import { accept, decline, type Proposed, propose } from "./handshake"
import { type State, stateAt, statusOf } from "./handshake/machine"
import { lockOrganization } from "./organizations"
import { type Keyset, type Page, pageClauses, pageOf } from "./paging"
import type { Certification, CertificationRequest } from "./rows"
import type { InView, Visitor } from "./sessions"
import { transact } from "./transaction"

/** An organization has one verified entity: one request waits at a time. */
const ENTITY = "entity"

/** Submits the legal person behind an organization for certification (R2). Refuses `forbidden`, `already_certified` and `already_pending`. */
export function requestCertification(ctx: LoggedIn, input: Input<"certification">): Promise<Proposed> {
  const { organizationId, ...terms } = input
  return propose(ctx, "certification", { organizationId, subject: ENTITY, terms })
}

/**
 * Certifies the organization that asked; `shared` lets it have an entity that another organization has already.
 * Refuses all but operators, `entity_taken`, `initiator_not_entitled`, and what has ended.
 */
export function approveCertification(ctx: LoggedIn, { id, shared }: Input<"approve">): Promise<void> {
  if (!shared) return accept(ctx, { id })
  return transact(ctx, async (tx) => {
    await allowSharing(tx, ctx, id)
    await accept({ ...ctx, db: tx }, { id })
  })
}

async function allowSharing(tx: Parameters<typeof share>[0], ctx: LoggedIn, id: string) {
  // The lock that the acceptance takes first, so that two operators cannot wait for each other.
  await lockOrganization(tx, sql`(select organization_id from handshakes where id = ${id})`)
  const [asked] = await tx.execute<{ licenceNumber: string; organizationId: string }>(sql`
    select h.terms ->> 'licenceNumber' as "licenceNumber", h.organization_id as "organizationId" from handshakes h
     where h.id = ${id} and h.kind = 'certification'
       and exists (select 1 from accounts a where a.id = ${ctx.actor.accountId} and a.operator)`)
  if (!asked) refuse("not_found")
  await share(tx, asked.licenceNumber)
  const { organizationId, licenceNumber: target } = asked
  await record(tx, ctx, { organizationId, action: "certification.share", target, handshakeId: id })
}

/** Rejects a request with a reason, which goes to who asked. Refuses all but operators, and what has ended. */
export function rejectCertification(ctx: LoggedIn, { id, reason }: Input<"reject">): Promise<void> {
  return decline(ctx, { id, reason })
}

/** The verified entity of an organization and its latest request. One statement. */
export async function certificationOf({ db, clock }: Context, organizationId: InView): Promise<Certification> {
  const [row] = await db.execute<{ now: string; entity: LegalPerson | null; latest: WireRequest | null }>(sql`
    select ${clock} as now,
      (select json_build_object('name', e.name, 'licenceNumber', e.licence_number, 'type', e.type)
         from organizations o join entities e on e.id = o.entity_id where o.id = ${organizationId}) as entity,
      (select ${request} from handshakes h join organizations o on o.id = h.organization_id
         join accounts a on a.id = h.initiator_id
        where h.organization_id = ${organizationId} and h.kind = 'certification' order by h.id desc limit 1) as latest`)
  const now = new Date(row?.now ?? 0)
  return { entity: row?.entity ?? null, latest: row?.latest ? requestOf(row.latest, now) : null }
}

/** Whether a visitor runs the platform: refuses `not_found` to everybody else. */
export function mustBeOperator(visitor: Visitor) {
  if (visitor.kind !== "logged-in" || !visitor.account.operator) refuse("not_found")
}

/** A page of the requests of all organizations, latest first; with `waiting` only those that need an answer. For operators. */
export async function listCertifications(
  { db, clock, actor }: LoggedIn,
  { waiting, cursor }: { waiting: boolean; cursor?: string },
): Promise<Page<CertificationRequest>> {
  const keyset: Keyset = { columns: [[sql`h.id`, z.uuid()]], direction: "desc", cursor }
  const clauses = pageClauses(keyset)
  const live = sql`and h.state = 'requested' and h.expires_at > ${clock}`
  const rows = await db.execute<{ now: string; request: WireRequest }>(sql`
    select ${clock} as now, ${request} as request
      from handshakes h join organizations o on o.id = h.organization_id join accounts a on a.id = h.initiator_id
     where h.kind = 'certification' and ${clauses.where} ${waiting ? live : sql``}
       and exists (select 1 from accounts where id = ${actor.accountId} and operator)
     order by ${clauses.order} limit ${clauses.limit}`)
  return pageOf(
    [...rows].map(({ now, request }) => requestOf(request, new Date(now))),
    keyset,
    ({ id }) => [id],
  )
}

/** A request with the organizations that have its entity already. */
const request = sql`json_build_object('id', h.id, 'organization', o.name, 'organizationId', o.id, 'applicant', a.name,
  'contact', coalesce(a.email, a.phone), 'terms', h.terms, 'state', h.state, 'sentAt', h.sent_at,
  'expiresAt', h.expires_at, 'settledAt', h.settled_at, 'reason', h.reason,
  'settledBy', (select s.name from accounts s where s.id = h.settled_by),
  'others', coalesce((select json_agg(other.name) from organizations other join entities e on e.id = other.entity_id
     where e.licence_number = h.terms ->> 'licenceNumber' and other.id <> o.id), '[]'))`

type Dates = "sentAt" | "expiresAt" | "settledAt"
type WireRequest = Omit<CertificationRequest, Dates | "status" | keyof LegalPerson> &
  Record<Exclude<Dates, "settledAt">, string> & { settledAt: string | null; state: State; terms: LegalPerson }

function requestOf(
  { terms, state, sentAt, expiresAt, settledAt, ...rest }: WireRequest,
  now: Date,
): CertificationRequest {
  const dates = {
    sentAt: new Date(sentAt),
    expiresAt: new Date(expiresAt),
    settledAt: settledAt ? new Date(settledAt) : null,
  }
  return { ...rest, ...terms, ...dates, status: statusOf[stateAt({ state, expiresAt: dates.expiresAt }, now)] }
}
