import { eq, sql } from "drizzle-orm"
import { o } from "@/db/aliases"
import { organizations } from "@/db/schema"
import { mustBeFresh } from "@/lib/accounts/accounts"
import { hasFactor } from "@/lib/accounts/second-step/owed"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { demandedRoles } from "@/lib/core/factor-demands"
import { lockAccount, ownRoleIn } from "@/lib/core/locks"
import type { Input } from "@/lib/shared/forms"
import { refuse } from "@/lib/shared/refusals"
import { can, type Role } from "@/lib/shared/roles"

const RIGHT = "organization.manage"

/** The roles of which an organization demands a second factor. */
export async function demandedRolesOf({ db }: LoggedIn, organizationId: ReadableOrganizationId): Promise<Role[]> {
  const found = await db
    .select({ roles: demandedRoles(o) })
    .from(o)
    .where(eq(o.id, organizationId))
  return found.flatMap(({ roles }) => roles)
}

/**
 * Says of which roles an organization demands a second factor. Who has such a role and no factor is given the time of
 * the settings to set one up. Refuses all but the super admin, who needs one first where it is demanded of their own
 * role (`own_factor_first`), and `password_needed`, `wrong_password` and `factor_needed`.
 */
export async function demandFactors(
  ctx: LoggedIn,
  { organizationId, roles, password }: Input<"demandFactors">,
): Promise<void> {
  const attempted = { organizationId, action: "organization.demand-factor" } as const
  // The change below refuses everybody else, and records the attempt.
  const role = await ownRoleIn(ctx, organizationId)
  if (can(role, RIGHT)) await mustBeFresh(ctx, password, attempted)
  await change(ctx, { ...attempted, permission: RIGHT }, async (tx, entry) => {
    // As who removes a factor locks it: of the two at once one sees the other.
    await lockAccount(tx, ctx.actor.accountId)
    const isOwn = role !== null && roles.includes(role)
    if (isOwn && !(await hasFactor(tx, ctx.actor.accountId))) refuse("own_factor_first")
    const [before] = await tx
      .select({ roles: demandedRoles(o) })
      .from(o)
      .where(eq(o.id, organizationId))
    const from = before?.roles ?? []
    if (from.join() === roles.join()) return
    const list = sql`${`{${roles.join(",")}}`}::text[]`
    await tx.update(organizations).set({ factorRoles: list }).where(eq(organizations.id, organizationId))
    await record(tx, ctx, { ...entry, detail: { from, to: roles } })
  })
}
