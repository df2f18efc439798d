import { eq, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { accounts, memberships, organizations } from "@/db/schema"
import { type Given, statement, statements } from "@/db/statement"
import { type Context, databaseClock, type LoggedIn } from "@/lib/core/context"
import { refuse } from "@/lib/shared/refusals"
import type { Role } from "@/lib/shared/roles"

/**
 * How an organization is locked: by an answer that only needs it to stay as it is, beside others of its kind; by what
 * changes its members and handshakes, one after the other; and by what changes what every answer relies on, alone.
 */
export const lockStrengths = { answer: sql`key share`, change: sql`no key update`, alone: sql`update` }
export type LockStrength = keyof typeof lockStrengths

/** The context of a verb inside a transaction that holds the lock of an organization, for the verbs that it calls. */
export function within<C extends Context>(ctx: C, tx: Queries, lockedOrganizationId?: string): C {
  return { ...ctx, db: tx, lockedOrganizationId }
}

/**
 * Locks an organization, under whose lock its members and handshakes change; every change takes it first. Gives
 * whether there is one. A transaction that holds the lock asks for nothing.
 */
export async function lockOrganization(
  { db, lockedOrganizationId }: Pick<Context, "db" | "lockedOrganizationId">,
  organizationId: string,
  strength: LockStrength = "change",
): Promise<boolean> {
  if (lockedOrganizationId === organizationId) return true
  const locked = await lock({ strength })({ db, clock: databaseClock }, { organizationId })
  return locked.length === 1
}

const lock = statements(
  ({ strength }: { strength: LockStrength }) =>
    ({ organizationId }: Given<"organizationId">) => ({
      shape: { id: organizations.id },
      text: (columns) => sql`
    select ${columns} from ${organizations} where id = ${organizationId} for ${lockStrengths[strength]}`,
    }),
)

/**
 * Locks an account whose affiliation, password, contacts, factors, keys or logins change, until the end of the
 * transaction: of two changes at once, the second sees what the first has done. It is taken after the organization and
 * before its memberships.
 */
export function lockAccount(tx: Queries, accountId: string) {
  return tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, accountId)).for("no key update")
}

/**
 * The role in which somebody acts in an organization; null for an outsider. Refuses `factor_demanded` where the login is
 * barred from it.
 */
export async function ownRoleIn({ db, actor }: LoggedIn, organizationId: string): Promise<Role | null> {
  if (actor.barred?.organizations.includes(organizationId)) refuse("factor_demanded")
  return roleIn(db, organizationId, actor.accountId)
}

/** The role of an account in an organization; null for an outsider. */
export async function roleIn(db: Queries, organizationId: string, accountId: string): Promise<Role | null> {
  const [row] = await membershipOf({ db, clock: databaseClock }, { organizationId, accountId })
  return row?.role ?? null
}

const membershipOf = statement(({ organizationId, accountId }: Given<"organizationId" | "accountId">) => ({
  shape: { role: memberships.role },
  text: (columns) => sql`
    select ${columns} from ${memberships} where organization_id = ${organizationId} and account_id = ${accountId}`,
}))
