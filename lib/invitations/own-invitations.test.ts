import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { accounts } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { cancel } from "@/lib/handshake"
import { inviteAccount } from "@/lib/invitations/account-invitations"
import { ownInvitations, ownInvitationToken } from "@/lib/invitations/own-invitations"
import { clockAfter, invited, organization, person } from "@/lib/testing"

let world: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  world = await testDatabase()
})
afterAll(() => world.close())

test("an invitation whose letter got lost is found by the account that it is for, by contact and by number", async () => {
  const [acme, other, guest] = [
    await organization(world.db, { name: "Acme" }),
    await organization(world.db, { name: "Borealis" }),
    await person(world.db),
  ]
  const [account] = await world.db.select().from(accounts).where(eq(accounts.id, guest.id))
  await invited(acme, guest.address, { role: "dev_admin" })
  const target = { number: account?.number ?? "" }
  await inviteAccount(other.owner.ctx, { organizationId: other.id, target, note: "", tags: [] })
  expect(await ownInvitations(guest.ctx)).toMatchObject([
    { organization: "Borealis", inviter: "Grace Lin", role: "member" },
    { organization: "Acme", role: "dev_admin" },
  ])
})

test("it opens with the link of its letter, for nobody else, and only while it waits", async () => {
  const [acme, guest, stranger] = [await organization(world.db), await person(world.db), await person(world.db)]
  const { id, token } = await invited(acme, guest.address)
  expect(await ownInvitationToken(guest.ctx, { id })).toBe(token)
  for (const { ctx } of [stranger, acme.owner]) {
    expect(await ownInvitations(ctx)).toEqual([])
    await expect(ownInvitationToken(ctx, { id })).rejects.toMatchObject({ code: "not_found" })
  }
  const late = { ...guest.ctx, clock: clockAfter("7 days") }
  expect(await ownInvitations(late)).toEqual([])
  await expect(ownInvitationToken(late, { id })).rejects.toMatchObject({ code: "not_found" })
  await cancel(acme.owner.ctx, { id })
  expect(await ownInvitations(guest.ctx)).toEqual([])
  await expect(ownInvitationToken(guest.ctx, { id })).rejects.toMatchObject({ code: "not_found" })
})
