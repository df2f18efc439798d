import { sql } from "drizzle-orm"
import type { Queries } from "../db/client"
import { type EffectivePolicy, mergeTagPolicies } from "./tag-policies"
import { parseTagPolicy } from "./tag-policy-document"

/** What holds for an account, and since when. */
export interface InForce {
  policy: EffectivePolicy
  changedAt: Date
}

/**
 * The policies that hold for an account, merged; for one directly under the root where none is named. Nothing where
 * tag policies are not enabled, or none is attached.
 */
export async function policyInForce(
  db: Queries,
  organizationId: string,
  accountId: string | null,
): Promise<InForce | null> {
  const rows = await db.execute<{ content: string; own: boolean; changedAt: string }>(sql`
    select p.content, a.account_id is not null as own, greatest(p.changed_at, a.at)::text as "changedAt"
      from organizations o
      join policy_attachments a on a.organization_id = o.id and (a.account_id is null or a.account_id = ${accountId})
      join policies p on p.id = a.policy_id
     where o.id = ${organizationId} and o.tag_policies order by a.sequence`)
  if (rows.length === 0) return null
  const changes = rows.map(({ changedAt }) => Date.parse(changedAt))
  return { policy: mergedFrom(rows), changedAt: new Date(Math.max(...changes)) }
}

/** Merges documents in the order of their attachment: those of the root, then the account's own. */
export function mergedFrom(attached: readonly { content: string; own: boolean }[]): EffectivePolicy {
  const level = (wanted: boolean) =>
    attached.filter(({ own }) => own === wanted).map(({ content }) => parseTagPolicy(content))
  return mergeTagPolicies([level(false), level(true)])
}
