import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accessKeys, accounts, audit, handshakes } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { forgotPassword } from "@/lib/accounts/login"
import { databaseClock } from "@/lib/core/context"
import { tokenFor } from "@/lib/core/tokens"
import { moveHandshake } from "@/lib/demo/clock"
import { accept } from "@/lib/handshake"
import { inviteMember } from "@/lib/invitations/invitations"
import { importAccount } from "@/lib/operator/imported-accounts"
import { organizationSettings, setOrganization } from "@/lib/operator/organization-settings"
import { invited, newEmail, organization, person } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const refusal = (code: string, field?: string) =>
  expect.objectContaining({ code, ...(field ? { extra: expect.objectContaining({ field }) } : {}) })
const rowsOf = (action: string, id: string) =>
  db.select().from(audit).where(sql`action = ${action} and ${id} in (organization_id, target, handshake_id::text)`)

test("R40 R41 operators set quota, invitations a day, initializing and seller; the audit names nobody as the actor", async () => {
  const org = await organization(db)
  const before = { quota: 1000, dailyLimit: null, initializing: false, seller: "muster", members: 1, certified: true }
  expect(await setOrganization({ db }, org.id, {})).toMatchObject({ ...before, name: org.name, closed: false })
  const set = { quota: 2, dailyLimit: 50, initializing: true, seller: "northwind" }
  expect(await setOrganization({ db }, org.id, set)).toMatchObject(set)
  expect(await setOrganization({ db }, org.id, set)).toMatchObject(set)
  expect(await setOrganization({ db }, org.id, {})).toMatchObject(set)
  expect(await rowsOf("organization.set", org.id)).toMatchObject([
    { actorId: null, detail: { quota: { from: 1000, to: 2 }, seller: { from: "muster", to: "northwind" } } },
  ])
  const input = { organizationId: org.id, contact: newEmail(), role: "member" as const, note: "" }
  await expect(inviteMember(org.owner.ctx, input)).rejects.toEqual(refusal("initializing"))
  await setOrganization({ db }, org.id, { initializing: false, dailyLimit: null, quota: 1 })
  await expect(inviteMember(org.owner.ctx, input)).rejects.toEqual(refusal("quota_reached"))
  expect(await setOrganization({ db }, "o-nosuchorganization", {})).toBeUndefined()
})

test("what is no number, word or name for a setting is refused before anything is set", () => {
  const typed = { quota: "5", dailyLimit: "default", initializing: "off", seller: "acme-2" }
  expect(organizationSettings.parse(typed)).toEqual({
    quota: 5,
    dailyLimit: null,
    initializing: false,
    seller: "acme-2",
  })
  for (const wrong of [
    { quota: "0" },
    { quota: "many" },
    { dailyLimit: "-1" },
    { initializing: "yes" },
    { seller: "A b" },
  ])
    expect(organizationSettings.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false)
})

test("a provided account belongs to no organization, has verified its e-mail address, and gets its key once", async () => {
  const email = newEmail("Moved")
  const made = await importAccount({ db }, { name: "Moved In", email, seller: "acme", permissions: ["read", "answer"] })
  expect(made.number).toMatch(/^\d{12}$/)
  const [account] = await db.select().from(accounts).where(eq(accounts.number, made.number))
  expect(account).toMatchObject({ name: "Moved In", email: email.toLowerCase(), seller: "acme", passwordHash: null })
  const [key] = await db
    .select()
    .from(accessKeys)
    .where(eq(accessKeys.accountId, account?.id ?? ""))
  expect(key).toMatchObject({ id: made.key?.id, organizationId: null, permissions: ["read", "answer"] })
  expect(key?.secret).not.toContain(made.key?.secret)
  expect(await rowsOf("account.provide", account?.id ?? "")).toMatchObject([{ actorId: null }])
  // Whoever has the mailbox sets the password.
  await forgotPassword({ db, actor: null, clock: databaseClock, ip: null }, { contact: email }, "en")
  const [code] = await db.execute(sql`select 1 from letters where recipient = ${email.toLowerCase()}`)
  expect(code).toBeDefined()
})

test("a provided account needs a name, an e-mail address that is free, and a seller that is one", async () => {
  const someone = await person(db)
  const provide = (about: object) => importAccount({ db }, { name: "New", email: newEmail(), ...about })
  await expect(provide({ email: someone.address })).rejects.toEqual(refusal("contact_taken"))
  await expect(provide({ email: "+8613800001111" })).rejects.toEqual(refusal("invalid_input", "email"))
  await expect(provide({ name: " " })).rejects.toEqual(refusal("invalid_input", "name"))
  await expect(provide({ seller: "A b" })).rejects.toEqual(refusal("invalid_input", "seller"))
  expect((await provide({})).key).toBeNull()
})

test("a moved handshake is as old as it says, and expires accordingly", async () => {
  const org = await organization(db)
  const guest = await person(db)
  const { id, ...proposed } = await invited(org, guest.address)
  const [before] = await db.select().from(handshakes).where(eq(handshakes.id, id))
  expect(await moveHandshake({ db }, id, "-20 days")).toBe(true)
  const [after] = await db.select().from(handshakes).where(eq(handshakes.id, id))
  const days = (column: "proposedAt" | "sentAt" | "expiresAt") =>
    (Number(before?.[column]) - Number(after?.[column])) / 86_400_000
  expect([days("proposedAt"), days("sentAt"), days("expiresAt")]).toEqual([20, 20, 20])
  expect(await rowsOf("handshake.move", id)).toMatchObject([{ actorId: null, detail: { by: "-20 days" } }])
  const token = tokenFor({ ...proposed, id })
  await expect(accept(guest.ctx, { token })).rejects.toEqual(refusal("expired"))
  await moveHandshake({ db }, id, "20 days")
  await accept(guest.ctx, { token })
  expect(await moveHandshake({ db }, org.owner.id, "1 day")).toBe(false)
  await expect(moveHandshake({ db }, id, "a while")).rejects.toEqual(refusal("invalid_input", "by"))
})
