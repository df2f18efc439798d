import { randomUUID } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { letters } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { forgotPassword, logIn } from "@/lib/accounts/login"
import { register } from "@/lib/accounts/registration"
import { mustBeContact } from "@/lib/accounts/typed-contact"
import { type Context, databaseClock } from "@/lib/core/context"
import { correctContact } from "@/lib/invitations/correction"
import { inviteMember } from "@/lib/invitations/invitations"
import { inviteMany, previewInvitations } from "@/lib/invitations/many"
import { createMemberAccount } from "@/lib/members/member-accounts"
import { bindSecurity } from "@/lib/members/security-bindings"
import { newEmail, organization, PASSWORD, person } from "@/lib/testing"

process.env.SMS_COUNTRIES = "CN"

const ABROAD = "+2250707123456"
const refused = {
  code: "country_not_served",
  extra: { field: "contact", facts: { country: "CI", where: "named" } },
}

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const here = (): Context => ({ db, actor: null, clock: databaseClock, ip: "192.0.2.1" })
const textsTo = (number: string) => db.$count(letters, eq(letters.recipient, number))

test("nobody is sent a code to a country that is not served, and the field says which", async () => {
  const form = { contact: ABROAD, name: "Ada Zhou", password: PASSWORD, locale: "en" } as const
  await expect(register(here(), form)).rejects.toMatchObject(refused)
  await expect(forgotPassword(here(), { contact: ABROAD }, "en")).rejects.toMatchObject(refused)
  expect(() => mustBeContact(here(), "+881612345678")).toThrow("country_not_served")
  // Read for the country of its reader, it is refused before anybody has to confirm it.
  expect(() => mustBeContact({ countries: ["GB"] }, "07400 123456")).toThrow("country_not_served")
  expect(mustBeContact({}, "+8613800138000").address).toBe("+8613800138000")
  expect(await textsTo(ABROAD)).toBe(0)
})

test("nobody is invited there, alone, corrected or among many, where the row says why", async () => {
  const org = await organization(db)
  const { ctx } = org.owner
  const invitation = { organizationId: org.id, role: "member", note: "" } as const
  await expect(inviteMember(ctx, { ...invitation, contact: ABROAD })).rejects.toMatchObject(refused)
  const { id } = await inviteMember(ctx, { ...invitation, contact: newEmail() })
  await db.execute(sql`update handshakes set delivery = 'bounced' where id = ${id}`)
  await expect(correctContact(ctx, { id, contact: ABROAD })).rejects.toMatchObject(refused)
  const rows = [ABROAD, newEmail()].map((contact) => ({ contact, role: "member" as const, note: "" }))
  const { outcomes } = await previewInvitations(ctx, { organizationId: org.id, rows })
  expect(outcomes).toMatchObject([{ refused }, { done: {} }])
  const sent = await inviteMany(ctx, { organizationId: org.id, batch: randomUUID(), rows })
  expect(sent).toMatchObject([{ refused }, { done: {} }])
  expect(await textsTo(ABROAD)).toBe(0)
})

test("no enterprise binds a number of such a country", async () => {
  const org = await organization(db)
  const accountId = await createMemberAccount(org.owner.ctx, { organizationId: org.id, name: "Till Berg" })
  const bound = { organizationId: org.id, accountId, email: newEmail(), phone: ABROAD }
  await expect(bindSecurity(org.owner.ctx, bound)).rejects.toMatchObject({
    ...refused,
    extra: { ...refused.extra, field: "phone" },
  })
})

test("an account that has verified such a number before logs in with it", async () => {
  await person(db, { address: ABROAD })
  expect(await logIn(here(), { contact: ABROAD, password: PASSWORD })).toBeTruthy()
})
