import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, PASSWORD, test } from "@/e2e/world"
import { bound } from "@/lib/testing"

type World = Parameters<Parameters<typeof test>[2]>[0]["world"]

test("R111 the link shows whose account it is and what it will log in with, and its token leaves the address bar", async ({
  page,
  world,
}) => {
  const { account, email, path } = await waiting(world)
  await page.goto(path)
  await expect(page).toHaveURL("/activate")
  await expect(heading(page, "Activate your account at Cloud Harbour Certified")).toBeVisible()
  const facts = {
    "Account name": "Shared Billing",
    "Account number": account.number,
    "Login email": email,
    Expires: /in 1[45] days/,
  }
  for (const [name, value] of Object.entries(facts)) {
    await expect(page.locator("dt", { hasText: name }).locator("+ dd")).toContainText(value)
  }
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription(/At least 15 characters/)
  await expectAccessible(page)
})

test("R111 R112 a password activates the account, and Log in says with which e-mail", async ({ page, world }) => {
  const { email, path, account } = await waiting(world)
  await page.goto(path)
  await activate(page)
  await expect(heading(page, "Your account is activated")).toBeVisible()
  await expect(page.getByText(`Log in with ${email}`)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("link", { name: "Log in" }).click()
  await expect(page.getByText("Log in with b•••@e•••.com")).toBeVisible()
  await page.getByLabel("Email or phone").fill(email)
  await page.getByLabel("Password").fill(PASSWORD)
  await button(page, "Log in").click()
  await expect(page.getByText(account.number).first()).toBeVisible()
  expect(await world.letters(email)).toEqual(["security-binding"])
})

test("R111 opening the link twenty times changes nothing", async ({ page, world }) => {
  const { path, id, account } = await waiting(world)
  const before = await world.traces(id)
  for (let times = 0; times < 20; times++) expect((await page.request.get(path)).ok()).toBe(true)
  expect((await page.request.head(path)).ok()).toBe(true)
  expect(await world.traces(id)).toEqual(before)
  expect(await login(world, account)).toEqual({ email: null, activated: false })
})

test("R111 a weak password is refused at its field, nothing is activated, and the next one counts", async ({
  page,
  world,
}) => {
  const { email, path, account } = await waiting(world)
  await page.goto(path)
  await activate(page, "aaaaaaaaaaaaaaaaaaaa")
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription(/too easy to guess/)
  await expect(page.getByLabel("Password")).toBeFocused()
  await expectAccessible(page)
  expect(await login(world, account)).toEqual({ email: null, activated: false })
  await activate(page)
  await expect(heading(page, "Your account is activated")).toBeVisible()
  expect(await login(world, account)).toEqual({ email, activated: true })
})

test("R111 a link that was used says so, and how to log in", async ({ page, world }) => {
  const { path, email } = await waiting(world)
  await page.goto(path)
  await activate(page)
  await expect(heading(page, "Your account is activated")).toBeVisible()
  await page.goto(path)
  await expect(heading(page, "This link has already been used")).toBeVisible()
  await expect(page.locator("main")).not.toContainText(email)
  await expectAccessible(page)
  await page.getByRole("link", { name: "Log in" }).click()
  await expect(heading(page, "Log in")).toBeVisible()
})

test("R111 the second of two who hold the link sets no password", async ({ page, browser, world }) => {
  const { path, account } = await waiting(world)
  const late = await (await browser.newContext({ baseURL: process.env.MUSTER_ORIGIN })).newPage()
  await late.goto(path)
  await page.goto(path)
  await activate(page)
  await expect(heading(page, "Your account is activated")).toBeVisible()
  const [before] = await world.run(sql`select password_hash from accounts where id = ${account.id}`)
  await activate(late, `${PASSWORD}-of-somebody-else`)
  await expect(heading(late, "This link has already been used")).toBeVisible()
  expect((await world.run(sql`select password_hash from accounts where id = ${account.id}`))[0]).toEqual(before)
  await late.context().close()
})

test("R109 R111 after fifteen days it says that the link has expired, and what would help", async ({ page, world }) => {
  const { path, id, account } = await waiting(world)
  await expire(world, id)
  await page.goto(path)
  await expect(heading(page, "The activation link has expired")).toBeVisible()
  await expect(page.getByText("with a different email address")).toBeVisible()
  await expect(button(page, "Activate account")).toBeHidden()
  await expectAccessible(page)
  expect(await login(world, account)).toEqual({ email: null, activated: false })
})

test("R109 a link whose time ran out while it was read activates nothing", async ({ page, world }) => {
  const { path, id, account } = await waiting(world)
  await page.goto(path)
  await expire(world, id)
  await activate(page)
  await expect(heading(page, "The activation link has expired")).toBeVisible()
  expect(await login(world, account)).toEqual({ email: null, activated: false })
})

test("R105 the link of what was modified since is dead and says so", async ({ page, world }) => {
  const { acme, account, path } = await waiting(world)
  await bound(acme, account, { email: newEmail("another") })
  await page.goto(path)
  await expect(heading(page, "This link has been replaced")).toBeVisible()
  await expectAccessible(page)
})

test("R111 a link that is none opens nothing, whoever is logged in", async ({ page, world }) => {
  const { acme } = await waiting(world)
  const invitation = await world.invite(acme, newEmail())
  for (const path of ["/activate?token=nonsense", `/activate?token=${invitation.token}`]) {
    await page.goto(path)
    await expect(heading(page, "Invalid or expired")).toBeVisible()
    await expect(page.getByText("Was this sent to you?")).toBeHidden()
  }
  await expectAccessible(page)
  await world.logIn(page.context(), acme.owner)
  await page.goto("/activate?token=nonsense")
  await expect(heading(page, "Invalid or expired")).toBeVisible()
})

test("after a change of owner it says that the link has to be sent again", async ({ page, world }) => {
  const { acme, path, account } = await waiting(world)
  const heir = await world.member(acme.id)
  await world.succeed(acme, heir)
  await page.goto(path)
  await expect(heading(page, "The link must be sent again")).toBeVisible()
  await expect(page.getByText("Ask the super admin of Cloud Harbour to send it again")).toBeVisible()
  await expect(button(page, "Activate account")).toBeHidden()
  await expectAccessible(page)
  expect(await login(world, account)).toEqual({ email: null, activated: false })
})

test("R111 whoever is logged in may use the link, stays who he is, and then logs in with the account", async ({
  page,
  world,
}) => {
  const { acme, email, path } = await waiting(world)
  await world.logIn(page.context(), acme.owner)
  await page.goto(path)
  await activate(page)
  await expect(heading(page, "Your account is activated")).toBeVisible()
  const tab = await page.context().newPage()
  await tab.goto("/me")
  await expect(tab.locator("main").getByText(acme.owner.address)).toBeVisible()
  await button(page, "Log in with this account").click()
  await expect(page.getByText("Log in with b•••@e•••.com")).toBeVisible()
  await page.getByLabel("Email or phone").fill(email)
  await page.getByLabel("Password").fill(PASSWORD)
  await button(page, "Log in").click()
  await expect(page).toHaveURL(`/${acme.id}/account/overview`)
})

test("R111 a link of an activation opens no invitation and no change of owner", async ({ page, world }) => {
  const { token } = await waiting(world)
  for (const other of ["/invite", "/confirm"]) {
    await page.goto(`${other}?token=${token}`)
    await expect(heading(page, "Invalid or expired")).toBeVisible()
  }
})

test("while the link is checked the page says Loading", async ({ page, world }) => {
  const { path } = await waiting(world)
  const { release } = await world.holdHandshakes()
  await page.goto(path, { waitUntil: "commit" })
  await expect(heading(page, "Checking the link…")).toBeVisible()
  await release()
  await expect(button(page, "Activate account")).toBeVisible()
})

test("the page of an activation asks search engines to stay away and is not kept by the browser", async ({
  page,
  world,
}) => {
  const { path } = await waiting(world)
  const answer = await page.request.get(path)
  expect(answer.headers()).toMatchObject({
    "x-robots-tag": "noindex",
    "cache-control": expect.stringContaining("no-store"),
  })
})

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false })

  test("R111 R112 a weak password is refused, a good one activates the account, and it is logged in to", async ({
    page,
    world,
  }) => {
    const { acme, email, path } = await waiting(world)
    await page.goto(path)
    await activate(page, "aaaaaaaaaaaaaaaaaaaa")
    await expect(page.getByLabel("Password")).toHaveAccessibleDescription(/too easy to guess/)
    await activate(page)
    await expect(heading(page, "Your account is activated")).toBeVisible()
    await page.getByRole("link", { name: "Log in" }).click()
    await page.getByLabel("Email or phone").fill(email)
    await page.getByLabel("Password").fill(PASSWORD)
    await button(page, "Log in").click()
    await expect(page).toHaveURL(`/${acme.id}/account/overview`)
  })

  test("R111 a link that was used or has expired says so", async ({ page, world }) => {
    const [used, late] = [await waiting(world), await waiting(world)]
    await page.goto(used.path)
    await activate(page)
    await page.goto(used.path)
    await expect(heading(page, "This link has already been used")).toBeVisible()
    await expire(world, late.id)
    await page.goto(late.path)
    await expect(heading(page, "The activation link has expired")).toBeVisible()
  })
})

