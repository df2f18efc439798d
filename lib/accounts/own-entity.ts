import { sql } from "drizzle-orm"
import type { LoggedIn } from "@/lib/core/context"
import type { OwnEntity } from "@/lib/shared/rows/affiliation"

/** The verified entity of whoever asks, and the enterprise through which the account has it (R96). */
export async function ownEntity({ db, actor }: LoggedIn): Promise<OwnEntity> {
  const [row] = await db.execute<WireEntity>(sql`
    select case when e.id is not null
             then json_build_object('name', e.name, 'licenceNumber', e.licence_number, 'type', e.type) end as entity,
           (select json_build_object('organizationId', o.id, 'organization', o.name, 'origin', m.origin, 'since', m.joined_at)
              from memberships m join organizations o on o.id = m.organization_id
             where m.account_id = a.id and m.affiliated) as affiliation
      from accounts a left join entities e on e.id = a.entity_id where a.id = ${actor.accountId}`)
  const { entity = null, affiliation = null } = row ?? {}
  return { entity, affiliation: affiliation && { ...affiliation, since: new Date(affiliation.since) } }
}

interface WireEntity extends Record<string, unknown> {
  entity: OwnEntity["entity"]
  affiliation: (Omit<NonNullable<OwnEntity["affiliation"]>, "since"> & { since: string }) | null
}
