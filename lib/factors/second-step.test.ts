import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { factors, letters, recoveryCodes } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { changePassword, logIn } from "@/lib/accounts/login"
import { FactorOwed } from "@/lib/accounts/second-step/half-logins"
import { visitorOf } from "@/lib/accounts/sessions"
import type { Context } from "@/lib/core/context"
import { logInByCode, logInByFactor, logInByPasskey, loginOptions, secondStepOptions } from "@/lib/factors/second-step"
import { clockAfter, PASSWORD, person } from "@/lib/testing"
import { codeOf, fresh, visitorFrom, withApp, withPasskey } from "@/lib/testing/factors/world"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

/** Types the right password; gives what the login goes on with. */
async function half(ctx: Context, contact: string): Promise<string> {
  const refusal = await logIn(ctx, { contact, password: PASSWORD }).catch((error) => error)
  expect(refusal).toBeInstanceOf(FactorOwed)
  return refusal.token
}

const opened = (token: string) => visitorOf(db, clockAfter("0 seconds"), token)
const lettersTo = async (address: string) =>
  (await db.select().from(letters).where(eq(letters.recipient, address)).orderBy(letters.id)).map(
    ({ template }) => template,
  )

describe("a login of an account with an authenticator app", () => {
  test("opens nothing by the password alone, and a session by the code", async () => {
    const someone = await person(db)
    const { secret } = await withApp(db, someone)
    const ctx = visitorFrom(someone.ctx)
    const token = await half(ctx, someone.address)
    expect(await opened(token)).toEqual({ kind: "expired" })
    const session = await logInByCode(ctx, { code: codeOf(secret) }, token)
    expect(await opened(session)).toMatchObject({ kind: "logged-in", freshFactor: true, withFactor: true })
    await expect(logInByCode(ctx, { code: codeOf(secret) }, token)).rejects.toMatchObject({
      code: "half_login_over",
    })
  })

  test("takes a code once, and none of before it", async () => {
    const someone = await person(db)
    const { secret } = await withApp(db, someone)
    const ctx = visitorFrom(someone.ctx)
    const code = codeOf(secret)
    await logInByCode(ctx, { code: ` ${code.slice(0, 3)} ${code.slice(3)}` }, await half(ctx, someone.address))
    const again = await half(ctx, someone.address)
    await expect(logInByCode(ctx, { code }, again)).rejects.toMatchObject({ code: "code_reused" })
    const before = { ...ctx, clock: clockAfter("-2 minutes") }
    await expect(logInByCode(before, { code: codeOf(secret, -2) }, again)).rejects.toMatchObject({
      code: "code_reused",
    })
    await expect(logInByCode(ctx, { code: codeOf(secret, 60) }, again)).rejects.toMatchObject({ code: "wrong_factor" })
    const later = { ...ctx, clock: clockAfter("2 minutes") }
    await logInByCode(later, { code: codeOf(secret, 2) }, again)
  })

  test("waits ten minutes and takes five tries", async () => {
    const someone = await person(db)
    const { secret } = await withApp(db, someone)
    const ctx = visitorFrom(someone.ctx, "198.51.100.20")
    const late = await half(ctx, someone.address)
    const afterwards = { ...ctx, clock: clockAfter("11 minutes") }
    await expect(logInByCode(afterwards, { code: codeOf(secret, 11) }, late)).rejects.toMatchObject({
      code: "half_login_over",
    })
    const tried = await half(ctx, someone.address)
    for (let n = 0; n < 5; n++) {
      await expect(logInByCode(ctx, { code: "000000" }, tried)).rejects.toMatchObject({ code: "wrong_factor" })
    }
    await expect(logInByCode(ctx, { code: codeOf(secret) }, tried)).rejects.toMatchObject({ code: "half_login_over" })
    expect(await lettersTo(someone.address)).toEqual(["factor-added", "second-step-failed"])
  })

  test("tells its owner of the fifth wrong code of a day, whatever logins they were typed at, and once", async () => {
    const someone = await person(db)
    await withApp(db, someone)
    const guess = async (ip: string) => {
      const ctx = visitorFrom(someone.ctx, ip)
      const waiting = await half(ctx, someone.address)
      for (let n = 0; n < 2; n++) await logInByCode(ctx, { code: "000000" }, waiting).catch(() => {})
    }
    await guess("198.51.100.30")
    await guess("198.51.100.31")
    expect(await lettersTo(someone.address)).toEqual(["factor-added"])
    for (const ip of ["198.51.100.32", "198.51.100.33"]) await guess(ip)
    expect(await lettersTo(someone.address)).toEqual(["factor-added", "second-step-failed"])
  })

  test("is not for who knows the password to shut: codes are bounded, recovery codes and known browsers go on", async () => {
    const someone = await person(db)
    const { secret, codes } = await withApp(db, someone)
    await db.execute(sql`insert into limits (key, count, resets_at)
      values (${`secondSteps:${someone.id}`}, 30, clock_timestamp() + interval '1 hour')`)
    const ctx = visitorFrom(someone.ctx, "198.51.100.21")
    const refused = { code: "rate_reached", extra: { facts: { rule: "secondSteps" } } }
    const waiting = await half(ctx, someone.address)
    await expect(logInByCode(ctx, { code: codeOf(secret) }, waiting)).rejects.toMatchObject(refused)
    await logInByCode(ctx, { code: codes[0] ?? "" }, waiting)
  })

  test("is guessed at no oftener with another password", async () => {
    const someone = await person(db)
    const { token } = await withApp(db, someone)
    await db.execute(sql`
      insert into limits (key, count, resets_at) values (${`secondSteps:${someone.id}`}, 30, now() + interval '1 day')`)
    await changePassword(fresh(someone.ctx), { current: PASSWORD, password: "nine-quiet-lanterns-drift" }, token)
    const kept = await db.execute(sql`select count from limits where key = ${`secondSteps:${someone.id}`}`)
    expect([...kept]).toEqual([{ count: 30 }])
  })

  test("ends where the password is changed meanwhile", async () => {
    const someone = await person(db)
    const { secret, token } = await withApp(db, someone)
    const ctx = visitorFrom(someone.ctx)
    const waiting = await half(ctx, someone.address)
    await changePassword(fresh(someone.ctx), { current: PASSWORD, password: "nine-quiet-lanterns-drift" }, token)
    await expect(logInByCode(ctx, { code: codeOf(secret) }, waiting)).rejects.toMatchObject({ code: "half_login_over" })
  })

  test("keeps no secret and no recovery code that could be read", async () => {
    const someone = await person(db)
    const { secret, codes } = await withApp(db, someone)
    const kept = await db.select().from(factors).where(eq(factors.accountId, someone.id))
    const hashed = await db.select().from(recoveryCodes).where(eq(recoveryCodes.accountId, someone.id))
    const all = JSON.stringify([kept, hashed])
    expect(hashed).toHaveLength(10)
    for (const text of [secret, ...codes, ...codes.map((code) => code.replace("-", ""))]) {
      expect(all).not.toContain(text)
    }
  })
})

