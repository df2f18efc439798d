import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { choose, expect, expectAccessible, newEmail, takenOver, test, type World } from "@/e2e/world"
import { createAccessKey } from "@/lib/access-keys/access-keys"
import { openSession, visitorOf } from "@/lib/accounts/sessions"
import { databaseClock } from "@/lib/core/context"
import { notMeLink } from "@/lib/core/tokens"
import { PASSWORD } from "@/lib/testing"

const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
const NEW_PASSWORD = "quiet orchard beneath 7 moons"

test("a person sees where they are logged in, ends one of the logins and the keys that it has made", async ({
  page,
  world,
}) => {
  const someone = await world.person()
  await world.logIn(page.context(), someone)
  const there = await foreignLogin(world, someone)
  await page.goto("/me")
  await page.getByRole("link", { name: "See logins" }).click()
  const logins = page.getByRole("list", { name: "Logins" }).getByRole("listitem")
  await expect(logins).toHaveCount(2)
  await expect(logins.first()).toContainText("This login")
  await expect(logins.last()).toContainText("Safari on iPhone")
  await expect(logins.last()).toContainText("203.0.113.7")
  await expect(logins.last()).toContainText("Created 1 access key in use")
  await expectAccessible(page)
  await page.getByRole("button", { name: "End login: Safari on iPhone, 203.0.113.7" }).click()
  await expect(page.getByText("The login has been ended. The access key it created still works")).toBeVisible()
  await expect(page.getByText("Foreign pipeline")).toBeVisible()
  await expect(logins).toHaveCount(1)
  expect((await visitorOf(world.db, databaseClock, there)).kind).toBe("expired")
  await expectAccessible(page)
  await page.getByRole("button", { name: "Disable the key" }).click()
  await expect(page.getByText("The login has been ended.", { exact: true })).toBeVisible()
  expect(await keysInUse(world, someone)).toEqual([])
})

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 }, locale: "zh-CN" })

  test("all other logins are ended, and the keys of one that was ended disabled", async ({ page, world }) => {
    const someone = await world.person()
    await world.logIn(page.context(), someone)
    await foreignLogin(world, someone)
    const other = await openSession(world.db, { clock: databaseClock }, someone.id)
    await page.goto("/me/logins")
    await page.getByRole("button", { name: "退出登录：iPhone 上的 Safari，203.0.113.7" }).click()
    await page.getByRole("button", { name: "停用 1 个密钥" }).click()
    await expect(page.getByText("该登录已退出。")).toBeVisible()
    await page.getByRole("button", { name: "退出其他所有登录" }).click()
    await expect(page.getByText("您没有在其他地方登录。")).toBeVisible()
    expect(await keysInUse(world, someone)).toEqual([])
    expect((await visitorOf(world.db, databaseClock, other)).kind).toBe("expired")
  })
})

