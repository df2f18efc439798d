import { type SQL, sql } from "drizzle-orm"
import { m } from "@/db/aliases"
import { mustMay } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { roleIn } from "@/lib/core/locks"
import { refuse } from "@/lib/shared/refusals"
import type { Origin } from "@/lib/shared/roles"
import { isOwnAccount } from "@/lib/tags/targets"

/** An account of an organization, as programs list it. */
export interface OwnAccount {
  accountId: string
  number: string
  name: string
  email: string | null
  origin: Origin
  joinedAt: Date
}

interface PageRequest {
  organizationId: string
  /** The number with which the page before ended. */
  after: string | null
  limit: number
}

/** The accounts that belong to an organization, and its owner's, by their numbers (R36). Refuses `forbidden`. */
export async function listAccounts(
  ctx: LoggedIn,
  { organizationId, after, limit }: PageRequest,
): Promise<OwnAccount[]> {
  await mustReadMembers(ctx, organizationId)
  return accountsWhere(ctx, organizationId, after === null ? sql`true` : sql`a.number > ${after}`, limit)
}

/** One of them. Refuses `forbidden`, and `not_found` of any other account. */
export async function describeAccount(
  ctx: LoggedIn,
  { organizationId, number }: { organizationId: string; number: string },
): Promise<OwnAccount> {
  await mustReadMembers(ctx, organizationId)
  const [account] = await accountsWhere(ctx, organizationId, sql`a.number = ${number}`, 1)
  return account ?? refuse("not_found", { facts: { what: "account" } })
}

async function mustReadMembers({ db, actor }: LoggedIn, organizationId: string) {
  mustMay(await roleIn(db, organizationId, actor.accountId), "members.read")
}

async function accountsWhere({ db }: LoggedIn, organizationId: string, where: SQL, limit: number) {
  const rows = await db.execute<Omit<OwnAccount, "joinedAt"> & { joinedAt: string }>(sql`
    select a.id as "accountId", a.number, a.name, a.email, m.origin, m.joined_at::text as "joinedAt"
      from memberships m join accounts a on a.id = m.account_id
     where m.organization_id = ${organizationId} and ${isOwnAccount(m)} and ${where}
     order by a.number limit ${limit}::int`)
  return rows.map(({ joinedAt, ...account }): OwnAccount => ({ ...account, joinedAt: new Date(joinedAt) }))
}
