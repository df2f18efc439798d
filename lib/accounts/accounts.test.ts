import { inspect } from "node:util"
import { desc, eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { queryRows } from "@/db/rows"
import { accounts, letters, sessions, verifications } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { rename } from "@/lib/accounts/accounts"
import { completeVerification, startVerification } from "@/lib/accounts/contacts/proving"
import { changePassword, forgotPassword, logIn, logOutEverywhere, resetPassword } from "@/lib/accounts/login"
import { hashPassword, passwordMatches } from "@/lib/accounts/passwords"
import { completeRegistration, register } from "@/lib/accounts/registration"
import { closeSession, visitorOf } from "@/lib/accounts/sessions"
import { resendCode } from "@/lib/accounts/verification"
import { contactOf } from "@/lib/core/contacts"
import { type Context, databaseClock } from "@/lib/core/context"
import { codeFor } from "@/lib/core/secrets"
import { OWN_TURN } from "@/lib/core/turns/fair"
import { accept } from "@/lib/handshake"
import { clockAfter, contextOf, invited, newEmail, newPhone, organization, PASSWORD, person } from "@/lib/testing"

const NEW_PASSWORD = "quiet orchard beneath 7 moons"

let db: Database
let close: () => Promise<void>
let nobody: Context
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
  nobody = { db, actor: null, clock: databaseClock, ip: null }
})
afterAll(() => close())

const form = (contact: string, password = PASSWORD) => ({ contact, name: "Noa Park", password, locale: "en" as const })
const lastLetter = async (address: string) =>
  (await db.select().from(letters).where(eq(letters.recipient, address)).orderBy(desc(letters.id)))[0]
const visitor = (token: string) => visitorOf(db, databaseClock, token)
const wrong = (code: string) => String((Number(code) + 1) % 10 ** 6).padStart(6, "0")

async function registered(address = newEmail()) {
  const verificationId = await register(nobody, form(address))
  const token = await completeRegistration(nobody, { verificationId, code: codeFor(verificationId) })
  const [account] = await db.select().from(accounts).where(sql`${address} in (email, phone)`)
  if (!account) throw new Error("not registered")
  return { address, token, account, ctx: contextOf(db, account.id) }
}

