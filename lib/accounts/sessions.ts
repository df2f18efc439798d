import { createHash, randomBytes } from "node:crypto"
import { type SQL, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { settings } from "@/lib/settings"
import { refuse } from "@/lib/shared/refusals"
import { can, type Locale, type Permission, type Role } from "@/lib/shared/roles"

const TOKEN_BYTES = 32
/** How old the last sight of a session may grow before it is written again. */
const SEEN_EVERY = "5 minutes"
/** For how long a login stands for the password. */
const FRESH_FOR = "10 minutes"

export interface Membership {
  organizationId: string
  name: string
  certified: boolean
  role: Role
}

export interface Account {
  id: string
  number: string
  name: string
  email: string | null
  phone: string | null
  locale: Locale
  /** Runs the platform. */
  operator: boolean
}

/** Who a request comes from. An ended login and no login are different answers. */
export type Visitor =
  | { kind: "anonymous" }
  | { kind: "expired" }
  | { kind: "logged-in"; account: Account; memberships: Membership[]; freshLogin: boolean; seenLongAgo: boolean }

/** Opens a session and gives the token for its cookie; only the token's hash is kept. */
export async function openSession(db: Queries, { clock }: Pick<Context, "clock">, accountId: string): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url")
  await db.execute(sql`
    insert into sessions (hash, account_id, created_at, seen_at, expires_at)
    select ${hashOf(token)}, ${accountId}, t.now, t.now,
           t.now + ${settings().sessions.absoluteSeconds}::int * interval '1 second' from (select ${clock} as now) t`)
  return token
}

/** Reads account, roles and session in one statement; rights are never older than the request. */
export async function visitorOf(db: Queries, clock: SQL, token: string | undefined): Promise<Visitor> {
  if (!token) return { kind: "anonymous" }
  const [row] = await db.execute<VisitorRow>(sql`
    select json_build_object('id', a.id, 'number', a.number, 'name', a.name, 'email', a.email, 'phone', a.phone,
             'locale', a.locale, 'operator', a.operator) as account,
           s.seen_at < ${clock} - ${SEEN_EVERY}::interval as "seenLongAgo",
           s.created_at > ${clock} - ${FRESH_FOR}::interval as "freshLogin",
           coalesce((select json_agg(json_build_object('organizationId', o.id, 'name', o.name, 'role', m.role,
                'certified', o.entity_id is not null) order by m.joined_at, o.id)
              from memberships m join organizations o on o.id = m.organization_id
             where m.account_id = a.id), '[]') as memberships
      from sessions s join accounts a on a.id = s.account_id
     where s.hash = ${hashOf(token)} and ${isAlive(clock)}`)
  if (!row) return { kind: "expired" }
  return { kind: "logged-in", ...row }
}

type VisitorRow = Omit<Extract<Visitor, { kind: "logged-in" }>, "kind"> & Record<string, unknown>

/** Notes that a session is in use. */
export function noteUse(db: Queries, clock: SQL, token: string) {
  return db.execute(sql`update sessions s set seen_at = ${clock} where s.hash = ${hashOf(token)} and ${isAlive(clock)}`)
}

/**
 * Whether a login has ended, and the role of its account in an organization. Unlike a request of its owner, asking is
 * no use of the session and keeps none alive.
 */
export async function sessionStatus(db: Queries, clock: SQL, token: string, organizationId: string | null) {
  const [found] = await db.execute<{ role: Role | null }>(sql`
    select m.role from sessions s
      left join memberships m on m.account_id = s.account_id and m.organization_id = ${organizationId}
     where s.hash = ${hashOf(token)} and ${isAlive(clock)}`)
  return { ended: !found, role: found?.role ?? null }
}

/** Ends one session: the cookie opens nothing from now on. */
export function closeSession(db: Queries, { clock }: Pick<Context, "clock">, token: string) {
  return db.execute<{ account_id: string }>(
    sql`update sessions set ended_at = ${clock} where hash = ${hashOf(token)} and ended_at is null returning account_id`,
  )
}

/** Ends every session of an account, but the one whose token is given. */
export function closeSessions(db: Queries, { clock }: Pick<LoggedIn, "clock">, accountId: string, except?: string) {
  return db.execute(sql`
    update sessions set ended_at = ${clock}
     where account_id = ${accountId} and ended_at is null and hash <> ${except ? hashOf(except) : ""}`)
}

/** Proves that a visitor may read an organization: refuses `not_found` to outsiders and `forbidden` to members. */
export function mustReadOrganization(visitor: Visitor, organizationId: string, permission: Permission) {
  if (visitor.kind !== "logged-in") refuse(visitor.kind === "expired" ? "login_expired" : "not_logged_in")
  const membership = visitor.memberships.find((one) => one.organizationId === organizationId)
  if (!membership) refuse("not_found")
  if (!can(membership.role, permission)) refuse("forbidden")
  return { ...membership, organizationId: organizationId as ReadableOrganizationId }
}

function isAlive(clock: SQL): SQL {
  const idle = sql`${settings().sessions.idleSeconds}::int * interval '1 second'`
  return sql`s.ended_at is null and s.expires_at > ${clock} and s.seen_at > ${clock} - ${idle}`
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url")
}

/** Holds a session for the rest of a transaction; refuses `login_expired` when it has ended meanwhile. */
export async function lockSession(tx: Queries, { clock }: Pick<Context, "clock">, token: string) {
  const held = await tx.execute(
    sql`select 1 from sessions s where s.hash = ${hashOf(token)} and ${isAlive(clock)} for update`,
  )
  if (held.length !== 1) refuse("login_expired")
}