test.describe("on a phone in Chinese", () => {
  test.use({ viewport: { width: 390, height: 844 }, locale: "zh-CN" })

  test("R111 the page fits the screen and speaks the language of the browser", async ({ page, world }) => {
    const { path } = await waiting(world)
    await page.goto(path)
    await expect(heading(page, "激活您在 Cloud Harbour 已认证 的账号")).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await expectAccessible(page)
    await page.getByLabel("密码").fill(PASSWORD)
    await button(page, "激活账号").click()
    await expect(heading(page, "您的账号已激活")).toBeVisible()
  })
})

/** An account that waits for its activation. */
async function waiting(world: World) {
  const acme = await world.enterprise()
  const account = await world.createAccount(acme)
  return { acme, account, ...(await world.bind(acme, account)) }
}

function expire(world: World, id: string) {
  return world.run(sql`update handshakes set expires_at = clock_timestamp() where id = ${id}`)
}

async function activate(page: Page, password = PASSWORD) {
  await page.getByLabel("Password").fill(password)
  await button(page, "Activate account").click()
}

/** What an account can be logged in to with. */
async function login(world: World, { id }: { id: string }) {
  const [row] = await world.run(
    sql`select email, password_hash is not null as activated from accounts where id = ${id}`,
  )
  return row
}

function heading(page: Page, name: string) {
  return page.getByRole("heading", { level: 1, name, exact: true })
}

function button(page: Page, name: string) {
  return page.getByRole("button", { name, exact: true })
}