describe("registering", () => {
  test("R34 an account exists once the code that went to its contact came back, by e-mail or phone", async () => {
    for (const address of [newEmail(), newPhone()]) {
      const verificationId = await register(nobody, form(address))
      expect(await db.select().from(accounts).where(sql`${address} in (email, phone)`)).toEqual([])
      expect(await lastLetter(address)).toMatchObject({
        template: "code",
        verificationId,
        words: { purpose: "register" },
      })
      const token = await completeRegistration(nobody, { verificationId, code: codeFor(verificationId) })
      expect(await visitor(token)).toMatchObject({ kind: "logged-in", account: { name: "Noa Park" } })
    }
  })

  test("R34 whoever starts a registration of an address that is not his holds nothing of it", async () => {
    const org = await organization(db)
    const address = newEmail("victim")
    const theirs = await register(nobody, form(address, "the intruder knows this one 9"))
    const { token } = await invited(org, address)
    await expect(logIn(nobody, { contact: address, password: "the intruder knows this one 9" })).rejects.toMatchObject({
      code: "wrong_login",
    })
    const verificationId = await register(nobody, form(address))
    const session = await completeRegistration(nobody, { verificationId, code: codeFor(verificationId) })
    const owner = await visitor(session)
    if (owner.kind !== "logged-in") throw new Error("not logged in")
    await expect(completeRegistration(nobody, { verificationId: theirs, code: codeFor(theirs) })).rejects.toMatchObject(
      {
        code: "contact_taken",
      },
    )
    await accept(contextOf(db, owner.account.id), { token })
    await expect(logIn(nobody, { contact: address, password: "the intruder knows this one 9" })).rejects.toMatchObject({
      code: "wrong_login",
    })
  })

  test("a contact that has an account gets a letter instead of a code; the asker sees no difference", async () => {
    const { address, account } = await registered()
    const before = account.passwordHash
    const verificationId = await register(nobody, form(address, NEW_PASSWORD))
    expect(await lastLetter(address)).toMatchObject({ template: "account-exists" })
    await expect(completeRegistration(nobody, { verificationId, code: codeFor(verificationId) })).rejects.toMatchObject(
      {
        code: "wrong_code",
      },
    )
    const [after] = await db.select().from(accounts).where(eq(accounts.id, account.id))
    expect(after?.passwordHash).toBe(before)
  })

  test("a code has five tries, ten minutes and one use", async () => {
    const spent = await register(nobody, form(newEmail()))
    for (const left of [4, 3, 2, 1, 0]) {
      await expect(
        completeRegistration(nobody, { verificationId: spent, code: wrong(codeFor(spent)) }),
      ).rejects.toMatchObject({ code: "wrong_code", extra: { field: "code", facts: { left } } })
    }
    await expect(completeRegistration(nobody, { verificationId: spent, code: codeFor(spent) })).rejects.toMatchObject({
      code: "code_spent",
    })
    const late = await register(nobody, form(newEmail()))
    const tenMinutes = { ...nobody, clock: clockAfter("10 minutes") }
    await expect(completeRegistration(tenMinutes, { verificationId: late, code: codeFor(late) })).rejects.toMatchObject(
      {
        code: "code_spent",
      },
    )
    const once = await register(nobody, form(newEmail()))
    await completeRegistration(nobody, { verificationId: once, code: codeFor(once) })
    await expect(completeRegistration(nobody, { verificationId: once, code: codeFor(once) })).rejects.toMatchObject({
      code: "code_spent",
    })
  })

  test("fifty guesses at once are five tries, and the right code used fifty times at once makes one account", async () => {
    const guessed = await register(nobody, form(newEmail()))
    const guesses = await Promise.all(
      Array.from({ length: 50 }, () =>
        completeRegistration(nobody, { verificationId: guessed, code: wrong(codeFor(guessed)) }).catch(
          (error) => error.code,
        ),
      ),
    )
    expect(guesses.filter((code) => code === "wrong_code")).toHaveLength(5)
    const address = newEmail()
    const verificationId = await register(nobody, form(address))
    const uses = await Promise.all(
      Array.from({ length: 50 }, () =>
        completeRegistration(nobody, { verificationId, code: codeFor(verificationId) }).then(
          () => "done",
          (error) => error.code,
        ),
      ),
    )
    expect(uses.filter((answer) => answer === "done")).toHaveLength(1)
    expect(await db.select().from(accounts).where(eq(accounts.email, address))).toHaveLength(1)
  })

  test("a code of one purpose opens no other", async () => {
    const { address, account, ctx } = await registered()
    const reset = await forgotPassword(nobody, { contact: address }, "en")
    await expect(completeRegistration(nobody, { verificationId: reset, code: codeFor(reset) })).rejects.toMatchObject({
      code: "code_spent",
    })
    const contact = await startVerification(ctx, { contact: contactOf(newPhone()), locale: "en" })
    await expect(
      resetPassword(nobody, { verificationId: contact, code: codeFor(contact), password: NEW_PASSWORD }),
    ).rejects.toMatchObject({ code: "code_spent" })
    const other = await person(db)
    await expect(
      completeVerification(other.ctx, { verificationId: contact, code: codeFor(contact) }),
    ).rejects.toMatchObject({
      code: "code_spent",
    })
    expect(account.phone).toBeNull()
  })

  test("the same code goes out again after a minute, five an hour to a contact at most", async () => {
    const address = newEmail()
    const verificationId = await register(nobody, form(address))
    await expect(resendCode(nobody, verificationId, "en")).rejects.toMatchObject({
      code: "rate_reached",
      extra: { retryAfter: 60 },
    })
    const aMinute = { ...nobody, clock: clockAfter("61 seconds") }
    await resendCode(aMinute, verificationId, "en")
    await expect(resendCode(aMinute, verificationId, "en")).rejects.toMatchObject({ code: "rate_reached" })
    for (let n = 1; n <= 2; n++)
      await resendCode({ ...nobody, clock: clockAfter(`${1 + n * 2} minutes`) }, verificationId, "en")
    await expect(resendCode({ ...nobody, clock: clockAfter("9 minutes") }, verificationId, "en")).rejects.toMatchObject(
      {
        code: "rate_reached",
        extra: { retryAfter: expect.any(Number) },
      },
    )
  })

  test("passwords: fifteen characters at least, nothing easy to guess, no rules of composition", async () => {
    const weak = [
      "short",
      "fourteen chars",
      "passwordpassword",
      "123456789012345",
      "aaaaaaaaaaaaaaaaaa",
      "x".repeat(129),
      "Muster2026Muster2026",
    ]
    for (const password of weak) {
      await expect(register(nobody, form(newEmail(), password))).rejects.toMatchObject({
        code: "weak_password",
        extra: { field: "password" },
      })
    }
    for (const password of ["correct horse battery staple", "山明水秀春風得意馬蹄疾一日看盡", "kqzvwmxjrtyplgh"]) {
      await register(nobody, form(newEmail(), password))
    }
    const long = `${"velvet anchor 9 ".repeat(7)}`
    const hash = await hashPassword(`${long}a`, OWN_TURN)
    expect(await passwordMatches(`${long}a`, hash, OWN_TURN)).toBe(true)
    expect(await passwordMatches(`${long}b`, hash, OWN_TURN)).toBe(false)
  })
})

