import { and, type Column, eq, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { z } from "zod"
import { a, h, k, m, u } from "@/db/aliases"
import { accessKeys, accounts, audit, handshakes, memberships } from "@/db/schema"
import { isAccountNumber } from "@/lib/core/contacts"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { containing, type Keyset, type Page, pageClauses, pageOf } from "@/lib/core/paging"
import { jsonObject, jsonRows, queryRows, type RowOf } from "@/lib/core/rows"
import type { AuditPerson, AuditRecord } from "@/lib/shared/rows/audit"

/** How many rows of an export are in memory at once. */
const BATCH = 1000
const ACCOUNT_ID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"

const page = alias(audit, "page")

export interface AuditQuery {
  /** A part of the name or number of an actor, or of the target. */
  search?: string
  action?: string
  result?: "done" | "refused"
  /** Days in UTC, both included. */
  from?: string
  to?: string
  cursor?: string
}

/** A page of what was done and what was refused in an organization, latest first, in one statement. */
export async function listAudit(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { cursor, ...filter }: AuditQuery,
): Promise<Page<AuditRecord>> {
  const keyset: Keyset = { columns: [[sql`${u.id}`, z.uuid()]], direction: "desc", cursor }
  const { where, order, limit } = pageClauses(keyset)
  const rows = await readRecords(ctx, organizationId, { where: and(where, matching(filter)), order, limit })
  return pageOf(rows, keyset, ({ id }) => [id])
}

/** The whole audit of an organization, in batches, each read when it is asked for. */
export async function* auditBatches(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { cursor: _, ...filter }: AuditQuery,
): AsyncGenerator<AuditRecord[]> {
  for (let before: SQL | undefined; ; ) {
    const where = and(before, matching(filter))
    const rows = await readRecords(ctx, organizationId, { where, order: sql`${u.id} desc`, limit: sql`${BATCH}::int` })
    if (rows.length > 0) yield rows
    if (rows.length < BATCH) return
    before = lt(u.id, rows.at(-1)?.id ?? "")
  }
}

function matching({ search, action, result, from, to }: Omit<AuditQuery, "cursor">): SQL | undefined {
  return and(
    search ? mentions(containing(search)) : undefined,
    action ? eq(u.action, action) : undefined,
    result && (result === "refused" ? isNotNull(u.refusal) : isNull(u.refusal)),
    from ? sql`${u.at} >= ${midnight(from)}` : undefined,
    to ? sql`${u.at} < ${midnight(to)} + interval '1 day'` : undefined,
  )
}

/** A refused attempt may name a stranger, of whom the organization learns nothing by trying ids. */
function mentions(pattern: string): SQL {
  const named = sql`(${a.name} ilike ${pattern} or ${a.number} like ${pattern})`
  const actor = sql`select from ${accounts} ${a} where ${a.id} = ${u.actorId} and ${named}`
  const target = sql`select from ${accounts} ${a}
    where ${a.id} = case when ${isAccountId(u.target)} then ${u.target}::uuid end and ${named}`
  return sql`(${u.target} ilike ${pattern} or exists (${actor}) or ${u.refusal} is null and exists (${target}))`
}

function midnight(day: string): SQL {
  return sql`(${day}::text::date::timestamp at time zone 'UTC')`
}

function isAccountId(target: Column): SQL<boolean> {
  return sql`${target} ~ ${ACCOUNT_ID}`
}

interface Clauses {
  where: SQL | undefined
  order: SQL
  limit: SQL
}

async function readRecords(
  { db }: Context,
  organizationId: ReadableOrganizationId,
  { where, order, limit }: Clauses,
): Promise<AuditRecord[]> {
  const ids = sql`select ${page.actorId} from ${page}
    union select ${page.target}::uuid from ${page} where ${isAccountId(page.target)}`
  const people = sql<Record<string, RowOf<typeof person>> | null>`(
    select json_object_agg(${a.id}, ${jsonObject(person)}) from ${accounts} ${a}
      left join ${memberships} ${m} on ${m.organizationId} = ${organizationId} and ${m.accountId} = ${a.id}
     where ${a.id} in (${ids}))`
  const [result] = await queryRows(
    db,
    { people, rows: jsonRows(recordIn(organizationId), sql`from ${page}`) },
    (columns) => sql`
      with page as (select * from ${audit} ${u} where ${and(eq(u.organizationId, organizationId), where)}
        order by ${order} limit ${limit})
      select ${columns}`,
  )
  return (result?.rows ?? []).map((row) => recordOf(row, result?.people ?? {}))
}

const person = {
  name: a.name,
  number: a.number,
  member: sql<boolean>`${m.accountId} is not null`,
  operator: a.operator,
}

function recordIn(organizationId: ReadableOrganizationId) {
  const keyId = sql`${page.detail} ->> 'accessKey'`
  return {
    id: page.id,
    actorId: page.actorId,
    action: page.action,
    target: page.target,
    ip: page.ip,
    refusal: page.refusal,
    detail: sql<AuditRecord["detail"]>`${page.detail}`,
    at: page.at,
    subject: sql<string | null>`case when ${isAccountId(page.target)} then (
      select ${h.subject} from ${handshakes} ${h} where ${h.id} = ${page.handshakeId}) end`,
    keyName: sql<string | null>`case when ${keyId} is not null then (
      select ${k.name} from ${accessKeys} ${k}
       where ${k.id} = ${keyId} and ${k.organizationId} = ${organizationId}) end`,
  }
}

type Row = RowOf<ReturnType<typeof recordIn>>

function recordOf({ actorId, ...row }: Row, people: Record<string, AuditPerson>): AuditRecord {
  const target = people[row.target ?? ""]
  const concerned = target?.member || !byNumber(row.subject) ? target : null
  return {
    ...row,
    actor: people[actorId ?? ""] ?? null,
    concerned: concerned && (row.refusal === null || concerned.member) ? concerned : null,
  }
}

/** Somebody who was invited by a number alone, and is no member, stays unknown by name. */
function byNumber(subject: string | null): boolean {
  return subject !== null && isAccountNumber(subject)
}
