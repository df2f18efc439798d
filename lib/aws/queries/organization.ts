import { sql } from "drizzle-orm"
import type { LoggedIn } from "@/lib/core/context"
import { createOrganization } from "@/lib/organizations/organizations"
import { refuse } from "@/lib/shared/refusals"

/** An organization as programs see it, with its management account. */
interface ApiOrganization {
  allFeatures: boolean
  tagPolicies: boolean
  management: { number: string; email: string | null; name: string }
}

/**
 * Creates an organization to which the account of whoever asks belongs. Programs give it no name: until people do, on
 * its profile, it has the account's. Gives its id; refuses `already_affiliated` and `rate_reached`.
 */
export async function createUnnamedOrganization(
  ctx: LoggedIn,
  { allFeatures }: { allFeatures: boolean },
): Promise<string> {
  const [founder] = await ctx.db.execute<{ name: string }>(
    sql`select name from accounts where id = ${ctx.actor.accountId}`,
  )
  if (!founder) refuse("not_found")
  return createOrganization(ctx, { ...founder, allFeatures, affiliating: true })
}

/** The organization for those who are in it; null to everybody else, and once it is deleted. One statement. */
export async function describeOrganization(
  { db, actor }: LoggedIn,
  organizationId: string,
): Promise<ApiOrganization | null> {
  const [organization] = await db.execute<ApiOrganization & Record<string, unknown>>(sql`
    select o.all_features as "allFeatures", o.tag_policies as "tagPolicies",
           json_build_object('number', a.number, 'email', a.email, 'name', a.name) as management
      from organizations o
      join memberships own on own.organization_id = o.id and own.account_id = ${actor.accountId}
      join memberships m on m.organization_id = o.id and m.role = 'super_admin'
      join accounts a on a.id = m.account_id where o.id = ${organizationId}`)
  return organization ?? null
}
