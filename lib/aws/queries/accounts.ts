import { and, eq, gt, type SQL } from "drizzle-orm"
import { a, m } from "@/db/aliases"
import { mustMay } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { roleIn } from "@/lib/core/locks"
import type { RowOf } from "@/lib/core/rows"
import { refuse } from "@/lib/shared/refusals"
import { isOwnAccount } from "@/lib/tags/targets"

const account = {
  accountId: a.id,
  number: a.number,
  name: a.name,
  email: a.email,
  origin: m.origin,
  joinedAt: m.joinedAt,
}

/** An account of an organization, as API clients see it. */
export type OwnAccount = RowOf<typeof account>

interface PageRequest {
  organizationId: string
  /** The number with which the previous page ended. */
  after: string | null
  limit: number
}

/** The accounts that belong to an organization, and its owner's, by their numbers. Refuses `forbidden`. (R36) */
export async function listAccounts(ctx: LoggedIn, { after, ...page }: PageRequest): Promise<OwnAccount[]> {
  await mustReadMembers(ctx, page.organizationId)
  return accountsWhere(ctx, after === null ? undefined : gt(a.number, after), page)
}

/** One account of an organization. Refuses `forbidden`, and `not_found` of any other account. */
export async function describeAccount(
  ctx: LoggedIn,
  { organizationId, number }: { organizationId: string; number: string },
): Promise<OwnAccount> {
  await mustReadMembers(ctx, organizationId)
  const [account] = await accountsWhere(ctx, eq(a.number, number), { organizationId, limit: 1 })
  return account ?? refuse("not_found", { facts: { what: "account" } })
}

async function mustReadMembers({ db, actor }: LoggedIn, organizationId: string) {
  mustMay(await roleIn(db, organizationId, actor.accountId), "members.read")
}

function accountsWhere(
  { db }: LoggedIn,
  condition: SQL | undefined,
  { organizationId, limit }: Omit<PageRequest, "after">,
) {
  return db
    .select(account)
    .from(m)
    .innerJoin(a, eq(a.id, m.accountId))
    .where(and(eq(m.organizationId, organizationId), isOwnAccount(m), condition))
    .orderBy(a.number)
    .limit(limit)
}
