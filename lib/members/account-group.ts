import { sql } from "drizzle-orm"
import { a, e, h, m, o, s } from "@/db/aliases"
import { asDate, type RowOf } from "@/db/rows"
import { accounts, entities, handshakeSubjects, handshakes, organizations, tags } from "@/db/schema"
import { type Given, statement, statements } from "@/db/statement"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { fromReplica } from "@/lib/core/replicas/reading"
import { isActivated, isRemovable } from "@/lib/effects/activation"
import {
  batchesOf,
  beyondFirst,
  type Direction,
  type Page,
  type Position,
  pageClauses,
  pageOf,
  type Size,
  type Start,
  startOf,
} from "@/lib/lists/paging"
import { containing } from "@/lib/lists/searching"
import { pageTables, submitted, type Variant } from "@/lib/members/account-group-page"
import { byArrival } from "@/lib/members/records-page"
import { binding, securityOf } from "@/lib/members/security"
import type { MemberAccount, Security } from "@/lib/shared/rows/members"
import type { Tag, TagViolation } from "@/lib/shared/rows/tags"
import { currentViolations } from "@/lib/tags/effective"
import { byKey, t, tag } from "@/lib/tags/rows"

export interface AccountsQuery {
  search?: string
  origin?: MemberAccount["origin"]
  security?: Security["state"]
  direction?: Direction
  cursor?: string
}

type Values = Given<Position | "organizationId" | "pattern">

const account = {
  accountId: a.id,
  number: a.number,
  name: a.name,
  role: m.role,
  origin: m.origin,
  handshakeId: m.handshakeId,
  joinedAt: m.joinedAt,
  removable: isRemovable(m, a),
  entity: sql<string | null>`${e.name}`,
  activated: isActivated(a),
  email: a.email,
  phone: a.phone,
  boundPhone: a.boundPhone,
  latest: binding,
}

// The page is found before what belongs to its rows is read: an array of ids is looked up in one pass.
const select = statements((variant: Variant) => (given: Values, clock) => ({
  shape: {
    ...account,
    now: asDate(clock),
    tagPolicies: sql<boolean>`(select ${o.tagPolicies} from ${organizations} ${o}
      where ${o.id} = ${given.organizationId})`,
  },
  text: (columns) => sql`
    with ${pageTables(variant, given, clock)},
    who as materialized (
      select ${a}.* from ${accounts} ${a} where ${a.id} = any(array(select account_id from page))),
    entity as materialized (
      select ${e}.* from ${entities} ${e} where ${e.id} = any(array(select entity_id from who))),
    bound as materialized (
      select distinct on (${s.subject}) ${s.subject}, ${s.handshakeId}, ${submitted}
        from ${handshakeSubjects} ${s}
       where ${s.organizationId} = ${given.organizationId} and ${s.kind} = 'security-binding'
         and ${s.subject} = any(array(select ${a.id}::text from who ${a} where not ${isActivated(a)}))
       order by ${s.subject}, ${s.handshakeId} desc),
    binding as materialized (
      select ${h}.*, ${s}.submitted from bound ${s} join ${handshakes} ${h} on ${h.id} = ${s.handshakeId}
       where ${h.id} = any(array(select handshake_id from bound)))
    select ${columns} from page ${m} join who ${a} on ${a.id} = ${m.accountId}
      left join entity ${e} on ${e.id} = ${a.entityId}
      left join binding ${h} on ${h.subject} = ${m.accountId}::text
     order by ${pageClauses({ order: byArrival }, variant, given).order}`,
}))

/**
 * A page of the accounts that belong to the enterprise, in the order in which they came, in one statement; two more
 * read the tags and the tag policies where policies are enabled. (R53, R97, R101)
 */
export async function listMemberAccounts(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { cursor, ...query }: AccountsQuery,
): Promise<Page<MemberAccount>> {
  const start = startOf(cursor, byArrival)
  const fetched = await readRows(ctx, organizationId, { query, start, size: "page" })
  const page = pageOf(fetched, start, keyOf)
  return { ...page, rows: await withFaults(ctx, organizationId, page.rows) }
}

/** All such accounts that a query wants, in its order, in batches, each read when it is asked for. */
export async function* memberAccountBatches(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { cursor: _, ...query }: AccountsQuery,
): AsyncGenerator<MemberAccount[]> {
  const read = (start: Start) => readRows(ctx, organizationId, { query, start, size: "batch" })
  for await (const rows of batchesOf(read, keyOf)) yield await withFaults(ctx, organizationId, rows)
}

function keyOf({ joinedAt, accountId }: Pick<Row, "joinedAt" | "accountId">): string[] {
  return [joinedAt.toISOString(), accountId]
}

interface Part {
  query: Omit<AccountsQuery, "cursor">
  start: Start
  size: Size
}

function readRows(ctx: Context, organizationId: ReadableOrganizationId, { query, start, size }: Part) {
  const { search = "", origin, security, direction = "asc" } = query
  const variant = { origin, security, direction, side: start.side, searching: search !== "", size }
  const values = { organizationId, pattern: containing(search), ...start.values }
  return fromReplica(beyondFirst(ctx, { start, size }), (there) => select(variant)(there, values))
}

async function withFaults(ctx: Context, organizationId: string, rows: Row[]): Promise<MemberAccount[]> {
  const tagged = rows[0]?.tagPolicies ? await tagsOf(ctx, organizationId, rows) : new Map()
  const violations = await currentViolations(ctx.db, organizationId, tagged)
  return rows.map((row) => accountOf(row, violations.get(row.accountId)))
}

const selectTags = statement((given: Given<"organizationId" | "accounts">) => ({
  shape: { accountId: t.accountId, ...tag },
  text: (columns) => sql`select ${columns} from ${tags} ${t} where ${t.organizationId} = ${given.organizationId}
    and ${t.accountId} in (select value::uuid from json_array_elements_text(${given.accounts}::text::json))
    order by ${byKey}`,
}))

async function tagsOf(ctx: Context, organizationId: string, rows: { accountId: string }[]) {
  const accountIds = rows.map(({ accountId }) => accountId)
  const written = await selectTags(ctx, { organizationId, accounts: JSON.stringify(accountIds) })
  const tagged = new Map<string, Tag[]>()
  for (const { accountId, ...tag } of written) tagged.set(accountId, [...(tagged.get(accountId) ?? []), tag])
  return tagged
}

type Row = RowOf<typeof account> & { now: Date; tagPolicies: boolean }

function accountOf(row: Row, violations: TagViolation[] = []): MemberAccount {
  const { activated, email, phone, boundPhone, latest, now, tagPolicies: _, ...own } = row
  const security = securityOf({ activated, email, phone, boundPhone, latest, now })
  return { ...own, security, faultyTags: violations.map(({ key }) => key) }
}
