import { type SQL, sql } from "drizzle-orm"
import { o } from "@/db/aliases"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { featuresUnderway } from "@/lib/core/live"
import { type InvitingOrganization, whyNotInvite } from "@/lib/effects/may-invite"
import type { RefusalCode } from "@/lib/shared/refusals"
import type { AccessKey } from "@/lib/shared/rows/access-keys"

/** The keys of an organization, latest first, each with what its owner still is there (R43). Deleted ones are left out. */
export function listAccessKeys(ctx: Context, organizationId: ReadableOrganizationId): Promise<AccessKey[]> {
  return selectKeys(ctx, sql`k.organization_id = ${organizationId}`)
}

/** The keys that an account has for itself, in no organization, latest first. Deleted ones are left out. */
export function ownAccessKeys(ctx: LoggedIn): Promise<AccessKey[]> {
  return selectKeys(ctx, sql`k.account_id = ${ctx.actor.accountId} and k.organization_id is null`)
}

/** Why no program can invite into an organization now, whatever its key; null when one can (R37). */
export async function whyNotInviteByApi(
  { db, clock }: Context,
  organizationId: ReadableOrganizationId,
): Promise<RefusalCode | null> {
  const [row] = await db.execute<InvitingOrganization & { email: string | null } & Record<string, unknown>>(sql`
    select o.entity_id is not null as certified, o.initializing, ${featuresUnderway(o, clock)} as "featuresUnderway", a.email
      from organizations o
      left join memberships m on m.organization_id = o.id and m.role = 'super_admin'
      left join accounts a on a.id = m.account_id
     where o.id = ${organizationId}`)
  return (row && whyNotInvite(row, row, true)) ?? null
}

/** There are never many: their number is limited. */
async function selectKeys({ db }: Context, whose: SQL): Promise<AccessKey[]> {
  const rows = await db.execute<WireKey & Record<string, unknown>>(sql`
    select k.id, k.name, k.permissions, k.disabled_at is null as enabled, k.last_used_from as "lastUsedFrom",
           to_json(k.created_at) #>> '{}' as "createdAt", to_json(k.last_used_at) #>> '{}' as "lastUsedAt",
           json_build_object('accountId', a.id, 'name', a.name, 'number', a.number, 'role', m.role) as owner
      from access_keys k join accounts a on a.id = k.account_id
      left join memberships m on m.organization_id = k.organization_id and m.account_id = k.account_id
     where ${whose} and k.deleted_at is null order by k.created_at desc, k.id`)
  return rows.map(({ createdAt, lastUsedAt, ...key }) => ({
    ...key,
    createdAt: new Date(createdAt),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt),
  }))
}

type WireKey = Omit<AccessKey, "createdAt" | "lastUsedAt"> & { createdAt: string; lastUsedAt: string | null }
