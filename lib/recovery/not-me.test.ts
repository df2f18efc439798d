import { desc, eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import {
  accessKeys,
  accounts,
  audit,
  factors,
  letters,
  limits,
  notices,
  recoveryCodes,
  verifications,
} from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { createAccessKey } from "@/lib/access-keys/access-keys"
import { completeVerification, startVerification } from "@/lib/accounts/contacts/proving"
import { browserOf, changePassword, forgotPassword, logIn, resetPassword } from "@/lib/accounts/login"
import { openSession, visitorOf } from "@/lib/accounts/sessions"
import { contactOf } from "@/lib/core/contacts"
import { type Context, databaseClock } from "@/lib/core/context"
import { codeFor } from "@/lib/core/secrets"
import { notMeLink } from "@/lib/core/tokens"
import { makeRecoveryCodes } from "@/lib/factors/factors"
import { renderLetter } from "@/lib/letters/render"
import { changeRole } from "@/lib/members/members"
import { sayNotMe, viewNotMe } from "@/lib/recovery/not-me"
import {
  clockAfter,
  contextOf,
  member,
  newEmail,
  newPhone,
  organization,
  PASSWORD,
  person,
  transferring,
} from "@/lib/testing"
import { fresh, withPasskey } from "@/lib/testing/factors/world"

const NEW_PASSWORD = "quiet orchard beneath 7 moons"

let db: Database
let close: () => Promise<void>
let nobody: Context
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
  nobody = { db, actor: null, clock: databaseClock, ip: "203.0.113.9" }
})
afterAll(() => close())

const lettersTo = (address: string) =>
  db.select().from(letters).where(eq(letters.recipient, address)).orderBy(desc(letters.id))
const templatesTo = async (address: string) => (await lettersTo(address)).map(({ template }) => template)
const rowOf = async (id: string) => (await db.select().from(accounts).where(eq(accounts.id, id)))[0]

/** How many factors and recovery codes an account has. */
const factorsOf = async (id: string) => ({
  kept: await db.$count(factors, eq(factors.accountId, id)),
  codes: await db.$count(recoveryCodes, eq(recoveryCodes.accountId, id)),
})

/** The token in the latest letter of a kind to a contact. */
async function tokenIn(address: string, template: string) {
  const letter = (await lettersTo(address)).find((one) => one.template === template)
  const link = letter && (await renderLetter(db, letter))?.text.match(/token=([\w-]+)/)
  return link?.[1] ?? ""
}

async function replaceContact(someone: { id: string }, address: string, clock = databaseClock) {
  const ctx = { ...contextOf(db, someone.id), clock }
  const verificationId = await startVerification(ctx, { contact: contactOf(address), locale: "en", replacing: true })
  await completeVerification(ctx, { verificationId, code: codeFor(verificationId) })
}

