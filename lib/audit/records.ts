import { type Column, type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, h, k, m, u } from "@/db/aliases"
import type { RowOf } from "@/db/rows"
import { accessKeys, accounts, audit, handshakes, memberships } from "@/db/schema"
import { type Given, notLookedUp, statements } from "@/db/statement"
import { isAccountNumber } from "@/lib/core/contacts"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import {
  containing,
  FETCHED,
  moment,
  type Order,
  type Page,
  type Position,
  pageClauses,
  pageOf,
  type Start,
  startOf,
  uuid,
} from "@/lib/core/paging"
import type { AuditPerson, AuditRecord } from "@/lib/shared/rows/audit"

/** How many rows of an export are in memory at once. */
const BATCH = 1000
const ACCOUNT_ID = sql.raw("'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'")
const LATEST: Order = [
  [sql`${u.at}`, moment],
  [sql`${u.id}`, uuid],
]

const target = alias(accounts, "target")

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

const person = (account: typeof a) => ({
  name: account.name,
  number: account.number,
  member: sql<boolean>`${account}.member`,
  operator: account.operator,
})

const auditRecord = {
  id: u.id,
  action: u.action,
  target: u.target,
  ip: u.ip,
  refusal: u.refusal,
  detail: sql<AuditRecord["detail"]>`${u.detail}`,
  at: u.at,
  actor: person(a),
  named: person(target as unknown as typeof a),
  subject: sql<string | null>`case when ${isAccountId(u.target)} then (
    select ${h.subject} from ${handshakes} ${h} where ${h.id} = ${u.handshakeId}) end`,
  keyName: sql<string | null>`${k.name}`,
}

interface Variant extends Pick<Start, "side">, Pick<AuditQuery, "result"> {
  size: "page" | "batch"
  narrowed: { search: boolean; action: boolean; from: boolean; to: boolean }
}
type Values = Given<Position | "organizationId" | "pattern" | "action" | "from" | "to">

// The people and keys of a page are looked up in one pass each, and not for every row.
const select = statements((variant: Variant) => (given: Values) => ({
  shape: auditRecord,
  text: (columns) => {
    const { where, order } = pageClauses({ order: LATEST }, { side: variant.side, direction: "desc" }, given)
    const limit = variant.size === "page" ? FETCHED : sql.raw(String(BATCH))
    return sql`
      with page as materialized (
        select * from ${audit} ${u} where ${where} and ${matching(variant, given)}
         order by ${order} limit ${limit}),
      ids as materialized (
        select ${u.actorId} as id from page ${u}
         union select ${u.target}::uuid from page ${u} where ${isAccountId(u.target)}),
      members as materialized (
        select ${m.accountId} from ${memberships} ${m} where ${m.accountId} = any(array(select id from ids))
           and ${notLookedUp(sql`${m.organizationId} = ${given.organizationId}`)}),
      people as materialized (
        select ${a}.*, ${a.id} in (select account_id from members) as member
          from ${accounts} ${a} where ${a.id} = any(array(select id from ids))),
      keys as materialized (
        select ${k}.* from ${accessKeys} ${k} where ${k.organizationId} = ${given.organizationId}
           and ${k.id} = any(array(select ${u.detail} ->> 'accessKey' from page ${u})))
      select ${columns} from page ${u} left join people ${a} on ${a.id} = ${u.actorId}
        left join people ${target} on ${target.id}::text = ${u.target}
        left join keys ${k} on ${k.id} = ${u.detail} ->> 'accessKey'
       order by ${order}`
  },
}))

/** A page of what was done and what was refused in an organization, latest first, in one statement. */
export async function listAudit(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { cursor, ...filter }: AuditQuery,
): Promise<Page<AuditRecord>> {
  const start = startOf(cursor, LATEST)
  const rows = await readRecords(ctx, organizationId, { size: "page", start, filter })
  return pageOf(rows, start, keyOf)
}

/** The whole audit of an organization, in batches, each read when it is asked for. */
export async function* auditBatches(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { cursor: _, ...filter }: AuditQuery,
): AsyncGenerator<AuditRecord[]> {
  for (let start = startOf(undefined, LATEST); ; ) {
    const rows = await readRecords(ctx, organizationId, { size: "batch", start, filter })
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < BATCH) return
    start = { side: "after", values: { first: last.at.toISOString(), second: last.id } }
  }
}

function keyOf({ at, id }: AuditRecord): string[] {
  return [at.toISOString(), id]
}

function matching({ narrowed, result }: Variant, given: Values): SQL {
  const conditions = [
    narrowed.search && mentions(given.pattern),
    sql`${u.organizationId} = ${given.organizationId}`,
    narrowed.action && sql`${u.action} = ${given.action}`,
    result && (result === "refused" ? sql`${u.refusal} is not null` : sql`${u.refusal} is null`),
    narrowed.from && sql`${u.at} >= ${midnight(given.from)}`,
    narrowed.to && sql`${u.at} < ${midnight(given.to)} + interval '1 day'`,
  ].flatMap((condition) => condition || [])
  return sql.join(conditions, sql` and `)
}

/** A refused attempt may name a stranger, of whom the organization learns nothing by trying ids. */
function mentions(pattern: SQL): SQL {
  const named = sql`(${a.name} ilike ${pattern} or ${a.number} like ${pattern})`
  const actor = sql`select from ${accounts} ${a} where ${a.id} = ${u.actorId} and ${named}`
  const target = sql`select from ${accounts} ${a}
    where ${a.id} = case when ${isAccountId(u.target)} then ${u.target}::uuid end and ${named}`
  return sql`(${u.target} ilike ${pattern} or exists (${actor}) or ${u.refusal} is null and exists (${target}))`
}

function midnight(day: SQL): SQL {
  return sql`(${day}::text::date::timestamp at time zone 'UTC')`
}

function isAccountId(name: Column): SQL<boolean> {
  return sql`${name} ~ ${ACCOUNT_ID}`
}

interface Part {
  size: Variant["size"]
  start: Start
  filter: Omit<AuditQuery, "cursor">
}

async function readRecords(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { size, start, filter: { search = "", action = "", result, from = "", to = "" } }: Part,
): Promise<AuditRecord[]> {
  const narrowed = { search: search !== "", action: action !== "", from: from !== "", to: to !== "" }
  const values = { organizationId, pattern: containing(search), action, from, to, ...start.values }
  const rows = await select({ size, side: start.side, result, narrowed })(ctx, values)
  return rows.map(recordOf)
}

function recordOf({ named, ...row }: RowOf<typeof auditRecord>): AuditRecord {
  const concerned: AuditPerson | null = named?.member || !byNumber(row.subject) ? named : null
  return { ...row, concerned: concerned && (row.refusal === null || concerned.member) ? concerned : null }
}

/** Somebody who was invited by a number alone, and is no member, stays unknown by name. */
function byNumber(subject: string | null): boolean {
  return subject !== null && isAccountNumber(subject)
}
