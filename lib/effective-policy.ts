import { sql } from "drizzle-orm"
import type { Queries } from "../db/client"
import type { Tag, TagFault } from "./rows"
import { type EffectivePolicy, faultsOf, mergeTagPolicies } from "./tag-policies"
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
  const level = (wanted: boolean) =>
    rows.filter(({ own }) => own === wanted).map(({ content }) => parseTagPolicy(content))
  const changes = rows.map(({ changedAt }) => Date.parse(changedAt))
  return { policy: mergeTagPolicies([level(false), level(true)]), changedAt: new Date(Math.max(...changes)) }
}

/**
 * What the policies of today do not allow of the tags of accounts, by account; nothing of those that they allow, or
 * where tag policies are not enabled (R53).
 */
export async function faultsToday(
  db: Queries,
  organizationId: string,
  tagged: ReadonlyMap<string, readonly Tag[]>,
): Promise<Map<string, TagFault[]>> {
  if (tagged.size === 0) return new Map()
  const accounts = JSON.stringify([...tagged.keys()])
  const attached = await db.execute<{ content: string; accountId: string | null }>(sql`
    select p.content, a.account_id as "accountId"
      from organizations o
      join policy_attachments a on a.organization_id = o.id and (a.account_id is null
        or a.account_id in (select jsonb_array_elements_text(${accounts}::text::jsonb)::uuid))
      join policies p on p.id = a.policy_id
     where o.id = ${organizationId} and o.tag_policies order by a.sequence`)
  const read = attached.map(({ content, accountId }) => ({ accountId, policy: parseTagPolicy(content) }))
  const at = (place: string | null) => read.flatMap(({ accountId, policy }) => (accountId === place ? [policy] : []))
  const policyOf = (account: string) => mergeTagPolicies([at(null), at(account)])
  return new Map([...tagged].map(([account, tags]) => [account, faultsOf(policyOf(account), tags)]))
}
