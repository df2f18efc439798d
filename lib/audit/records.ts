import { sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, h, k, m, u } from "@/db/aliases"
import type { RowOf } from "@/db/rows"
import { accessKeys, accounts, audit, handshakes, memberships } from "@/db/schema"
import { notLookedUp, statements } from "@/db/statement"
import {
  isAccountId,
  LATEST,
  latest,
  namedIn,
  pageTables,
  SEARCHED,
  type Values,
  type Variant,
} from "@/lib/audit/records-page"
import { isAccountNumber } from "@/lib/core/contacts"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { fromReplica } from "@/lib/core/replicas/reading"
import { BATCH, cursorOf, type Page, pageOf, type Start, startOf } from "@/lib/lists/paging"
import { containing } from "@/lib/lists/searching"
import type { AuditPerson, AuditRecord } from "@/lib/shared/rows/audit"

const target = alias(accounts, "target")

export interface AuditQuery {
  /** A part of the name or number of an actor, or of the target. */
  search?: string
  action?: string
  result?: "done" | "refused"
  /** The first moment, and the first behind the last, in ISO 8601. */
  from?: string
  to?: string
  cursor?: string
}

const person = (account: typeof a) => ({
  accountId: account.id,
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

// The people and keys of a page are looked up in one pass each, and not for every row.
const select = statements((variant: Variant) => (given: Values) => ({
  shape: auditRecord,
  text: (columns) => sql`
    with ${pageTables(variant, given)},
    ids as materialized (${namedIn(sql`page`)}),
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
     order by ${latest(variant, given).order}`,
}))

/** The row with which a search has ended; none where it has looked at all that there is. */
const selectEnd = statements((variant: Variant) => (given: Values) => ({
  shape: { at: u.at, id: u.id },
  text: (columns) => {
    const { where, order } = latest(variant, given)
    return sql`select ${columns} from ${audit} ${u} where ${where} order by ${order}
      limit 1 offset ${sql.raw(String(SEARCHED - 1))}`
  },
}))

/** A page of the audit, and whether its search has not looked at all that there is. */
export interface AuditPage extends Page<AuditRecord> {
  goesOn: boolean
}

/**
 * A page of what was done and what was refused in an organization, latest first, in one statement. A search that finds
 * few looks at ten thousand rows, in two; the next page goes on behind them.
 */
export async function listAudit(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { cursor, ...filter }: AuditQuery,
): Promise<AuditPage> {
  const start = startOf(cursor, LATEST)
  const part: Part = { size: "page", start, filter }
  const rows = await readRecords(ctx, organizationId, part)
  const page = pageOf(rows, start, keyOf)
  const isFull = start.side === "before" ? page.earlier !== null : page.later !== null
  const end = filter.search && !isFull ? await endOfSearch(ctx, organizationId, part) : undefined
  return { ...page, ...(end && beyond(start, keyOf(end), page)), goesOn: end !== undefined }
}

/** The neighbours of a page whose search has ended at a row. */
function beyond({ side, values }: Start, end: string[], { earlier, later }: Page<unknown>) {
  const begin = [values.first ?? "", values.second ?? ""]
  if (side === "before") return { earlier: cursorOf("before", end), later: later ?? cursorOf("after", begin) }
  return { earlier: earlier ?? (side && cursorOf("before", begin)), later: cursorOf("after", end) }
}

/** The whole audit of an organization, in batches, each read when it is asked for. */
export async function* auditBatches(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { cursor: _, ...filter }: AuditQuery,
): AsyncGenerator<AuditRecord[]> {
  for (let start = startOf(undefined, LATEST); ; ) {
    const part: Part = { size: "batch", start, filter }
    const rows = await readRecords(ctx, organizationId, part)
    if (rows.length > 0) yield rows
    const isLast = rows.length < BATCH
    const last = isLast && filter.search ? await endOfSearch(ctx, organizationId, part) : isLast ? null : rows.at(-1)
    if (!last) return
    start = { side: "after", values: { first: last.at.toISOString(), second: last.id } }
  }
}

function keyOf({ at, id }: Pick<AuditRecord, "at" | "id">): string[] {
  return [at.toISOString(), id]
}

interface Part {
  size: Variant["size"]
  start: Start
  filter: Omit<AuditQuery, "cursor">
}

async function readRecords(ctx: Context, organizationId: ReadableOrganizationId, part: Part): Promise<AuditRecord[]> {
  const { variant, values } = askedBy(part)
  const rows = await fromReplica(ctx, (there) => select(variant)(there, { organizationId, ...values }))
  return rows.map(recordOf)
}

async function endOfSearch(ctx: Context, organizationId: ReadableOrganizationId, part: Part) {
  const { variant, values } = askedBy(part)
  const [end] = await fromReplica(ctx, (there) => selectEnd(variant)(there, { organizationId, ...values }))
  return end
}

function askedBy({ size, start, filter: { search = "", action = "", result, from = "", to = "" } }: Part) {
  const narrowed = { search: search !== "", action: action !== "", from: from !== "", to: to !== "" }
  const values = { pattern: containing(search), action, from, to, ...start.values }
  return { variant: { size, side: start.side, result, narrowed }, values }
}

function recordOf({ named, ...row }: RowOf<typeof auditRecord>): AuditRecord {
  const concerned: AuditPerson | null = named?.member || !byNumber(row.subject) ? named : null
  return { ...row, concerned: concerned && (row.refusal === null || concerned.member) ? concerned : null }
}

/** Somebody who was invited by a number alone, and is no member, stays unknown by name. */
function byNumber(subject: string | null): boolean {
  return subject !== null && isAccountNumber(subject)
}
