import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { testDatabase } from "@/db/testing"
import { lockOrganization } from "@/lib/core/locks"
import { pipelined, transact } from "@/lib/core/transaction"
import { certify } from "@/lib/effects/certify"
import { approveRequest } from "@/lib/organizations/joining"
import { joining, newLicence, organization } from "@/lib/testing"
import { forgetRates, rounds } from "@/lib/testing/races"

const ROUNDS = rounds(100)
const LONG = 240_000

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: 20 }))
})
afterAll(() => close())

test(`R96 R98 whoever moves to another enterprise while his own is certified ends with the entity of the one he belongs to, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const harbour = await organization(db, { quota: 100_000 })
  for (let round = 0; round < ROUNDS; round++) {
    const { id: organizationId, owner: founder } = await organization(db, { certified: false })
    const { id } = await joining(harbour, founder)
    const entity = { name: "Lantern Ltd.", licenceNumber: newLicence(), type: "enterprise" } as const
    await Promise.all([
      approveRequest(harbour.owner.ctx, { id }),
      transact({ db }, (tx) =>
        pipelined(
          () => lockOrganization({ db: tx }, organizationId),
          () => certify(tx, { organizationId, initiatorId: founder.id }, entity),
        ),
      ),
    ])
    const [stands] = await db.execute(sql`
      select m.organization_id as belongs, a.entity_id = o.entity_id as verified
        from accounts a join memberships m on m.account_id = a.id and m.affiliated
        join organizations o on o.id = m.organization_id where a.id = ${founder.id}`)
    expect(stands).toEqual({ belongs: harbour.id, verified: true })
    await forgetRates(db)
  }
})
