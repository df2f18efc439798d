import { sql } from "drizzle-orm"
import { a, e, m, o } from "@/db/aliases"
import { jsonObjectOrNull, jsonRow, queryRows } from "@/db/rows"
import { accounts, entities, memberships, organizations } from "@/db/schema"
import type { LoggedIn } from "@/lib/core/context"
import type { OwnEntity } from "@/lib/shared/rows/affiliation"

const entity = { name: e.name, licenceNumber: e.licenceNumber, type: e.type }
const affiliation = { organizationId: o.id, organization: o.name, origin: m.origin, since: m.joinedAt }

/** The verified entity of the own account, and the enterprise through which the account has it. (R96) */
export async function ownEntity({ db, actor }: LoggedIn): Promise<OwnEntity> {
  const affiliating = sql`from ${memberships} ${m} join ${organizations} ${o} on ${o.id} = ${m.organizationId}
    where ${m.accountId} = ${a.id} and ${m.affiliated}`
  const [row] = await queryRows(
    db,
    { entity: jsonObjectOrNull(entity, sql`${e.id} is not null`), affiliation: jsonRow(affiliation, affiliating) },
    (columns) => sql`
      select ${columns} from ${accounts} ${a} left join ${entities} ${e} on ${e.id} = ${a.entityId}
       where ${a.id} = ${actor.accountId}`,
  )
  return row ?? { entity: null, affiliation: null }
}
