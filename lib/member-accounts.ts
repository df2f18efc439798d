import { sql } from "drizzle-orm"
import { z } from "zod"
import { newMemberAccount } from "./accounts"
import { attempt, record } from "./audit"
import type { Context, LoggedIn } from "./context"
import { refuse } from "./errors"
import type { Input } from "./forms"
import { type State, stateAt } from "./handshake/machine"
import { roleIn } from "./members"
import { lockOrganization } from "./organizations"
import { containing, type Keyset, type Page, pageClauses, pageOf } from "./paging"
import { can } from "./roles"
import type { MemberAccount, Security } from "./rows"
import type { InView } from "./sessions"

/** The first submission is free; after it a binding can be modified so many times (R105). */
export const MODIFICATIONS = 3

/** Creates an account that belongs to the enterprise; it has a number and cannot log in yet (R102). Refuses `quota_reached`. */
export function createMemberAccount(ctx: LoggedIn, { organizationId, name }: Input<"createAccount">): Promise<string> {
  return attempt(ctx, async (tx, about) => {
    const [found] = await lockOrganization(tx, organizationId)
    if (!found) refuse("not_found")
    const entry = about({ organizationId, action: "account.create", target: name })
    const role = await roleIn(tx, organizationId, ctx.actor.accountId)
    if (!role) refuse("not_found")
    if (!can(role, "accounts.manage")) refuse("forbidden")
    const { id, number } = await newMemberAccount(tx, ctx, name, organizationId)
    const joined = await tx.execute(sql`
      insert into memberships (organization_id, account_id, role, origin, affiliated, joined_at)
      select o.id, ${id}, 'member', 'created', true, ${ctx.clock} from organizations o
       where o.id = ${organizationId} and o.member_count + o.pending_count < o.quota returning 1`)
    if (joined.length !== 1) refuse("quota_reached")
    await record(tx, ctx, { ...entry, target: id, detail: { number } })
    return number
  })
}

export interface AccountsQuery {
  search?: string
  origin?: MemberAccount["origin"]
  security?: Security["state"]
  cursor?: string
}

/** A page of the accounts that belong to the enterprise, in the order in which they came (R97, R101). One statement. */
export async function listMemberAccounts(
  { db, clock }: Context,
  organizationId: InView,
  { search, origin, security, cursor }: AccountsQuery,
): Promise<Page<MemberAccount>> {
  const columns: Keyset["columns"] = [
    [sql`m.joined_at`, z.iso.datetime({ offset: true }).refine((at) => Date.parse(at) > 0)],
    [sql`m.account_id`, z.uuid()],
  ]
  const keyset: Keyset = { columns, direction: "asc", cursor }
  const clauses = pageClauses(keyset)
  const pattern = search ? containing(search) : null
  const rows = await db.execute<WireAccount & Record<string, unknown>>(sql`
    select a.id as "accountId", a.number, a.name, m.origin, m.handshake_id as "handshakeId", a.email, a.bound_phone as "boundPhone",
           a.phone, to_json(m.joined_at) #>> '{}' as "joinedAt", a.password_hash is not null as activated,
           e.name as entity, b.binding, ${clock}::text as now
      from memberships m join accounts a on a.id = m.account_id left join entities e on e.id = a.entity_id
      left join lateral (${latestBinding(sql`a.id`)}) b on m.origin = 'created' and a.password_hash is null
     where m.organization_id = ${organizationId} and m.affiliated and ${clauses.where}
       ${origin ? sql`and m.origin = ${origin}` : sql``}
       ${security ? bySecurity(security, clock) : sql``}
       ${pattern ? sql`and (a.name ilike ${pattern} or a.email ilike ${pattern} or a.number like ${pattern})` : sql``}
     order by ${clauses.order} limit ${clauses.limit}`)
  const page = pageOf([...rows], keyset, ({ joinedAt, accountId }) => [joinedAt, accountId])
  return { ...page, rows: page.rows.map(accountOf) }
}

/** The latest binding of an account, and how often its enterprise has submitted one. */
export function latestBinding(accountId: ReturnType<typeof sql>) {
  return sql`
    select json_build_object('id', h.id, 'state', h.state, 'email', h.terms ->> 'email', 'phone', h.terms ->> 'phone',
             'sentAt', h.sent_at, 'expiresAt', h.expires_at, 'delivery', h.delivery,
             'submitted', (select count(*) from handshakes s where s.organization_id = h.organization_id
                and s.kind = 'security-binding' and s.subject = h.subject)) as binding,
           h.state, h.expires_at
      from handshakes h where h.organization_id = ${sql.raw("m.organization_id")} and h.kind = 'security-binding'
       and h.subject = ${accountId}::text order by h.id desc limit 1`
}

function bySecurity(security: Security["state"], clock: ReturnType<typeof sql>) {
  const live = sql`b.state = 'open' and b.expires_at > ${clock}`
  if (security === "bound") return sql`and a.password_hash is not null`
  if (security === "waiting") return sql`and a.password_hash is null and ${live}`
  const ended = sql`b.state is not null and not (${live})`
  return security === "failed"
    ? sql`and a.password_hash is null and ${ended}`
    : sql`and a.password_hash is null and b.state is null`
}

interface WireBinding {
  id: string
  state: State
  email: string
  phone: string
  sentAt: string
  expiresAt: string
  delivery: Security["delivery"]
  submitted: number
}

type WireAccount = Omit<MemberAccount, "joinedAt" | "security"> & {
  joinedAt: string
  activated: boolean
  boundPhone: string | null
  email: string | null
  phone: string | null
  binding: WireBinding | null
  now: string
}

function accountOf({
  joinedAt,
  activated,
  email,
  phone,
  boundPhone,
  binding,
  now,
  ...rest
}: WireAccount): MemberAccount {
  const security: Security = activated
    ? { ...NONE, state: "bound", email, phone: phone ?? boundPhone }
    : binding
      ? securityOf(binding, new Date(now))
      : NONE
  return { ...rest, joinedAt: new Date(joinedAt), security }
}

const NONE: Security = {
  state: "none",
  email: null,
  phone: null,
  handshakeId: null,
  expiresAt: null,
  delivery: null,
  modificationsLeft: MODIFICATIONS,
}

function securityOf({ id, state, email, phone, expiresAt, delivery, submitted }: WireBinding, now: Date): Security {
  const expires = new Date(expiresAt)
  const waiting = stateAt({ state, expiresAt: expires }, now) === "open"
  const modificationsLeft = Math.max(MODIFICATIONS + 1 - submitted, 0)
  return {
    state: waiting ? "waiting" : "failed",
    email,
    phone,
    handshakeId: id,
    expiresAt: expires,
    delivery,
    modificationsLeft,
  }
}
