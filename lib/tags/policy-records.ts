import { and, eq, gt, type SQL, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import type { RowOf } from "@/db/rows"
import { accounts, organizations, policies, policyAttachments } from "@/db/schema"
import { mustMay } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { roleIn } from "@/lib/core/locks"
import { fromReplica } from "@/lib/core/replicas/reading"
import { refuse } from "@/lib/shared/refusals"
import { can } from "@/lib/shared/roles"
import { type EffectivePolicy, effectivePolicy } from "@/lib/tags/effective"
import { policyTarget } from "@/lib/tags/targets"

const policy = { id: policies.id, name: policies.name, description: policies.description }
export type Policy = RowOf<typeof policy>

interface PageRequest {
  organizationId: string
  /** The id with which the previous page ended. */
  after: string | null
  limit: number
}

/** A tag policy with its document. Refuses `forbidden`, and `not_found` of what it was taken for. */
export async function describePolicy(
  ctx: LoggedIn,
  { organizationId, policyId, what = "policy" }: { organizationId: string; policyId: string; what?: string },
): Promise<Policy & { content: string }> {
  await mustManagePolicies(ctx, organizationId)
  const [row] = await ctx.db
    .select({ ...policy, content: policies.content })
    .from(policies)
    .where(and(eq(policies.organizationId, organizationId), eq(policies.id, policyId)))
  return row ?? refuse("not_found", { facts: { what } })
}

/** The tag policies of an organization, by their ids. Refuses `forbidden`. */
export async function listPolicies(ctx: LoggedIn, { organizationId, after, limit }: PageRequest): Promise<Policy[]> {
  await mustManagePolicies(ctx, organizationId)
  return fromReplica(ctx, ({ db }) => policiesOf(db, { organizationId, after, limit }))
}

/** The tag policies attached to a member account itself, or to the root. Refuses `forbidden`, `not_found`. */
export async function listPoliciesAt(
  ctx: LoggedIn,
  { number, ...page }: PageRequest & { number: string | null },
): Promise<Policy[]> {
  const { organizationId } = page
  await mustManagePolicies(ctx, organizationId)
  const accountId = number === null ? null : await policyTarget(ctx.db, { organizationId, number })
  const { policyId, organizationId: owner, accountId: place } = policyAttachments
  const attachedThere = sql`exists (select from ${policyAttachments} where ${policyId} = ${policies.id}
    and ${owner} = ${organizationId} and ${place} is not distinct from ${accountId}::uuid)`
  return fromReplica(ctx, ({ db }) => policiesOf(db, page, attachedThere))
}

async function mustManagePolicies({ db, actor }: LoggedIn, organizationId: string) {
  mustMay(await roleIn(db, organizationId, actor.accountId), "policies.manage")
}

function policiesOf(db: Queries, { organizationId, after, limit }: PageRequest, condition?: SQL) {
  return db
    .select(policy)
    .from(policies)
    .where(and(eq(policies.organizationId, organizationId), gt(policies.id, after ?? ""), condition))
    .orderBy(policies.id)
    .limit(limit)
}

/** `root`, or the number of a member account. */
const place = sql<string>`coalesce(${accounts.number}, 'root')`
const target = { at: place, name: accounts.name }

/** Where a tag policy is attached, member accounts first. Refuses `forbidden`, `not_found`. */
export async function listTargets(
  ctx: LoggedIn,
  { organizationId, policyId, after, limit }: PageRequest & { policyId: string },
) {
  await describePolicy(ctx, { organizationId, policyId })
  return fromReplica(ctx, ({ db }) =>
    db
      .select(target)
      .from(policyAttachments)
      .leftJoin(accounts, eq(accounts.id, policyAttachments.accountId))
      .where(and(eq(policyAttachments.policyId, policyId), gt(place, after ?? "")))
      .orderBy(place)
      .limit(limit),
  )
}

/**
 * The merged tag policies of an account: any account's own, and for the super admin those of any member account.
 * Refuses `forbidden`, and `not_found` of the account, or where no policy applies to it.
 */
export async function effectivePolicyOf(
  { db, actor }: LoggedIn,
  { organizationId, number }: { organizationId: string; number: string },
): Promise<EffectivePolicy> {
  const role = await roleIn(db, organizationId, actor.accountId)
  if (!role) refuse("not_found")
  if (!can(role, "policies.manage") && !(await isNumberOf(db, actor.accountId, number))) refuse("forbidden")
  const accountId = await policyTarget(db, { organizationId, number })
  return (
    (await effectivePolicy(db, organizationId, accountId)) ??
    refuse("not_found", { facts: { what: "effective-policy" } })
  )
}

async function isNumberOf(db: Queries, accountId: string, number: string): Promise<boolean> {
  const { id } = accounts
  const rows = await db
    .select({ id })
    .from(accounts)
    .where(and(eq(id, accountId), eq(accounts.number, number)))
  return rows.length === 1
}

/** Whether tag policies are enabled in an organization. */
export async function arePoliciesEnabled(db: Queries, organizationId: string): Promise<boolean> {
  const enabled = organizations.tagPolicies
  const [row] = await db.select({ enabled }).from(organizations).where(eq(organizations.id, organizationId))
  return row?.enabled ?? false
}
