import { type Column, type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, e, h, m, o } from "@/db/aliases"
import { asDate, jsonRow, queryRows, type RowOf } from "@/db/rows"
import { accounts, entities, handshakes, memberships, organizations } from "@/db/schema"
import { type Given, statements } from "@/db/statement"
import { audited, record } from "@/lib/audit/audit"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { lockOrganization, within } from "@/lib/core/locks"
import { type LegalPerson, shareEntity } from "@/lib/effects/certify"
import { accept, cancel, decline, type Proposed, propose, read, type TermsOf } from "@/lib/handshake"
import {
  FETCHED,
  type Order,
  type Page,
  type Position,
  pageClauses,
  pageOf,
  type Start,
  startOf,
  uuid,
} from "@/lib/lists/paging"
import type { Input } from "@/lib/shared/forms"
import type { Subject } from "@/lib/shared/handshakes"
import { refuse } from "@/lib/shared/refusals"
import type { Certification, CertificationRecord, CertificationRequest } from "@/lib/shared/rows/certification"
import { stateAt, statusOf } from "@/lib/shared/states"

const KIND = "certification" as const
/** An organization has one verified entity: one request waits at a time. */
const ENTITY: Subject = "entity"
const LATEST: Order = [[sql`${h.id}`, uuid]]

const answerer = alias(accounts, "answerer")
const other = alias(organizations, "other")

const verifiedEntity = {
  name: e.name,
  licenceNumber: e.licenceNumber,
  type: e.type,
  since: asDate(sql`coalesce(${lastApproval(o)}, ${e.createdAt})`),
}

const request = {
  id: h.id,
  applicant: a.name,
  terms: sql<LegalPerson>`${h.terms}`,
  state: h.state,
  sentAt: h.sentAt,
  expiresAt: h.expiresAt,
  settledAt: h.settledAt,
  reason: h.reason,
  orphaned: sql<boolean>`not exists (select from ${memberships} ${m} where ${m.organizationId} = ${h.organizationId}
    and ${m.accountId} = ${h.initiatorId} and ${m.role} = 'super_admin')`,
}

const requestForOperators = {
  ...request,
  organization: o.name,
  organizationId: o.id,
  contact: sql<string>`coalesce(${a.email}, ${a.phone})`,
  settledBy: sql<string | null>`(select ${answerer.name} from ${accounts} ${answerer}
    where ${answerer.id} = ${h.settledBy})`,
  taken: certifiedAlready({ terms: h.terms, organizationId: o.id }),
}

/**
 * Submits the legal person behind an organization for certification. Refuses `forbidden`, `already_certified` and
 * `already_pending`. (R2)
 */
export function requestCertification(ctx: LoggedIn, input: Input<"certification">): Promise<Proposed> {
  const { organizationId, ...terms } = input
  return propose(ctx, KIND, { organizationId, subject: ENTITY, terms })
}

/**
 * Certifies the organization of a request; `shared` lets it have an entity that another organization has already.
 * Refuses all but operators, `entity_taken`, `initiator_not_entitled`, and what has ended.
 */
