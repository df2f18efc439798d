import { and, eq, sql } from "drizzle-orm"
import { a, e, m } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { jsonRow } from "@/db/rows"
import { memberships } from "@/db/schema"
import { lockAccount } from "@/lib/core/locks"
import { type RefusalCode, refuse } from "@/lib/shared/refusals"
import type { EntityType } from "@/lib/shared/roles"

/** The verified entities that an enterprise's replaces: no entity at all, or another enterprise's. */
const REPLACEABLE: readonly (EntityType | null)[] = [null, "enterprise"]

interface AffiliationState {
  entity: EntityType | null
  affiliation: { organizationId: string; origin: string } | null
}

/**
 * Why an account can move to no organization by its code; undefined when it can: `entity_fixed` of a sole
 * proprietorship or an individual, `already_affiliated` of one that belongs to an enterprise that it has not founded.
 * (R98, R99)
 */
export function whyNotMove({ entity, affiliation }: AffiliationState): RefusalCode | undefined {
  if (!REPLACEABLE.includes(entity)) return "entity_fixed"
  if (affiliation && affiliation.origin !== "founder") return "already_affiliated"
}

/**
 * Refuses an account that cannot move to an organization by its code: with what `whyNotMove` says, and with
 * `already_affiliated` where it belongs to this organization. Locks the account until the end of the transaction.
 */
export async function mustBeMovable(tx: Queries, accountId: string, organizationId: string) {
  const affiliation = await lockMovable(tx, accountId)
  if (affiliation?.organizationId === organizationId) refuse("already_affiliated")
}

/** Refuses and locks as `mustBeMovable` does; an account that an API client invites may belong to no enterprise. */
export async function mustBeUnaffiliated(tx: Queries, accountId: string) {
  if (await lockMovable(tx, accountId)) refuse("already_affiliated")
}

async function lockMovable(tx: Queries, accountId: string): Promise<AffiliationState["affiliation"]> {
  await lockAccount(tx, accountId)
  const affiliation = jsonRow(
    { organizationId: m.organizationId, origin: m.origin },
    sql`from ${memberships} ${m} where ${m.accountId} = ${a.id} and ${m.affiliated}`,
  )
  const [state] = await tx
    .select({ entity: e.type, affiliation })
    .from(a)
    .leftJoin(e, eq(e.id, a.entityId))
    .where(eq(a.id, accountId))
  if (!state) refuse("not_found")
  const blockedBy = whyNotMove(state)
  if (blockedBy) refuse(blockedBy)
  return state.affiliation
}

interface Joining {
  id: string
  organizationId: string
  initiatorId: string
}

/** Makes an account an affiliated member of an enterprise and gives it the entity; false without a place. (R96, R98) */
export async function affiliate(
  tx: Queries,
  { id, organizationId, initiatorId }: Joining,
  now: Date,
): Promise<boolean> {
  await mustBeMovable(tx, initiatorId, organizationId)
  await tx
    .update(memberships)
    .set({ affiliated: false })
    .where(and(eq(memberships.accountId, initiatorId), memberships.affiliated))
  const joined = await tx.execute(sql`
    with joined as (
      insert into memberships (organization_id, account_id, role, origin, handshake_id, affiliated, joined_at)
      select o.id, ${initiatorId}, 'member', 'join-request', ${id}, true, ${now.toISOString()}::timestamptz
        from organizations o where o.id = ${organizationId} and o.entity_id is not null
         and (o.seats_taken < o.quota or exists (select 1 from memberships m
                where m.organization_id = o.id and m.account_id = ${initiatorId}))
      on conflict (organization_id, account_id) do update set affiliated = true returning xmax = 0 as added),
    seated as (
      update organizations set seats_taken = seats_taken + 1
       where id = ${organizationId} and exists (select from joined where added))
    select 1 from joined`)
  const verified = await shareVerifiedEntity(tx, organizationId, initiatorId)
  return joined.length === 1 && verified.length === 1
}

/** Gives an account the verified entity of the enterprise that it has joined. (R96) */
export function shareVerifiedEntity(tx: Queries, organizationId: string, accountId: string) {
  return tx.execute(sql`
    update accounts a set entity_id = o.entity_id from organizations o
     where a.id = ${accountId} and o.id = ${organizationId} returning 1`)
}
