import { and, type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import { a, e, h, m, o } from "@/db/aliases"
import { accounts, entities, handshakes, memberships, organizations, tags } from "@/db/schema"
import { newMemberAccount } from "@/lib/accounts/accounts"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { containing, type Keyset, moment, type Page, pageClauses, pageOf } from "@/lib/core/paging"
import { asDate, jsonObjectOrNull, jsonRows, queryRows, type RowOf } from "@/lib/core/rows"
import { isActivated, isRemovable } from "@/lib/effects/activation"
import { releaseExpired } from "@/lib/handshake"
import { binding, securityOf } from "@/lib/members/security"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { MemberAccount, Security } from "@/lib/shared/rows/members"
import type { TagViolation } from "@/lib/shared/rows/tags"
import { currentViolations } from "@/lib/tags/effective"
import { byKey, t, tag } from "@/lib/tags/rows"

/** Creates an account of the enterprise that cannot log in yet; gives its number. Refuses `quota_reached`. (R102) */
export function createMemberAccount(ctx: LoggedIn, { organizationId, name }: Input<"createAccount">): Promise<string> {
  const attempted = { organizationId, action: "account.create", permission: "accounts.manage" } as const
  return change(ctx, attempted, async (tx, entry) => {
    const { id, number } = await newMemberAccount({ ...ctx, db: tx }, { name, organizationId })
    const join = () =>
      tx.execute(sql`
        with seated as (
          update ${organizations} ${o} set seats_taken = ${o.seatsTaken} + 1
           where ${o.id} = ${organizationId} and ${o.seatsTaken} < ${o.quota} returning ${o.id})
        insert into memberships (organization_id, account_id, role, origin, affiliated, joined_at)
        select seated.id, ${id}, 'member', 'created', true, ${ctx.clock} from seated returning 1`)
    const joined = (await join()).length === 1
    const inFreedPlace =
      !joined && (await releaseExpired({ ...ctx, db: tx }, organizationId)) > 0 && (await join()).length === 1
    if (!joined && !inFreedPlace) refuse("quota_reached")
    await record(tx, ctx, { ...entry, target: id, detail: { name, number } })
    return number
  })
}

export interface AccountsQuery {
  search?: string
  origin?: MemberAccount["origin"]
  security?: Security["state"]
  cursor?: string
}

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
  latest: jsonObjectOrNull(binding, sql`${h.id} is not null`),
  tags: jsonRows(tag, sql`from written ${t} where ${t.accountId} = ${a.id} order by ${byKey}`),
}

/**
 * A page of the accounts that belong to the enterprise, in the order in which they came, in one statement, which finds
 * the page before it reads what belongs to its rows; a second one reads the tag policies where they are enabled and
 * some of the accounts have tags. (R53, R97, R101)
 */
export async function listMemberAccounts(
  { db, clock }: Context,
  organizationId: ReadableOrganizationId,
  { cursor, ...filters }: AccountsQuery,
): Promise<Page<MemberAccount>> {
  const columns: Keyset["columns"] = [
    [sql`${m.joinedAt}`, moment],
    [sql`${m.accountId}`, z.uuid()],
  ]
  const keyset: Keyset = { columns, direction: "asc", cursor }
  const { where, order, limit } = pageClauses(keyset)
  const { source, wanted } = filtered(filters, clock)
  const own = sql`${m.organizationId} = ${organizationId} and ${m.affiliated}`
  const page = sql`select ${m}.* from ${source} where ${and(own, where, wanted)} order by ${order} limit ${limit}`
  const who = sql`select ${a}.* from ${accounts} ${a} where ${a.id} = any(array(select account_id from page))`
  const entity = sql`select ${e}.* from ${entities} ${e} where ${e.id} = any(array(select distinct entity_id from who))`
  const unactivated = sql`array(select ${a.id}::text from who ${a} where not ${isActivated(a)})`
  const bound = sql`
    select distinct on (${h.subject}) ${h}.*, count(*) over (partition by ${h.subject}) as submitted
      from ${handshakes} ${h}
     where ${h.organizationId} = ${organizationId} and ${h.kind} = 'security-binding'
       and ${h.subject} = any(${unactivated})
     order by ${h.subject}, ${h.id} desc`
  const written = sql`
    select ${t}.* from ${organizations} ${o} join ${tags} ${t}
        on ${t.organizationId} = ${o.id} and ${t.accountId} = any(array(select account_id from page))
     where ${o.id} = ${organizationId} and ${o.tagPolicies}`
  const fetched = await queryRows(
    db,
    { ...account, now: asDate(clock) },
    (selected) => sql`
      with page as materialized (${page}), who as materialized (${who}), entity as materialized (${entity}),
           bound as materialized (${bound}), written as materialized (${written})
      select ${selected} from page ${m}
        join who ${a} on ${a.id} = ${m.accountId}
        left join entity ${e} on ${e.id} = ${a.entityId}
        left join bound ${h} on ${h.subject} = ${a.id}::text
       order by ${order}`,
  )
  const { rows, ...neighbours } = pageOf(fetched, keyset, ({ joinedAt, accountId }) => [
    joinedAt.toISOString(),
    accountId,
  ])
  const tagged = rows.flatMap(({ accountId, tags }) => (tags.length > 0 ? [[accountId, tags] as const] : []))
  const violations = await currentViolations(db, organizationId, new Map(tagged))
  return { ...neighbours, rows: rows.map((row) => accountOf(row, violations.get(row.accountId))) }
}

/** The memberships with what a search or filter reads, and its condition; an unfiltered page reads nothing more. */
function filtered({ search, origin, security }: Omit<AccountsQuery, "cursor">, clock: SQL) {
  const ofOrigin = origin && sql`${m.origin} = ${origin}`
  if (!search && !security) return { source: sql`${memberships} ${m}`, wanted: ofOrigin }
  const pattern = containing(search ?? "")
  const email = sql`coalesce(${a.email}, ${binding.email})`
  const matching = sql`(${a.name} ilike ${pattern} or ${a.number} like ${pattern} or ${email} ilike ${pattern})`
  const latestBinding = sql`
    select ${h}.* from ${handshakes} ${h}
     where ${h.organizationId} = ${m.organizationId} and ${h.kind} = 'security-binding'
       and ${h.subject} = ${m.accountId}::text
     order by ${h.id} desc limit 1`
  return {
    source: sql`${memberships} ${m} join ${accounts} ${a} on ${a.id} = ${m.accountId}
      left join lateral (${latestBinding}) ${h} on not ${isRemovable(m, a)}`,
    wanted: and(ofOrigin, security && conditionOf(security, clock), search ? matching : undefined),
  }
}

function conditionOf(security: Security["state"], clock: SQL): SQL {
  const waiting = sql`${h.state} = 'open' and ${h.expiresAt} > ${clock}`
  const conditions: Record<Security["state"], SQL> = {
    bound: isActivated(a),
    none: sql`not ${isActivated(a)} and ${h.id} is null`,
    waiting,
    failed: sql`not (${waiting})`,
  }
  return conditions[security]
}

function accountOf(
  { activated, email, phone, boundPhone, latest, now, tags: _, ...row }: RowOf<typeof account> & { now: Date },
  violations: TagViolation[] = [],
): MemberAccount {
  const security = securityOf({ activated, email, phone, boundPhone, latest, now })
  return { ...row, security, faultyTags: violations.map(({ key }) => key) }
}