test("another password asks about the keys that go on, and one button disables them", async ({ page, world }) => {
  const someone = await world.person()
  await world.logIn(page.context(), someone)
  await createAccessKey(someone.ctx, { name: "Pipeline", permissions: ["read"] })
  await page.goto("/me/password")
  await page.getByLabel("Current password").fill(PASSWORD)
  await page.getByLabel("New password").fill(NEW_PASSWORD)
  await page.getByRole("button", { name: "Change password" }).click()
  await expect(page.getByRole("heading", { name: "Do you still trust your access keys?" })).toBeVisible()
  await expect(page.getByRole("list", { name: "Access keys in use" })).toContainText("Pipeline")
  await expectAccessible(page)
  await page.getByRole("button", { name: "Disable the key" }).click()
  await expect(page.getByRole("heading", { name: "No access key acts as you" })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("link", { name: "Continue" }).click()
  await expect(page).toHaveURL("/me")
  expect(await keysInUse(world, someone)).toEqual([])
})

test("a reset by code asks about the keys after the login", async ({ page, world }) => {
  const someone = await world.person()
  await createAccessKey(someone.ctx, { name: "Pipeline", permissions: ["read"] })
  await page.goto("/forgot")
  await page.getByLabel("Email or phone").fill(someone.address)
  await page.getByRole("button", { name: "Send code" }).click()
  await page.getByLabel("Code").fill(await world.latestCode(someone.address))
  await page.getByLabel("New password").fill(NEW_PASSWORD)
  await page.getByRole("button", { name: "Change password" }).click()
  await page.getByLabel("Email or phone").fill(someone.address)
  await page.getByLabel("Password", { exact: true }).fill(NEW_PASSWORD)
  await page.getByRole("button", { name: "Log in", exact: true }).click()
  await expect(page.getByRole("heading", { name: "Do you still trust your access keys?" })).toBeVisible()
  await page.getByRole("link", { name: "Keep them" }).click()
  expect(await keysInUse(world, someone)).toHaveLength(1)
})

test("a disabled key is enabled by an old login with the password alone", async ({ page, world }) => {
  const someone = await world.person()
  await createAccessKey(someone.ctx, { name: "Pipeline", permissions: ["read"] })
  await world.run(sql`update access_keys set disabled_at = now() where account_id = ${someone.id}`)
  await world.logIn(page.context(), someone)
  await world.run(sql`
    update sessions set created_at = created_at - interval '11 minutes' where account_id = ${someone.id}`)
  await page.goto("/me/access-keys")
  await takenOver(page)
  await choose(page, "Pipeline", "Enable")
  const dialog = page.getByRole("dialog", { name: "Enable Pipeline?" })
  await expectAccessible(page)
  await enableWith(dialog, "not the password at all")
  await expect(dialog.getByLabel("Password")).toHaveAccessibleDescription(/Incorrect password/)
  await enableWith(dialog, PASSWORD)
  await expect(page.getByText("Pipeline has been enabled.")).toBeVisible()
  expect(await keysInUse(world, someone)).toHaveLength(1)
})

test("a person replaces their e-mail address, and who has the one before takes everything back", async ({
  page,
  browser,
  world,
}) => {
  const [someone, next] = [await world.person(), newEmail("next")]
  await world.logIn(page.context(), someone)
  await page.goto("/me")
  await page.getByRole("link", { name: "Change email" }).click()
  await expectAccessible(page)
  await page.getByLabel("Email").fill("+8613800138000")
  await page.getByRole("button", { name: "Send code" }).click()
  await expect(page.getByLabel("Email")).toHaveAttribute("aria-invalid", "true")
  await page.getByLabel("Email").fill(next)
  await page.getByRole("button", { name: "Send code" }).click()
  await page.getByLabel("Code").fill(await world.latestCode(next))
  await page.getByRole("button", { name: "Verify and change" }).click()
  await expect(page).toHaveURL("/me")
  await expect(page.getByText(next)).toBeVisible()
  const reader = await browser.newPage({ baseURL: process.env.MUSTER_ORIGIN })
  await reader.goto(await linkTo(world, someone.address))
  expect(new URL(reader.url()).search).toBe("")
  await expect(reader.getByRole("heading", { name: "Secure your account?" })).toBeVisible()
  await expect(reader.locator("main")).not.toContainText(someone.address)
  await expectAccessible(reader)
  expect(await emailOf(world, someone)).toBe(next)
  await reader.getByRole("button", { name: "This wasn’t me" }).click()
  await expect(reader.getByText("All logins have been ended and access keys disabled.")).toBeVisible()
  expect(await emailOf(world, someone)).toBe(someone.address)
  await expectAccessible(reader)
  await reader.getByLabel("Code").fill(await world.latestCode(someone.address))
  await reader.getByLabel("New password").fill(NEW_PASSWORD)
  await reader.getByRole("button", { name: "Change password" }).click()
  await expect(reader.getByText("Your password has been changed.")).toBeVisible()
  await page.goto("/me")
  await expect(page).toHaveURL(/\/login/)
  await reader.goto("/not-me")
  await expect(reader.getByRole("heading", { name: "Your account has been secured" })).toBeVisible()
  await expectAccessible(reader)
  await reader.close()
})

test("a link that is not genuine opens nothing, and one that was not opened here says so", async ({ page }) => {
  await page.goto("/not-me")
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
  await page.goto(`/not-me?token=${"A".repeat(64)}`)
  await expect(page.getByRole("heading", { name: "This link is not valid" })).toBeVisible()
  await expectAccessible(page)
})

/** A login from elsewhere that has made a key; gives its token. */
async function foreignLogin(world: World, { id, ctx }: Awaited<ReturnType<World["person"]>>) {
  const token = await openSession(world.db, { clock: databaseClock, ip: "203.0.113.7", userAgent: IPHONE }, id)
  const found = await visitorOf(world.db, databaseClock, token)
  const login = found.kind === "logged-in" ? found.login : ""
  const there = { ...ctx, actor: { ...ctx.actor, login } }
  await createAccessKey(there, { name: "Foreign pipeline", permissions: ["read"] })
  return token
}

async function enableWith(dialog: ReturnType<Page["getByRole"]>, password: string) {
  await dialog.getByLabel("Password").fill(password)
  await dialog.getByRole("button", { name: "Enable access key" }).click()
}

/** Where the latest notice to a contact leads. */
async function linkTo(world: World, contact: string): Promise<string> {
  const [letter] = await world.run(sql`
    select notice_id as id from letters where recipient = ${contact} and notice_id is not null order by id desc limit 1`)
  const { pathname, search } = new URL(notMeLink(String(letter?.id)))
  return `${pathname}${search}`
}

async function keysInUse(world: World, { id }: { id: string }) {
  return [...(await world.run(sql`select id from access_keys where account_id = ${id} and disabled_at is null`))]
}

async function emailOf(world: World, { id }: { id: string }) {
  const [row] = await world.run(sql`select email from accounts where id = ${id}`)
  return row?.email
}