describe("an account's owner is told", () => {
  test("of a login with a browser that is new to the account, and of no other", async () => {
    const someone = await person(db)
    const userAgent =
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15"
    await logIn({ ...nobody, userAgent, country: "SG" }, { contact: someone.address, password: PASSWORD })
    const [letter] = await lettersTo(someone.address)
    expect(letter).toMatchObject({ template: "new-login" })
    const written = letter && (await renderLetter(db, letter))
    expect(written?.text).toContain("Safari on macOS, from 203.0.113.9, Singapore")
    const browser = await browserOf(nobody, someone.id)
    await logIn({ ...nobody, browser }, { contact: someone.address, password: PASSWORD })
    expect(await templatesTo(someone.address)).toEqual(["new-login"])
  })

  test("of a new key, by its name", async () => {
    const someone = await person(db)
    await createAccessKey(someone.ctx, { name: "Pipeline", permissions: ["read"] })
    const [letter] = await lettersTo(someone.address)
    expect(letter).toMatchObject({ template: "key-created", words: { key: "Pipeline" } })
  })

  test("of a role that another has given, and not of the one that it has", async () => {
    const org = await organization(db)
    const someone = await member(db, org.id)
    const to = { organizationId: org.id, accountId: someone.id }
    await changeRole(org.owner.ctx, { ...to, role: "admin" })
    await changeRole(org.owner.ctx, { ...to, role: "admin" })
    expect(await lettersTo(someone.address)).toMatchObject([
      { template: "role-changed", words: { name: "Grace Lin", organization: org.name, from: "member", role: "admin" } },
    ])
  })

  test("of another password, with the keys that go on", async () => {
    const someone = await person(db)
    await createAccessKey(someone.ctx, { name: "Pipeline", permissions: ["read"] })
    const token = await openSession(db, nobody, someone.id)
    await changePassword(someone.ctx, { current: PASSWORD, password: NEW_PASSWORD }, token)
    const [letter] = await lettersTo(someone.address)
    const written = letter && (await renderLetter(db, letter))
    expect(written?.text).toContain("These access keys keep working: Pipeline.")
  })

  test("ten times a day of one thing at most, which keeps nothing of another from them", async () => {
    const someone = await person(db)
    for (let n = 0; n < 12; n++) {
      await createAccessKey(someone.ctx, { name: `Key ${n}`, permissions: ["read"] })
      await db.delete(accessKeys).where(eq(accessKeys.accountId, someone.id))
    }
    expect(await templatesTo(someone.address)).toEqual(Array(10).fill("key-created"))
    await replaceContact(someone, newEmail())
    expect((await templatesTo(someone.address))[0]).toBe("contact-replaced")
  })

  test("at the e-mail, by text where there is none, and by both of what matters most", async () => {
    const [byPhone, both] = [await person(db, { address: newPhone() }), await person(db)]
    const phone = newPhone()
    await db.update(accounts).set({ phone }).where(eq(accounts.id, both.id))
    for (const { ctx } of [byPhone, both]) await createAccessKey(ctx, { name: "Key", permissions: ["read"] })
    expect(await templatesTo(byPhone.address)).toEqual(["key-created"])
    expect([await templatesTo(both.address), await templatesTo(phone)]).toEqual([["key-created"], []])
    await replaceContact(both, newPhone())
    expect((await templatesTo(phone))[0]).toBe("contact-replaced")
    expect((await templatesTo(both.address))[0]).toBe("contact-replaced")
  })
})

