import { sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { o } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { asDate, queryRows } from "@/db/rows"
import { organizations, policies, policyAttachments } from "@/db/schema"
import type { Tag, TagViolation } from "@/lib/shared/rows/tags"
import { parseTagPolicy, type TagPolicy } from "@/lib/tags/document"
import { type MergedPolicy, mergeTagPolicies, violationsOf } from "@/lib/tags/merge"

const p = alias(policies, "p")
const attachment = alias(policyAttachments, "attachment")

/** The merged policies of an account, and when they last changed. */
export interface EffectivePolicy {
  policy: MergedPolicy
  changedAt: Date
}

/**
 * The policies that apply to an account, merged; without an account, those of the root. Null where tag policies are not
 * enabled, or where no policy is attached. (R52)
 */
export async function effectivePolicy(
  db: Queries,
  organizationId: string,
  accountId: string | null,
): Promise<EffectivePolicy | null> {
  const attached = await attachedTo(db, organizationId, accountId ? [accountId] : [])
  if (attached.length === 0) return null
  const changes = attached.map(({ changedAt }) => changedAt.getTime())
  return { policy: mergedFor(accountId, attached), changedAt: new Date(Math.max(...changes)) }
}

/**
 * The tags of accounts that the policies of today do not allow, by account; no violations where tag policies are not
 * enabled. (R53)
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

interface AttachedPolicy {
  /** Null for the root. */
  accountId: string | null
  policy: TagPolicy
  changedAt: Date
}

const attached = {
  content: p.content,
  accountId: attachment.accountId,
  changedAt: asDate(sql`greatest(${p.changedAt}, ${attachment.at})`),
}

/** The policies of the root and of these accounts, in the order of their attachment. */
async function attachedTo(
  db: Queries,
  organizationId: string,
  accountIds: readonly string[],
): Promise<AttachedPolicy[]> {
  const ids = sql`select jsonb_array_elements_text(${JSON.stringify(accountIds)}::text::jsonb)::uuid`
  const rows = await queryRows(
    db,
    attached,
    (columns) => sql`
      select ${columns} from ${organizations} ${o}
        join ${policyAttachments} ${attachment} on ${attachment.organizationId} = ${o.id}
         and (${attachment.accountId} is null or ${attachment.accountId} in (${ids}))
        join ${policies} ${p} on ${p.id} = ${attachment.policyId}
       where ${o.id} = ${organizationId} and ${o.tagPolicies} order by ${attachment.sequence}`,
  )
  return rows.map(({ content, ...row }) => ({ ...row, policy: parseTagPolicy(content) }))
}

function mergedFor(account: string | null, attached: readonly AttachedPolicy[]): MergedPolicy {
  const at = (place: string | null) =>
    attached.flatMap(({ accountId, policy }) => (accountId === place ? [policy] : []))
  return mergeTagPolicies(account ? [at(null), at(account)] : [at(null)])
}
