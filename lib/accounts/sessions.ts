import { createHash, randomBytes } from "node:crypto"
import { and, eq, isNull, ne, type SQL, sql } from "drizzle-orm"
import { a, m, o } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { jsonRows, type RowOf } from "@/db/rows"
import { accounts, memberships, organizations, sessions } from "@/db/schema"
import { type Given, statements } from "@/db/statement"
import { agentOf } from "@/lib/accounts/logins/agent"
import type { Context, ReadableOrganizationId } from "@/lib/core/context"
import { demandsFactor } from "@/lib/core/factor-demands"
import { positionNow } from "@/lib/core/replicas/position"
import { settings } from "@/lib/settings"
import { FRESH_MINUTES } from "@/lib/shared/lengths"
import { refuse } from "@/lib/shared/refusals"
import { can, type Permission } from "@/lib/shared/roles"
import type { LoginMethod } from "@/lib/shared/rows/factors"

const TOKEN_BYTES = 32
const BATCH = 5000
/** How old the last use of a session may grow before it is written again. */
const SEEN_EVERY = "5 minutes"
/** For how long a login replaces the password, and a factor that was given another one. */
const FRESH_FOR = `${FRESH_MINUTES} minutes`

const account = {
  id: a.id,
  number: a.number,
  name: a.name,
  email: a.email,
  phone: a.phone,
  locale: a.locale,
  operator: a.operator,
}
export type Account = RowOf<typeof account>

const membership = {
  organizationId: o.id,
  name: o.name,
  role: m.role,
  certified: sql<boolean>`${o.entityId} is not null`,
}
export type Membership = RowOf<typeof membership> & {
  activeLongAgo: boolean
  /** Whether the organization demands a second factor of the role. */
  demandsFactor: boolean
}

/** Who a request comes from. An ended login and no login are different answers. */
export type Visitor =
  | { kind: "anonymous" }
  | { kind: "expired" }
  | {
      kind: "logged-in"
      /** Which of the account's logins it is. */
      login: string
      account: Account
      memberships: Membership[]
      freshLogin: boolean
      /** Whether a second factor was given lately. */
      freshFactor: boolean
      /** Whether this login was ever shown to be its holder's by more than a password. */
      withFactor: boolean
      /** Until when it may go on without a factor that is demanded of it; null where none was missed yet. */
      factorDueAt: Date | null
      /** Whether that time is over, and this login has no factor. */
      isFactorOverdue: boolean
      seenLongAgo: boolean
      /** What a replica has to show to this request; null where none may be asked. */
      position: string | null
    }

/** From where and with what a login is used. */
type Place = Pick<Context, "clock"> & Partial<Pick<Context, "ip" | "country" | "userAgent">>

/** Opens a session by a password and gives the token for its cookie; only the token's hash is kept. */
export function openSession(db: Queries, from: Place, accountId: string): Promise<string> {
  return openSessionBy(db, from, { accountId, methods: ["password"] })
}

/** The same by any methods. */
export async function openSessionBy(
  db: Queries,
  from: Place,
  { accountId, methods }: { accountId: string; methods: LoginMethod[] },
): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url")
  const { browser, system } = agentOf(from.userAgent)
  await db.execute(sql`
    insert into sessions (hash, account_id, created_at, seen_at, expires_at, methods, factor_at, ip, country, browser, system)
    select ${tokenHash(token)}, ${accountId}, t.now, t.now,
           t.now + ${settings().sessions.absoluteSeconds}::int * interval '1 second', ${arrayOf(methods)},
           case when ${isMore(methods)} then t.now end,
           ${from.ip ?? null}, ${from.country ?? null}, ${browser}, ${system} from (select ${from.clock} as now) t`)
  return token
}

/** Whether there is more among them than a password. */
export function isMore(methods: LoginMethod[]): boolean {
  return methods.some((method) => method !== "password")
}

/** As a value, because the driver sends no arrays. */
export function arrayOf(methods: LoginMethod[]): SQL {
  return sql`${`{${methods.join(",")}}`}::text[]`
}

/** Reads account, roles and session in one statement; rights are never older than the request. */
export async function visitorOf(db: Queries, clock: SQL<Date>, token: string | undefined): Promise<Visitor> {
  if (!token) return { kind: "anonymous" }
  const { idleSeconds } = settings().sessions
  const login = tokenHash(token)
  const isPlaced = settings().replica !== null
  const [row] = await openedBy({ isPlaced })({ db, clock }, { hash: login, idleSeconds })
  return row?.account ? { kind: "logged-in", login, ...row, account: row.account } : { kind: "expired" }
}

type Opening = Given<"hash" | "idleSeconds">

const openedBy = statements(({ isPlaced }: { isPlaced: boolean }) => ({ hash, idleSeconds }: Opening, clock) => {
  const activeLongAgo = sql<boolean>`${isActiveLongAgo(clock)}`
  const ofAccount = sql`from ${memberships} ${m} join ${organizations} ${o} on ${o.id} = ${m.organizationId}
    where ${m.accountId} = ${a.id} order by ${m.joinedAt}, ${o.id}`
  return {
    shape: {
      account,
      seenLongAgo: sql<boolean>`${sessions.seenAt} < ${clock} - ${SEEN_EVERY}::interval`,
      freshLogin: sql<boolean>`coalesce(${sessions.confirmedAt}, ${sessions.createdAt}) > ${clock} - ${FRESH_FOR}::interval`,
      freshFactor: sql<boolean>`coalesce(${sessions.factorAt} > ${clock} - ${FRESH_FOR}::interval, false)`,
      withFactor: sql<boolean>`${sessions.factorAt} is not null`,
      factorDueAt: a.factorDueAt,
      isFactorOverdue: sql<boolean>`coalesce(${sessions.factorAt} is null and ${a.factorDueAt} <= ${clock}, false)`,
      position: isPlaced ? positionNow : sql<string | null>`null`,
      memberships: jsonRows({ ...membership, activeLongAgo, demandsFactor: demandsFactor(m.role, o) }, ofAccount),
    },
    text: (columns) => sql`
      select ${columns} from ${sessions} join ${accounts} ${a} on ${a.id} = ${sessions.accountId}
       where ${isOpen({ hash, idleSeconds }, clock)}`,
  }
})