describe("logging in", () => {
  test("with e-mail in any case and with the phone; a wrong password and an unknown contact are one answer", async () => {
    const { address } = await registered()
    const byPhone = await registered(newPhone())
    await logIn(nobody, { contact: address.toUpperCase(), password: PASSWORD })
    await logIn(nobody, { contact: byPhone.address, password: PASSWORD })
    for (const contact of [address, newEmail(), newPhone(), "nonsense"]) {
      await expect(logIn(nobody, { contact, password: "not the right one 55" })).rejects.toMatchObject({
        code: "wrong_login",
        extra: {},
      })
    }
  })

  test("ten wrong passwords close the door for a quarter of an hour, and the right one works after it", async () => {
    const { address } = await registered()
    const guesses = await Promise.all(
      Array.from({ length: 20 }, () =>
        logIn(nobody, { contact: address, password: "a wrong guess 1234" }).catch((error) => error.code),
      ),
    )
    expect(guesses.filter((code) => code === "wrong_login")).toHaveLength(10)
    await expect(logIn(nobody, { contact: address, password: PASSWORD })).rejects.toMatchObject({
      code: "rate_reached",
    })
    await logIn({ ...nobody, clock: clockAfter("16 minutes") }, { contact: address, password: PASSWORD })
  })

  test("the session is a row; an ended one is expired, none at all is anonymous", async () => {
    const { token } = await registered()
    expect((await visitor(token)).kind).toBe("logged-in")
    const stored = JSON.stringify(await db.select().from(sessions))
    expect(stored).not.toContain(token)
    expect(await visitorOf(db, databaseClock, undefined)).toEqual({ kind: "anonymous" })
    expect(await visitorOf(db, clockAfter("25 hours"), token)).toEqual({ kind: "expired" })
    expect(await visitorOf(db, clockAfter("121 minutes"), token)).toEqual({ kind: "expired" })
    await closeSession(db, nobody, token)
    expect(await visitor(token)).toEqual({ kind: "expired" })
  })

  test("a number alone resets no password of an account that has an e-mail, and nobody is told which has one", async () => {
    const { address, account } = await registered()
    const phone = newPhone()
    await db.update(accounts).set({ phone }).where(eq(accounts.id, account.id))
    const [known, unknown] = [await forgotPassword(nobody, { contact: phone }, "en"), newPhone()]
    expect(await lastLetter(phone)).toBeUndefined()
    expect(await lastLetter(address)).toMatchObject({ template: "code", verificationId: known })
    const later = { ...nobody, clock: clockAfter("61 seconds") }
    await resendCode(later, known, "en")
    expect(await lastLetter(phone)).toBeUndefined()
    const decoy = await forgotPassword(nobody, { contact: unknown }, "en")
    await resendCode(later, decoy, "en")
    expect(await lastLetter(unknown)).toBeUndefined()
    await resetPassword(nobody, { verificationId: known, code: codeFor(known), password: NEW_PASSWORD })
  })

  test("a code that went to a number opens nothing once the account has an e-mail", async () => {
    const { address, ctx } = await registered(newPhone())
    const sent = await forgotPassword(nobody, { contact: address }, "en")
    expect(await lastLetter(address)).toMatchObject({ verificationId: sent })
    const adding = await startVerification(ctx, { contact: contactOf(newEmail()), locale: "en" })
    await completeVerification(ctx, { verificationId: adding, code: codeFor(adding) })
    const reset = resetPassword(nobody, { verificationId: sent, code: codeFor(sent), password: NEW_PASSWORD })
    await expect(reset).rejects.toMatchObject({ code: "code_spent" })
  })

  test("sign out everywhere ends every login at the next request", async () => {
    const { address, token, ctx } = await registered()
    const second = await logIn(nobody, { contact: address, password: PASSWORD })
    await logOutEverywhere(ctx)
    expect([await visitor(token), await visitor(second)]).toEqual([{ kind: "expired" }, { kind: "expired" }])
  })

  test("changing the password needs the present one and ends the other logins", async () => {
    const { address, token, ctx } = await registered()
    const second = await logIn(nobody, { contact: address, password: PASSWORD })
    await expect(
      changePassword(ctx, { current: "not the present one", password: NEW_PASSWORD }, token),
    ).rejects.toMatchObject({ code: "wrong_password", extra: { field: "current" } })
    await changePassword(ctx, { current: PASSWORD, password: NEW_PASSWORD }, token)
    expect((await visitor(token)).kind).toBe("logged-in")
    expect((await visitor(second)).kind).toBe("expired")
    expect(await lastLetter(address)).toMatchObject({ template: "password-changed" })
    await logIn(nobody, { contact: address, password: NEW_PASSWORD })
  })

  test("a forgotten password is set anew by a code, which ends every login", async () => {
    const { address, token } = await registered()
    const verificationId = await forgotPassword(nobody, { contact: address }, "en")
    await resetPassword(nobody, { verificationId, code: codeFor(verificationId), password: NEW_PASSWORD })
    expect((await visitor(token)).kind).toBe("expired")
    await logIn(nobody, { contact: address, password: NEW_PASSWORD })
    await expect(
      resetPassword(nobody, { verificationId, code: codeFor(verificationId), password: PASSWORD }),
    ).rejects.toMatchObject({
      code: "code_spent",
    })
    const unknown = newEmail()
    const decoy = await forgotPassword(nobody, { contact: unknown }, "en")
    await expect(
      resetPassword(nobody, { verificationId: decoy, code: codeFor(decoy), password: NEW_PASSWORD }),
    ).rejects.toMatchObject({ code: "wrong_code" })
    expect(await lastLetter(unknown)).toBeUndefined()
  })
})

