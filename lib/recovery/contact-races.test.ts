import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accounts, letters } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { completeVerification, startVerification } from "@/lib/accounts/contacts/proving"
import { forgotPassword, resetPassword } from "@/lib/accounts/login"
import { contactOf } from "@/lib/core/contacts"
import { type Context, databaseClock } from "@/lib/core/context"
import { codeFor } from "@/lib/core/secrets"
import { notMeLink } from "@/lib/core/tokens"
import { accept } from "@/lib/handshake"
import { sayNotMe } from "@/lib/recovery/not-me"
import { invited, newEmail, organization, person } from "@/lib/testing"
import { forgetRates, outcome, raced, rounds } from "@/lib/testing/races"

const ROUNDS = rounds(300, 30)
const LONG = 240_000

let db: Database
let close: () => Promise<void>
let nobody: Context
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: 20 }))
  nobody = { db, actor: null, clock: databaseClock, ip: null }
})
afterAll(() => close())

type Someone = Awaited<ReturnType<typeof person>>

/** A change of contact that only waits for its code. */
async function changing({ ctx }: Someone, address: string) {
  const verificationId = await startVerification(ctx, { contact: contactOf(address), locale: "en", replacing: true })
  return () => completeVerification(ctx, { verificationId, code: codeFor(verificationId) })
}
const emailOf = async ({ id }: Someone) => (await db.select().from(accounts).where(eq(accounts.id, id)))[0]?.email
const ownersOf = (email: string) => db.select().from(accounts).where(eq(accounts.email, email))

/** The token of the latest notice to a contact. */
async function tokenTo(recipient: string) {
  const [letter] = await db
    .select()
    .from(letters)
    .where(sql`${letters.recipient} = ${recipient} and ${letters.noticeId} is not null`)
    .orderBy(sql`${letters.id} desc`)
  return new URL(notMeLink(letter?.noticeId ?? "")).searchParams.get("token") ?? ""
}

test(`an invitation to the former contact is accepted before the change or not at all, one to the new contact after it, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const org = await organization(db, { quota: 100_000 })
  for (let round = 0; round < ROUNDS; round++) {
    const [someone, next] = [await person(db), newEmail("next")]
    const { token } = await invited(org, round % 2 ? next : someone.address)
    const change = await changing(someone, next)
    const [changed, accepted] = await raced([change, () => accept(someone.ctx, { token })], round)
    expect(changed).toBe("done")
    expect(["done", round % 2 ? "contact_not_verified" : "wrong_account", "wrong_account"]).toContain(accepted)
    const after = await outcome(accept(someone.ctx, { token }))
    if (accepted === "done") expect(["already_answered", "link_invalid"]).toContain(after)
    else expect(after).toBe(round % 2 ? "done" : "wrong_account")
    await forgetRates(db)
  }
})

test(`of two accounts that want the same contact at once, one has it, ${ROUNDS} times`, { timeout: LONG }, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const [one, other, wanted] = [await person(db), await person(db), newEmail("wanted")]
    const answers = await raced([await changing(one, wanted), await changing(other, wanted)], round)
    expect(answers.toSorted()).toEqual(["contact_taken", "done"])
    expect(await ownersOf(wanted)).toHaveLength(1)
    await forgetRates(db)
  }
})

test(`what one account gives up, another that wants it at once gets in no round, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const [holder, rival] = [await person(db), await person(db)]
    const moves = [await changing(holder, newEmail("next")), await changing(rival, holder.address)]
    expect(await raced(moves, round)).toEqual(["done", "contact_taken"])
    expect(await ownersOf(holder.address)).toEqual([])
    await sayNotMe(nobody, { token: await tokenTo(holder.address) })
    expect(await emailOf(holder)).toBe(holder.address)
    await forgetRates(db)
  }
})

test(`of two changes at once both are done in some order, and the first notice takes both back, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const someone = await person(db)
    const [second, third] = [newEmail("second"), newEmail("third")]
    const answers = await raced([await changing(someone, second), await changing(someone, third)], round)
    expect(answers).toEqual(["done", "done"])
    expect([second, third]).toContain(await emailOf(someone))
    await sayNotMe(nobody, { token: await tokenTo(someone.address) })
    expect(await emailOf(someone)).toBe(someone.address)
    await forgetRates(db)
  }
})

test(`a change that is stopped while another is made leaves a contact of the account's own, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const someone = await person(db)
    const [second, third] = [newEmail("second"), newEmail("third")]
    await (await changing(someone, second))()
    const token = await tokenTo(someone.address)
    const again = await changing(someone, third)
    const [stopped, changed] = await raced([() => sayNotMe(nobody, { token }), again], round)
    expect(stopped).toBe("done")
    // Made before the stop it is taken back with it, and after it its code is over.
    expect(["done", "code_spent"]).toContain(changed)
    expect(await emailOf(someone)).toBe(someone.address)
    await forgetRates(db)
  }
})

test(`a reset and a change of contact at once end without a bug, and the former contact resets nothing after it, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const someone = await person(db)
    const verificationId = await forgotPassword(nobody, { contact: someone.address }, "en")
    const input = { verificationId, code: codeFor(verificationId), password: "quiet orchard beneath 7 moons" }
    const [reset, changed] = await raced(
      [() => resetPassword(nobody, input), await changing(someone, newEmail("next"))],
      round,
    )
    expect(changed).toBe("done")
    expect(["done", "code_spent"]).toContain(reset)
    await forgetRates(db)
  }
})
