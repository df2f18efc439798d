import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, PASSWORD, test, type World } from "@/e2e/world"

const NEW_PASSWORD = "copper-meadow-17-windmills"

test("an owner whom strangers keep out is told why, and gets in where they have logged in before", async ({
  page,
  browser,
  world,
}) => {
  const someone = await world.person()
  await page.goto("/login")
  await logIn(page, someone.address)
  await expect(page).toHaveURL("/me")
  const known = (await page.context().cookies()).find(({ name }) => name === "muster-browser")
  expect(known).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/", secure: false })
  expect(known?.value).not.toContain(someone.id)
  await page.getByRole("button", { name: "Log out", exact: true }).first().click()
  await expect(page).toHaveURL("/login")
  await guessed(world, someone.address)

  const elsewhere = await (await browser.newContext({ baseURL: process.env.MUSTER_ORIGIN })).newPage()
  await elsewhere.goto("/login")
  await logIn(elsewhere, someone.address)
  const told = elsewhere.getByRole("alert").filter({ hasText: "Someone has been trying to guess" })
  await expect(told).toContainText("Try again in 24 hours. Or use Forgot password")
  await expectAccessible(elsewhere)
  await elsewhere.context().close()

  await logIn(page, someone.address, "not the password at all")
  await expect(page.getByRole("alert").filter({ hasText: "Incorrect" })).toBeVisible()
  await logIn(page, someone.address)
  await expect(page).toHaveURL("/me")
})

test("after a reset its owner gets in, whatever strangers have tried", async ({ page, world }) => {
  const someone = await world.person()
  await guessed(world, someone.address)
  await page.goto("/forgot")
  await page.getByLabel("Email or phone").fill(someone.address)
  await page.getByRole("button", { name: "Send code" }).click()
  await page.getByLabel("Code").fill(await world.latestCode(someone.address))
  await page.getByLabel("New password").fill(NEW_PASSWORD)
  await page.getByRole("button", { name: "Change password" }).click()
  await expect(page.getByText("Your password has been changed.")).toBeVisible()
  await logIn(page, someone.address, NEW_PASSWORD)
  await expect(page).toHaveURL("/me")
})

test("the limit that stops somebody says in Chinese too what was too much and when it ends", async ({
  browser,
  world,
}) => {
  const someone = await world.person()
  await guessed(world, someone.address)
  const context = await browser.newContext({ locale: "zh-CN", baseURL: process.env.MUSTER_ORIGIN })
  const page = await context.newPage()
  await page.goto("/login")
  await page.getByLabel("邮箱或手机号").fill(someone.address)
  await page.getByLabel("密码").fill(PASSWORD)
  await page.keyboard.press("Enter")
  await expect(
    page.getByRole("alert").filter({ hasText: "有人正在尝试猜测该账号的密码，请在 24 小时后再试。" }),
  ).toBeVisible()
  await context.close()
})

test("the site works by its name with a dot at the end, and in capitals", async ({ page, world }) => {
  const someone = await world.person()
  const { port } = new URL(String(process.env.MUSTER_ORIGIN))
  await page.goto(`http://localhost.:${port}/login`)
  await logIn(page, someone.address)
  await expect(page).toHaveURL(`http://localhost.:${port}/me`)
  const answer = await page.request.get("/login", { headers: { host: `LOCALHOST:${port}` } })
  expect(answer.status()).toBe(200)
  const elsewhere = await page.request.get("/login", { headers: { host: "evil.example" } })
  expect(elsewhere.status()).toBe(421)
})

/** All that strangers may try in a day has been tried. */
async function guessed(world: World, address: string) {
  for (const [rule, count] of [
    ["loginsPerAccount", 100],
    ["guessedLogins", 400],
  ])
    await world.run(sql`insert into limits (key, count, resets_at)
      values (${`${rule}:${address}`}, ${count}, clock_timestamp() + interval '24 hours')
      on conflict (key) do update set count = excluded.count, resets_at = excluded.resets_at`)
}

async function logIn(page: Page, contact: string, password = PASSWORD) {
  await page.getByLabel("Email or phone").fill(contact)
  await page.getByLabel("Password").fill(password)
  await page.getByRole("button", { name: "Log in", exact: true }).click()
}
