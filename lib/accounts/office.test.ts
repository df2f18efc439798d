import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { letters, verifications } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { codesHeldFor } from "@/lib/accounts/attempts"
import { forgotPassword } from "@/lib/accounts/login"
import { completeRegistration, register } from "@/lib/accounts/registration"
import { resendCode } from "@/lib/accounts/verification"
import { type Context, databaseClock } from "@/lib/core/context"
import { codeFor } from "@/lib/core/secrets"
import { clockAfter, invited, newEmail, newPhone, organization, PASSWORD, person } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const from = (ip: string): Context => ({ db, actor: null, clock: databaseClock, ip })
const form = (contact: string) => ({ contact, name: "Ada Zhou", password: PASSWORD, locale: "en" as const })
const letterOf = async (verificationId: string) =>
  (await db.select({ template: letters.template }).from(letters).where(eq(letters.verificationId, verificationId)))[0]
const lettersOf = async (verificationId: string) =>
  (await db.select().from(letters).where(eq(letters.verificationId, verificationId))).length
const counted = (rule: string, whose: string, count: number) =>
  db.execute(sql`insert into limits (key, count, resets_at)
    values (${`${rule}:${whose}`}, ${count}, ${databaseClock} + interval '1 hour')`)

test("behind one office address every invited colleague gets a code and registers, all thirty-four", async () => {
  const houses = [await organization(db), await organization(db)]
  const ip = "198.51.100.60"
  const contacts = Array.from({ length: 34 }, () => newEmail())
  for (const [n, contact] of contacts.entries()) {
    const house = houses[n % 2]
    if (house) await invited(house, contact)
  }
  for (const contact of contacts) {
    const verificationId = await register(from(ip), form(contact))
    expect(await letterOf(verificationId), contact).toEqual({ template: "code" })
    await completeRegistration(from(ip), { verificationId, code: codeFor(verificationId) })
  }
})

test("behind one office address every colleague with an account gets a code for a new password, and sends it again", async () => {
  const ip = "198.51.100.61"
  await counted("codesPerIp", ip, 40)
  const { address: contact } = await person(db)
  const verificationId = await forgotPassword(from(ip), { contact }, "en")
  expect(await letterOf(verificationId)).toEqual({ template: "code" })
  await resendCode({ ...from(ip), clock: clockAfter("61 seconds") }, verificationId, "en")
})

test("contacts that are not known count for the address: from the thirty-first on none of them is sent a code", async () => {
  const ip = "198.51.100.62"
  await counted("codesPerIp", ip, 29)
  const [last, beyond] = [await register(from(ip), form(newEmail())), await register(from(ip), form(newEmail()))]
  expect(await letterOf(last)).toEqual({ template: "code" })
  expect(await letterOf(beyond)).toBeUndefined()
  const guess = completeRegistration(from(ip), { verificationId: beyond, code: codeFor(beyond) })
  await expect(guess).rejects.toMatchObject({ code: "wrong_code", extra: { facts: { left: 4 } } })
  expect(await codesHeldFor(from(ip))).toBeGreaterThan(3500)
  expect(await codesHeldFor({ ...from(ip), clock: clockAfter("61 minutes") })).toBe(0)
  expect(await codesHeldFor(from("198.51.100.63"))).toBe(0)
})

test("beyond thirty an address has no code sent again to a contact that is not known, and the answer is the same", async () => {
  const ip = "198.51.100.68"
  const ids = [
    await register(from(ip), form(newEmail())),
    await forgotPassword(from(ip), { contact: newEmail() }, "en"),
  ]
  await db.execute(sql`update limits set count = 30 where key = ${`codesPerIp:${ip}`}`)
  for (const id of ids) {
    const sent = await lettersOf(id)
    expect(await resendCode({ ...from(ip), clock: clockAfter("61 seconds") }, id, "en")).toBeUndefined()
    expect(await lettersOf(id)).toBe(sent)
  }
})

test("where no more text messages may go, numbers that are known and others are refused alike, and count once", async () => {
  const { address: known } = await person(db, { address: newPhone() })
  const forget = (contact: string, n: number) => forgotPassword(from(`198.51.100.${n}`), { contact }, "en")
  await counted("textsToAccounts", "all", 998)
  for (const n of [80, 81, 82]) await forget(newPhone(), n)
  await forget(known, 83)
  await forget(known, 84)
  const refused = { code: "rate_reached", extra: { facts: { rule: "textsToAccounts" } } }
  for (const contact of [newPhone(), known]) await expect(forget(contact, 85)).rejects.toMatchObject(refused)
})

test("what an address is answered, and what is left to it, tells nothing about whom it has named", async () => {
  const org = await organization(db)
  const { address: known } = await person(db)
  const expecting = newEmail()
  await invited(org, expecting)
  const count = async (ip: string) =>
    await db.execute<{ key: string; count: number }>(sql`
      select split_part(key, ':', 1) as key, count from limits where key like ${`%Ip:${ip}`} order by key`)
  const [one, two, three] = ["198.51.100.64", "198.51.100.65", "198.51.100.66"]
  for (const [ip, contact] of [
    [one, known],
    [two, expecting],
    [three, newEmail()],
  ] as const) {
    await counted("codesPerIp", ip, 30)
    const registration = await register(from(ip), form(contact))
    const reset = await forgotPassword(from(ip), { contact }, "en")
    for (const id of [registration, reset]) {
      expect(id).toMatch(/^[0-9a-f-]{36}$/)
      expect(await db.select().from(verifications).where(eq(verifications.id, id))).toHaveLength(1)
    }
    const again = resendCode({ ...from(ip), clock: clockAfter("61 seconds") }, registration, "en")
    expect(await again).toBeUndefined()
  }
  expect(await count(two)).toEqual(await count(one))
  expect(await count(three)).toEqual(await count(one))
  expect(await count(one)).toContainEqual({ key: "codesPerIp", count: 33 })
})

test("three hundred requests of one address in an hour are the end for everybody behind it", async () => {
  const ip = "198.51.100.67"
  await counted("codeRequestsPerIp", ip, 300)
  const { address: known } = await person(db)
  for (const contact of [known, newEmail()]) {
    const refused = { code: "rate_reached", extra: { facts: { rule: "codeRequestsPerIp" } } }
    await expect(forgotPassword(from(ip), { contact }, "en")).rejects.toMatchObject(refused)
    await expect(register(from(ip), form(contact))).rejects.toMatchObject(refused)
  }
})
