import { randomUUID } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accounts } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { knownBrowser } from "@/lib/accounts/known-browsers"
import { browserOf, changePassword, forgotPassword, logIn, resetPassword } from "@/lib/accounts/login"
import { completeRegistration, register } from "@/lib/accounts/registration"
import { resendCode } from "@/lib/accounts/verification"
import { type Context, databaseClock } from "@/lib/core/context"
import { codeFor } from "@/lib/core/secrets"
import { clockAfter, contextOf, newEmail, newPhone, PASSWORD, person } from "@/lib/testing"

const NEW_PASSWORD = "quiet orchard beneath 7 moons"
const WRONG = "not the right one 55"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const from = (ip: string, browser?: string): Context => ({
  db,
  actor: null,
  clock: databaseClock,
  ip,
  ...(browser && { browser }),
})
const attacker = (n: number) => from(`198.51.${n >> 8}.${n & 255}`)
const answerOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "in",
    ({ code }) => code,
  )
const login = (ctx: Context, contact: string, password = PASSWORD) => answerOf(logIn(ctx, { contact, password }))
const wrong = (code: string) => String((Number(code) + 1) % 10 ** 6).padStart(6, "0")
const counted = (key: string, count: number) =>
  db.execute(sql`insert into limits (key, count, resets_at) values (${key}, ${count}, ${databaseClock} + interval '1 day')
    on conflict (key) do update set count = excluded.count`)

/** So many wrong passwords from so many addresses, the answers counted. */
async function guess(
  contact: string,
  { addresses, each, first = 0 }: { addresses: number; each: number; first?: number },
) {
  const answers: Record<string, number> = {}
  for (let n = 0; n < addresses; n++) {
    for (let time = 0; time < each; time++) {
      const answer = await login(attacker(first + n), contact, WRONG)
      answers[answer] = (answers[answer] ?? 0) + 1
    }
  }
  return answers
}

test("after a hundred wrong passwords from ten addresses the right one gets in from an eleventh", async () => {
  const { address } = await person(db)
  expect(await guess(address, { addresses: 10, each: 10 })).toEqual({ wrong_login: 100 })
  expect(await login(from("203.0.113.1"), address)).toBe("in")
  expect(await login(from("203.0.113.1"), address)).toBe("in")
  expect(await login(from("203.0.113.2"), address)).toBe("in")
})

test("an account that is being guessed gives each address three tries a day, and a right password gives them back", async () => {
  const { address } = await person(db)
  await counted(`loginsPerAccount:${address}`, 100)
  const owner = from("203.0.113.3")
  expect(await login(owner, address, WRONG)).toBe("wrong_login")
  expect(await login(owner, address, WRONG)).toBe("wrong_login")
  expect(await login(owner, address)).toBe("in")
  for (let n = 0; n < 3; n++) expect(await login(owner, address, WRONG)).toBe("wrong_login")
  expect(await login(owner, address)).toBe("rate_reached")
})

test("from any number of addresses strangers have five hundred guesses a day, also all at once", async () => {
  const { address } = await person(db)
  await counted(`loginsPerAccount:${address}`, 90)
  await counted(`guessedLogins:${address}`, 380)
  const answers: string[] = []
  for (let round = 0; round < 10; round++) {
    const guesses = Array.from({ length: 10 }, (_, n) => login(attacker(1000 + round * 10 + n), address, WRONG))
    answers.push(...(await Promise.all(guesses)))
  }
  expect(answers.filter((answer) => answer === "wrong_login")).toHaveLength(30)
  expect(answers.filter((answer) => answer === "rate_reached")).toHaveLength(70)
})

test("a contact that has no account is counted and answered like one that has", async () => {
  const unknown = newEmail()
  await counted(`loginsPerAccount:${unknown}`, 99)
  await counted(`guessedLogins:${unknown}`, 398)
  expect(await guess(unknown, { addresses: 5, each: 1, first: 500 })).toEqual({ wrong_login: 3, rate_reached: 2 })
})

