import { setImmediate as turn } from "node:timers/promises"
import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accounts } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { mustKnowPassword } from "@/lib/accounts/accounts"
import { browserOf, logIn } from "@/lib/accounts/login"
import { hashPassword } from "@/lib/accounts/passwords"
import { register } from "@/lib/accounts/registration"
import { databaseClock } from "@/lib/core/context"
import { contextOf, newEmail, newPhone, PASSWORD, person } from "@/lib/testing"

/** What was stored for `PASSWORD` before Argon2id. */
const SCRYPT_HASH = "scrypt$32768$8$3$MDEyMzQ1Njc4OWFiY2RlZg$fJ4xwd3LT2yDK7xr4zO3Bm4UDbV_8bsSvRCxwux6CK4"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const from = (ip: string) => ({ db, actor: null, clock: databaseClock, ip })
const counted = (rule: string, ip: string, count: number) =>
  db.execute(sql`insert into limits (key, count, resets_at)
    values (${`${rule}:${ip}`}, ${count}, ${databaseClock} + interval '10 minutes')`)

test("behind one address as many log in as are there: only wrong passwords count against it", async () => {
  const ip = "198.51.100.7"
  const { address: contact } = await person(db)
  await counted("loginsPerIp", ip, 49)
  for (let n = 0; n < 3; n++) await logIn(from(ip), { contact, password: PASSWORD })
  const wrong = { contact, password: "not the password" }
  await expect(logIn(from(ip), wrong)).rejects.toMatchObject({ code: "wrong_login" })
  await expect(logIn(from(ip), wrong)).rejects.toMatchObject({ code: "rate_reached" })
})

test("a registration beyond the limit of its address is refused before it costs a hash", async () => {
  const ip = "198.51.100.8"
  await counted("codeRequestsPerIp", ip, 300)
  await whileTooManyHash("registration", async () => {
    const form = { contact: newEmail(), name: "Ada Zhou", password: PASSWORD, locale: "en" } as const
    await expect(register(from(ip), form)).rejects.toMatchObject({
      code: "rate_reached",
      extra: { facts: { rule: "codeRequestsPerIp" } },
    })
  })
})

const busy = { code: "rate_reached", extra: { retryAfter: 3, facts: { rule: "busy" } } }

test("when the passwords of more addresses wait than can be compared in a moment, a login is told at once to come back, and not counted", async () => {
  const { id, address: contact } = await person(db)
  const ip = "198.51.100.9"
  const browser = await browserOf(from(ip), id)
  await whileTooManyHash("login", async () => {
    await expect(logIn(from(ip), { contact, password: PASSWORD })).rejects.toMatchObject(busy)
    await expect(logIn(from(ip), { contact: newEmail(), password: PASSWORD })).rejects.toMatchObject(busy)
    // A browser that has logged in before, who is logged in, and a registration wait elsewhere.
    await logIn({ ...from(ip), browser }, { contact, password: PASSWORD })
    await mustKnowPassword(contextOf(db, id), PASSWORD, "password")
    await register(from(ip), { contact: newEmail(), name: "Ada Zhou", password: PASSWORD, locale: "en" })
  })
  expect(await countedFor(contact)).toBe(0)
  await logIn(from(ip), { contact, password: PASSWORD })
})

test("a registration that is told to come back is not counted", async () => {
  const form = { contact: newEmail(), name: "Ada Zhou", password: PASSWORD, locale: "en" } as const
  await whileTooManyHash("registration", async () => {
    await expect(register(from("198.51.100.11"), form)).rejects.toMatchObject(busy)
  })
  expect(await countedFor(form.contact)).toBe(0)
  expect(await countedFor("codeRequestsPerIp:198.51.100.11")).toBe(0)
})

test("however many passwords one address sends, another's login has a place among them", async () => {
  const { address: contact } = await person(db)
  await whileTooManyHash("login", () => logIn(from("198.51.100.13"), { contact, password: PASSWORD }), "198.51.100.12")
})

/** What stands against somebody in all counts that name them. */
async function countedFor(whose: string) {
  const [row] = await db.execute<{ sum: number }>(
    sql`select coalesce(sum(count), 0)::int as sum from limits where position(${whose} in key) > 0`,
  )
  return row?.sum
}

test("a password of before Argon2id logs in, also twice at once, and is stored as Argon2id from then on", async () => {
  const { id, address: contact } = await person(db)
  const hashes = () => db.select({ stored: accounts.passwordHash }).from(accounts).where(eq(accounts.id, id))
  await db.update(accounts).set({ passwordHash: SCRYPT_HASH }).where(eq(accounts.id, id))
  const login = (password: string) => logIn(from("198.51.100.10"), { contact, password })
  await expect(login("not the password")).rejects.toMatchObject({ code: "wrong_login" })
  expect(await hashes()).toEqual([{ stored: SCRYPT_HASH }])
  await Promise.all([login(PASSWORD), login(PASSWORD)])
  const renewed = await hashes()
  expect(renewed).toEqual([{ stored: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/) }])
  await login(PASSWORD)
  await expect(login("not the password")).rejects.toMatchObject({ code: "wrong_login" })
  expect(await hashes()).toEqual(renewed)
})

/** Does something while a lane of the queue of hashes is full, of one address or of as many as wait, and kept so. */
async function whileTooManyHash(lane: "login" | "registration", work: () => Promise<unknown>, owner?: string) {
  const busy: Promise<unknown>[] = []
  let state: "filling" | "full" | "done" = "filling"
  const ask = () => {
    const hash = hashPassword(PASSWORD, { lane, owner: owner ?? `stranger-${busy.length}` })
    busy.push(
      hash.then(
        // Whoever leaves makes place for the next at once, before anybody else can come.
        () => {
          if (state !== "done") ask()
        },
        (refused) => {
          if (state === "filling") state = "full"
          expect(refused).toMatchObject({ code: "rate_reached" })
        },
      ),
    )
  }
  const fill = async () => {
    for (; state !== "done"; await turn()) ask()
  }
  const filled = fill()
  while (state === "filling") await turn()
  await work().finally(() => {
    state = "done"
  })
  await filled
  await Promise.all(busy)
}

test("a number is logged in with however it is typed, in the reader's country without its code", async () => {
  const address = newPhone()
  await person(db, { address })
  const local = `${address.slice(3, 6)} ${address.slice(6, 10)} ${address.slice(10)}`
  for (const contact of [`0086-${local}`, `\u202a+86\u00a0${local}\u202c`, `🇨🇳 +86 ${local}`])
    await logIn(from("198.51.100.20"), { contact, password: PASSWORD })
  await logIn({ ...from("198.51.100.20"), countries: ["CN"] }, { contact: local, password: PASSWORD })
  await expect(logIn(from("198.51.100.20"), { contact: local, password: PASSWORD })).rejects.toMatchObject({
    code: "country_needed",
    extra: { field: "contact" },
  })
})