export async function approveCertification(ctx: LoggedIn, { id, shared }: Input<"approve">): Promise<void> {
  const request = { id, kind: KIND }
  const view = shared ? await read(ctx, request) : null
  // The acceptance itself refuses everybody but operators, and records the attempt.
  if (!view?.addressed) return accept(ctx, request)
  const { organizationId, subject, terms } = view.handshake
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

/** Rejects a request with a reason, which goes to its applicant. Refuses all but operators, and what has ended. */
export function rejectCertification(ctx: LoggedIn, { id, reason }: Input<"reject">): Promise<void> {
  return decline(ctx, { id, kind: KIND, reason })
}

/** Takes a request back before it is answered. Refuses all but the super admin, and what has ended. */
export function withdrawCertification(ctx: LoggedIn, { id }: Input<"handshake">): Promise<void> {
  return cancel(ctx, { id, kind: KIND })
}

/** The verified entity of an organization and its latest request, in one statement. */
export async function certificationOf(
  { db, clock }: Context,
  organizationId: ReadableOrganizationId,
): Promise<Certification> {
  const own = sql`from ${organizations} ${o} join ${entities} ${e} on ${e.id} = ${o.entityId}
    where ${o.id} = ${organizationId}`
  const requests = sql`from ${handshakes} ${h} join ${accounts} ${a} on ${a.id} = ${h.initiatorId}
    where ${h.organizationId} = ${organizationId} and ${h.kind} = 'certification'`
  const shape = {
    now: asDate(clock),
    answerable: sql<boolean>`exists (select from ${accounts} where ${accounts.operator})`,
    entity: jsonRow(verifiedEntity, own),
    latest: jsonRow(request, sql`${requests} order by ${h.id} desc limit 1`),
  }
  const [row] = await queryRows(db, shape, (columns) => sql`select ${columns}`)
  if (!row) refuse("not_found")
  const { now, latest, ...certification } = row
  return { ...certification, latest: latest && requestOf(latest, now) }
}

/** When the latest request of an organization was approved, as SQL. */
function lastApproval({ id }: Pick<typeof o, "id">): SQL {
  return sql`(select max(${h.settledAt}) from ${handshakes} ${h}
    where ${h.organizationId} = ${id} and ${h.kind} = 'certification' and ${h.state} = 'accepted')`
}

/** The entity that a request names, and which other organizations have it. */
function certifiedAlready({ terms, organizationId }: { terms: Column; organizationId: Column }) {
  return jsonRow(
    { name: e.name, by: sql<string[]>`json_agg(${other.name} order by ${other.name})` },
    sql`from ${entities} ${e} join ${organizations} ${other} on ${other.entityId} = ${e.id}
      where ${e.licenceNumber} = ${terms} ->> 'licenceNumber' and ${other.id} <> ${organizationId} group by ${e.id}`,
  )
}

interface Variant extends Pick<Start, "side"> {
  waiting: boolean
}

const select = statements((variant: Variant) => (given: Given<Position | "operatorId">, clock) => ({
  shape: { now: asDate(clock), ...requestForOperators },
  // The page is found before what belongs to its rows is read.
  text: (columns) => {
    const { where, order } = pageClauses({ order: LATEST }, { ...variant, direction: "desc" }, given)
    const needsAnswer = sql`${h.state} = 'requested' and ${h.expiresAt} > (select ${clock})`
    return sql`
      with page as materialized (
        select * from ${handshakes} ${h} where ${h.kind} = 'certification' and ${where}
           and ${variant.waiting ? needsAnswer : sql`true`}
           and exists (select from ${accounts} where ${accounts.id} = ${given.operatorId} and ${accounts.operator})
         order by ${order} limit ${FETCHED})
      select ${columns} from page ${h}
        join (select * from ${organizations} where id = any(array(select organization_id from page))) ${o}
          on ${o.id} = ${h.organizationId}
        join (select * from ${accounts} where id = any(array(select initiator_id from page))) ${a}
          on ${a.id} = ${h.initiatorId}
       order by ${order}`
  },
}))

/**
 * For operators, a page of the requests of all organizations, latest first; `waiting`, only those without an answer.
 */
export async function listCertifications(
  ctx: LoggedIn,
  { waiting, cursor }: { waiting: boolean; cursor?: string },
): Promise<Page<CertificationRecord>> {
  const start = startOf(cursor, LATEST)
  const values = { operatorId: ctx.actor.accountId, ...start.values }
  const rows = await select({ waiting, side: start.side })(ctx, values)
  return pageOf(
    rows.map(({ now, ...row }) => recordOf(row, now)),
    start,
    ({ id }) => [id],
  )
}

function recordOf(row: RowOf<typeof requestForOperators>, now: Date): CertificationRecord {
  const { organizationId, organization, contact, settledBy, taken, ...own } = row
  return { ...requestOf(own, now), organizationId, organization, contact, settledBy, taken }
}

function requestOf({ terms, state, ...row }: RowOf<typeof request>, now: Date): CertificationRequest {
  return { ...row, ...terms, status: statusOf[stateAt({ state, expiresAt: row.expiresAt }, now)] }
}
