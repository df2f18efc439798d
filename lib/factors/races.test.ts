import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { letters, recoveryCodes } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { logIn } from "@/lib/accounts/login"
import { FactorOwed } from "@/lib/accounts/second-step/half-logins"
import type { Context } from "@/lib/core/context"
import { ownFactors, removeFactor } from "@/lib/factors/factors"
import { logInByCode, logInByPasskey, loginOptions } from "@/lib/factors/second-step"
import { PASSWORD, person } from "@/lib/testing"
import { codeOf, fresh, visitorFrom, withApp, withPasskey } from "@/lib/testing/factors/world"
import { bugs, forgetRates, raced, rounds } from "@/lib/testing/races"

const ROUNDS = rounds(300, 15)
const LONG = 240_000

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: 12 }))
})
afterAll(() => close())

async function half(ctx: Context, contact: string): Promise<string> {
  const refusal = await logIn(ctx, { contact, password: PASSWORD }).catch((error) => error)
  return refusal instanceof FactorOwed ? refusal.token : expect.fail(String(refusal))
}

const loginsOf = async (accountId: string) =>
  (
    await db.execute(sql`
      select from audit where actor_id = ${accountId} and action = 'account.log-in' and refusal is null`)
  ).length

test(`a recovery code used twice at once opens one login, ${ROUNDS} times`, { timeout: LONG }, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const someone = await person(db)
    const { codes } = await withApp(db, someone)
    const ctx = visitorFrom(someone.ctx)
    const halves = [await half(ctx, someone.address), await half(ctx, someone.address)]
    const answers = await raced(
      halves.map((token) => () => logInByCode(ctx, { code: codes[0] ?? "" }, token)),
      round,
    )
    expect(bugs(answers)).toEqual([])
    expect(answers.sort()).toEqual(["done", "wrong_factor"])
    expect(await loginsOf(someone.id)).toBe(1)
    await forgetRates(db)
  }
})

test(`a code of an app used twice at once opens one login, ${ROUNDS} times`, { timeout: LONG }, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const someone = await person(db)
    const { secret } = await withApp(db, someone)
    const ctx = visitorFrom(someone.ctx)
    const halves = [await half(ctx, someone.address), await half(ctx, someone.address)]
    const code = codeOf(secret)
    const answers = await raced(
      halves.map((token) => () => logInByCode(ctx, { code }, token)),
      round,
    )
    expect(answers.sort()).toEqual(["code_reused", "done"])
    expect(await loginsOf(someone.id)).toBe(1)
    await forgetRates(db)
  }
})

test(`one login that waits opens once, whichever code comes first, ${ROUNDS} times`, { timeout: LONG }, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const someone = await person(db)
    const { secret, codes } = await withApp(db, someone)
    const ctx = visitorFrom(someone.ctx)
    const token = await half(ctx, someone.address)
    const answers = await raced(
      [codeOf(secret), codes[0] ?? ""].map((code) => () => logInByCode(ctx, { code }, token)),
      round,
    )
    expect(answers.sort()).toEqual(["done", "half_login_over"])
    expect(await loginsOf(someone.id)).toBe(1)
    await forgetRates(db)
  }
})

test(`an answer of a passkey sent twice at once opens one login, ${ROUNDS} times`, { timeout: LONG }, async () => {
  const someone = await person(db)
  const { device } = await withPasskey(db, someone)
  const ctx = visitorFrom(someone.ctx)
  for (let round = 0; round < ROUNDS; round++) {
    const answer = device.answer(await loginOptions(ctx))
    const answers = await raced(
      [1, 2].map(() => () => logInByPasskey(ctx, { answer })),
      round,
    )
    expect(answers.sort()).toEqual(["done", "passkey_refused"])
    expect(await loginsOf(someone.id)).toBe(round + 1)
    await forgetRates(db)
  }
})

test(`two answers of one count of a passkey open one login, ${ROUNDS} times`, { timeout: LONG }, async () => {
  const someone = await person(db)
  const { device } = await withPasskey(db, someone)
  const ctx = visitorFrom(someone.ctx)
  for (let round = 0; round < ROUNDS; round++) {
    const [one, other] = [await loginOptions(ctx), await loginOptions(ctx)]
    const both = [device.answer(one), device.answer(other, { by: 0 })]
    const answers = await raced(
      both.map((answer) => () => logInByPasskey(ctx, { answer })),
      round,
    )
    expect(answers.sort()).toEqual(["done", "passkey_refused"])
    await forgetRates(db)
  }
})

test(`the last two factors removed at once take the recovery codes along, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const someone = await person(db)
    await withApp(db, someone)
    await withPasskey(db, someone)
    const ctx = fresh(someone.ctx)
    const { factors } = await ownFactors(ctx)
    const removals = [...factors, ...factors].map(
      ({ id }) =>
        () =>
          removeFactor(ctx, { id }),
    )
    const answers = await raced(removals, round)
    expect(answers.sort()).toEqual(["done", "done", "not_found", "not_found"])
    expect(await db.select().from(recoveryCodes).where(eq(recoveryCodes.accountId, someone.id))).toEqual([])
    const told = await db.select().from(letters).where(eq(letters.recipient, someone.address))
    expect(told.filter(({ template }) => template === "factor-removed")).toHaveLength(2)
    await forgetRates(db)
  }
})