describe("who says that it was not them", () => {
  test("ends every login, key and code, and sets a new password by a code to their own contact", async () => {
    const someone = await person(db)
    const foreign = await logIn(nobody, { contact: someone.address, password: PASSWORD })
    const org = await organization(db)
    const { id: ofAccount } = await createAccessKey(someone.ctx, { name: "Mine", permissions: ["read"] })
    const adding = { contact: contactOf(newPhone()), locale: "en" } as const
    const halfDone = await startVerification(someone.ctx, adding)
    const token = await tokenIn(someone.address, "new-login")
    expect(await viewNotMe(nobody, token)).toMatchObject({ state: "info", restored: [], removed: [] })
    expect((await visitorOf(db, databaseClock, foreign)).kind).toBe("logged-in")
    const reset = await sayNotMe(nobody, { token })
    expect((await visitorOf(db, databaseClock, foreign)).kind).toBe("expired")
    const [key] = await db.select().from(accessKeys).where(eq(accessKeys.id, ofAccount))
    expect(key?.disabledAt).toBeInstanceOf(Date)
    const known = { contact: someone.address, password: PASSWORD }
    await expect(logIn(nobody, known)).rejects.toMatchObject({ code: "wrong_login" })
    await expect(
      completeVerification(someone.ctx, { verificationId: halfDone, code: codeFor(halfDone) }),
    ).rejects.toMatchObject({ code: "code_spent" })
    const verificationId = reset?.verification ?? ""
    const [code] = await db.select().from(verifications).where(eq(verifications.id, verificationId))
    expect(code).toMatchObject({ purpose: "reset", contact: someone.address })
    await resetPassword(nobody, { verificationId, code: codeFor(verificationId), password: NEW_PASSWORD })
    await logIn(nobody, { contact: someone.address, password: NEW_PASSWORD })
    const entries = await db.select().from(audit).where(eq(audit.actorId, someone.id))
    expect(entries.map(({ action }) => action)).toEqual(expect.arrayContaining(["account.disown", "key.disable"]))
    expect(org.id).toBeTruthy()
  })

  test("withdraws an offer of ownership that was made in their name", async () => {
    const org = await organization(db)
    const heir = await member(db, org.id)
    await logIn(nobody, { contact: org.owner.address, password: PASSWORD })
    const { id } = await transferring(org, heir)
    await sayNotMe(nobody, { token: await tokenIn(org.owner.address, "new-login") })
    expect([...(await db.execute(sql`select state from handshakes where id = ${id}`))]).toEqual([{ state: "canceled" }])
  })

  test("takes away the factors that were added since, and keeps those of before", async () => {
    const someone = await person(db)
    await withPasskey(db, someone)
    await createAccessKey(fresh(someone.ctx), { name: "Foreign", permissions: ["read"] })
    await withPasskey(db, someone)
    await sayNotMe(nobody, { token: await tokenIn(someone.address, "key-created") })
    expect(await db.select().from(factors).where(eq(factors.accountId, someone.id))).toHaveLength(1)
  })

  test("answers what was told later too, for it may have gone to a contact that somebody else had put in", async () => {
    const someone = await person(db)
    await logIn(nobody, { contact: someone.address, password: PASSWORD })
    const foreign = newEmail()
    await replaceContact(someone, foreign)
    await createAccessKey(someone.ctx, { name: "Foreign", permissions: ["read"] })
    const [own, theirs] = [await tokenIn(someone.address, "new-login"), await tokenIn(foreign, "key-created")]
    expect(await sayNotMe(nobody, { token: own })).not.toBeNull()
    expect(await viewNotMe(nobody, theirs)).toEqual({ state: "done" })
    expect(await sayNotMe(nobody, { token: theirs })).toBeNull()
  })

  test("takes away the very factor that the notice is of, with the recovery codes that came with it", async () => {
    const someone = await person(db)
    await withPasskey(db, someone)
    await sayNotMe(nobody, { token: await tokenIn(someone.address, "factor-added") })
    expect(await factorsOf(someone.id)).toEqual({ kept: 0, codes: 0 })
  })

  test("takes away the very recovery codes that the notice is of, and keeps the factor of before", async () => {
    const someone = await person(db)
    await withPasskey(db, someone)
    await makeRecoveryCodes(fresh(someone.ctx))
    await sayNotMe(nobody, { token: await tokenIn(someone.address, "recovery-codes-made") })
    expect(await factorsOf(someone.id)).toEqual({ kept: 1, codes: 0 })
  })

  test("says so once: pressed again, also at once, it changes nothing more", async () => {
    const someone = await person(db)
    await logIn(nobody, { contact: someone.address, password: PASSWORD })
    const token = await tokenIn(someone.address, "new-login")
    const answers = await Promise.all(Array.from({ length: 5 }, () => sayNotMe(nobody, { token })))
    expect(answers.filter((answer) => answer !== null)).toHaveLength(1)
    const verificationId = answers.find((answer) => answer !== null)?.verification ?? ""
    await resetPassword(nobody, { verificationId, code: codeFor(verificationId), password: NEW_PASSWORD })
    const session = await logIn(nobody, { contact: someone.address, password: NEW_PASSWORD })
    expect(await sayNotMe(nobody, { token })).toBeNull()
    expect(await viewNotMe(nobody, token)).toEqual({ state: "done" })
    expect((await visitorOf(db, databaseClock, session)).kind).toBe("logged-in")
  })

  test("has a week; looking changes nothing, and a link that is not genuine opens nothing", async () => {
    const someone = await person(db)
    const session = await logIn(nobody, { contact: someone.address, password: PASSWORD })
    const token = await tokenIn(someone.address, "new-login")
    const late = { ...nobody, clock: clockAfter("7 days 1 minute") }
    expect(await viewNotMe(late, token)).toEqual({ state: "expired" })
    await expect(sayNotMe(late, { token })).rejects.toMatchObject({ code: "expired" })
    const other = notMeLink("01900000-0000-7000-8000-000000000000").split("token=")[1] ?? ""
    for (const wrong of ["nonsense", other, `${token.slice(0, -2)}AA`]) {
      expect(await viewNotMe(nobody, wrong)).toMatchObject({ state: "invalid" })
      await expect(sayNotMe(nobody, { token: wrong })).rejects.toMatchObject({ code: "link_invalid" })
    }
    expect((await visitorOf(db, databaseClock, session)).kind).toBe("logged-in")
  })
})

