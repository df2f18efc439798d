import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { policies } from "@/db/schema"
import { record } from "@/lib/audit/audit"
import { change } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { randomWord } from "@/lib/core/secrets"
import { pipelined } from "@/lib/core/transaction"
import { refuse } from "@/lib/shared/refusals"
import { parseTagPolicy } from "@/lib/tags/document"
import { policyTarget } from "@/lib/tags/targets"

const ID_LENGTH = 10
/** At the root, and at each account. */
const ATTACHED_MAX = 10
/** Of one organization. */
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

/** Lets tag policies hold (R52). Refuses `policies_enabled`, and `features_missing` of an organization without all features. */
export function enablePolicies(ctx: LoggedIn, { organizationId }: { organizationId: string }): Promise<void> {
  return change(ctx, { permission: RIGHT, organizationId, action: "policy.enable" }, async (tx, entry) => {
    const { enabled, allFeatures } = await policySettings(tx, organizationId)
    if (!allFeatures) refuse("features_missing")
    if (enabled) refuse("policies_enabled")
    await pipelined(
      () => tx.execute(sql`update organizations set tag_policies = true where id = ${organizationId}`),
      () => record(tx, ctx, entry),
    )
  })
}

/** Ends tag policies: all are detached, and stay written for another time. Refuses `policies_disabled`. */
export function disablePolicies(ctx: LoggedIn, { organizationId }: { organizationId: string }): Promise<void> {
  return change(ctx, { permission: RIGHT, organizationId, action: "policy.disable" }, async (tx, entry) => {
    const { enabled } = await policySettings(tx, organizationId)
    if (!enabled) refuse("policies_disabled")
    await pipelined(
      () => tx.execute(sql`update organizations set tag_policies = false where id = ${organizationId}`),
      () => tx.execute(sql`delete from policy_attachments where organization_id = ${organizationId}`),
      () => record(tx, ctx, entry),
    )
  })
}

/**
 * Writes a tag policy, which holds nowhere before it is attached, and gives its id (R52). Refuses `policy_malformed`,
 * `policy_name_taken`, `too_many_policies`.
 */
export function createPolicy(
  ctx: LoggedIn,
  { organizationId, ...draft }: Draft & { organizationId: string },
): Promise<string> {
  const id = newPolicyId()
  return change(ctx, { permission: RIGHT, organizationId, action: "policy.create" }, async (tx, entry) => {
    parseTagPolicy(draft.content)
    await mustHaveRoom(tx, organizationId)
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
          tx.execute(sql`
          update policies set name = coalesce(${name ?? null}, name), content = coalesce(${content ?? null}, content),
                 description = coalesce(${description ?? null}, description), changed_at = ${ctx.clock}
           where id = ${policyId}`),
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
        () => tx.execute(sql`delete from policies where id = ${policyId}`),
        () => record(tx, ctx, { ...entry, detail: { name } }),
      )
    },
  )
}

/**
 * Lets a tag policy hold for a member account, or for all under the root; it comes after those attached there already.
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
        () =>
          tx.execute(sql`
          insert into policy_attachments (policy_id, organization_id, account_id, at)
          values (${policyId}, ${organizationId}, ${accountId}, ${ctx.clock})`),
        () => record(tx, ctx, { ...entry, detail: { name, at: number ?? "root" } }),
      )
    },
  )
}

/** Takes a tag policy off. Refuses `policy_not_attached`, and `not_found` of the policy or the target. */
export function detachPolicy(ctx: LoggedIn, { organizationId, policyId, number }: Attachment): Promise<void> {
  return change(
    ctx,
    { permission: RIGHT, organizationId, action: "policy.detach", target: policyId },
    async (tx, entry) => {
      const { name } = await mustExist(tx, { organizationId, policyId })
      const { accountId, attached } = await attachmentPoint(tx, organizationId, number)
      if (!attached.includes(policyId)) refuse("policy_not_attached")
      await pipelined(
        () =>
          tx.execute(sql`
          delete from policy_attachments where policy_id = ${policyId} and account_id is not distinct from ${accountId}`),
        () => record(tx, ctx, { ...entry, detail: { name, at: number ?? "root" } }),
      )
    },
  )
}

/** A new id, as programs know it: `p-` and ten letters or digits. */
function newPolicyId(): string {
  return `p-${randomWord(ID_LENGTH)}`
}

async function policySettings(tx: Queries, organizationId: string) {
  const [row] = await tx.execute<{ enabled: boolean; allFeatures: boolean }>(sql`
    select tag_policies as enabled, all_features as "allFeatures" from organizations where id = ${organizationId}`)
  return row ?? refuse("not_found")
}

/** Under the lock, so that of two policies written at once the second counts the first. */
async function mustHaveRoom(tx: Queries, organizationId: string) {
  const [row] = await tx.execute<{ written: number }>(sql`
    select count(*)::int as written from policies where organization_id = ${organizationId}`)
  if ((row?.written ?? 0) >= POLICIES_MAX) refuse("too_many_policies")
}

async function mustExist(tx: Queries, { organizationId, policyId }: PolicyRef) {
  const [row] = await tx.execute<{ name: string; attached: boolean }>(sql`
    select p.name, exists (select from policy_attachments a where a.policy_id = p.id) as attached
      from policies p where p.organization_id = ${organizationId} and p.id = ${policyId}`)
  return row ?? refuse("not_found", { facts: { what: "policy" } })
}

/** The root or a member account, and the policies attached there. */
async function attachmentPoint(tx: Queries, organizationId: string, number: string | null) {
  const accountId = number === null ? null : await policyTarget(tx, organizationId, number)
  const rows = await tx.execute<{ policyId: string }>(sql`
    select policy_id as "policyId" from policy_attachments
     where organization_id = ${organizationId} and account_id is not distinct from ${accountId}`)
  return { accountId, attached: rows.map(({ policyId }) => policyId) }
}
