import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { accept } from "@/lib/handshake"
import { inviteMember, resendInvitation } from "@/lib/invitations/invitations"
import { sendActivationAgain } from "@/lib/members/security-bindings"
import { withdrawRequest } from "@/lib/organizations/joining"
import {
  bound,
  clockAfter,
  createdAccount,
  joining,
  member,
  newEmail,
  organization,
  person,
  transferring,
} from "@/lib/testing"
import { forgetRates } from "@/lib/testing/races"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

/** An enterprise that may invite once a day. */
async function inviting() {
  const org = await organization(db)
  await allow(org.id, 1)
  const guests = new Map<string, Awaited<ReturnType<typeof person>>>()
  const invite = async (ctx = org.owner.ctx) => {
    const guest = await person(db)
    const terms = { role: "member", note: "", days: 7 } as const
    const { id } = await inviteMember(ctx, { organizationId: org.id, contact: guest.address, ...terms })
    guests.set(id, guest)
    return { id }
  }
  const accepted = ({ id }: { id: string }) => accept(guests.get(id)?.ctx ?? org.owner.ctx, { id })
  return { org, invite, accepted }
}

function allow(organizationId: string, dailyLimit: number) {
  return db.update(organizations).set({ dailyLimit }).where(eq(organizations.id, organizationId))
}

test("as many applicants as come can ask one administrator, and none takes an invitation of the day", async () => {
  const { org, invite } = await inviting()
  for (let n = 0; n < 7; n++) await joining(org, await person(db))
  await invite()
  await expect(invite()).rejects.toMatchObject({
    code: "rate_reached",
    extra: { facts: { rule: "invitesPerOrganization" } },
  })
})

test("changes of owner and activations take no invitation of the day", async () => {
  const { org, invite } = await inviting()
  await transferring(org, await member(db, org.id))
  await bound(org, await createdAccount(db, org))
  await invite()
})

test("invitations that are accepted do not count, also where they were sent again", async () => {
  const { org, invite, accepted } = await inviting()
  for (let n = 0; n < 3; n++) await accepted(await invite())
  const { id } = await invite()
  await expect(resendInvitation(org.owner.ctx, { id })).rejects.toMatchObject({ code: "rate_reached" })
  await allow(org.id, 2)
  await resendInvitation(org.owner.ctx, { id })
  await expect(invite()).rejects.toMatchObject({ code: "rate_reached" })
  await accepted({ id })
  await allow(org.id, 1)
  await expect(invite()).rejects.toMatchObject({ code: "rate_reached" })
  await allow(org.id, 2)
  await invite()
})

test("an invitation of another day that is accepted today takes nothing off the count of today", async () => {
  const { org, invite, accepted } = await inviting()
  const early = await invite({ ...org.owner.ctx, clock: clockAfter("-2 days") })
  await forgetRates(db)
  await invite()
  await accepted(early)
  await expect(invite()).rejects.toMatchObject({ code: "rate_reached" })
})

test("who accepts waits for nobody who invites", async () => {
  const { org, invite, accepted } = await inviting()
  const invitation = await invite()
  await db.transaction(async (tx) => {
    await tx.execute(sql`select from limits where key = ${`invitesPerOrganization:${org.id}`} for update`)
    await accepted(invitation)
  })
})

test("one applicant asks ten times a day, whether of one enterprise or of many", async () => {
  const applicant = await person(db)
  const org = await organization(db)
  for (let n = 0; n < 10; n++) await withdrawRequest(applicant.ctx, { id: (await joining(org, applicant)).id })
  const other = await organization(db)
  await expect(joining(other, applicant)).rejects.toMatchObject({ code: "rate_reached" })
})

test("one address is sent five links a day by one organization, whatever they are for", async () => {
  const org = await organization(db)
  const email = newEmail("bound")
  const { id } = await bound(org, await createdAccount(db, org), { email })
  for (let n = 1; n < 5; n++) await sendActivationAgain(org.owner.ctx, { id })
  await expect(sendActivationAgain(org.owner.ctx, { id })).rejects.toMatchObject({ code: "rate_reached" })
})
