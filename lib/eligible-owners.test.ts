import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "../db/client"
import { testDatabase } from "../db/testing"
import { eligibleOwners } from "./ownership"
import { member, organization } from "./testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

test("the members who can become the owner fill the whole list: the owner is left out before it is cut", async () => {
  const org = await organization(db)
  for (let n = 0; n < 26; n++) await member(db, org.id)
  const all = await eligibleOwners(org.owner.ctx, org.inView, { search: "" })
  expect(all).toHaveLength(25)
  expect(all.map(({ accountId }) => accountId)).not.toContain(org.owner.id)
  expect(await eligibleOwners(org.owner.ctx, org.inView, { search: org.owner.address })).toEqual([])
})