/** Whether the last activity of a member is to be written again. */
function isActiveLongAgo(clock: SQL): SQL {
  return sql`coalesce(${m.lastActiveAt} < ${clock} - ${SEEN_EVERY}::interval, true)`
}

/** Notes that somebody uses an organization's pages; what others have just noted is not written again. */
export async function noteActivity(
  { db, clock }: Pick<Context, "db" | "clock">,
  member: { organizationId: string; accountId: string },
) {
  await db.execute(sql`
    update ${memberships} ${m} set last_active_at = ${clock} where ${m.organizationId} = ${member.organizationId}
       and ${m.accountId} = ${member.accountId} and ${isActiveLongAgo(clock)}`)
}

/** Notes that a session is in use, and from where. */
export async function noteUse(db: Queries, { clock, ip, country }: Place, token: string) {
  const place = { ip: ip ?? null, country: country ?? null }
  await db
    .update(sessions)
    .set({ seenAt: clock, ...place })
    .where(isOpenedBy(token, clock))
}

/**
 * Whether a login has ended, and the role of its account in an organization. Unlike a request, this is no use of the
 * session and keeps none alive.
 */
export async function sessionStatus(
  { db, clock }: Pick<Context, "db" | "clock">,
  token: string,
  organizationId: string | null,
) {
  const inOrganization = sql`${m.accountId} = ${sessions.accountId} and ${m.organizationId} = ${organizationId}`
  const [session] = await db
    .select({ role: m.role })
    .from(sessions)
    .leftJoin(m, inOrganization)
    .where(isOpenedBy(token, clock))
  return { ended: !session, role: session?.role ?? null }
}

/** Ends one session: the cookie opens nothing from now on. */
export function closeSession(db: Queries, { clock }: Pick<Context, "clock">, token: string) {
  return db
    .update(sessions)
    .set({ endedAt: clock })
    .where(and(eq(sessions.hash, tokenHash(token)), isNull(sessions.endedAt)))
    .returning({ accountId: sessions.accountId })
}

/** Ends every session of an account, but the one whose token is given. */
export function closeSessions({ db, clock }: Pick<Context, "db" | "clock">, accountId: string, except?: string) {
  const others = except ? ne(sessions.hash, tokenHash(except)) : undefined
  const open = and(eq(sessions.accountId, accountId), isNull(sessions.endedAt), others)
  return db.update(sessions).set({ endedAt: clock }).where(open)
}

/** Ends the sessions of all accounts, many at a time; gives how many were open. */
export async function closeAllSessions({ db, clock }: Pick<Context, "db" | "clock">): Promise<number> {
  const open = sql`select ctid from ${sessions} where ${sessions.endedAt} is null and ${sessions.expiresAt} > ${clock}
    limit ${BATCH}::int`
  for (let ended = 0; ; ) {
    const { count } = await db.execute(sql`
      update ${sessions} set ended_at = ${clock} where ended_at is null and ctid = any(array(${open}))`)
    ended += count
    if (count === 0) return ended
  }
}

/** Locks a session for the rest of a transaction; refuses `login_expired` when it has ended meanwhile. */
export async function lockSession(tx: Queries, { clock }: Pick<Context, "clock">, token: string) {
  const own = isOpenedBy(token, clock)
  const locked = await tx.select({ hash: sessions.hash }).from(sessions).where(own).for("update")
  if (locked.length !== 1) refuse("login_expired")
}

/** Whether a session is the one of a token and has neither ended nor expired, as SQL. */
export function isOpenedBy(token: string, clock: SQL): SQL {
  return isOpen({ hash: sql`${tokenHash(token)}`, idleSeconds: sql`${settings().sessions.idleSeconds}` }, clock)
}

function isOpen({ hash, idleSeconds }: Given<"hash" | "idleSeconds">, clock: SQL): SQL {
  return sql`(${sessions.hash} = ${hash} and ${isGoingOn(clock, idleSeconds)})`
}

/** Whether a session has neither ended nor expired, as SQL. */
export function isGoingOn(clock: SQL, idleSeconds = sql`${settings().sessions.idleSeconds}`): SQL {
  return sql`(${sessions.endedAt} is null and ${sessions.expiresAt} > ${clock}
    and ${sessions.seenAt} > ${clock} - ${idleSeconds}::int * interval '1 second')`
}

/** What is kept of a token, and names the login that it opens. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("base64url")
}

/**
 * Proves that a visitor may read an organization: refuses `not_found` to outsiders, and to members `forbidden`, and
 * `factor_demanded` to those whose time for a factor is over.
 */
export function mustReadOrganization(visitor: Visitor, organizationId: string, permission: Permission) {
  if (visitor.kind !== "logged-in") refuse(visitor.kind === "expired" ? "login_expired" : "not_logged_in")
  const membership = visitor.memberships.find((row) => row.organizationId === organizationId)
  if (!membership) refuse("not_found")
  if (membership.demandsFactor && visitor.isFactorOverdue) refuse("factor_demanded")
  if (!can(membership.role, permission)) refuse("forbidden")
  return { ...membership, organizationId: organizationId as ReadableOrganizationId }
}
