import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { testDatabase } from "@/db/testing"
import { completeRegistration, registerInvited } from "@/lib/accounts/registration"
import { visitorOf } from "@/lib/accounts/sessions"
import { type Context, databaseClock } from "@/lib/core/context"
import { codeFor } from "@/lib/core/secrets"
import { accept, cancel, decline } from "@/lib/handshake"
import { inviteAccount } from "@/lib/invitations/account-invitations"
import { invitationLink, registrationCode } from "@/lib/invitations/invitations"
import { settings } from "@/lib/settings"
import {
  clockAfter,
  invited,
  member,
  newEmail,
  newPhone,
  organization,
  PASSWORD,
  person,
  transferring,
} from "@/lib/testing"

let db: Database
let close: () => Promise<void>
let anybody: Context
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
  anybody = { db, actor: null, clock: databaseClock, ip: null }
})
afterAll(() => close())

const wish = (token: string) => ({ token, locale: "en" as const })
const account = (verificationId: string, about: { code?: string; password?: string } = {}) => ({
  verificationId,
  code: codeFor(verificationId),
  name: "Noa Park",
  password: PASSWORD,
  locale: "en" as const,
  ...about,
})
const wrong = (verificationId: string) => String((Number(codeFor(verificationId)) + 1) % 10 ** 6).padStart(6, "0")
const lettersTo = (address: string) =>
  db.execute(sql`select template, verification_id as verification from letters
    where recipient = ${address} and template <> 'invitation' order by id`)
const accountsWith = (address: string) => db.execute(sql`select name from accounts where ${address} in (email, phone)`)

test("R25 R34 who has the invited mailbox registers by its code alone, without typing the address", async () => {
  const org = await organization(db)
  for (const address of [newEmail(), newPhone()]) {
    const { token } = await invited(org, address)
    const id = await registrationCode(anybody, wish(token))
    expect(await lettersTo(address)).toEqual([{ template: "code", verification: id }])
    expect(await accountsWith(address)).toEqual([])
    const visitor = await visitorOf(db, databaseClock, await registerInvited(anybody, account(id)))
    if (visitor.kind !== "logged-in") throw new Error("not logged in")
    expect([visitor.account.email, visitor.account.phone]).toContain(address)
    await accept({ ...anybody, actor: { accountId: visitor.account.id, freshLogin: true } }, { token })
  }
})

test("R34 a wrong code creates nothing, and a right one works once", async () => {
  const org = await organization(db)
  const address = newEmail()
  const { token } = await invited(org, address)
  const id = await registrationCode(anybody, wish(token))
  await expect(registerInvited(anybody, account(id, { code: wrong(id) }))).rejects.toMatchObject({ code: "wrong_code" })
  expect(await accountsWith(address)).toEqual([])
  await registerInvited(anybody, account(id))
  await expect(registerInvited(anybody, account(id))).rejects.toMatchObject({ code: "code_spent" })
  expect(await accountsWith(address)).toHaveLength(1)
})

test("a code alone creates no account where nobody has said what it is to be", async () => {
  const org = await organization(db)
  const address = newEmail()
  const id = await registrationCode(anybody, wish((await invited(org, address)).token))
  const typed = { verificationId: id, code: codeFor(id) }
  await expect(completeRegistration(anybody, typed)).rejects.toMatchObject({ code: "code_spent" })
  expect(await accountsWith(address)).toEqual([])
})

test("an invited contact that has an account gets a letter instead of a code; who asks sees no difference", async () => {
  const org = await organization(db)
  const guest = await person(db)
  const { token } = await invited(org, guest.address)
  const id = await registrationCode(anybody, wish(token))
  expect(await lettersTo(guest.address)).toEqual([{ template: "account-exists", verification: id }])
  await expect(registerInvited(anybody, account(id))).rejects.toMatchObject({ code: "wrong_code" })
})

test("that a password holds the invited address is said only to who has its code", async () => {
  const org = await organization(db)
  const id = await registrationCode(anybody, wish((await invited(org, "zqxv7kw@vurbl.example.com")).token))
  const password = "zqxv7kw@vurbl.example.com1"
  const guessing = account(id, { password, code: wrong(id) })
  await expect(registerInvited(anybody, guessing)).rejects.toMatchObject({ code: "wrong_code" })
  await expect(registerInvited(anybody, account(id, { password }))).rejects.toMatchObject({ code: "weak_password" })
  expect(await registerInvited(anybody, account(id))).toEqual(expect.any(String))
})

test("a link that nobody can answer sends no code", async () => {
  const org = await organization(db)
  const guest = await person(db)
  const addresses = [newEmail(), newEmail(), guest.address]
  const [revoked, expired, declined] = await Promise.all(addresses.map((address) => invited(org, address)))
  await cancel(org.owner.ctx, { id: revoked?.id ?? "" })
  await decline(guest.ctx, { token: declined?.token ?? "" })
  const [row] = await db.execute<{ number: string }>(sql`select number from accounts where id = ${guest.id}`)
  const target = { number: row?.number ?? "" }
  const byNumber = await inviteAccount(org.owner.ctx, { organizationId: org.id, target, note: "", tags: [] })
  const link = new URL(await invitationLink(org.owner.ctx, byNumber), settings().origin)
  const transfer = await transferring(org, await member(db, org.id))
  const dead = [revoked?.token, declined?.token, link.searchParams.get("token"), transfer.token, "nonsense"]
  for (const token of dead) {
    await expect(registrationCode(anybody, wish(token ?? ""))).rejects.toMatchObject({ code: "link_invalid" })
  }
  const later = { ...anybody, clock: clockAfter("8 days") }
  await expect(registrationCode(later, wish(expired?.token ?? ""))).rejects.toMatchObject({ code: "link_invalid" })
  for (const address of addresses) {
    expect((await lettersTo(address)).filter(({ verification }) => verification !== null)).toEqual([])
  }
})

test("the codes of an invitation count as those of any registration", async () => {
  const org = await organization(db)
  const { token } = await invited(org, newEmail())
  const { count } = settings().limits.codesPerContact
  for (let times = 0; times < count; times++) await registrationCode(anybody, wish(token))
  await expect(registrationCode(anybody, wish(token))).rejects.toMatchObject({ code: "rate_reached" })
})
