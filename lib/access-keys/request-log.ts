import { type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, k } from "@/db/aliases"
import type { RowOf } from "@/db/rows"
import { accessKeys, accounts, requests } from "@/db/schema"
import { type Given, givenRows, notLookedUp, statement, statements } from "@/db/statement"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { fromReplica } from "@/lib/core/replicas/reading"
import {
  FETCHED,
  type Listed,
  type Order,
  type Page,
  type Position,
  pageClauses,
  pageOf,
  type Start,
  startOf,
  uuid,
} from "@/lib/lists/paging"
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

/** After so many more somebody else promises to write, should the first have failed to. */
const PROMISED = 100
let waiting: Waiting[] = []

/**
 * Notes a request of an API client with its answer. Whether the caller has to see to it that `writeRequests` runs soon:
 * if not, somebody else has promised it.
 */
export function logRequest(request: LoggedRequest & { ip: string | null }): boolean {
  waiting.push({ ...request, answeredAt: performance.now() })
  return waiting.length % PROMISED === 1
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

const LATEST: Order = [[sql`${r.id}`, uuid]]

interface Variant extends Pick<Start, "side">, Pick<RequestsQuery, "result"> {
  of: "organization" | "account"
  byId: boolean
  byKey: boolean
}
type Values = Given<Position | "whose" | "id" | "key">

const request = {
  id: r.id,
  at: r.at,
  operation: r.operation,
  error: r.error,
  ip: r.ip,
  accessKey: {
    id: k.id,
    name: k.name,
    deleted: sql<boolean>`${k.deletedAt} is not null`,
    owner: sql<string>`${k}.owner`,
    shared: sql<boolean>`${k.organizationId} is not null`,
  },
}

// Few keys ask: each is looked up once, and not for every row.
const select = statements((variant: Variant) => (given: Values) => ({
  shape: request,
  text: (columns) => {
    const pageOf = (within?: Listed["within"]) => {
      const { where, order } = pageClauses({ within, order: LATEST }, { ...variant, direction: "desc" }, given)
      return sql`select * from ${requests} ${r} where ${where} and ${matching(variant, given)} order by ${order} limit ${FETCHED}`
    }
    const { order } = pageClauses({ order: LATEST }, { ...variant, direction: "desc" }, given)
    const owned = sql`select ${k}.*, ${a.name} as owner from ${accessKeys} ${k}
      cross join lateral (select * from ${accounts} ${a} where ${a.id} = ${k.accountId} limit 1) ${a}`
    if (variant.of === "account") {
      // The latest of each key, so that an index serves every one of them.
      return sql`
        with keys as materialized (
          ${owned} where ${k.accountId} = ${given.whose} and ${k.organizationId} is null)
        select ${columns} from keys ${k} cross join lateral (${pageOf([[r.accessKeyId, sql`${k.id}`]])}) ${r}
         order by ${order} limit ${FETCHED}`
    }
    return sql`
      with latest as materialized (${pageOf([variant.byKey ? [r.accessKeyId, given.key] : [r.organizationId, given.whose]])}),
      keys as materialized (${owned} where ${k.id} = any(array(select access_key_id from latest)))
      select ${columns} from latest ${r} join keys ${k} on ${k.id} = ${r.accessKeyId} order by ${order}`
  },
}))

function matching({ of, byId, byKey, result }: Variant, { whose, id, key }: Values): SQL {
  const isWanted = byId ? sql`${r.id} = ${id}` : sql`true`
  const ofOrganization = of === "organization" && byKey ? askedHere({ whose, key }) : sql`true`
  const isOfKey = of === "account" && byKey ? sql`${r.accessKeyId} = ${key}` : sql`true`
  const answered = { refused: sql`${r.error} is not null`, done: sql`${r.error} is null` }
  return sql`${isWanted} and ${ofOrganization} and ${isOfKey} and ${result ? answered[result] : sql`true`}`
}

/** What a key has asked of an organization: nothing if it is another's, and else what the index of the key leads to. */
function askedHere({ whose, key }: Pick<Values, "whose" | "key">): SQL {
  const isAnothers = sql`select from ${accessKeys} where id = ${key} and organization_id <> ${whose}`
  return sql`not exists (${isAnothers}) and ${notLookedUp(sql`${r.organizationId} = ${whose}`)}`
}

/** A page of the requests of an organization, latest first, in one statement; members' own keys have no name here. */
export async function listRequests(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  query: RequestsQuery,
): Promise<Page<ApiRequest>> {
  const page = await pageFor(ctx, { of: "organization", whose: organizationId }, query)
  return { ...page, rows: page.rows.map((row) => requestOf(row, (key) => (key.shared ? key.name : null))) }
}

/** A page of the requests with the keys that an account has for itself, latest first, in one statement. */
export async function ownApiRequests(ctx: LoggedIn, query: RequestsQuery): Promise<Page<ApiRequest>> {
  const page = await pageFor(ctx, { of: "account", whose: ctx.actor.accountId }, query)
  return { ...page, rows: page.rows.map((row) => requestOf(row, ({ name }) => name)) }
}

type Row = RowOf<typeof request>
type Key = NonNullable<Row["accessKey"]>

async function pageFor(
  ctx: Context,
  { of, whose }: Pick<Variant, "of"> & { whose: string },
  { id = "", key = "", result, cursor }: RequestsQuery,
): Promise<Page<Row>> {
  // No other text is a request's id, and the database would not compare it as one.
  if (id && !uuid.safeParse(id).success) return { rows: [], earlier: null, later: null }
  const start = startOf(cursor, LATEST)
  const variant = { of, side: start.side, result, byId: id !== "", byKey: key !== "" }
  const rows = await fromReplica(ctx, (there) => select(variant)(there, { whose, id, key, ...start.values }))
  return pageOf(rows, start, ({ id }) => [id])
}

function requestOf({ accessKey, ...row }: Row, nameOf: (key: Key) => string | null): ApiRequest {
  if (!accessKey) throw new Error("A request without its key")
  const { id, deleted, owner } = accessKey
  return { ...row, accessKey: { id, deleted, owner, name: nameOf(accessKey) } }
}
