import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { factorResets, letters } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { logIn } from "@/lib/accounts/login"
import { openSession, openSessionBy, visitorOf } from "@/lib/accounts/sessions"
import { contactOf } from "@/lib/core/contacts"
import { databaseClock } from "@/lib/core/context"
import { notMeLink } from "@/lib/core/tokens"
import { ownFactors } from "@/lib/factors/factors"
import { askFactorReset, carryOutFactorResets } from "@/lib/recovery/factor-reset"
import { sayNotMe } from "@/lib/recovery/not-me"
import { clockAfter, PASSWORD, person } from "@/lib/testing"
import { visitorFrom, withApp, withPasskey } from "@/lib/testing/factors/world"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const ask = (address: string) => askFactorReset({ db, clock: databaseClock }, contactOf(address))
const later = (span: string) => carryOutFactorResets({ db, clock: clockAfter(span) })
const tokenIn = (link: string) => new URL(link).searchParams.get("token") ?? ""
const toldOf = async (address: string) => {
  const sent = await db.select().from(letters).where(eq(letters.recipient, address)).orderBy(letters.id)
  return sent.filter(({ template }) => template.startsWith("factor-reset") || template.startsWith("factors-"))
}

test("all factors go a day after an operator has asked for it, once, and the owner is told both times", async () => {
  const someone = await person(db)
  await withApp(db, someone)
  await withPasskey(db, someone)
  const session = await openSession(db, someone.ctx, someone.id)
  const asked = await ask(someone.address)
  expect(await ask(someone.address)).toEqual(asked)
  await later("23 hours")
  expect((await ownFactors(someone.ctx)).factors).toHaveLength(2)
  await Promise.all([later("25 hours"), later("25 hours")])
  expect(await ownFactors(someone.ctx)).toEqual({ factors: [], codesLeft: 0 })
  expect(await visitorOf(db, databaseClock, session)).toEqual({ kind: "expired" })
  await logIn(visitorFrom(someone.ctx), { contact: someone.address, password: PASSWORD })
  expect((await toldOf(someone.address)).map(({ template }) => template)).toEqual([
    "factor-reset-asked",
    "factors-reset",
  ])
})

test("it is stopped by the letter that tells of it, and by a login with a factor", async () => {
  const [reader, finder] = [await person(db), await person(db)]
  for (const one of [reader, finder]) {
    await withApp(db, one)
    await ask(one.address)
  }
  const [letter] = await toldOf(reader.address)
  await sayNotMe(visitorFrom(reader.ctx), { token: tokenIn(notMeLink(letter?.noticeId ?? "")) })
  await openSessionBy(db, finder.ctx, { accountId: finder.id, methods: ["password", "totp"] })
  await later("25 hours")
  for (const one of [reader, finder]) expect((await ownFactors(one.ctx)).factors).toHaveLength(1)
  expect(await db.select().from(factorResets)).toEqual([])
})

test("nothing is asked for where there is no account, or no factor", async () => {
  const someone = await person(db)
  expect(await ask("unknown@example.com")).toBeUndefined()
  expect((await ask(someone.address))?.dueAt).toBeNull()
  expect(await toldOf(someone.address)).toEqual([])
})
