import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { testDatabase } from "@/db/testing"
import { changeOwner, eligibleOwners, viewTransfer } from "@/lib/members/ownership"
import { bound, createdAccount, member, newEmail, newPhone, organization, transferring } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

test("R70 the members who can become the owner fill the whole list: the owner is left out before it is cut", async () => {
  const org = await organization(db)
  for (let n = 0; n < 26; n++) await member(db, org.id)
  const all = await eligibleOwners(org.owner.ctx, org.inView, { search: "" })
  expect(all).toHaveLength(25)
  expect(all.map(({ accountId }) => accountId)).not.toContain(org.owner.id)
  expect(await eligibleOwners(org.owner.ctx, org.inView, { search: org.owner.address })).toEqual([])
})

test("R70 nobody is offered the ownership with an account that cannot log in yet", async () => {
  const org = await organization(db)
  const account = await createdAccount(db, org)
  await bound(org, account)
  expect(await eligibleOwners(org.owner.ctx, org.inView, { search: "" })).toEqual([])
  const offer = { organizationId: org.id, accountId: account.id }
  for (const email of [undefined, newEmail()]) {
    await expect(changeOwner(org.owner.ctx, { ...offer, email })).rejects.toMatchObject({ code: "not_activated" })
  }
})

test("R71 a member who logs in with a phone can become the owner", async () => {
  const org = await organization(db)
  const heir = await member(db, org.id, "member", { address: newPhone() })
  expect(await eligibleOwners(org.owner.ctx, org.inView, { search: "" })).toMatchObject([{ accountId: heir.id }])
  await transferring(org, heir, { email: newEmail() })
})

test("a stranger is shown so much of a name where there is no contact", async () => {
  const org = await organization(db)
  const heir = await member(db, org.id, "member", { name: "Priya Nair" })
  const { token } = await transferring(org, heir)
  await db.execute(sql`update accounts set email = null where id = ${heir.id}`)
  const anyone = { ...org.owner.ctx, actor: null }
  expect(await viewTransfer(anyone, token)).toMatchObject({
    state: "info",
    contact: "P•• N••",
    name: "",
  })
})
