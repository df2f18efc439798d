import { type SQL, sql } from "drizzle-orm"
import { z } from "zod"
import { a, m } from "@/db/aliases"
import { newMemberAccount } from "@/lib/accounts/accounts"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { containing, type Keyset, moment, type Page, pageClauses, pageOf } from "@/lib/core/paging"
import { ACTIVATED, type BindingRow, isActivated, isRemovable, securityOf, UNBOUND } from "@/lib/effects/activation"
import { releaseExpired } from "@/lib/handshake"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import type { MemberAccount, Security } from "@/lib/shared/rows/members"
import type { Tag, TagViolation } from "@/lib/shared/rows/tags"
import { currentViolations } from "@/lib/tags/effective"

/** Creates an account that belongs to the enterprise; it has a number and cannot log in yet (R102). Refuses `quota_reached`. */
export function createMemberAccount(ctx: LoggedIn, { organizationId, name }: Input<"createAccount">): Promise<string> {
  const attempted = { organizationId, action: "account.create", permission: "accounts.manage" } as const
  return change(ctx, attempted, async (tx, entry) => {
    const { id, number } = await newMemberAccount(tx, ctx, name, organizationId)
    const join = () =>
      tx.execute(sql`
        insert into memberships (organization_id, account_id, role, origin, affiliated, joined_at)
        select o.id, ${id}, 'member', 'created', true, ${ctx.clock} from organizations o
         where o.id = ${organizationId} and o.member_count + o.pending_count < o.quota returning 1`)
    const joined = (await join()).length === 1
    const inFreedPlace = !joined && (await releaseExpired(tx, ctx, organizationId)) > 0 && (await join()).length === 1
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

/**
 * A page of the accounts that belong to the enterprise, in the order in which they came (R97, R101). One statement,
 * which finds the page first and then reads what belongs to its rows in one go each; where tag policies are enabled
 * and some of them have tags, one more for the policies (R53).
 */
export async function listMemberAccounts(
  { db, clock }: Context,
  organizationId: ReadableOrganizationId,
  { cursor, ...filters }: AccountsQuery,
): Promise<Page<MemberAccount>> {
  const columns: Keyset["columns"] = [
    [sql`m.joined_at`, moment],
    [sql`m.account_id`, z.uuid()],
  ]
  const keyset: Keyset = { columns, direction: "asc", cursor }
  const clauses = pageClauses(keyset)
  const rows = await db.execute<WireAccount & Record<string, unknown>>(sql`
    with page as materialized (
      select m.account_id, m.role, m.origin, m.handshake_id, m.joined_at from memberships m ${filteredMemberships(filters, clock)}
         and m.organization_id = ${organizationId} and m.affiliated and ${clauses.where}
       order by ${clauses.order} limit ${clauses.limit}),
    who as materialized (
      select a.* from accounts a where a.id = any(array(select account_id from page))),
    entity as materialized (
      select e.id, e.name from entities e where e.id = any(array(select distinct entity_id from who))),
    bound as materialized (
      select distinct on (h.subject) h.subject,
             json_build_object('id', h.id, 'state', h.state, 'email', h.terms ->> 'email', 'phone', h.terms ->> 'phone',
               'expiresAt', h.expires_at, 'delivery', h.delivery,
               'submitted', count(*) over (partition by h.subject)) as binding
        from handshakes h where h.organization_id = ${organizationId} and h.kind = 'security-binding'
         and h.subject = any(array(select a.id::text from who a where not ${isActivated(a)}))
       order by h.subject, h.id desc),
    written as materialized (
      select t.account_id, json_agg(json_build_object('key', t.key, 'value', t.value) order by t.key collate "C") as tags
        from organizations o join tags t on t.organization_id = o.id and t.account_id = any(array(select account_id from page))
       where o.id = ${organizationId} and o.tag_policies group by t.account_id)
    select a.id as "accountId", a.number, a.name, m.role, m.origin, m.handshake_id as "handshakeId", a.email,
           a.bound_phone as "boundPhone", a.phone, to_json(m.joined_at) #>> '{}' as "joinedAt",
           ${isActivated(a)} as activated, ${isRemovable(m, a)} as removable, e.name as entity, b.binding,
           coalesce(w.tags, '[]') as tags, ${clock}::text as now
      from page m join who a on a.id = m.account_id
      left join entity e on e.id = a.entity_id left join bound b on b.subject = a.id::text left join written w on w.account_id = a.id
     order by ${clauses.order}`)
  const page = pageOf([...rows], keyset, ({ joinedAt, accountId }) => [joinedAt, accountId])
  const tagged = page.rows.flatMap(({ accountId, tags }) => (tags.length > 0 ? [[accountId, tags] as const] : []))
  const faults = await currentViolations(db, organizationId, new Map(tagged))
  return { ...page, rows: page.rows.map((row) => accountOf(row, faults.get(row.accountId))) }
}

/** The tables and conditions of a search or filter; a page that shows everything reads nothing for it. */
function filteredMemberships({ search, origin, security }: Omit<AccountsQuery, "cursor">, clock: SQL): SQL {
  const came = origin ? sql`where m.origin = ${origin}` : sql`where true`
  if (!search && !security) return came
  const pattern = search ? containing(search) : null
  return sql`
    join accounts a on a.id = m.account_id
    left join lateral (
      select h.terms ->> 'email' as email, h.state = 'open' and h.expires_at > ${clock} as live from handshakes h
       where h.organization_id = m.organization_id and h.kind = 'security-binding' and h.subject = m.account_id::text
       order by h.id desc limit 1) b on not ${isRemovable(m, a)}
    ${came} ${security ? sql`and ${conditions[security]}` : sql``}
    ${pattern ? sql`and (a.name ilike ${pattern} or a.number like ${pattern} or coalesce(a.email, b.email) ilike ${pattern})` : sql``}`
}

const conditions: Record<Security["state"], SQL> = {
  bound: isActivated(a),
  none: sql`not ${isActivated(a)} and b.live is null`,
  waiting: sql`b.live`,
  failed: sql`not b.live`,
}

type WireAccount = Omit<MemberAccount, "joinedAt" | "security" | "faultyTags"> & {
  joinedAt: string
  activated: boolean
  boundPhone: string | null
  email: string | null
  phone: string | null
  binding: BindingRow | null
  /** None where tag policies are not enabled. */
  tags: Tag[]
  now: string
}

function accountOf(
  { joinedAt, activated, email, phone, boundPhone, binding, tags: _, now, ...rest }: WireAccount,
  faults: TagViolation[] = [],
): MemberAccount {
  const security: Security = activated
    ? { ...ACTIVATED, email, phone: phone ?? boundPhone }
    : binding
      ? securityOf(binding, new Date(now))
      : UNBOUND
  return { ...rest, joinedAt: new Date(joinedAt), security, faultyTags: faults.map(({ key }) => key) }
}
