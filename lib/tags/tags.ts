import { and, eq, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { tags as tagTable } from "@/db/schema"
import { record } from "@/lib/audit/audit"
import { change, mustMay } from "@/lib/audit/change"
import type { LoggedIn } from "@/lib/core/context"
import { roleIn } from "@/lib/core/locks"
import { fromReplica } from "@/lib/core/replicas/reading"
import { pipelined } from "@/lib/core/transaction"
import { refuse } from "@/lib/shared/refusals"
import type { Tag, TagViolation } from "@/lib/shared/rows/tags"
import { effectivePolicy } from "@/lib/tags/effective"
import { violationsOf } from "@/lib/tags/merge"
import { byKey, t, tag } from "@/lib/tags/rows"
import { policyTarget } from "@/lib/tags/targets"
import { TAG_KEY_MAX, TAG_RESERVED, TAG_TEXT, TAG_VALUE_MAX } from "@/lib/tags/text"

const RIGHT = "tags.manage"
/** The most tags of one account. */
const TAGS_MAX = 50

interface Tagged {
  organizationId: string
  /** The number of the member account. */
  number: string
}

/**
 * Refuses tags that no account under the root could have: `invalid_input` of a tag that is malformed or given twice,
 * `too_many_tags` beyond fifty, `tags_not_allowed` with the key that a policy forbids. (R50, R52, R54)
 */
export function mustComplyAtRoot(db: Queries, organizationId: string, tags: readonly Tag[]): Promise<void> {
  return mustComply(db, { organizationId, accountId: null, present: [] }, tags)
}

/** Attaches the tags of an invitation to the account that accepted it, as its proposal allowed them. (R51, R53) */
export function attachTags(
  tx: Queries,
  { organizationId, accountId }: { organizationId: string; accountId: string },
  tags: readonly Tag[],
) {
  return tx.execute(sql`
    insert into tags (organization_id, account_id, key, value)
    select m.organization_id, m.account_id, tag ->> 'key', tag ->> 'value'
      from memberships m, jsonb_array_elements(${JSON.stringify(tags)}::text::jsonb) tag
     where m.organization_id = ${organizationId} and m.account_id = ${accountId}
    on conflict (organization_id, account_id, key) do update set value = excluded.value`)
}

/**
 * Writes tags on a member account; a present key gets the new value. Refuses as `mustComplyAtRoot` does, by the
 * policies of this account; `forbidden`; and `not_found` for an account that is no member. (R50-R54)
 */
export function tagAccount(
  ctx: LoggedIn,
  { organizationId, number, tags }: Tagged & { tags: readonly Tag[] },
): Promise<void> {
  const attempted = { organizationId, action: "tag.attach", target: number, permission: RIGHT } as const
  return change(ctx, attempted, async (tx, entry) => {
    const accountId = await policyTarget(tx, { organizationId, number })
    const present = (await readTags(tx, organizationId, accountId)).map(({ key }) => key)
    await mustComply(tx, { organizationId, accountId, present }, tags)
    if (tags.length === 0) return
    const written = tags.map(({ key, value }) => `${key}=${value}`)
    await pipelined(
      () => attachTags(tx, { organizationId, accountId }, tags),
      () => record(tx, ctx, { ...entry, target: accountId, detail: { tags: written } }),
    )
  })
}

/** Removes tags from a member account, whatever policies say; ignores absent keys. Refuses `forbidden`, `not_found`. */
export function untagAccount(
  ctx: LoggedIn,
  { organizationId, number, keys }: Tagged & { keys: readonly string[] },
): Promise<void> {
  const attempted = { organizationId, action: "tag.detach", target: number, permission: RIGHT } as const
  return change(ctx, attempted, async (tx, entry) => {
    const accountId = await policyTarget(tx, { organizationId, number })
    const { organizationId: owner, accountId: bearer, key } = tagTable
    const isNamed = sql`${key} in (select jsonb_array_elements_text(${JSON.stringify(keys)}::text::jsonb))`
    const isRemoved = and(eq(owner, organizationId), eq(bearer, accountId), isNamed)
    const removed = await tx.delete(tagTable).where(isRemoved).returning({ key })
    const detail = { tags: removed.map(({ key }) => key) }
    if (removed.length > 0) await record(tx, ctx, { ...entry, target: accountId, detail })
  })
}

/** The tags of a member account, by their keys. Refuses `forbidden`, and `not_found` without a membership. */
export async function tagsOf(ctx: LoggedIn, { organizationId, number }: Tagged): Promise<Tag[]> {
  mustMay(await roleIn(ctx.db, organizationId, ctx.actor.accountId), RIGHT)
  const accountId = await policyTarget(ctx.db, { organizationId, number })
  return fromReplica(ctx, ({ db }) => readTags(db, organizationId, accountId))
}

function readTags(db: Queries, organizationId: string, accountId: string): Promise<Tag[]> {
  const isOnAccount = and(eq(t.organizationId, organizationId), eq(t.accountId, accountId))
  return db.select(tag).from(t).where(isOnAccount).orderBy(byKey)
}

interface TagTarget {
  organizationId: string
  /** Null for an account directly under the root. */
  accountId: string | null
  /** The keys of its tags. */
  present: readonly string[]
}

async function mustComply(db: Queries, { organizationId, accountId, present }: TagTarget, tags: readonly Tag[]) {
  if (tags.length === 0) return
  const keys = new Set(tags.map(({ key }) => key))
  if (keys.size < tags.length || !tags.every(isTag)) refuse("invalid_input", { field: "tags" })
  if (new Set([...present, ...keys]).size > TAGS_MAX) refuse("too_many_tags")
  const inForce = await effectivePolicy(db, organizationId, accountId)
  const [fault] = inForce ? violationsOf(inForce.policy, tags) : []
  if (fault) refuse("tags_not_allowed", { facts: { key: fault.key, why: explainViolation(fault) } })
}

/** The right key or values, for API clients. */
function explainViolation({ key, why, right }: TagViolation): string {
  if (why === "case") return `${key} has to be written ${right.join()}`
  return right.length > 0 ? `${key} has to be one of: ${right.join(", ")}` : `${key} allows no value`
}

function isTag({ key, value }: Tag): boolean {
  const fits = key !== "" && key.length <= TAG_KEY_MAX && value.length <= TAG_VALUE_MAX && !TAG_RESERVED.test(key)
  return fits && TAG_TEXT.test(key) && TAG_TEXT.test(value)
}
