import { and, eq, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { a, m, o } from "@/db/aliases"
import { accounts, memberships } from "@/db/schema"
import type { LoggedIn } from "@/lib/core/context"
import { looksOfItsOwn } from "@/lib/effects/names"
import { createOrganization } from "@/lib/organizations/organizations"
import { refuse } from "@/lib/shared/refusals"

const own = alias(memberships, "own")

/** An organization as API clients see it, with its management account. */
const organization = {
  allFeatures: o.allFeatures,
  tagPolicies: o.tagPolicies,
  management: { number: a.number, email: a.email },
}

/**
 * Creates an organization to which the acting account belongs, with the account's name, or its number where that name
 * looks like another's, until people change it on its profile. Gives its id; refuses `already_affiliated` and `rate_reached`.
 */
export async function createUnnamedOrganization(
  ctx: LoggedIn,
  { allFeatures }: { allFeatures: boolean },
): Promise<string> {
  const { id, name, number } = accounts
  const [founder] = await ctx.db.select({ name, number }).from(accounts).where(eq(id, ctx.actor.accountId))
  if (!founder) refuse("not_found")
  const isFree = await looksOfItsOwn(ctx.db, founder)
  return createOrganization(ctx, { name: isFree ? founder.name : founder.number, allFeatures, affiliating: true })
}

/** The organization for its members, in one statement; null for all others, and once it is deleted. */
export async function describeOrganization({ db, actor }: LoggedIn, organizationId: string) {
  const [row] = await db
    .select(organization)
    .from(o)
    .innerJoin(own, and(eq(own.organizationId, o.id), eq(own.accountId, actor.accountId)))
    .innerJoin(m, and(eq(m.organizationId, o.id), sql`${m.role} = 'super_admin'`))
    .innerJoin(a, eq(a.id, m.accountId))
    .where(eq(o.id, organizationId))
  return row ?? null
}
