import { and, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { z } from "zod"
import { a, k } from "@/db/aliases"
import { accessKeys, accounts, requests } from "@/db/schema"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { type Keyset, type Page, pageClauses, pageOf } from "@/lib/core/paging"
import { jsonObject, queryRows } from "@/lib/core/rows"
import { type Given, givenRows, statement } from "@/lib/core/statement"
import { Refusal } from "@/lib/shared/refusals"
import type { ApiRequest } from "@/lib/shared/rows/access-keys"

const r = alias(requests, "r")

export interface RequestsQuery {
  /** The request id that the API client was given; any other text finds nothing. */
  id?: string
  /** The id of the key that the requests were signed with. */
  key?: string
  result?: "done" | "refused"
  cursor?: string
}

interface LoggedRequest {
  id: string
  accessKeyId: string
  organizationId: string | null
  operation: string
  error: string | null
}

interface Waiting extends LoggedRequest {
  ip: string | null
  /** When it was answered, by the clock of this process. */
  answeredAt: number
}

/** So many at most are written in one statement. */
const BATCH = 100
let waiting: Waiting[] = []

/**
 * Notes a request of an API client with its answer. Whether the caller has to see to it that `writeRequests` runs soon:
 * if not, somebody else has promised it.
 */
export function logRequest(request: LoggedRequest & { ip: string | null }): boolean {
  waiting.push({ ...request, answeredAt: performance.now() })
  return waiting.length % BATCH === 1
}

/** Writes the requests that were noted, and when their keys were used, in one statement. */
export async function writeRequests(ctx: Pick<Context, "db" | "clock">) {
  const now = performance.now()
  const rows = waiting.map(({ id, accessKeyId, organizationId, operation, error, ip, answeredAt }) => ({
    id,
    access_key_id: accessKeyId,
    organization_id: organizationId,
    operation,
    error,
    ip,
    ago: (now - answeredAt) / 1000,
  }))
  waiting = []
  if (rows.length > 0) await insertRequests(ctx, { rows: JSON.stringify(rows) })
}

const ROW = "id uuid, access_key_id text, organization_id text, operation text, error text, ip text, ago float8"

/** Keys are locked in their order, so that two at once do not wait for each other. */
const insertRequests = statement(({ rows }: Given<"rows">, clock) => ({
  shape: { id: requests.id },
  text: (columns) => sql`
    with asked as (select given.*, ${clock} - given.ago * interval '1 second' as at from ${givenRows(rows, ROW)}),
    keys as (
      select id from access_keys where id in (select access_key_id from asked) order by id for no key update
    ),
    latest as (select distinct on (access_key_id) * from asked order by access_key_id, id desc),
    used as (
      update access_keys set last_used_at = latest.at, last_used_from = latest.ip
        from latest, keys where access_keys.id = latest.access_key_id and keys.id = access_keys.id
    )
    insert into ${requests} (id, access_key_id, organization_id, operation, error, ip, at)
    select id, access_key_id, organization_id, operation, error, ip, at from asked returning ${columns}`,
}))

/**
 * Logs a request that named a key without proving its secret, or a deleted one, as no use of the key; so many an hour
 * and key.
 */
export async function logRejected(
  { db, clock, ip }: Pick<Context, "db" | "clock" | "ip">,
  { id, accessKeyId, organizationId, operation, error }: LoggedRequest,
) {
  try {
    await consumeLimits(db, { clock }, [["refusedAttempts", accessKeyId]])
    await db.insert(requests).values({ id, accessKeyId, organizationId, operation, error, ip, at: clock })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}

/** A page of the requests of an organization, latest first, in one statement; members' own keys have no name here. */
export async function listRequests(
  { db }: Context,
  organizationId: ReadableOrganizationId,
  { cursor, ...filter }: RequestsQuery,
): Promise<Page<ApiRequest>> {
  const keyset = latestFirst(cursor)
  const { where, order, limit } = pageClauses(keyset)
  const wanted = and(eq(r.organizationId, organizationId), where, matching(filter))
  const name = sql<string | null>`case when ${k.organizationId} is not null then ${k.name} end`
  const rows = await queryRows(
    db,
    requestWith(name),
    (columns) => sql`
      with latest as (select * from ${requests} ${r} where ${wanted} order by ${order} limit ${limit})
      select ${columns} from latest ${r}
        join ${accessKeys} ${k} on ${k.id} = ${r.accessKeyId}
        join ${accounts} ${a} on ${a.id} = ${k.accountId}
       order by ${order}`,
  )
  return pageOf(rows, keyset, ({ id }) => [id])
}

/** A page of the requests with the keys that an account has for itself, latest first, in one statement. */
export async function ownApiRequests(
  { db, actor }: LoggedIn,
  { cursor, ...filter }: RequestsQuery,
): Promise<Page<ApiRequest>> {
  const keyset = latestFirst(cursor)
  const { where, order, limit } = pageClauses(keyset)
  const wanted = and(eq(r.accessKeyId, k.id), where, matching(filter))
  const own = and(eq(k.accountId, actor.accountId), isNull(k.organizationId))
  // The latest of each key, so that an index serves every one of them.
  const ofKey = sql`select * from ${requests} ${r} where ${wanted} order by ${order} limit ${limit}`
  const rows = await queryRows(
    db,
    requestWith(k.name),
    (columns) => sql`
      select ${columns} from ${accessKeys} ${k}
        join ${accounts} ${a} on ${a.id} = ${k.accountId}
        cross join lateral (${ofKey}) ${r}
       where ${own} order by ${order} limit ${limit}`,
  )
  return pageOf(rows, keyset, ({ id }) => [id])
}

function requestWith(name: typeof k.name | SQL<string | null>) {
  return {
    id: r.id,
    at: r.at,
    operation: r.operation,
    error: r.error,
    ip: r.ip,
    accessKey: jsonObject({ id: k.id, name, deleted: sql<boolean>`${k.deletedAt} is not null`, owner: a.name }),
  }
}

function latestFirst(cursor: string | undefined): Keyset {
  return { columns: [[sql`${r.id}`, z.uuid()]], direction: "desc", cursor }
}

function matching({ id, key, result }: Omit<RequestsQuery, "cursor">): SQL | undefined {
  const isRefused = isNotNull(r.error)
  return and(
    id ? hasId(id) : undefined,
    key ? eq(r.accessKeyId, key) : undefined,
    result && (result === "refused" ? isRefused : isNull(r.error)),
  )
}

/** Compares it as a uuid, so that the index finds it. */
function hasId(id: string): SQL {
  return z.uuid().safeParse(id).success ? eq(r.id, id) : sql`false`
}
