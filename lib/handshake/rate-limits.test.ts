import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { inviteMember } from "@/lib/invitations/invitations"
import { sendActivationAgain } from "@/lib/members/security-bindings"
import { withdrawRequest } from "@/lib/organizations/joining"
import { bound, createdAccount, joining, member, newEmail, organization, person, transferring } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

/** An enterprise that may invite once a day. */
async function inviting() {
  const org = await organization(db)
  await db.update(organizations).set({ dailyLimit: 1 }).where(eq(organizations.id, org.id))
  const invite = () =>
    inviteMember(org.owner.ctx, { organizationId: org.id, contact: newEmail(), role: "member", note: "", days: 7 })
  return { org, invite }
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
