import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { testDatabase } from "@/db/testing"
import { activate } from "@/lib/members/security-bindings"
import { bound, createdAccount, member, organization, PASSWORD, succeeded } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

test("an activation that is refused stands in the audit as an attempt, and one that works as one row", async () => {
  const org = await organization(db)
  const [account, other] = [await createdAccount(db, org), await createdAccount(db, org)]
  const [stale, live] = [await bound(org, account), await bound(org, other)]
  const ctx = { ...org.owner.ctx, actor: null }
  await activate(ctx, { token: live.token, password: PASSWORD })
  await succeeded(db, org, await member(db, org.id))
  const late = activate(ctx, { token: stale.token, password: PASSWORD })
  await expect(late).rejects.toMatchObject({ code: "initiator_not_entitled" })
  const rows = await db.execute(sql`
    select target, refusal from audit where organization_id = ${org.id} and action = 'security-binding.accept' order by id`)
  expect(rows).toEqual([
    { target: other.id, refusal: null },
    { target: account.id, refusal: "initiator_not_entitled" },
  ])
})
