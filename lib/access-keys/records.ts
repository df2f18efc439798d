import { and, desc, eq, isNull, type SQL, sql } from "drizzle-orm"
import { a, k, m, o } from "@/db/aliases"
import type { Context, LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { featuresUnderway } from "@/lib/core/live"
import { whyNotInvite } from "@/lib/effects/may-invite"
import type { RefusalCode } from "@/lib/shared/refusals"
import type { AccessKey } from "@/lib/shared/rows/access-keys"

const key = {
  id: k.id,
  name: k.name,
  permissions: k.permissions,
  enabled: sql<boolean>`${k.disabledAt} is null`,
  createdAt: k.createdAt,
  lastUsedAt: k.lastUsedAt,
  lastUsedFrom: k.lastUsedFrom,
  owner: { accountId: a.id, name: a.name, number: a.number, role: m.role },
}

/** The keys of an organization, latest first, each with its owner's present role there; without deleted ones. (R43) */
export function listAccessKeys(ctx: Context, organizationId: ReadableOrganizationId): Promise<AccessKey[]> {
  return selectKeys(ctx, eq(k.organizationId, organizationId))
}

/** The keys that an account has for itself, in no organization, latest first; without deleted ones. */
export function ownAccessKeys(ctx: LoggedIn): Promise<AccessKey[]> {
  return selectKeys(ctx, sql`${k.accountId} = ${ctx.actor.accountId} and ${k.organizationId} is null`)
}

/** The keys without pages, because their number is limited. */
function selectKeys({ db }: Context, whose: SQL): Promise<AccessKey[]> {
  return db
    .select(key)
    .from(k)
    .innerJoin(a, eq(a.id, k.accountId))
    .leftJoin(m, and(eq(m.organizationId, k.organizationId), eq(m.accountId, k.accountId)))
    .where(and(whose, isNull(k.deletedAt)))
    .orderBy(desc(k.createdAt), k.id)
}

/** Why no API client can invite into an organization now, whatever its key; null when one can. (R37) */
export async function whyNotInviteByApi(
  { db, clock }: Context,
  organizationId: ReadableOrganizationId,
): Promise<RefusalCode | null> {
  const [row] = await db
    .select({
      certified: sql<boolean>`${o.entityId} is not null`,
      initializing: o.initializing,
      featuresUnderway: featuresUnderway(o, clock),
      email: a.email,
    })
    .from(o)
    .leftJoin(m, and(eq(m.organizationId, o.id), sql`${m.role} = 'super_admin'`))
    .leftJoin(a, eq(a.id, m.accountId))
    .where(eq(o.id, organizationId))
  return (row && whyNotInvite(row, row, true)) ?? null
}
