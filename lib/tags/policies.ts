import { and, count, eq, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { organizations, policies, policyAttachments } from "@/db/schema"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { randomWord } from "@/lib/core/secrets"
import { pipelined } from "@/lib/core/transaction"
import { refuse } from "@/lib/shared/refusals"
import { parseTagPolicy } from "@/lib/tags/document"
import { policyTarget } from "@/lib/tags/targets"

const ID_LENGTH = 10
/** The most policies at the root, and at each account. */
const ATTACHED_MAX = 10
/** The most policies of one organization. */
const POLICIES_MAX = 1000
const RIGHT = "policies.manage"

interface Draft {
  name: string
  description: string
  content: string
}

interface PolicyRef {
  organizationId: string
  policyId: string
}

interface Attachment extends PolicyRef {
  /** The number of a member account; null for the root. */
  number: string | null
}

/** Enables tag policies. Refuses `policies_enabled`, and `features_missing` without all features. (R52) */
export function enablePolicies(ctx: LoggedIn, { organizationId }: { organizationId: string }): Promise<void> {
  return change(ctx, { permission: RIGHT, organizationId, action: "policy.enable" }, async (tx, entry) => {
    const { enabled, allFeatures } = await policySettings(tx, organizationId)
    if (!allFeatures) refuse("features_missing")
    if (enabled) refuse("policies_enabled")
    await pipelined(
      () => tx.update(organizations).set({ tagPolicies: true }).where(eq(organizations.id, organizationId)),
      () => record(tx, ctx, entry),
    )
  })
}

/** Disables tag policies: all are detached, but not deleted. Refuses `policies_disabled`. */
export function disablePolicies(ctx: LoggedIn, { organizationId }: { organizationId: string }): Promise<void> {
  return change(ctx, { permission: RIGHT, organizationId, action: "policy.disable" }, async (tx, entry) => {
    const { enabled } = await policySettings(tx, organizationId)
    if (!enabled) refuse("policies_disabled")
    await pipelined(
      () => tx.update(organizations).set({ tagPolicies: false }).where(eq(organizations.id, organizationId)),
      () => tx.delete(policyAttachments).where(eq(policyAttachments.organizationId, organizationId)),
      () => record(tx, ctx, entry),
    )
  })
}

/**
 * Creates a tag policy, which applies to nothing before it is attached, and gives its id. Refuses `policy_malformed`,
 * `policy_name_taken`, `too_many_policies`. (R52)
 */
export function createPolicy(
  ctx: LoggedIn,
  { organizationId, ...draft }: Draft & { organizationId: string },
): Promise<string> {
  const id = newPolicyId()
  return change(ctx, { permission: RIGHT, organizationId, action: "policy.create" }, async (tx, entry) => {
    parseTagPolicy(draft.content)
    await mustHaveRoomForPolicy(tx, organizationId)
    await pipelined(
      () => tx.insert(policies).values({ id, organizationId, ...draft, createdAt: ctx.clock, changedAt: ctx.clock }),
      () => record(tx, ctx, { ...entry, target: id, detail: { name: draft.name } }),
    )
    return id
  })
}

/** Changes what is given of a tag policy. Refuses `policy_malformed`, `policy_name_taken`, `not_found`. */
export function updatePolicy(
  ctx: LoggedIn,
  { organizationId, policyId, name, description, content }: PolicyRef & Partial<Draft>,
): Promise<void> {
  return change(
    ctx,
    { permission: RIGHT, organizationId, action: "policy.update", target: policyId },
    async (tx, entry) => {
      if (content !== undefined) parseTagPolicy(content)
      const policy = await mustExist(tx, { organizationId, policyId })
      await pipelined(
        () =>
          tx
            .update(policies)
            .set({ name, content, description, changedAt: ctx.clock })
            .where(eq(policies.id, policyId)),
        () => record(tx, ctx, { ...entry, detail: { name: name ?? policy.name } }),
      )
    },
  )
}

/** Deletes a tag policy that is attached nowhere. Refuses `policy_in_use`, `not_found`. */
export function deletePolicy(ctx: LoggedIn, { organizationId, policyId }: PolicyRef): Promise<void> {
  return change(
    ctx,
    { permission: RIGHT, organizationId, action: "policy.delete", target: policyId },
    async (tx, entry) => {
      const { name, attached } = await mustExist(tx, { organizationId, policyId })
      if (attached) refuse("policy_in_use")
      await pipelined(
        () => tx.delete(policies).where(eq(policies.id, policyId)),
        () => record(tx, ctx, { ...entry, detail: { name } }),
      )
    },
  )
}

/**
 * Attaches a tag policy to a member account, or to the root for all accounts, after those that are there already.
 * Refuses `policies_disabled`, `policy_attached`, `too_many_policies`, and `not_found` of the policy or the target.
 */
export function attachPolicy(ctx: LoggedIn, { organizationId, policyId, number }: Attachment): Promise<void> {
  return change(
    ctx,
    { permission: RIGHT, organizationId, action: "policy.attach", target: policyId },
    async (tx, entry) => {
      const { name } = await mustExist(tx, { organizationId, policyId })
      const { enabled } = await policySettings(tx, organizationId)
      const { accountId, attached } = await attachmentPoint(tx, organizationId, number)
      if (!enabled) refuse("policies_disabled")
      if (attached.includes(policyId)) refuse("policy_attached")
      if (attached.length >= ATTACHED_MAX) refuse("too_many_policies")
      await pipelined(
        () => tx.insert(policyAttachments).values({ policyId, organizationId, accountId, at: ctx.clock }),
        () => record(tx, ctx, { ...entry, detail: { name, at: number ?? "root" } }),
      )
    },
  )
}

/** Detaches a tag policy. Refuses `policy_not_attached`, and `not_found` of the policy or the target. */
export function detachPolicy(ctx: LoggedIn, { organizationId, policyId, number }: Attachment): Promise<void> {
  return change(
    ctx,
    { permission: RIGHT, organizationId, action: "policy.detach", target: policyId },
    async (tx, entry) => {
      const { name } = await mustExist(tx, { organizationId, policyId })
      const { accountId, attached } = await attachmentPoint(tx, organizationId, number)
      if (!attached.includes(policyId)) refuse("policy_not_attached")
      await pipelined(
        () => tx.delete(policyAttachments).where(and(eq(policyAttachments.policyId, policyId), isAt(accountId))),
        () => record(tx, ctx, { ...entry, detail: { name, at: number ?? "root" } }),
      )
    },
  )
}

/** A new id, as API clients know it: `p-` and ten letters or digits. */
function newPolicyId(): string {
  return `p-${randomWord(ID_LENGTH)}`
}

async function policySettings(tx: Queries, organizationId: string) {
  const { id, tagPolicies: enabled, allFeatures } = organizations
  const [row] = await tx.select({ enabled, allFeatures }).from(organizations).where(eq(id, organizationId))
  return row ?? refuse("not_found")
}

/** Counts under the lock, so that of two policies written at once the second counts the first. */
async function mustHaveRoomForPolicy(tx: Queries, organizationId: string) {
  const [row] = await tx.select({ count: count() }).from(policies).where(eq(policies.organizationId, organizationId))
  if ((row?.count ?? 0) >= POLICIES_MAX) refuse("too_many_policies")
}

async function mustExist(tx: Queries, { organizationId, policyId }: PolicyRef) {
  const attached = sql<boolean>`exists (
    select from ${policyAttachments} where ${policyAttachments.policyId} = ${policyId})`
  const [row] = await tx
    .select({ name: policies.name, attached })
    .from(policies)
    .where(and(eq(policies.organizationId, organizationId), eq(policies.id, policyId)))
  return row ?? refuse("not_found", { facts: { what: "policy" } })
}

/** The root or a member account, and the policies attached there. */
async function attachmentPoint(tx: Queries, organizationId: string, number: string | null) {
  const accountId = number === null ? null : await policyTarget(tx, { organizationId, number })
  const { policyId } = policyAttachments
  const rows = await tx
    .select({ policyId })
    .from(policyAttachments)
    .where(and(eq(policyAttachments.organizationId, organizationId), isAt(accountId)))
  return { accountId, attached: rows.map(({ policyId }) => policyId) }
}

function isAt(accountId: string | null) {
  return sql`${policyAttachments.accountId} is not distinct from ${accountId}`
}