test("what is refused for its address does not count for the account", async () => {
  const { address } = await person(db)
  expect(await guess(address, { addresses: 1, each: 120, first: 600 })).toEqual({ wrong_login: 10, rate_reached: 110 })
  const [row] = await db.execute<{ count: number }>(
    sql`select count from limits where key = ${`loginsPerAccount:${address}`}`,
  )
  expect(row?.count).toBe(10)
})

test("a browser that has logged in before gets in whatever strangers guess, and has ten tries of its own", async () => {
  const { id, address } = await person(db)
  await logIn(from("203.0.113.5"), { contact: address, password: PASSWORD })
  const browser = await browserOf(from("203.0.113.5"), id)
  await counted(`loginsPerAccount:${address}`, 100)
  await counted(`guessedLogins:${address}`, 400)
  await counted("loginsPerIp:203.0.113.6", 50)
  expect(await login(from("203.0.113.7"), address)).toBe("rate_reached")
  const known = from("203.0.113.6", browser)
  expect(await login(known, address)).toBe("in")
  const tries = Array.from({ length: 12 }, () => login(known, address, WRONG))
  expect((await Promise.all(tries)).filter((answer) => answer === "wrong_login")).toHaveLength(10)
  expect(await login({ ...known, clock: clockAfter("16 minutes") }, address)).toBe("in")
})

test("the cookie of a browser is good for the accounts that logged in there, until their password is another", async () => {
  const [first, second] = [await person(db), await person(db)]
  const owner = async (id: string) => (await db.select().from(accounts).where(eq(accounts.id, id)))[0]
  const one = await browserOf(from("203.0.113.8"), first.id)
  const both = await browserOf(from("203.0.113.8", one), second.id)
  const known = async (browser: string, id: string) => knownBrowser({ browser }, await owner(id))
  expect(await known(one, first.id)).not.toBeNull()
  expect(await known(one, second.id)).toBeNull()
  expect(await known(both, first.id)).toBe(await known(one, first.id))
  expect(await known(both, second.id)).not.toBeNull()
  for (const forged of [
    "",
    "~",
    "x.y",
    `${one}x`,
    // The last character holds bits that mean nothing.
    one.replace(/.(?=.$)/, (one) => (one === "A" ? "B" : "A")),
    `${one.slice(17)}`,
  ])
    expect(await known(forged, first.id), forged).toBeNull()
  let full = both
  for (let n = 0; n < 5; n++) full = await browserOf(from("203.0.113.8", full), (await person(db)).id)
  expect(full.split("~")).toHaveLength(4)
  const token = await logIn(from("203.0.113.8"), { contact: second.address, password: PASSWORD })
  await changePassword(contextOf(db, second.id), { current: PASSWORD, password: NEW_PASSWORD }, token)
  expect(await known(both, second.id)).toBeNull()
  expect(await known(both, first.id)).not.toBeNull()
})

test("a reset gets in, whatever was guessed before it", async () => {
  const { address } = await person(db)
  await counted(`loginsPerAccount:${address}`, 100)
  await counted(`guessedLogins:${address}`, 400)
  const here = from("203.0.113.9")
  await counted(`loginsPerAccountAndIp:${address}@203.0.113.9`, 10)
  expect(await login(here, address)).toBe("rate_reached")
  const verificationId = await forgotPassword(here, { contact: address }, "en")
  await resetPassword(here, { verificationId, code: codeFor(verificationId), password: NEW_PASSWORD })
  expect(await login(here, address, NEW_PASSWORD)).toBe("in")
  expect(await login(from("203.0.113.10"), address, NEW_PASSWORD)).toBe("in")
})

/** Wrong codes of strangers, as many as one address may ask for and try. */
async function guessCodes(contact: string, first: number, addresses: number) {
  let tried = 0
  for (let n = 0; n < addresses; n++) {
    const stranger = attacker(2000 + first * 100 + n)
    for (let time = 0; time < 5; time++) {
      const verificationId = await forgotPassword(stranger, { contact }, "en").catch(() => null)
      for (let code = 0; verificationId && code < 5; code++) {
        const guessed = { verificationId, code: wrong(codeFor(verificationId)), password: NEW_PASSWORD }
        if ((await answerOf(resetPassword(stranger, guessed))) === "wrong_code") tried += 1
      }
    }
  }
  return tried
}

