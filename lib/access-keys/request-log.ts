import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { type Keyset, type Page, pageClauses, pageOf } from "@/lib/core/paging"
import { Refusal } from "@/lib/shared/refusals"
import type { ApiRequest } from "@/lib/shared/rows/access-keys"

export interface RequestsQuery {
  /** The request id that the program was told; what is none finds nothing. */
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

/** Writes what a program has asked and what it was answered, and that its key was used. */
export function logRequest(
  { db, clock, ip }: LoggedIn,
  { id, accessKeyId, organizationId, operation, error }: LoggedRequest,
) {
  return db.execute(sql`
    with used as (update access_keys set last_used_at = ${clock}, last_used_from = ${ip} where id = ${accessKeyId})
    insert into requests (id, access_key_id, organization_id, operation, error, ip, at)
    values (${id}, ${accessKeyId}, ${organizationId}, ${operation}, ${error}, ${ip}, ${clock})`)
}

/**
 * Writes that somebody named a key without proving to hold it, or named one that is no more: no use of the key. So many
 * an hour and key, and no more.
 */
export async function logRejected(
  ctx: Pick<Context, "db" | "clock" | "ip">,
  { id, accessKeyId, organizationId, operation, error }: LoggedRequest,
) {
  try {
    await consumeLimits(ctx.db, ctx, [["refusedAttempts", accessKeyId]])
    await ctx.db.execute(sql`
      insert into requests (id, access_key_id, organization_id, operation, error, ip, at)
      values (${id}, ${accessKeyId}, ${organizationId}, ${operation}, ${error}, ${ctx.ip}, ${ctx.clock})`)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}

/** A page of what programs have asked of an organization and what they were answered, latest first. One statement. */
export async function listRequests(
  { db }: Context,
  organizationId: ReadableOrganizationId,
  { cursor, ...filter }: RequestsQuery,
): Promise<Page<ApiRequest>> {
  const keyset = latestFirst(cursor)
  const { where, order, limit } = pageClauses(keyset)
  const rows = await db.execute<WireRequest>(sql`
    with r as (select * from requests r where r.organization_id = ${organizationId} and ${where} ${matching(filter)}
                order by ${order} limit ${limit})
    ${described(sql`case when k.organization_id is not null then k.name end`)} order by ${order}`)
  return page(rows, keyset)
}

/** A page of what was asked with the keys that an account has for itself. One statement. */
export async function ownApiRequests(
  { db, actor }: LoggedIn,
  { cursor, ...filter }: RequestsQuery,
): Promise<Page<ApiRequest>> {
  const keyset = latestFirst(cursor)
  const { where, order, limit } = pageClauses(keyset)
  const rows = await db.execute<WireRequest>(sql`
    with own as (select id from access_keys where account_id = ${actor.accountId} and organization_id is null),
    r as (
      select latest.* from own cross join lateral (
        select * from requests r where r.access_key_id = own.id and ${where} ${matching(filter)}
         order by ${order} limit ${limit}) latest)
    ${described(sql`k.name`)} order by ${order} limit ${limit}`)
  return page(rows, keyset)
}

/** An organization learns of a key that a member has for himself whose it is, and not its name. */
function described(name: SQL): SQL {
  return sql`
    select r.id, r.operation, r.error, r.ip, to_json(r.at) #>> '{}' as at, json_build_object('id', k.id,
           'name', ${name}, 'deleted', k.deleted_at is not null, 'owner', a.name) as "accessKey"
      from r join access_keys k on k.id = r.access_key_id join accounts a on a.id = k.account_id`
}

type WireRequest = Omit<ApiRequest, "at"> & { at: string } & Record<string, unknown>

function latestFirst(cursor: string | undefined): Keyset {
  return { columns: [[sql`r.id`, z.uuid()]], direction: "desc", cursor }
}

function matching({ id, key, result }: Omit<RequestsQuery, "cursor">): SQL {
  return sql`${id ? sql`and ${byId(id)}` : sql``} ${key ? sql`and r.access_key_id = ${key}` : sql``}
    ${result ? sql`and r.error is ${result === "refused" ? sql`not null` : sql`null`}` : sql``}`
}

/** Compared as what it is, for only so it is found at once. */
function byId(id: string): SQL {
  return z.uuid().safeParse(id).success ? sql`r.id = ${id}` : sql`false`
}

function page(rows: Iterable<WireRequest>, keyset: Keyset): Page<ApiRequest> {
  const found = pageOf([...rows], keyset, ({ id }) => [id])
  return { ...found, rows: found.rows.map(({ at, ...row }) => ({ ...row, at: new Date(at) })) }
}
