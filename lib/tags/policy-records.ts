import { type SQL, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { mustMay } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { roleIn } from "@/lib/core/locks"
import { refuse } from "@/lib/shared/refusals"
import { can } from "@/lib/shared/roles"
import { type EffectivePolicy, effectivePolicy } from "@/lib/tags/effective"
import { policyTarget } from "@/lib/tags/targets"

export interface Policy extends Record<string, unknown> {
  id: string
  name: string
  description: string
}

interface PageRequest {
  organizationId: string
  /** The id with which the page before ended. */
  after: string | null
  limit: number
}

/** A tag policy with its document. Refuses `forbidden`, `not_found`. */
export async function describePolicy(
  ctx: LoggedIn,
  { organizationId, policyId }: { organizationId: string; policyId: string },
): Promise<Policy & { content: string }> {
  await mustManagePolicies(ctx, organizationId)
  const [policy] = await ctx.db.execute<Policy & { content: string }>(sql`
    select id, name, description, content from policies where organization_id = ${organizationId} and id = ${policyId}`)
  return policy ?? refuse("not_found", { facts: { what: "policy" } })
}

/** The tag policies of an organization, by their ids. Refuses `forbidden`. */
export async function listPolicies(ctx: LoggedIn, { organizationId, after, limit }: PageRequest): Promise<Policy[]> {
  await mustManagePolicies(ctx, organizationId)
  return policiesWhere(ctx.db, sql`p.organization_id = ${organizationId} and p.id > ${after ?? ""}`, limit)
}

/** The tag policies that are attached to a member account itself, or to the root where no number is given. Refuses `forbidden`, `not_found`. */
export async function listPoliciesAt(
  ctx: LoggedIn,
  { organizationId, number, after, limit }: PageRequest & { number: string | null },
): Promise<Policy[]> {
  await mustManagePolicies(ctx, organizationId)
  const accountId = number === null ? null : await policyTarget(ctx.db, organizationId, number)
  const there = sql`exists (select from policy_attachments a
    where a.policy_id = p.id and a.organization_id = ${organizationId} and a.account_id is not distinct from ${accountId}::uuid)`
  return policiesWhere(ctx.db, sql`p.organization_id = ${organizationId} and p.id > ${after ?? ""} and ${there}`, limit)
}

/** A place where a tag policy is attached: `root`, or the number of a member account. */
interface Target extends Record<string, unknown> {
  at: string
  name: string | null
}

/** Where a tag policy is attached, member accounts first. Refuses `forbidden`, `not_found`. */
export async function listTargets(
  ctx: LoggedIn,
  { organizationId, policyId, after, limit }: PageRequest & { policyId: string },
): Promise<Target[]> {
  await describePolicy(ctx, { organizationId, policyId })
  const rows = await ctx.db.execute<Target>(sql`
    select t.at, t.name from (
      select coalesce(c.number, 'root') as at, c.name from policy_attachments a left join accounts c on c.id = a.account_id
       where a.policy_id = ${policyId}) t
     where t.at > ${after ?? ""} order by t.at limit ${limit}::int`)
  return [...rows]
}

/**
 * The tag policies that hold for an account, merged: anyone's own, and for the super admin any member account's.
 * Refuses `forbidden`, and `not_found` of the account, or where no policy holds for it.
 */
export async function effectivePolicyOf(
  { db, actor }: LoggedIn,
  { organizationId, number }: { organizationId: string; number: string },
): Promise<EffectivePolicy> {
  const role = await roleIn(db, organizationId, actor.accountId)
  if (!role) refuse("not_found")
  if (!can(role, "policies.manage") && !(await isNumberOf(db, actor.accountId, number))) refuse("forbidden")
  const accountId = await policyTarget(db, organizationId, number)
  return (
    (await effectivePolicy(db, organizationId, accountId)) ??
    refuse("not_found", { facts: { what: "effective-policy" } })
  )
}

/** Whether tag policies hold in an organization at all. */
export async function arePoliciesEnabled(db: Queries, organizationId: string): Promise<boolean> {
  const [row] = await db.execute<{ enabled: boolean }>(
    sql`select tag_policies as enabled from organizations where id = ${organizationId}`,
  )
  return row?.enabled ?? false
}

async function isNumberOf(db: Queries, accountId: string, number: string): Promise<boolean> {
  const rows = await db.execute(sql`select 1 from accounts where id = ${accountId} and number = ${number}`)
  return rows.length === 1
}

async function mustManagePolicies({ db, actor }: LoggedIn, organizationId: string) {
  mustMay(await roleIn(db, organizationId, actor.accountId), "policies.manage")
}

async function policiesWhere(db: Queries, where: SQL, limit: number): Promise<Policy[]> {
  const rows = await db.execute<Policy>(
    sql`select p.id, p.name, p.description from policies p where ${where} order by p.id limit ${limit}::int`,
  )
  return [...rows]
}
