import { and, eq, isNull, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import { m } from "@/db/aliases"
import type { Queries } from "@/db/client"
import { entities, memberships, organizations } from "@/db/schema"
import { claimNames } from "@/lib/effects/names"
import { renewCode } from "@/lib/effects/renew-code"
import type { EntityType } from "@/lib/shared/roles"

export interface LegalPerson {
  name: string
  licenceNumber: string
  type: EntityType
}

/** An organization to certify, and the super admin who applied. */
export interface CertifiedOrganization {
  organizationId: string
  initiatorId: string
}

/**
 * Gives an organization a verified entity and an invitation code, and the accounts that are affiliated with it the same
 * entity. False when it has one already, or when the applicant is not its super admin any more. Refuses `entity_taken`,
 * by the database, for an entity that another organization has, unless `shareEntity` was called before. (R2, R84)
 */
export async function certify(
  db: Queries,
  { organizationId, initiatorId }: CertifiedOrganization,
  { name, licenceNumber, type }: LegalPerson,
): Promise<boolean> {
  // An update that changes nothing returns the present row and locks it.
  const [entity] = await db
    .insert(entities)
    .values({ id: uuidv7(), name, licenceNumber, type })
    .onConflictDoUpdate({ target: entities.licenceNumber, set: { licenceNumber: sql`excluded.licence_number` } })
    .returning({ id: entities.id })
  const isSuperAdmin = sql`exists (select 1 from ${memberships} ${m}
    where ${m.organizationId} = ${organizations.id} and ${m.accountId} = ${initiatorId} and ${m.role} = 'super_admin')`
  const certified = await db
    .update(organizations)
    .set({ entityId: entity?.id })
    .where(and(eq(organizations.id, organizationId), isNull(organizations.entityId), isSuperAdmin))
    .returning({ one: sql`1` })
  if (certified.length !== 1) return false
  // Locked first, in a statement of its own: the update must see whose affiliation has moved while it waited.
  await db.execute(sql`
    select 1 from accounts a join memberships m on m.account_id = a.id
     where m.organization_id = ${organizationId} and m.affiliated order by a.id for no key update of a`)
  await db.execute(sql`
    update accounts a set entity_id = ${entity?.id} from memberships m
     where m.organization_id = ${organizationId} and m.affiliated and a.id = m.account_id`)
  await renewCode(db, organizationId)
  await claimNames(db, organizationId)
  return true
}

/** Lets one organization that is not certified yet have an entity that others have already. */
export function shareEntity(db: Queries, organizationId: string, licenceNumber: string) {
  return db.execute(sql`
    update organizations set entity_alone = false where id = ${organizationId} and entity_id is null
       and exists (select 1 from organizations other join entities e on e.id = other.entity_id
                    where e.licence_number = ${licenceNumber})`)
}