describe("against a thief", () => {
  const guess = "the intruder knows this one 9"

  test("the answers to a reset do not tell whether a contact has an account, nor whose", async () => {
    const { account, address } = await registered()
    const own = [address, `${account.name} ${account.name} ${account.name}`]
    for (const contact of [address, newEmail()]) {
      const verificationId = await forgotPassword(nobody, { contact }, "en")
      for (const password of own) {
        const answer = resetPassword(nobody, { verificationId, code: wrong(codeFor(verificationId)), password })
        await expect(answer).rejects.toMatchObject({ code: "wrong_code" })
      }
    }
  })

  test("a change of password does not undo the reset that came between", async () => {
    for (let round = 0; round < 10; round++) {
      const { address, token, ctx } = await registered()
      const verificationId = await forgotPassword(nobody, { contact: address }, "en")
      await Promise.all([
        changePassword(ctx, { current: PASSWORD, password: guess }, token).catch((error) => error.code),
        resetPassword(nobody, { verificationId, code: codeFor(verificationId), password: NEW_PASSWORD }),
      ])
      await logIn(nobody, { contact: address, password: NEW_PASSWORD })
    }
  })

  test("no login with the old password survives a change of the password", async () => {
    for (let round = 0; round < 10; round++) {
      const { address, token, ctx } = await registered()
      const logins = Array.from({ length: 4 }, () =>
        logIn(nobody, { contact: address, password: PASSWORD }).catch(() => undefined),
      )
      const change = changePassword(ctx, { current: PASSWORD, password: NEW_PASSWORD }, token)
      const opened = await Promise.all(logins)
      await change
      for (const one of opened) expect((await visitorOf(db, databaseClock, one)).kind).not.toBe("logged-in")
    }
  })

  test("a login older than ten minutes needs the password to add a contact, and the other contact is told", async () => {
    const { address, token, ctx } = await registered()
    expect(await visitorOf(db, clockAfter("9 minutes"), token)).toMatchObject({ freshLogin: true })
    expect(await visitorOf(db, clockAfter("11 minutes"), token)).toMatchObject({ freshLogin: false })
    const old = { ...ctx, actor: { ...ctx.actor, freshLogin: false } }
    const phone = contactOf(newPhone())
    await expect(startVerification(old, { contact: phone, locale: "en" })).rejects.toMatchObject({
      code: "password_needed",
    })
    await expect(startVerification(old, { contact: phone, locale: "en", password: guess })).rejects.toMatchObject({
      code: "wrong_password",
    })
    const verificationId = await startVerification(old, { contact: phone, locale: "en", password: PASSWORD })
    await completeVerification(old, { verificationId, code: codeFor(verificationId) })
    expect(await lastLetter(address)).toMatchObject({ template: "contact-added" })
    await expect(startVerification(ctx, { contact: contactOf(newPhone()), locale: "en" })).rejects.toMatchObject({
      code: "contact_present",
    })
    await changePassword(ctx, { current: PASSWORD, password: NEW_PASSWORD }, token)
    for (const contact of [address, phone.address]) {
      expect(await lastLetter(contact)).toMatchObject({ template: "password-changed" })
    }
  })

  test("wrong guesses elsewhere do not keep anybody from changing the password", async () => {
    const { account, token, ctx } = await registered()
    for (let n = 0; n < 12; n++) {
      await logIn(nobody, { contact: account.id, password: guess }).catch(() => {})
    }
    await changePassword(ctx, { current: PASSWORD, password: NEW_PASSWORD }, token)
  })

  test("a failed query does not say what was asked with", async () => {
    const secret = "scrypt$secret$hash"
    const failed = await db
      .insert(accounts)
      .values({ id: contextOf(db, "x").actor.accountId, number: "1", name: "n", passwordHash: secret })
      .catch((error) => error)
    expect(failed).toBeInstanceOf(Error)
    expect(inspect(failed, { depth: 9, showHidden: true })).not.toContain(secret)
  })
})