test("a recovery code opens one login, however it is typed, and its owner is told", async () => {
  const someone = await person(db)
  const { codes } = await withApp(db, someone)
  const ctx = visitorFrom(someone.ctx)
  const code = codes[3] ?? ""
  await logInByCode(ctx, { code: ` ${code.toUpperCase().replace("-", " ")}` }, await half(ctx, someone.address))
  const again = await half(ctx, someone.address)
  await expect(logInByCode(ctx, { code }, again)).rejects.toMatchObject({ code: "wrong_factor" })
  expect(await lettersTo(someone.address)).toEqual(["factor-added", "recovery-code-used", "new-login"])
})

describe("a passkey", () => {
  test("is a second step after the password", async () => {
    const someone = await person(db)
    const { device } = await withPasskey(db, someone)
    const ctx = visitorFrom(someone.ctx)
    const waiting = await half(ctx, someone.address)
    const answer = device.answer(await secondStepOptions(ctx, waiting))
    expect(await opened(await logInByFactor(ctx, { answer }, waiting))).toMatchObject({ withFactor: true })
  })

  test("logs in without a password, and its answer counts once", async () => {
    const someone = await person(db)
    const { device } = await withPasskey(db, someone)
    const ctx = visitorFrom(someone.ctx)
    const answer = device.answer(await loginOptions(ctx), { userHandle: Buffer.from(someone.id).toString("base64url") })
    const session = await logInByPasskey(ctx, { answer })
    expect(await opened(session)).toMatchObject({ account: { id: someone.id }, withFactor: true, freshFactor: true })
    await expect(logInByPasskey(ctx, { answer })).rejects.toMatchObject({ code: "passkey_refused" })
  })

  test("is refused without its user, from another site, for another purpose, late, or by another account's name", async () => {
    const someone = await person(db)
    const { device } = await withPasskey(db, someone)
    const ctx = visitorFrom(someone.ctx)
    const refused = { code: "passkey_refused" }
    const answers = [
      device.answer(await loginOptions(ctx), { verified: false }),
      device.answer(await loginOptions(ctx), { origin: "https://muster.evil.example" }),
      device.answer(await loginOptions(ctx), { userHandle: Buffer.from("somebody").toString("base64url") }),
      device.answer(await secondStepOptions(ctx, await half(ctx, someone.address))),
      device.answer({ challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }),
    ]
    for (const answer of answers) await expect(logInByPasskey(ctx, { answer })).rejects.toMatchObject(refused)
    const late = device.answer(await loginOptions(ctx))
    await expect(logInByPasskey({ ...ctx, clock: clockAfter("6 minutes") }, { answer: late })).rejects.toMatchObject(
      refused,
    )
    await logInByPasskey(ctx, { answer: device.answer(await loginOptions(ctx)) })
  })

  test("whose counter goes back is refused, for a copy of it exists; one that counts nothing is not", async () => {
    const someone = await person(db)
    const { device } = await withPasskey(db, someone)
    const ctx = visitorFrom(someone.ctx)
    await logInByPasskey(ctx, { answer: device.answer(await loginOptions(ctx), { by: 5 }) })
    const back = device.answer(await loginOptions(ctx), { by: -2 })
    await expect(logInByPasskey(ctx, { answer: back })).rejects.toMatchObject({ code: "passkey_refused" })
    const other = await person(db)
    const { device: uncounted } = await withPasskey(db, other, { counts: false })
    for (let n = 0; n < 2; n++) await logInByPasskey(ctx, { answer: uncounted.answer(await loginOptions(ctx)) })
  })

  test("of another account does not end a login that waits", async () => {
    const someone = await person(db)
    const stranger = await person(db)
    await withPasskey(db, someone)
    const { device } = await withPasskey(db, stranger)
    const ctx = visitorFrom(someone.ctx)
    const waiting = await half(ctx, someone.address)
    const answer = device.answer(await secondStepOptions(ctx, waiting))
    await expect(logInByFactor(ctx, { answer }, waiting)).rejects.toMatchObject({ code: "passkey_refused" })
  })
})
