import { eq, type SQL, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { accounts, memberships, organizations } from "@/db/schema"
import { record } from "@/lib/audit/audit"
import type { LoggedIn } from "@/lib/core/context"
import { consumeLimits } from "@/lib/core/limits"
import { randomWord } from "@/lib/core/random"
import { pipelined, transact } from "@/lib/core/transaction"
import type { Role } from "@/lib/shared/roles"

const ID_LENGTH = 12

/** Creates an organization for whoever asks, who is its super admin. Gives its id; refuses `rate_reached`, and what `foundOrganization` refuses. */
export async function createOrganization(ctx: LoggedIn, founding: Omit<Founding, "quota">): Promise<string> {
  await consumeLimits(ctx.db, ctx, [["organizationsPerAccount", ctx.actor.accountId]])
  return foundOrganization(ctx, founding)
}

interface Founding {
  name: string
  quota?: number
  /** Consolidated billing alone when it says no. */
  allFeatures?: boolean
  /** Whether the founder's account must come to belong to it; else it does when it belongs to no other. */
  affiliating?: true
}

/**
 * Founds an organization of its founder's seller, not certified yet; he is its super admin. Gives its id. Refuses
 * `already_affiliated`, by the database, where his account must belong to it and belongs to another.
 */
export function foundOrganization(ctx: LoggedIn, { name, quota, allFeatures, affiliating }: Founding): Promise<string> {
  const { accountId } = ctx.actor
  const id = newOrganizationId()
  const founder = { organizationId: id, accountId, role: "super_admin", origin: "founder" } as const
  const seller = sql<string>`(select seller from accounts where id = ${accountId})`
  const affiliated =
    affiliating ?? sql<boolean>`not exists (select from memberships where account_id = ${accountId} and affiliated)`
  return transact(ctx, async (tx) => {
    await pipelined(
      () => lockAccount(tx, accountId),
      () => tx.insert(organizations).values({ id, handle: id, name, quota, allFeatures, seller, createdAt: ctx.clock }),
      () => tx.insert(memberships).values({ ...founder, affiliated, joinedAt: ctx.clock }),
      () => record(tx, ctx, { organizationId: id, action: "organization.found", detail: { name } }),
    )
    return id
  })
}

/**
 * Holds an account whose affiliation may change until the end of the transaction: of two changes at once, the second
 * sees what the first has done. Taken after the organization and before its memberships.
 */
export function lockAccount(tx: Queries, accountId: string) {
  return tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, accountId)).for("no key update")
}

/** A new organization id, as programs know it: `o-` and twelve letters or digits. */
function newOrganizationId(): string {
  return `o-${randomWord(ID_LENGTH)}`
}

/** The role of an account in an organization; null for an outsider. */
export async function roleIn(db: Queries, organizationId: string, accountId: string): Promise<Role | null> {
  const [row] = await db.execute<{ role: Role }>(
    sql`select role from memberships where organization_id = ${organizationId} and account_id = ${accountId}`,
  )
  return row?.role ?? null
}

/** Locks an organization, under whose lock its members and handshakes change; every change takes it first. */
export function lockOrganization(tx: Queries, organizationId: SQL | string) {
  return tx.execute(sql`select id from organizations where id = ${organizationId} for no key update`)
}
