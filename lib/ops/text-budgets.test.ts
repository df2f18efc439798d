import { randomUUID } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { letters, limits } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { browserOf, forgotPassword } from "@/lib/accounts/login"
import { register } from "@/lib/accounts/registration"
import { type Context, databaseClock } from "@/lib/core/context"
import { inviteMember, retryDelivery } from "@/lib/invitations/invitations"
import { inviteMany, previewInvitations } from "@/lib/invitations/many"
import { textBudgets, warnOfTexts } from "@/lib/ops/text-budgets"
import { clockAfter, newEmail, newPhone, operator, organization, PASSWORD, person } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())
beforeEach(() => db.delete(limits))

const from = (ip: string, browser?: string): Context => ({
  db,
  actor: null,
  clock: databaseClock,
  ip,
  ...(browser && { browser }),
})
const spent = (rule: string, whose: string, count: number) =>
  db.execute(sql`insert into limits (key, count, resets_at)
    values (${`${rule}:${whose}`}, ${count}, ${databaseClock} + interval '5 hours')`)
const registering = (contact: string) => ({ contact, name: "Ada Zhou", password: PASSWORD, locale: "en" as const })
const textsTo = (number: string) => db.$count(letters, eq(letters.recipient, number))
const refusedBy = (rule: string) => ({ code: "rate_reached", extra: { facts: { rule } } })
const invitation = { role: "member", note: "" } as const

test("when strangers have spent the text messages of the day, accounts still get codes for a new password", async () => {
  const { address: known } = await person(db, { address: newPhone() })
  await spent("textsAltogether", "all", 2000)
  await expect(register(from("192.0.2.10"), registering(newPhone()))).rejects.toMatchObject(
    refusedBy("textsAltogether"),
  )
  await expect(register(from("192.0.2.10"), registering(known))).rejects.toMatchObject(refusedBy("textsAltogether"))
  await forgotPassword(from("192.0.2.11"), { contact: known }, "en")
  expect(await textsTo(known)).toBe(1)
})

test("a browser that has logged in before gets its code when even those are spent", async () => {
  const { id, address } = await person(db, { address: newPhone() })
  await spent("textsToAccounts", "all", 1000)
  await expect(forgotPassword(from("192.0.2.12"), { contact: address }, "en")).rejects.toMatchObject(
    refusedBy("textsToAccounts"),
  )
  const browser = await browserOf(from("192.0.2.12"), id)
  await forgotPassword(from("192.0.2.12", browser), { contact: address }, "en")
  expect(await textsTo(address)).toBe(1)
})

test("invitations by text message count for the organization and for the site, and each row says which is spent", async () => {
  const org = await organization(db)
  const rows = [newPhone(), newPhone(), newEmail()].map((contact) => ({ contact, ...invitation }))
  await spent("textsPerOrganization", org.id, 499)
  const sent = await inviteMany(org.owner.ctx, { organizationId: org.id, batch: randomUUID(), rows })
  expect(sent).toMatchObject([{ done: {} }, { refused: refusedBy("textsPerOrganization") }, { done: {} }])
  const [site] = await textBudgets(from("192.0.2.1"))
  expect(site).toMatchObject({ rule: "textsAltogether", spent: 1, allowed: 2000 })
  const other = await organization(db)
  await db.execute(sql`update limits set count = 2000 where key = 'textsAltogether:all'`)
  const { outcomes } = await previewInvitations(other.owner.ctx, { organizationId: other.id, rows })
  expect(outcomes).toMatchObject([
    { refused: refusedBy("textsAltogether") },
    { refused: refusedBy("textsAltogether") },
    { done: {} },
  ])
  await expect(
    inviteMember(other.owner.ctx, { ...invitation, organizationId: other.id, contact: newPhone() }),
  ).rejects.toMatchObject(refusedBy("textsAltogether"))
})

test("a failed invitation by text message that is tried again costs once more", async () => {
  const org = await organization(db)
  const { id } = await inviteMember(org.owner.ctx, { ...invitation, organizationId: org.id, contact: newPhone() })
  await db.execute(sql`update handshakes set delivery = 'failed' where id = ${id}`)
  await db.execute(sql`update letters set state = 'failed' where handshake_id = ${id}`)
  await retryDelivery(org.owner.ctx, { id })
  expect((await textBudgets(from("192.0.2.1")))[0]?.spent).toBe(2)
})

test("from one address thirty text messages a day go to anybody, and then only to who is known", async () => {
  const ip = "192.0.2.14"
  const { address: known } = await person(db, { address: newPhone() })
  await spent("textsPerIp", ip, 30)
  const stranger = newPhone()
  expect(await register(from(ip), registering(stranger))).toBeTruthy()
  expect(await textsTo(stranger)).toBe(0)
  await forgotPassword(from(ip), { contact: known }, "en")
  expect(await textsTo(known)).toBe(1)
  const mail = newEmail()
  await register(from(ip), registering(mail))
  expect(await textsTo(mail)).toBe(1)
})

test("of what strangers send to one recipient in a day, ten are invitations, twenty codes and ten more are for a new password", async () => {
  const { id, address } = await person(db)
  const refusal = refusedBy("messagesPerRecipient")
  const asks = (ip: string) => register(from(ip), registering(address))
  const forgets = (ip: string, browser?: string) => forgotPassword(from(ip, browser), { contact: address }, "en")
  const counted = (count: number) =>
    db.execute(sql`update limits set count = ${count} where key = ${`messagesPerRecipient:codes:${address}`}`)
  const invite = async () => {
    const { id: organizationId, owner } = await organization(db)
    return inviteMember(owner.ctx, { ...invitation, organizationId, contact: address })
  }
  await spent("messagesPerRecipient", `codes:${address}`, 20)
  await expect(asks("192.0.2.15")).rejects.toMatchObject(refusal)
  await forgets("192.0.2.16")
  await counted(30)
  await expect(forgets("192.0.2.17")).rejects.toMatchObject(refusal)
  await spent("messagesPerRecipient", `invited:${address}`, 9)
  await invite()
  await expect(invite()).rejects.toMatchObject(refusal)
  await forgets("192.0.2.18", await browserOf(from("192.0.2.18"), id))
  expect(await textsTo(address)).toBe(3)
})

test("the operators are told once a day that four fifths of a budget are spent", async () => {
  const sam = await operator(db)
  const told = () =>
    db.$count(letters, sql`${letters.template} = 'texts-spent' and ${letters.recipient} = ${sam.address}`)
  await spent("textsAltogether", "all", 1599)
  expect(await warnOfTexts(from("192.0.2.1"))).toBe(0)
  await db.execute(sql`update limits set count = 1600 where key = 'textsAltogether:all'`)
  expect(await Promise.all([warnOfTexts(from("192.0.2.1")), warnOfTexts(from("192.0.2.1"))])).toContain(1)
  expect(await warnOfTexts(from("192.0.2.1"))).toBe(0)
  expect(await told()).toBe(1)
  // The budget of the other kind is another matter, and so is that of the next day.
  await spent("textsToAccounts", "all", 5000)
  expect(await warnOfTexts(from("192.0.2.1"))).toBe(1)
  const tomorrow = { db, clock: clockAfter("1 day") }
  expect(await textBudgets(tomorrow)).toMatchObject([{ spent: 0 }, { spent: 0 }])
  await db.execute(sql`update limits set resets_at = resets_at + interval '1 day' where key = 'textsAltogether:all'`)
  expect(await warnOfTexts(tomorrow)).toBe(1)
  expect(await told()).toBe(3)
})
