import { setImmediate as turn } from "node:timers/promises"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { testDatabase } from "@/db/testing"
import { changePassword, forgotPassword, logIn, resetPassword } from "@/lib/accounts/login"
import { register } from "@/lib/accounts/registration"
import { mustBeStrong } from "@/lib/accounts/strength"
import { databaseClock } from "@/lib/core/context"
import { codeFor } from "@/lib/core/secrets"
import { contextOf, newEmail, PASSWORD, person } from "@/lib/testing"

/** Takes zxcvbn longest: every part of it is on some list, in many ways. */
const SLOW = "p4$$w0rd".repeat(16)
const WEAK = "passwordpassword"
const busy = { code: "rate_reached", extra: { facts: { rule: "newPasswords" } } }

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const from = (ip: string | null) => ({ db, actor: null, clock: databaseClock, ip })
const used = (whose: string) =>
  db.execute(sql`insert into limits (key, count, resets_at)
    values (${`newPasswords:${whose}`}, 60, ${databaseClock} + interval '10 minutes')`)

test("while a password is judged, the process goes on with everything else", async () => {
  const outcomes: string[] = []
  const judged = Promise.allSettled(
    Array.from({ length: 5 }, () => mustBeStrong(from(null), { password: SLOW, words: [] })),
  )
  judged.then((all) => outcomes.push(...all.map(({ status }) => status)))
  let turns = 0
  for (; outcomes.length === 0; turns++) await turn()
  expect(outcomes).toEqual(Array(5).fill("rejected"))
  expect(turns).toBeGreaterThan(100)
})

test("when more passwords wait than can be judged in a moment, the next is told at once to come back", async () => {
  const waiting = Array.from({ length: 200 }, () =>
    mustBeStrong(from(null), { password: SLOW, words: [] }).catch((refused) => refused),
  )
  await Promise.race(waiting)
  const refused = (await Promise.all(waiting)).filter(({ code }) => code === "rate_reached")
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]).toMatchObject({ extra: { retryAfter: 3 } })
  await mustBeStrong(from(null), { password: PASSWORD, words: [] })
})

test("sixty passwords of one address in ten minutes are judged, weak ones too; then none is looked at", async () => {
  const ip = "198.51.100.31"
  const form = { contact: newEmail(), name: "Ada Zhou", password: WEAK, locale: "en" } as const
  const answers: string[] = []
  for (let n = 0; n < 62; n++) answers.push(await register(from(ip), form).catch(({ code }) => code))
  expect(answers).toEqual([...Array(60).fill("weak_password"), "rate_reached", "rate_reached"])
  await expect(register(from("198.51.100.32"), form)).rejects.toMatchObject({ code: "weak_password" })
})

test("a registration, a reset and a change of the password are each counted before they are looked at", async () => {
  const ip = "198.51.100.33"
  const { id, address } = await person(db)
  const token = await logIn(from("198.51.100.34"), { contact: address, password: PASSWORD })
  const verificationId = await forgotPassword(from("198.51.100.34"), { contact: address }, "en")
  await used(ip)
  await used(id)
  const form = { contact: newEmail(), name: "Ada Zhou", password: WEAK, locale: "en" } as const
  await expect(register(from(ip), form)).rejects.toMatchObject(busy)
  const code = codeFor(verificationId)
  await expect(resetPassword(from(ip), { verificationId, code, password: WEAK })).rejects.toMatchObject(busy)
  const wish = { current: PASSWORD, password: WEAK }
  await expect(changePassword(contextOf(db, id), wish, token)).rejects.toMatchObject(busy)
})

test("what is too short or too long costs nothing and is not counted", async () => {
  const ip = "198.51.100.35"
  await used(ip)
  for (const password of ["short", "x".repeat(129), "x".repeat(400)])
    await expect(mustBeStrong(from(ip), { password, words: [] })).rejects.toMatchObject({ code: "weak_password" })
})

test("words that everybody here thinks of first, and those of its owner, make no password strong", async () => {
  const words = ["Grace Lindqvist", "grace.lindqvist@example.com"]
  for (const password of [
    "MusterInvitationEnterprise",
    "muster-enterprise-member-console",
    "InviteMemberOrganization2026",
    "GraceLindqvistMuster!",
    "lindqvist.example.grace.muster",
  ])
    await expect(mustBeStrong(from(null), { password, words }), password).rejects.toMatchObject({
      code: "weak_password",
    })
  for (const password of ["muster copper meadow windmills", "Grace and 4 quiet orchards beneath"])
    await mustBeStrong(from(null), { password, words })
})
