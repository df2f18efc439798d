import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import type { Tag, TagViolation } from "@/lib/shared/rows/tags"
import { parseTagPolicy, type TagPolicy } from "@/lib/tags/document"
import { type MergedPolicy, mergeTagPolicies, violationsOf } from "@/lib/tags/merge"

/** What holds for an account, and since when. */
export interface EffectivePolicy {
  policy: MergedPolicy
  changedAt: Date
}

/**
 * The policies that hold for an account, merged; for one directly under the root where none is named. Nothing where
 * tag policies are not enabled, or none is attached (R52).
 */
export async function effectivePolicy(
  db: Queries,
  organizationId: string,
  accountId: string | null,
): Promise<EffectivePolicy | null> {
  const attached = await attachedTo(db, organizationId, accountId ? [accountId] : [])
  if (attached.length === 0) return null
  const changes = attached.map(({ changedAt }) => Date.parse(changedAt))
  return { policy: mergedFor(accountId, attached), changedAt: new Date(Math.max(...changes)) }
}

/**
 * What the policies of today do not allow of the tags of accounts, by account; nothing of those that they allow, or
 * where tag policies are not enabled (R53).
 */
export async function currentViolations(
  db: Queries,
  organizationId: string,
  tagged: ReadonlyMap<string, readonly Tag[]>,
): Promise<Map<string, TagViolation[]>> {
  if (tagged.size === 0) return new Map()
  const attached = await attachedTo(db, organizationId, [...tagged.keys()])
  return new Map([...tagged].map(([account, tags]) => [account, violationsOf(mergedFor(account, attached), tags)]))
}

interface Attached {
  /** None for the root. */
  accountId: string | null
  policy: TagPolicy
  changedAt: string
}

/** What is attached to the root and to these accounts, in the order of attachment. */
async function attachedTo(db: Queries, organizationId: string, accountIds: readonly string[]): Promise<Attached[]> {
  const rows = await db.execute<{ content: string; accountId: string | null; changedAt: string }>(sql`
    select p.content, a.account_id as "accountId", greatest(p.changed_at, a.at)::text as "changedAt"
      from organizations o
      join policy_attachments a on a.organization_id = o.id and (a.account_id is null
        or a.account_id in (select jsonb_array_elements_text(${JSON.stringify(accountIds)}::text::jsonb)::uuid))
      join policies p on p.id = a.policy_id
     where o.id = ${organizationId} and o.tag_policies order by a.sequence`)
  return rows.map(({ content, ...rest }) => ({ ...rest, policy: parseTagPolicy(content) }))
}

function mergedFor(account: string | null, attached: readonly Attached[]): MergedPolicy {
  const at = (place: string | null) =>
    attached.flatMap(({ accountId, policy }) => (accountId === place ? [policy] : []))
  return mergeTagPolicies(account ? [at(null), at(account)] : [at(null)])
}
