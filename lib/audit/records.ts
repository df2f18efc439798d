import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import { isAccountNumber } from "@/lib/core/contacts"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { containing, type Keyset, type Page, pageClauses, pageOf } from "@/lib/core/paging"
import type { AuditPerson, AuditRecord } from "@/lib/shared/rows/audit"

/** Rows of an export that are held in memory at once. */
const BATCH = 1000
const ACCOUNT_ID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"

export interface AuditQuery {
  /** A part of the name or number of who acted, or of whom it concerned. */
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
  const keyset: Keyset = { columns: [[sql`a.id`, z.uuid()]], direction: "desc", cursor }
  const { where, order, limit } = pageClauses(keyset)
  const rows = await read(ctx, organizationId, { where: sql`${where} ${matching(filter)}`, order, limit })
  return pageOf(rows, keyset, ({ id }) => [id])
}

/** All of it, in batches, each read when it is asked for. */
export async function* auditBatches(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { cursor: _, ...filter }: AuditQuery,
): AsyncGenerator<AuditRecord[]> {
  for (let before: SQL = sql``; ; ) {
    const where = sql`true ${before} ${matching(filter)}`
    const rows = await read(ctx, organizationId, { where, order: sql`a.id desc`, limit: sql`${BATCH}::int` })
    if (rows.length > 0) yield rows
    if (rows.length < BATCH) return
    before = sql`and a.id < ${rows.at(-1)?.id}`
  }
}

function matching({ search, action, result, from, to }: Omit<AuditQuery, "cursor">): SQL {
  return sql.join(
    [
      search ? sql`and (${found(containing(search))})` : sql``,
      action ? sql`and a.action = ${action}` : sql``,
      result ? sql`and a.refusal is ${result === "refused" ? sql`not null` : sql`null`}` : sql``,
      from ? sql`and a.at >= ${midnight(from)}` : sql``,
      to ? sql`and a.at < ${midnight(to)} + interval '1 day'` : sql``,
    ],
    sql` `,
  )
}

/** Whom a refused attempt names may be a stranger, of whom the organization learns nothing by trying ids. */
function found(pattern: string): SQL {
  const named = sql`(p.name ilike ${pattern} or p.number like ${pattern})`
  return sql`a.target ilike ${pattern}
    or exists (select 1 from accounts p where p.id = a.actor_id and ${named})
    or a.refusal is null and exists (select 1 from accounts p
         where p.id = case when a.target ~ ${ACCOUNT_ID} then a.target::uuid end and ${named})`
}

const midnight = (day: string) => sql`(${day}::text::date::timestamp at time zone 'UTC')`

interface Clauses {
  where: SQL
  order: SQL
  limit: SQL
}

async function read({ db }: Context, organizationId: ReadableOrganizationId, { where, order, limit }: Clauses) {
  const [found] = await db.execute<{ rows: WireRecord[] | null; people: Record<string, AuditPerson> | null }>(sql`
    with page as (
      select a.id, a.actor_id, a.action, a.target, a.ip, a.refusal, a.detail, a.at, a.handshake_id from audit a
       where a.organization_id = ${organizationId} and ${where} order by ${order} limit ${limit}),
    people as (
      select p.id, json_build_object('name', p.name, 'number', p.number, 'member', m.account_id is not null,
               'operator', p.operator) as person
        from accounts p left join memberships m on m.organization_id = ${organizationId} and m.account_id = p.id
       where p.id in (select actor_id from page union select target::uuid from page where target ~ ${ACCOUNT_ID}))
    select (select json_object_agg(id, person) from people) as people,
      (select json_agg(json_build_object('id', id, 'actorId', actor_id, 'action', action, 'target', target, 'ip', ip,
         'refusal', refusal, 'detail', detail, 'at', at,
         'subject', case when target ~ ${ACCOUNT_ID}
            then (select h.subject from handshakes h where h.id = page.handshake_id) end,
         'keyName', case when detail ->> 'accessKey' is not null then (select k.name from access_keys k
            where k.id = page.detail ->> 'accessKey' and k.organization_id = ${organizationId}) end)) from page) as rows`)
  return (found?.rows ?? []).map((row) => recordOf(row, found?.people ?? {}))
}

/** Whoever was invited by a number alone, and is no member, stays unknown by name. */
function byNumber(subject: string | null): boolean {
  return subject !== null && isAccountNumber(subject)
}

type WireRecord = Pick<
  AuditRecord,
  "id" | "action" | "target" | "ip" | "refusal" | "detail" | "subject" | "keyName"
> & {
  actorId: string | null
  at: string
}

function recordOf({ actorId, at, ...row }: WireRecord, people: Record<string, AuditPerson>): AuditRecord {
  const person = people[row.target ?? ""]
  const concerned = person?.member || !byNumber(row.subject) ? person : null
  return {
    ...row,
    at: new Date(at),
    actor: people[actorId ?? ""] ?? null,
    concerned: concerned && (row.refusal === null || concerned.member) ? concerned : null,
  }
}
