import { eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accessKeys, sessions } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { createAccessKey, setAccessKey } from "@/lib/access-keys/access-keys"
import { disableKeys } from "@/lib/access-keys/disabling"
import { agentOf } from "@/lib/accounts/logins/agent"
import { endLogin, endOtherLogins, openLogins } from "@/lib/accounts/logins/logins"
import { openSession, visitorOf } from "@/lib/accounts/sessions"
import { databaseClock, type LoggedIn } from "@/lib/core/context"
import { clockAfter, contextOf, organization, PASSWORD, person } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

/** A login of an account, and the context of who uses it. */
async function loggedIn({ id }: { id: string }, from: { ip?: string; userAgent?: string } = {}) {
  const token = await openSession(db, { clock: databaseClock, ...from }, id)
  const found = await visitorOf(db, databaseClock, token)
  if (found.kind !== "logged-in") throw new Error("not logged in")
  const own = contextOf(db, id)
  const ctx: LoggedIn = { ...own, actor: { ...own.actor, login: found.login } }
  return { token, login: found.login, ctx }
}
const kindOf = async (token: string) => (await visitorOf(db, databaseClock, token)).kind

describe("the logins of an account", () => {
  test("are listed with browser, system and address, this one first, and nobody else's", async () => {
    const [someone, other] = [await person(db), await person(db)]
    await loggedIn(other)
    await loggedIn(someone, { ip: "203.0.113.7", userAgent: FIREFOX })
    const here = await loggedIn(someone)
    await loggedIn(someone)
    const rows = await openLogins(here.ctx)
    expect(rows.map((row) => row.here)).toEqual([true, false, false])
    expect(rows[0]).toMatchObject({ login: here.login, browser: null, system: null, ip: null, keys: 0 })
    expect(rows).toContainEqual(
      expect.objectContaining({ ip: "203.0.113.7", browser: "Firefox", system: "Linux", since: expect.any(Date) }),
    )
    expect(await openLogins({ ...here.ctx, clock: clockAfter("121 minutes") })).toEqual([])
    expect(JSON.stringify(rows)).not.toContain(here.token)
  })

  test("end one by one, but not another account's, nor one that is over, nor the one that asks", async () => {
    const [someone, other] = [await person(db), await person(db)]
    const [here, there, foreign] = [await loggedIn(someone), await loggedIn(someone), await loggedIn(other)]
    for (const { login } of [here, foreign])
      await expect(endLogin(here.ctx, { login })).rejects.toMatchObject({ code: "not_found" })
    await endLogin(here.ctx, { login: there.login })
    await expect(endLogin(here.ctx, { login: there.login })).rejects.toMatchObject({ code: "not_found" })
    expect([await kindOf(here.token), await kindOf(there.token), await kindOf(foreign.token)]).toEqual([
      "logged-in",
      "expired",
      "logged-in",
    ])
  })

  test("end all but the one that asks", async () => {
    const [someone, other] = [await person(db), await person(db)]
    const [here, there, foreign] = [await loggedIn(someone), await loggedIn(someone), await loggedIn(other)]
    await endOtherLogins(here.ctx, here.token)
    expect([await kindOf(here.token), await kindOf(there.token), await kindOf(foreign.token)]).toEqual([
      "logged-in",
      "expired",
      "logged-in",
    ])
  })
})

describe("the keys that a login has made", () => {
  test("are known after it has ended, and disabled in one act, also those of an organization, and no others", async () => {
    const org = await organization(db)
    const [here, foreign] = [await loggedIn(org.owner), await loggedIn(org.owner)]
    const permissions = ["read" as const]
    const { id: mine } = await createAccessKey(here.ctx, { name: "Mine", permissions })
    const { id: theirs } = await createAccessKey(foreign.ctx, { name: "Theirs", permissions })
    const { id: ofOrganization } = await createAccessKey(foreign.ctx, {
      name: "Of the organization",
      permissions,
      organizationId: org.id,
    })
    expect((await openLogins(here.ctx)).map(({ keys }) => keys)).toEqual([1, 2])
    const made = await endLogin(here.ctx, { login: foreign.login })
    expect(made.map(({ id }) => id).toSorted()).toEqual([theirs, ofOrganization].toSorted())
    await db.delete(sessions).where(eq(sessions.hash, foreign.login))
    expect(await disableKeys(here.ctx, { login: foreign.login })).toBe(2)
    expect(await disableKeys(here.ctx, { login: foreign.login })).toBe(0)
    const [kept] = await db.select().from(accessKeys).where(eq(accessKeys.id, mine))
    expect(kept?.disabledAt).toBeNull()
  })

  test("are not another account's to disable", async () => {
    const [someone, other] = [await person(db), await person(db)]
    const [here, foreign] = [await loggedIn(someone), await loggedIn(other)]
    const { id } = await createAccessKey(foreign.ctx, { name: "Theirs", permissions: ["read"] })
    expect(await disableKeys(here.ctx, { login: foreign.login })).toBe(0)
    expect(await disableKeys(here.ctx, {})).toBe(0)
    const [kept] = await db.select().from(accessKeys).where(eq(accessKeys.id, id))
    expect(kept?.disabledAt).toBeNull()
  })

  test("are enabled again by a fresh login or the password alone, as they are made", async () => {
    const someone = await person(db)
    const { id } = await createAccessKey(someone.ctx, { name: "Mine", permissions: ["read"] })
    await setAccessKey(someone.ctx, { id, enabled: false })
    const old = { ...someone.ctx, actor: { ...someone.ctx.actor, freshLogin: false } }
    const enable = (password?: string) => setAccessKey(old, { id, enabled: true, password })
    await expect(enable()).rejects.toMatchObject({ code: "password_needed" })
    await expect(enable("not the password 12")).rejects.toMatchObject({ code: "wrong_password" })
    const stranger = await person(db)
    const theirs = { ...stranger.ctx, actor: { ...stranger.ctx.actor, freshLogin: false } }
    await expect(setAccessKey(theirs, { id, enabled: true })).rejects.toMatchObject({ code: "not_found" })
    await enable(PASSWORD)
    const [key] = await db.select().from(accessKeys).where(eq(accessKeys.id, id))
    expect(key?.disabledAt).toBeNull()
  })
})

test.each([
  [FIREFOX, "Firefox", "Linux"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36", "Chrome", "Windows"],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
    "Edge",
    "Windows",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
    "Safari",
    "iPhone",
  ],
  [
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36",
    "Chrome",
    "Android",
  ],
  [
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Version/4.0 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.50",
    "WeChat",
    "Android",
  ],
  ["curl/8.5.0", null, null],
  [undefined, null, null],
])("a browser is told by its own words: %s", (userAgent, browser, system) => {
  expect(agentOf(userAgent)).toEqual({ browser, system })
})