describe("a contact that was replaced", () => {
  test("is at once the one that logs in; the one before comes back by its notice for three days", async () => {
    const someone = await person(db)
    const next = newEmail("next")
    await replaceContact(someone, next)
    await logIn(nobody, { contact: next, password: PASSWORD })
    const before = { contact: someone.address, password: PASSWORD }
    await expect(logIn(nobody, before)).rejects.toMatchObject({ code: "wrong_login" })
    const token = await tokenIn(someone.address, "contact-replaced")
    expect(await viewNotMe(nobody, token)).toMatchObject({ state: "info", restored: [expect.stringContaining("@")] })
    const reset = await sayNotMe(nobody, { token })
    expect(await rowOf(someone.id)).toMatchObject({ email: someone.address, passwordHash: null })
    expect(await templatesTo(next)).not.toContain("contact-replaced")
    const [code] = await db
      .select()
      .from(verifications)
      .where(eq(verifications.id, reset?.verification ?? ""))
    expect(code?.contact).toBe(someone.address)
  })

  test("is kept for its account: nobody else can have it for three days, and then everybody can", async () => {
    const someone = await person(db)
    await replaceContact(someone, newEmail("next"))
    const rival = await person(db)
    await expect(replaceContact(rival, someone.address)).rejects.toMatchObject({ code: "contact_taken" })
    await db.execute(sql`update contact_changes set held_until = now() where account_id = ${someone.id}`)
    await replaceContact(rival, someone.address)
    const token = await tokenIn(someone.address, "contact-replaced")
    await sayNotMe(nobody, { token })
    expect((await rowOf(someone.id))?.email).toMatch(/^next-/)
    expect((await rowOf(rival.id))?.email).toBe(someone.address)
  })

  test("twice comes back to the first by the first notice, and no further by the second", async () => {
    const someone = await person(db)
    const [second, third] = [newEmail("second"), newEmail("third")]
    await replaceContact(someone, second)
    await replaceContact(someone, third)
    const [first, later] = [
      await tokenIn(someone.address, "contact-replaced"),
      await tokenIn(second, "contact-replaced"),
    ]
    await sayNotMe(nobody, { token: first })
    expect((await rowOf(someone.id))?.email).toBe(someone.address)
    await sayNotMe(nobody, { token: later })
    expect((await rowOf(someone.id))?.email).toBe(someone.address)
    await person(db, { address: third })
  })

  test("comes back by the notice of a login that happened before, as whoever logged in may have replaced it", async () => {
    const someone = await person(db)
    await logIn(nobody, { contact: someone.address, password: PASSWORD })
    await replaceContact(someone, newEmail("foreign"))
    await sayNotMe(nobody, { token: await tokenIn(someone.address, "new-login") })
    expect((await rowOf(someone.id))?.email).toBe(someone.address)
  })

  test("is not asked for any more: the codes that it was sent are over", async () => {
    const someone = await person(db)
    const verificationId = await forgotPassword(nobody, { contact: someone.address }, "en")
    await replaceContact(someone, newEmail())
    const input = { verificationId, code: codeFor(verificationId), password: NEW_PASSWORD }
    await expect(resetPassword(nobody, input)).rejects.toMatchObject({ code: "code_spent" })
  })

  test("a contact that was added goes again by the notice of it", async () => {
    const someone = await person(db)
    const phone = newPhone()
    const adding = { contact: contactOf(phone), locale: "en" } as const
    const verificationId = await startVerification(someone.ctx, adding)
    await completeVerification(someone.ctx, { verificationId, code: codeFor(verificationId) })
    const token = await tokenIn(someone.address, "contact-added")
    expect(await viewNotMe(nobody, token)).toMatchObject({ restored: [], removed: [expect.stringContaining("•")] })
    await sayNotMe(nobody, { token })
    expect(await rowOf(someone.id)).toMatchObject({ email: someone.address, phone: null })
    await person(db, { address: phone })
  })

  test("R34 is replaced by a proved one alone, of its own kind, by a fresh login or the password", async () => {
    const someone = await person(db)
    const wanted = { contact: contactOf(newEmail()), locale: "en" } as const
    await expect(startVerification(someone.ctx, wanted)).rejects.toMatchObject({ code: "contact_present" })
    const same = { ...wanted, contact: contactOf(someone.address), replacing: true }
    await expect(startVerification(someone.ctx, same)).rejects.toMatchObject({ code: "contact_present" })
    const old = { ...someone.ctx, actor: { ...someone.ctx.actor, freshLogin: false } }
    const replacing = { ...wanted, replacing: true }
    await expect(startVerification(old, replacing)).rejects.toMatchObject({ code: "password_needed" })
    const guess = { ...replacing, password: "not the password 12" }
    await expect(startVerification(old, guess)).rejects.toMatchObject({ code: "wrong_password" })
    await startVerification(old, { ...replacing, password: PASSWORD })
    expect((await rowOf(someone.id))?.email).toBe(someone.address)
    expect(await db.select().from(notices).where(eq(notices.accountId, someone.id))).toEqual([])
    expect(
      await db
        .select()
        .from(limits)
        .where(sql`key like ${`noticesPerAccount:${someone.id}%`}`),
    ).toEqual([])
  })
})
