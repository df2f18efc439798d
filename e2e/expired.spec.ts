import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import {
  endOfLogin,
  expect,
  expectAccessible,
  logInAgain,
  newEmail,
  PASSWORD,
  takenOver,
  test,
  type World,
} from "@/e2e/world"

test("R81 after Log out everywhere elsewhere, a link leads to the prompt, and the login to the page of the link", async ({
  page,
  browser,
  world,
}) => {
  const { acme } = await openOverview(page, world)
  const elsewhere = await browser.newContext({ baseURL: process.env.MUSTER_ORIGIN })
  await world.logIn(elsewhere, acme.owner)
  const there = await elsewhere.newPage()
  await there.goto("/me")
  await there.getByRole("button", { name: "Log out everywhere" }).click()
  await expect(there).toHaveURL("/login")
  await sidebar(page, "Members").click()
  await expect(page).toHaveURL(/\/login\?next=.+enterprise%2Fmembers&expired=1$/)
  await expect(prompt(page)).toContainText("Your login has expired")
  await expect(prompt(page)).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.press("Tab")
  await expect(page.getByLabel("Email or phone")).toBeFocused()
  await logInAgain(page, acme.owner)
  await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible()
  await expect(page).toHaveURL(`/${acme.id}/enterprise/members`)
  await elsewhere.close()
})

test("R81 a change of password elsewhere ends a half-filled form's login; the form stays as it was typed", async ({
  page,
  browser,
  world,
}) => {
  const someone = await world.person()
  await world.logIn(page.context(), someone)
  await page.goto("/me/organization")
  await page.getByLabel("Organization name").fill("Paper Lantern")
  const elsewhere = await browser.newContext({ baseURL: process.env.MUSTER_ORIGIN })
  await world.logIn(elsewhere, someone)
  await changePassword(await elsewhere.newPage(), "copper-meadow-17-windmills")
  await page.getByRole("button", { name: "Create organization" }).click()
  await expect(endOfLogin(page)).toBeVisible()
  await expect(endOfLogin(page).getByLabel("Email or phone")).toBeFocused()
  await expectAccessible(page)
  await logInAgain(page, someone)
  await expect(endOfLogin(page).getByRole("alert")).toContainText("Incorrect")
  await logInAgain(page, someone, "copper-meadow-17-windmills")
  await expect(endOfLogin(page)).toBeHidden()
  await expect(page.getByLabel("Organization name")).toHaveValue("Paper Lantern")
  await page.getByRole("button", { name: "Create organization" }).click()
  await expect(page).toHaveURL(/\/o-[a-z0-9]+\/enterprise\/members$/)
  await elsewhere.close()
})

test("R81 a tab that comes to the front tells that the login has ended; hidden it does not ask", async ({
  page,
  world,
}) => {
  await page.clock.install()
  const { acme, asked } = await openOverview(page, world)
  await world.endSessions(acme.owner.id)
  await turn(page, "hidden", "01:00:00")
  expect(asked()).toBe(0)
  await turn(page, "visible")
  await expect(endOfLogin(page)).toBeVisible()
  expect(asked()).toBe(1)
  await expect(page.getByRole("heading", { name: "Overview", includeHidden: true })).toBeAttached()
  await logInAgain(page, acme.owner)
  await expect(endOfLogin(page)).toBeHidden()
  await expect(page).toHaveURL(`/${acme.id}/account/overview`)
})

test("a tab asks after its login at most twice a minute, and asking keeps no unused login alive", async ({
  page,
  world,
}) => {
  await page.clock.install()
  const { acme, asked } = await openOverview(page, world)
  // What the page itself still fetches is a use of the login.
  await page.waitForLoadState("networkidle")
  await world.run(sql`
    update sessions set seen_at = seen_at - interval '119 minutes' where account_id = ${acme.owner.id}`)
  const [before] = await world.run(sql`select seen_at from sessions where account_id = ${acme.owner.id}`)
  for (let times = 0; times < 5; times += 1) await turn(page, "visible", "00:10")
  await expect.poll(asked).toBe(1)
  await turn(page, "visible", "00:10")
  await expect.poll(asked).toBe(2)
  const [after] = await world.run(sql`select seen_at from sessions where account_id = ${acme.owner.id}`)
  expect(after).toEqual(before)
  await expect(endOfLogin(page)).toBeHidden()
})

test("what a tab asks tells whether the login has ended, and nothing else", async ({ page, world }) => {
  const ask = async () => (await page.request.get("/api/session")).text()
  expect(await ask()).toBe('{"ended":true}')
  const someone = await world.person()
  await world.logIn(page.context(), someone)
  const answer = await page.request.get("/api/session")
  expect(await answer.text()).toBe('{"ended":false}')
  expect(answer.headers()["cache-control"]).toBe("no-store")
  await world.endSessions(someone.id)
  expect(await ask()).toBe('{"ended":true}')
})