test("nothing that opens anything is stored: no token, code, password or session id in any table", async () => {
  const org = await organization(db)
  const { token: session, address } = await registered()
  const { token: link } = await invited(org, newEmail())
  const verificationId = await forgotPassword(nobody, { contact: address }, "en")
  const tables = await queryRows(
    db,
    { name: sql<string>`table_name` },
    (columns) => sql`
      select ${columns} from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const dump: string[] = []
  for (const { name } of tables) {
    const json = { row: sql<string>`to_json(t)::text` }
    const rows = await queryRows(db, json, (columns) => sql`select ${columns} from ${sql.identifier(name)} t`)
    dump.push(...rows.map(({ row }) => row))
  }
  const everything = dump.join("\n")
  expect(everything).toContain(address)
  const mac = Buffer.from(link, "base64url").subarray(16)
  const secrets = [
    session,
    link,
    mac.toString("hex"),
    mac.toString("base64"),
    Buffer.from(session, "base64url").toString("hex"),
    PASSWORD,
    `"${codeFor(verificationId)}"`,
  ]
  for (const secret of secrets) expect(everything).not.toContain(secret)
  expect(await db.select().from(verifications).where(eq(verifications.id, verificationId))).toHaveLength(1)
})

describe("the own name", () => {
  const recorded = (id: string) =>
    db.execute(sql`select detail from audit where actor_id = ${id} and action = 'account.rename' order by id`)

  test("a name is the own account's alone, and the audit keeps what it was", async () => {
    const [someone, other] = [await person(db), await person(db)]
    await rename(someone.ctx, { name: "Mei Lin-Berg" })
    const names = await db.execute(sql`select name from accounts where id in (${someone.id}, ${other.id}) order by id`)
    expect(names).toEqual([{ name: "Mei Lin-Berg" }, { name: "Ada Zhou" }])
    expect(await recorded(someone.id)).toEqual([{ detail: { from: "Ada Zhou", to: "Mei Lin-Berg" } }])
  })

  test("the same name changes nothing, and leaves nothing in the audit", async () => {
    const someone = await person(db)
    await rename(someone.ctx, { name: someone.name })
    expect(await recorded(someone.id)).toEqual([])
  })

  test("a name changes twenty times a day, and then a day later", async () => {
    const someone = await person(db)
    for (let n = 0; n < 20; n += 1) await rename(someone.ctx, { name: `No. ${n}` })
    await expect(rename(someone.ctx, { name: "One more" })).rejects.toMatchObject({ code: "rate_reached" })
    await rename({ ...someone.ctx, clock: clockAfter("25 hours") }, { name: "One more" })
  })
})
