import { eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit, handshakes, letters, recoveryCodes } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { createAccessKey } from "@/lib/access-keys/access-keys"
import { changePassword, logIn } from "@/lib/accounts/login"
import { openSession, visitorOf } from "@/lib/accounts/sessions"
import { addApp, addPasskey, appBeingSetUp, newPasskeyOptions, startApp } from "@/lib/factors/adding"
import { confirmationOptions, confirmByCode, confirmByPasskey, confirmByPassword } from "@/lib/factors/confirming"
import { makeRecoveryCodes, ownFactors, removeFactor, renameFactor } from "@/lib/factors/factors"
import { accept } from "@/lib/handshake"
import { changeOwner } from "@/lib/members/ownership"
import { clockAfter, member, organization, PASSWORD, person, transferring } from "@/lib/testing"
import { authenticator } from "@/lib/testing/factors/authenticator"
import { codeOf, fresh, stale, withApp, withPasskey } from "@/lib/testing/factors/world"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const lettersTo = async (address: string) =>
  (await db.select().from(letters).where(eq(letters.recipient, address)).orderBy(letters.id)).map(
    ({ template }) => template,
  )
const codesOf = (id: string) => db.select().from(recoveryCodes).where(eq(recoveryCodes.accountId, id))
const found = (token: string, after = "0 seconds") => visitorOf(db, clockAfter(after), token)

describe("the first factor", () => {
  test("ends the other logins, gives recovery codes and makes this login one with a factor", async () => {
    const someone = await person(db)
    const elsewhere = await openSession(db, someone.ctx, someone.id)
    const { token, codes } = await withPasskey(db, someone)
    expect(codes).toHaveLength(10)
    expect(new Set(codes).size).toBe(10)
    expect(await found(elsewhere)).toEqual({ kind: "expired" })
    expect(await found(token)).toMatchObject({ withFactor: true, freshFactor: true })
    expect(await found(token, "11 minutes")).toMatchObject({ withFactor: true, freshFactor: false, freshLogin: false })
    expect(await lettersTo(someone.address)).toEqual(["factor-added"])
    const { codes: none } = await withPasskey(db, someone)
    expect(none).toEqual([])
  })

  test("asks an old login for the password", async () => {
    const someone = await person(db)
    const old = stale(someone.ctx)
    const token = await openSession(db, old, someone.id)
    await expect(startApp(old, token)).rejects.toMatchObject({ code: "password_needed" })
    await expect(newPasskeyOptions(old)).rejects.toMatchObject({ code: "password_needed" })
    await expect(confirmByPassword(old, { password: "not it" }, token)).rejects.toMatchObject({
      code: "wrong_password",
    })
    await confirmByPassword(old, { password: PASSWORD }, token)
    expect(await found(token, "9 minutes")).toMatchObject({ freshLogin: true, withFactor: false })
  })
})

describe("an authenticator app", () => {
  test("is added by a code of its own secret, which only the login that began is shown, once and in time", async () => {
    const someone = await person(db)
    const { ctx } = someone
    const [token, other] = [await openSession(db, ctx, someone.id), await openSession(db, ctx, someone.id)]
    await startApp(ctx, token)
    const { secret = "", uri = "" } = (await appBeingSetUp(ctx, token)) ?? {}
    expect(uri).toContain(`otpauth://totp/Muster:${encodeURIComponent(someone.address)}?issuer=Muster&secret=${secret}`)
    expect(await appBeingSetUp(ctx, other)).toBeNull()
    expect(await appBeingSetUp({ ...ctx, clock: clockAfter("31 minutes") }, token)).toBeNull()
    const app = { name: "Phone", code: codeOf(secret) }
    const wrong = { ...app, code: codeOf(secret, 60) }
    await expect(addApp(ctx, wrong, token)).rejects.toMatchObject({ code: "wrong_factor" })
    await expect(addApp(ctx, app, other)).rejects.toMatchObject({ code: "setup_over" })
    await addApp(ctx, app, token)
    await expect(addApp(fresh(ctx), app, token)).rejects.toMatchObject({ code: "setup_over" })
  })
})

describe("a passkey", () => {
  test("is added once, to one account, by the answer to the account's own challenge", async () => {
    const someone = await person(db)
    const stranger = await person(db)
    const device = authenticator()
    const theirs = device.create(await newPasskeyOptions(stranger.ctx))
    const token = await openSession(db, someone.ctx, someone.id)
    const add = (answer: typeof theirs) => addPasskey(fresh(someone.ctx), { name: "Laptop", answer }, token)
    await expect(add(theirs)).rejects.toMatchObject({ code: "passkey_refused" })
    const own = device.create(await newPasskeyOptions(someone.ctx))
    await add(own)
    await expect(add(own)).rejects.toMatchObject({ code: "passkey_refused" })
    const again = device.create(await newPasskeyOptions(fresh(someone.ctx)))
    await expect(add(again)).rejects.toMatchObject({ code: "passkey_present" })
  })
})

