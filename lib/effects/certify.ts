import { sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import type { Queries } from "@/db/client"
import { renewCode } from "@/lib/effects/renew-code"
import type { EntityType } from "@/lib/shared/roles"

export interface LegalPerson {
  name: string
  licenceNumber: string
  type: EntityType
}

/** Which organization is certified, and its super admin, who asked for it. */
export interface CertifiedOrganization {
  organizationId: string
  initiatorId: string
}

/**
 * Gives an organization a verified entity, and the accounts that are affiliated with it the same one (R2). False when
 * it has one already, or who asked is its super admin no longer. Refuses `entity_taken`, by the database, for an
 * entity that another organization has, unless `shareEntity` was called before. From then on accounts can join by its
 * invitation code (R84).
 */
export async function certify(
  db: Queries,
  { organizationId, initiatorId }: CertifiedOrganization,
  { name, licenceNumber, type }: LegalPerson,
): Promise<boolean> {
  // An update that changes nothing gives the row that stands, and holds it.
  const [entity] = await db.execute<{ id: string }>(sql`
    insert into entities (id, name, licence_number, type) values (${uuidv7()}, ${name}, ${licenceNumber}, ${type})
    on conflict (licence_number) do update set licence_number = excluded.licence_number returning id`)
  const certified = await db.execute(sql`
    update organizations o set entity_id = ${entity?.id}
     where o.id = ${organizationId} and o.entity_id is null
       and exists (select 1 from memberships m where m.organization_id = o.id
         and m.account_id = ${initiatorId} and m.role = 'super_admin') returning 1`)
  // Locked first, in a statement of its own: the update must see whose affiliation has moved while it waited.
  await db.execute(sql`
    select 1 from accounts a join memberships m on m.account_id = a.id
     where m.organization_id = ${organizationId} and m.affiliated order by a.id for no key update of a`)
  await db.execute(sql`
    update accounts a set entity_id = ${entity?.id} from memberships m
     where m.organization_id = ${organizationId} and m.affiliated and a.id = m.account_id`)
  if (certified.length !== 1) return false
  await renewCode(db, organizationId)
  return true
}

/** Lets an organization that is not certified yet have an entity that others have already; each needs this for itself. */
export function shareEntity(db: Queries, organizationId: string, licenceNumber: string) {
  return db.execute(sql`
    update organizations set entity_alone = false where id = ${organizationId} and entity_id is null
       and exists (select 1 from organizations other join entities e on e.id = other.entity_id
                    where e.licence_number = ${licenceNumber})`)
}
