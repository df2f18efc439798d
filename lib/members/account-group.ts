import { type SQL, sql } from "drizzle-orm"
import { a, e, h, m, o, s } from "@/db/aliases"
import { asDate, type RowOf } from "@/db/rows"
import { accounts, entities, handshakeSubjects, handshakes, memberships, organizations, tags } from "@/db/schema"
import { type Given, statement, statements } from "@/db/statement"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import {
  containing,
  FETCHED,
  type Page,
  type Position,
  pageClauses,
  pageOf,
  startOf,
  type Way,
} from "@/lib/core/paging"
import { isActivated, isRemovable } from "@/lib/effects/activation"
import { byArrival } from "@/lib/members/records"
import { binding, securityOf } from "@/lib/members/security"
import type { MemberAccount, Security } from "@/lib/shared/rows/members"
import type { Tag, TagViolation } from "@/lib/shared/rows/tags"
import { currentViolations } from "@/lib/tags/effective"
import { byKey, t, tag } from "@/lib/tags/rows"

export interface AccountsQuery {
  search?: string
  origin?: MemberAccount["origin"]
  security?: Security["state"]
  cursor?: string
}

interface Variant extends Pick<Way, "side">, Pick<AccountsQuery, "origin" | "security"> {
  searching: boolean
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

const accountOfMember = sql`select * from ${accounts} ${a} where ${a.id} = ${m.accountId} limit 1`

const submitted = sql`count(*) over (partition by ${s.subject}) as submitted`

/** The latest binding of a member's account, with the number of its bindings so far. */
const latestBinding = sql`
  select ${h}.*, ${s}.submitted from (
    select ${s.handshakeId}, ${submitted} from ${handshakeSubjects} ${s}
     where ${s.organizationId} = ${m.organizationId} and ${s.kind} = 'security-binding'
       and ${s.subject} = ${m.accountId}::text
     order by ${s.handshakeId} desc limit 1) ${s}
  cross join lateral (select * from ${handshakes} ${h} where ${h.id} = ${s.handshakeId} limit 1) ${h}`

// The page is found before what belongs to its rows is read: an array of ids is looked up in one pass.
const select = statements((variant: Variant) => (given: Values, clock) => ({
  shape: {
    ...account,
    now: asDate(clock),
    tagPolicies: sql<boolean>`(select ${o.tagPolicies} from ${organizations} ${o}
      where ${o.id} = ${given.organizationId})`,
  },
  text: (columns) => sql`
    with page as materialized (${pageQuery(variant, given, clock)}),
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
     order by ${pageClauses(byArrival, wayOf(variant), given).order}`,
}))

/** Only a search and the state of the security information have more accounts read than a page has. */
function pageQuery(variant: Variant, given: Values, clock: SQL): SQL {
  const { where, order } = pageClauses(byArrival, wayOf(variant), given)
  const { origin, security, searching } = variant
  const own = sql`${m.organizationId} = ${given.organizationId} and ${m.affiliated} and ${where}
    and ${origin ? sql`${m.origin} = ${sql.raw(`'${origin}'`)}` : sql`true`}`
  if (!searching && !security)
    return sql`select * from ${memberships} ${m} where ${own} order by ${order} limit ${FETCHED}`
  return sql`
    select ${m}.* from ${memberships} ${m} cross join lateral (${accountOfMember}) ${a}
      left join lateral (${latestBinding}) ${h} on not ${isRemovable(m, a)}
     where ${own} and ${security ? isIn(security, given, clock) : sql`true`}
       and ${searching ? isCalled(given.pattern) : sql`true`}
     order by ${order} limit ${FETCHED}`
}

function wayOf({ side }: Variant): Way {
  return { side, direction: "asc" }
}

function isCalled(pattern: SQL): SQL {
  const email = sql`coalesce(${a.email}, ${binding.email})`
  return sql`(${a.name} ilike ${pattern} or ${a.number} like ${pattern} or ${email} ilike ${pattern})`
}

function isIn(security: Security["state"], { organizationId }: Values, clock: SQL): SQL {
  const created = sql`${m.origin} = 'created' and not ${isActivated(a)}`
  const waiting = sql`${h.state} = 'open' and ${h.expiresAt} > (select ${clock})`
  // Few wait at a time: they are read by their state, and not looked for among all accounts.
  const bound = sql`select b.subject::uuid from ${handshakes} b where b.organization_id = ${organizationId}
    and b.kind = 'security-binding' and b.state = 'open' and b.expires_at > (select ${clock})`
  const conditions: Record<Security["state"], SQL> = {
    bound: isActivated(a),
    none: sql`not ${isActivated(a)} and ${h.id} is null`,
    waiting: sql`${created} and ${waiting} and ${m.accountId} = any(array(${bound}))`,
    failed: sql`${created} and not (${waiting})`,
  }
  return conditions[security]
}

/**
 * A page of the accounts that belong to the enterprise, in the order in which they came, in one statement; two more
 * read the tags and the tag policies where policies are enabled. (R53, R97, R101)
 */
export async function listMemberAccounts(
  ctx: Context,
  organizationId: ReadableOrganizationId,
  { search, origin, security, cursor }: AccountsQuery,
): Promise<Page<MemberAccount>> {
  const start = startOf(cursor, byArrival)
  const variant = { origin, security, side: start.side, searching: Boolean(search) }
  const pattern = containing(search ?? "")
  const fetched = await select(variant)(ctx, { organizationId, pattern, ...start.values })
  const { rows, ...page } = pageOf(fetched, start, ({ joinedAt, accountId }) => [joinedAt.toISOString(), accountId])
  const tagged = rows[0]?.tagPolicies ? await tagsOf(ctx, organizationId, rows) : new Map()
  const violations = await currentViolations(ctx.db, organizationId, tagged)
  return { ...page, rows: rows.map((row) => accountOf(row, violations.get(row.accountId))) }
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