describe("an account with a factor", () => {
  test("removes and renames its own factors alone; with the last one the recovery codes go", async () => {
    const someone = await person(db)
    const stranger = await person(db)
    await withApp(db, someone)
    await withPasskey(db, someone)
    const own = fresh(someone.ctx)
    const [app, passkey] = (await ownFactors(own)).factors
    const [one, other] = [app?.id ?? "", passkey?.id ?? ""]
    await expect(removeFactor(fresh(stranger.ctx), { id: one })).rejects.toMatchObject({ code: "not_found" })
    await expect(renameFactor(fresh(stranger.ctx), { id: one, name: "Mine" })).rejects.toMatchObject({
      code: "not_found",
    })
    await renameFactor(own, { id: one, name: "Old phone" })
    await removeFactor(own, { id: one })
    expect(await codesOf(someone.id)).toHaveLength(10)
    await removeFactor(own, { id: other })
    expect(await codesOf(someone.id)).toEqual([])
    expect(await lettersTo(someone.address)).toEqual([
      "factor-added",
      "factor-added",
      "factor-removed",
      "factor-removed",
    ])
    await logIn({ ...someone.ctx, actor: null }, { contact: someone.address, password: PASSWORD })
    const recorded = await db.select().from(audit).where(eq(audit.actorId, someone.id)).orderBy(audit.id)
    expect(recorded.map(({ action }) => action)).toEqual([
      "account.add-factor",
      "account.add-factor",
      "account.rename-factor",
      "account.remove-factor",
      "account.remove-factor",
      "account.log-in",
    ])
  })

  test("makes new recovery codes, and those of before are dead", async () => {
    const someone = await person(db)
    const { codes } = await withApp(db, someone)
    const made = await makeRecoveryCodes(fresh(someone.ctx))
    expect(made.filter((code) => codes.includes(code))).toEqual([])
    expect(await codesOf(someone.id)).toHaveLength(10)
    const token = await openSession(db, someone.ctx, someone.id)
    const old = { code: codes[0] ?? "" }
    await expect(confirmByCode(someone.ctx, old, token)).rejects.toMatchObject({ code: "wrong_factor" })
    await confirmByCode(someone.ctx, { code: made[0] ?? "" }, token)
    expect((await ownFactors(someone.ctx)).codesLeft).toBe(9)
    await expect(makeRecoveryCodes((await person(db)).ctx)).rejects.toMatchObject({ code: "not_found" })
  })

  test("gives a factor for what is riskiest, where the login has given none lately: the password will not do", async () => {
    const org = await organization(db)
    const heir = await member(db, org.id)
    const { secret, token } = await withApp(db, org.owner)
    const needed = { code: "factor_needed" }
    const { ctx } = org.owner
    const [app] = (await ownFactors(ctx)).factors
    const key = { name: "CI", permissions: ["read" as const], password: PASSWORD }
    for (const act of [
      () => createAccessKey(ctx, key),
      () => changeOwner(ctx, { organizationId: org.id, accountId: heir.id, password: PASSWORD }),
      () => removeFactor(ctx, { id: app?.id ?? "" }),
      () => makeRecoveryCodes(ctx),
      () => newPasskeyOptions(ctx),
    ]) {
      await expect(act()).rejects.toMatchObject(needed)
    }
    await confirmByCode(stale(ctx), { code: codeOf(secret) }, token)
    expect(await found(token)).toMatchObject({ freshLogin: true, freshFactor: true })
    await createAccessKey(fresh(ctx), key)
    await changeOwner(fresh(ctx), { organizationId: org.id, accountId: heir.id })
  })

  test("gives a factor before it takes an organization over, and loses nothing by trying without", async () => {
    const org = await organization(db)
    const heir = await member(db, org.id)
    await withApp(db, heir)
    const { token, id } = await transferring(org, heir)
    await expect(accept(heir.ctx, { token })).rejects.toMatchObject({ code: "factor_needed" })
    const [waiting] = await db.select().from(handshakes).where(eq(handshakes.id, id))
    expect(waiting).toMatchObject({ state: "open" })
    await accept(fresh(heir.ctx), { token })
  })

  test("sets another password without the present one, where it has just given a factor, and only then", async () => {
    const someone = await person(db)
    const { token } = await withPasskey(db, someone)
    const password = "nine-quiet-lanterns-drift"
    const needed = { code: "password_needed", extra: { field: "current" } }
    await expect(changePassword(someone.ctx, { password }, token)).rejects.toMatchObject(needed)
    await changePassword(fresh(someone.ctx), { password }, token)
    const login = logIn({ ...someone.ctx, actor: null }, { contact: someone.address, password })
    await expect(login).rejects.toMatchObject({ code: "factor_owed" })
  })

  test("confirms an old login by a passkey without any password", async () => {
    const someone = await person(db)
    const { device, token } = await withPasskey(db, someone)
    const old = stale(someone.ctx)
    expect(await found(token, "11 minutes")).toMatchObject({ freshFactor: false })
    const later = { ...old, clock: clockAfter("11 minutes") }
    const answer = device.answer(await confirmationOptions(later))
    await confirmByPasskey(later, { answer }, token)
    expect(await found(token, "20 minutes")).toMatchObject({ freshFactor: true, freshLogin: true })
    await expect(confirmByPasskey(later, { answer }, token)).rejects.toMatchObject({ code: "passkey_refused" })
  })
})