test("fifty wrong codes by others stop neither the owner's code nor that of a registration", async () => {
  const { address } = await person(db)
  expect(await guessCodes(address, 0, 2)).toBe(50)
  const owner = from("203.0.113.11")
  const verificationId = await forgotPassword(owner, { contact: address }, "en")
  const input = { verificationId, password: NEW_PASSWORD }
  const mistyped = { ...input, code: wrong(codeFor(verificationId)) }
  await expect(resetPassword(owner, mistyped)).rejects.toMatchObject({
    code: "wrong_code",
    extra: { facts: { left: 1 } },
  })
  await resetPassword(owner, { ...input, code: codeFor(verificationId) })
  expect(await login(owner, address, NEW_PASSWORD)).toBe("in")
  const phone = newPhone()
  await counted(`codeTriesPerContact:${phone}`, 50)
  const form = { contact: phone, name: "Ada Zhou", password: PASSWORD, locale: "en" } as const
  const registration = await register(owner, form)
  expect(
    await answerOf(completeRegistration(owner, { verificationId: registration, code: codeFor(registration) })),
  ).toBe("in")
})

test("strangers of any number of addresses have ninety tries a day at the codes of one contact", async () => {
  const { address } = await person(db)
  expect(await guessCodes(address, 1, 12)).toBe(90)
})

test("a browser that has logged in before is sent its code, however many strangers have asked for", async () => {
  const { id, address } = await person(db)
  const browser = await browserOf(from("203.0.113.12"), id)
  await counted(`messagesPerRecipient:codes:${address}`, 30)
  await counted(`codesPerContact:reset:${address}@203.0.113.12`, 5)
  const ask = (ctx: Context) => forgotPassword(ctx, { contact: address }, "en")
  await expect(ask(from("203.0.113.12"))).rejects.toMatchObject({ code: "rate_reached" })
  await expect(ask(from("203.0.113.13"))).rejects.toMatchObject({ code: "rate_reached" })
  const known = from("203.0.113.12", browser)
  const verificationId = await ask(known)
  await resendCode({ ...known, clock: clockAfter("61 seconds") }, verificationId, "en")
  await resetPassword(known, { verificationId, code: codeFor(verificationId), password: NEW_PASSWORD })
})

test("one address uses up a third of the codes that strangers may send to a contact in a day", async () => {
  const { address } = await person(db)
  const form = { contact: address, name: "Ada Zhou", password: PASSWORD, locale: "en" } as const
  let sent = 0
  for (let hour = 0; hour < 12; hour++) {
    const here = { ...from("203.0.113.15"), clock: clockAfter(`${hour} hours`) }
    for (const ask of [() => register(here, form), () => forgotPassword(here, { contact: address }, "en")])
      if (await ask().catch(() => null)) sent += 1
  }
  expect(sent).toBe(10)
  expect(await forgotPassword(from("203.0.113.16"), { contact: address }, "en")).toBeTruthy()
})

test("a right code counts against nobody's address", async () => {
  const ip = "203.0.113.14"
  await counted(`codeTriesPerIp:${ip}`, 59)
  for (let n = 0; n < 3; n++) {
    const form = { contact: newEmail(), name: "Ada Zhou", password: PASSWORD, locale: "en" } as const
    const verificationId = await register(from(ip), form)
    expect(await answerOf(completeRegistration(from(ip), { verificationId, code: codeFor(verificationId) }))).toBe("in")
  }
})

test("a code that does not exist is sent again to nobody, and counts like a wrong one", async () => {
  const ip = "203.0.113.17"
  await counted(`codeTriesPerIp:${ip}`, 58)
  const again = () => answerOf(resendCode(from(ip), randomUUID(), "en"))
  expect([await again(), await again(), await again()]).toEqual(["code_spent", "code_spent", "rate_reached"])
})