test("R81 R82 who has lost the rights meanwhile finds the honest page after logging in again", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const someone = await world.member(acme.id, "admin")
  const losses = [
    [
      sql`update memberships set role = 'member' where account_id = ${someone.id}`,
      "Your role does not include this page.",
    ],
    [sql`delete from memberships where account_id = ${someone.id}`, "you are not a member of it"],
  ] as const
  await page.clock.install()
  for (const [loss, words] of losses) {
    await world.run(sql`update memberships set role = 'admin' where account_id = ${someone.id}`)
    await world.logIn(page.context(), someone)
    await page.goto(`/${acme.id}/enterprise/members`)
    await takenOver(page)
    await world.run(loss)
    await world.endSessions(someone.id)
    await turn(page, "visible", "01:00")
    await expect(endOfLogin(page)).toBeVisible()
    await logInAgain(page, someone)
    await expect(page.getByText(words)).toBeVisible()
    await expect(page.getByRole("table")).toHaveCount(0)
  }
})

test("the forms of the account menu do not mind an ended login", async ({ page, world }) => {
  const { acme } = await openOverview(page, world)
  const endings = [
    ["简体中文", "您的登录已过期"],
    ["Dark", "Your login has expired"],
    ["Log out", null],
    ["Log out everywhere", null],
  ] as const
  for (const [button, words] of endings) {
    await page.context().clearCookies()
    await world.logIn(page.context(), acme.owner)
    await page.goto(`/${acme.id}/account/overview`)
    await world.endSessions(acme.owner.id)
    await page.getByRole("button", { name: acme.owner.name }).click()
    await page.getByRole("button", { name: button, exact: true }).click()
    await expect(page).toHaveURL(words ? /\/login\?next=.+&expired=1$/ : "/login")
    if (words) await expect(prompt(page)).toContainText(words)
  }
})

test("an ended login gets nothing fresh: no page, no part of one ahead of time, and nothing on the way back", async ({
  page,
  world,
}) => {
  const { acme } = await openOverview(page, world)
  const newcomer = await world.member(acme.id)
  await sidebar(page, "Members").click()
  await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible()
  expect((await page.request.get(`/${acme.id}/enterprise/members`)).headers()["cache-control"]).toContain("no-store")
  await sidebar(page, "Overview").click()
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible()
  await world.endSessions(acme.owner.id)
  await world.run(sql`update accounts set name = 'Freshly Renamed' where id = ${newcomer.id}`)
  for (const headers of [{ RSC: "1" }, { RSC: "1", "Next-Router-Prefetch": "1" }, {}] as Record<string, string>[]) {
    const answer = await page.request.get(`/${acme.id}/enterprise/members`, { headers, maxRedirects: 0 })
    expect(await answer.text()).not.toMatch(/Freshly Renamed|Cloud Harbour/)
  }
  await page.goBack()
  await expect(page).toHaveURL(/enterprise\/members/)
  await expect(page.getByText("Freshly Renamed")).toBeHidden()
  await sidebar(page, "Overview").click()
  await expect(prompt(page)).toBeFocused()
  await page.goBack()
  await expect(page.getByText("Freshly Renamed")).toBeHidden()
})

test("the prompt is there in 简体中文 and without JavaScript", async ({ browser, world }) => {
  const acme = await world.enterprise()
  const baseURL = process.env.MUSTER_ORIGIN
  const context = await browser.newContext({ locale: "zh-CN", javaScriptEnabled: false, baseURL })
  await world.logIn(context, acme.owner)
  await world.endSessions(acme.owner.id)
  const page = await context.newPage()
  await page.goto(`/${acme.id}/account/overview`)
  await expect(prompt(page)).toContainText("您的登录已过期")
  await context.close()
})

test("R81 of two tabs with half-filled forms, logging in again in one is enough for both", async ({
  context,
  world,
}) => {
  const acme = await world.enterprise()
  await world.logIn(context, acme.owner)
  const [first, second] = [await context.newPage(), await context.newPage()]
  for (const tab of [first, second]) {
    await tab.goto(`/${acme.id}/enterprise/members`)
    await tab.getByRole("button", { name: "Invite", exact: true }).click()
    await tab.getByLabel("Invite by Email or Phone").fill(newEmail())
    await tab.getByRole("radio", { name: "member" }).check()
  }
  await world.endSessions(acme.owner.id)
  await first.getByRole("button", { name: "Send Invitation" }).click()
  await logInAgain(first, acme.owner)
  await expect(endOfLogin(first)).toBeHidden()
  await second.getByRole("button", { name: "Send Invitation" }).click()
  await expect(second.getByLabel(/^Invitation link for/)).toBeVisible()
})

/** The super admin's overview; counts how often the tab asks after its login. */
async function openOverview(page: Page, world: World) {
  const acme = await world.enterprise()
  let times = 0
  page.on("request", (request) => {
    if (request.url().endsWith("/api/session")) times += 1
  })
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/account/overview`)
  await takenOver(page)
  return { acme, asked: () => times }
}

/** Turns a tab to the front or the back, after some time: a browser without a screen has no tab behind another. */
async function turn(page: Page, visibility: "visible" | "hidden", after = "00:00") {
  await page.clock.fastForward(after)
  await page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state })
    document.dispatchEvent(new Event("visibilitychange"))
    window.dispatchEvent(new Event("focus"))
  }, visibility)
}

async function changePassword(page: Page, password: string) {
  await page.goto("/me/password")
  await page.getByLabel("Current password").fill(PASSWORD)
  await page.getByLabel("New password").fill(password)
  await page.getByRole("button", { name: "Change password" }).click()
  await expect(page.getByText("You’ve been logged out everywhere else.")).toBeVisible()
}

function prompt(page: Page) {
  return page.locator("main").getByRole("alert")
}

function sidebar(page: Page, name: string) {
  return page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name })
}
