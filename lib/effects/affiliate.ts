import { sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { lockAccount } from "@/lib/core/locks"
import { type RefusalCode, refuse } from "@/lib/shared/refusals"
import type { EntityType } from "@/lib/shared/roles"

/** The verified entities that give way to an enterprise's: none at all, or another enterprise's (R98, R99). */
const REPLACEABLE: readonly (EntityType | null)[] = [null, "enterprise"]

interface AffiliationState {
  entity: EntityType | null
  affiliation: { organizationId: string; origin: string } | null
}

/**
 * Why an account can move to no organization by its code, whichever that may be; nothing when it can: `entity_fixed` of
 * a sole proprietorship or an individual, `already_affiliated` of one that belongs to an enterprise which it has not founded.
 */
export function whyNotMove({ entity, affiliation }: AffiliationState): RefusalCode | undefined {
  if (!REPLACEABLE.includes(entity)) return "entity_fixed"
  if (affiliation && affiliation.origin !== "founder") return "already_affiliated"
}

/**
 * Refuses an account that cannot move to an organization by its code: for what `obstacleToMove` says, and
 * `already_affiliated` of one that belongs to this organization. Holds the account until the end of the transaction.
 */
export async function mustBeMovable(tx: Queries, accountId: string, organizationId: string) {
  const standing = await lockAffiliation(tx, accountId)
  const blockedBy = whyNotMove(standing)
  if (blockedBy) refuse(blockedBy)
  if (standing.affiliation?.organizationId === organizationId) refuse("already_affiliated")
}

/** Refuses, and holds, likewise; an account that is invited by a program may belong to no enterprise at all. */
export async function mustBeUnaffiliated(tx: Queries, accountId: string) {
  const standing = await lockAffiliation(tx, accountId)
  const blockedBy = whyNotMove(standing)
  if (blockedBy) refuse(blockedBy)
  if (standing.affiliation) refuse("already_affiliated")
}

async function lockAffiliation(tx: Queries, accountId: string): Promise<AffiliationState> {
  await lockAccount(tx, accountId)
  const [standing] = await tx.execute<AffiliationState & Record<string, unknown>>(sql`
    select e.type as entity, (select json_build_object('organizationId', m.organization_id, 'origin', m.origin)
        from memberships m where m.account_id = a.id and m.affiliated) as affiliation
      from accounts a left join entities e on e.id = a.entity_id where a.id = ${accountId}`)
  return standing ?? refuse("not_found")
}

interface Joining {
  id: string
  organizationId: string
  initiatorId: string
}

/** Moves an account to an enterprise: member of it, affiliated with it, and of its verified entity (R96, R98). */
export async function affiliate(
  tx: Queries,
  { id, organizationId, initiatorId }: Joining,
  now: Date,
): Promise<boolean> {
  await mustBeMovable(tx, initiatorId, organizationId)
  await tx.execute(sql`update memberships set affiliated = false where account_id = ${initiatorId} and affiliated`)
  const joined = await tx.execute(sql`
    insert into memberships (organization_id, account_id, role, origin, handshake_id, affiliated, joined_at)
    select o.id, ${initiatorId}, 'member', 'join-request', ${id}, true, ${now.toISOString()}::timestamptz
      from organizations o where o.id = ${organizationId} and o.entity_id is not null
       and (o.member_count < o.quota or exists (select 1 from memberships m
              where m.organization_id = o.id and m.account_id = ${initiatorId}))
    on conflict (organization_id, account_id) do update set affiliated = true returning 1`)
  const verified = await shareVerifiedEntity(tx, organizationId, initiatorId)
  return joined.length === 1 && verified.length === 1
}

/** Gives an account the verified entity of the enterprise that it belongs to from now on (R96). */
export function shareVerifiedEntity(tx: Queries, organizationId: string, accountId: string) {
  return tx.execute(sql`
    update accounts a set entity_id = o.entity_id from organizations o
     where a.id = ${accountId} and o.id = ${organizationId} returning 1`)
}
