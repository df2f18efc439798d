import type { CDPSession, Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, PASSWORD, test, type World } from "@/e2e/world"
import { codeOf, withApp, withPasskey } from "@/lib/testing/factors/world"

const PHONE = { viewport: { width: 390, height: 844 } }

/** Gives the browser a device that makes and answers passkeys by itself. */
async function withDevice(page: Page): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send("WebAuthn.enable")
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return devtools
}

async function typeLogin(page: Page, contact: string) {
  await page.getByLabel("Email or phone").fill(contact)
  await page.getByLabel("Password").fill(PASSWORD)
  await page.getByRole("button", { name: "Log in", exact: true }).click()
}

/** Makes the logins of an account as old as those that are confirmed before anything risky. */
function age(world: World, { id }: { id: string }) {
  return world.run(sql`
    update sessions set created_at = created_at - interval '11 minutes', confirmed_at = confirmed_at - interval '11 minutes',
      factor_at = factor_at - interval '11 minutes' where account_id = ${id}`)
}

test("an authenticator app is set up, asked for at the next login, and leads back to an invitation", async ({
  page,
  world,
}) => {
  const someone = await world.person()
  const { path } = await world.invite(await world.enterprise(), someone.address)
  await world.logIn(page.context(), someone)
  await page.goto("/me")
  await page.getByRole("link", { name: "Manage two-step login" }).click()
  await expect(page.getByText("Off.")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("button", { name: "Add authenticator app" }).click()
  await expect(page.getByRole("img", { name: "QR code" })).toBeVisible()
  await expectAccessible(page)
  const secret = (await page.locator("main code").innerText()).replace(/\s/g, "")
  await page.getByLabel("Code from the app").fill(codeOf(secret, 60))
  await page.getByRole("button", { name: "Turn on" }).click()
  await expect(page.getByLabel("Code from the app")).toBeFocused()
  await page.getByLabel("Code from the app").fill(codeOf(secret))
  await page.getByRole("button", { name: "Turn on" }).click()
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(10)
  await expectAccessible(page)
  const download = page.waitForEvent("download")
  await page.getByRole("button", { name: "Download" }).click()
  expect((await download).suggestedFilename()).toBe("muster-recovery-codes.txt")
  await page.getByRole("link", { name: "I have saved them" }).click()
  await expect(page.getByText("10 codes left.")).toBeVisible()
  await expectAccessible(page)
  expect(await world.letters(someone.address)).toContain("factor-added")

  await page.context().clearCookies()
  await world.run(sql`update factors set used_step = used_step - 10 where account_id = ${someone.id}`)
  await page.goto(path)
  await page.getByRole("link", { name: "Login" }).click()
  await typeLogin(page, someone.address)
  await expect(page.getByRole("heading", { name: "Second step" })).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel("Code").fill(codeOf(secret, 60))
  await page.keyboard.press("Enter")
  await expect(page.getByText("Incorrect code.").last()).toBeVisible()
  await page.getByLabel("Code").fill(codeOf(secret))
  await page.keyboard.press("Enter")
  await expect(page.getByRole("button", { name: "Accept" })).toBeVisible()
})

test("a recovery code opens a login where the phone is lost, and says how many are left", async ({ page, world }) => {
  const someone = await world.person()
  const { codes } = await withApp(world.db, someone)
  await page.goto("/login?next=/me/factors")
  await typeLogin(page, someone.address)
  await page.getByRole("link", { name: "Use a recovery code" }).click()
  await expectAccessible(page)
  await page.getByLabel("Recovery code").fill("aaaaa-aaaaa")
  await page.getByRole("button", { name: "Log in" }).click()
  await expect(page.getByText("Incorrect code, or one that has been used already").last()).toBeVisible()
  await page.getByLabel("Recovery code").fill(codes[0] ?? "")
  await page.getByRole("button", { name: "Log in" }).click()
  await expect(page.getByText("9 codes left.")).toBeVisible()
  expect(await world.letters(someone.address)).toContain("recovery-code-used")
})

test("a passkey is made and logs in alone and as a second step, by keyboard on a phone in Chinese", async ({
  browser,
  world,
}) => {
  const context = await browser.newContext({ ...PHONE, locale: "zh-CN", baseURL: process.env.MUSTER_ORIGIN })
  const page = await context.newPage()
  await withDevice(page)
  const someone = await world.person()
  await world.logIn(context, someone)
  await page.goto("/me/factors")
  await page.getByRole("link", { name: "添加通行密钥" }).focus()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("heading", { name: "添加通行密钥" })).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel("名称").fill(" ")
  await page.keyboard.press("Enter")
  await expect(page.getByLabel("名称")).toHaveAccessibleDescription(/请填写此项/)
  await expect(page.getByLabel("名称")).toBeFocused()
  await page.getByLabel("名称").fill("工作电脑")
  await page.keyboard.press("Enter")
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(10)
  await expectAccessible(page)
  await page.getByRole("link", { name: "我已保存" }).focus()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("main").getByText("工作电脑")).toBeVisible()
  await expectAccessible(page)

  await context.clearCookies()
  await page.goto("/login?next=/me/factors")
  await expectAccessible(page)
  await page.getByRole("button", { name: "使用通行密钥登录" }).focus()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("main").getByText("工作电脑")).toBeVisible()

  await context.clearCookies()
  await page.goto("/login?next=/me/factors")
  await page.getByLabel("邮箱或手机号").fill(someone.address)
  await page.getByLabel("密码").fill(PASSWORD)
  await page.keyboard.press("Enter")
  await expect(page.getByRole("heading", { name: "第二步验证" })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("button", { name: "使用通行密钥" }).focus()
  await page.keyboard.press("Enter")
  await expect(page.getByRole("main").getByText("工作电脑")).toBeVisible()
  await context.close()
})

test("a login that has grown old while a passkey was to be made is confirmed, and comes back", async ({
  page,
  world,
}) => {
  const someone = await world.person()
  await world.logIn(page.context(), someone)
  await withDevice(page)
  await page.goto("/me/factors/passkey")
  await age(world, someone)
  await page.getByRole("button", { name: "Create passkey" }).click()
  await expect(page.getByRole("heading", { name: "Confirm it’s you" })).toBeVisible()
  await page.getByLabel("Password").fill(PASSWORD)
  await page.getByRole("button", { name: "Confirm", exact: true }).click()
  await expect(page).toHaveURL("/me/factors/passkey")
  await page.getByRole("button", { name: "Create passkey" }).click()
  await expect(page.getByRole("link", { name: "I have saved them" })).toBeVisible()
})

test("a browser that holds no passkey says so, and the password goes on", async ({ page, world }) => {
  const devtools = await withDevice(page)
  await devtools.send("WebAuthn.disable")
  const someone = await world.person()
  await page.goto("/login")
  await page.evaluate(() => {
    navigator.credentials.get = () => Promise.reject(new DOMException("No.", "NotAllowedError"))
  })
  await page.getByRole("button", { name: "Log in with a passkey" }).click()
  await expect(page.getByRole("alert").filter({ hasText: "No passkey was used." })).toBeVisible()
  await typeLogin(page, someone.address)
  await expect(page).toHaveURL(/\/me$/)
})

test("without JavaScript an app is set up, asked for and replaced by a recovery code, and no passkey is offered", async ({
  browser,
  world,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: process.env.MUSTER_ORIGIN })
  const page = await context.newPage()
  const someone = await world.person()
  await world.logIn(context, someone)
  await page.goto("/me/factors")
  await page.getByRole("button", { name: "Add authenticator app" }).click()
  const secret = (await page.locator("main code").innerText()).replace(/\s/g, "")
  await page.getByLabel("Code from the app").fill(codeOf(secret, 60))
  await page.getByRole("button", { name: "Turn on" }).click()
  await expect(page.locator("main code")).toHaveText(secret.replace(/(.{4})(?=.)/g, "$1 "))
  await page.getByLabel("Code from the app").fill(codeOf(secret))
  await page.getByRole("button", { name: "Turn on" }).click()
  const codes = page.getByRole("main").getByRole("listitem")
  await expect(codes).toHaveCount(10)
  const code = await codes.first().innerText()

  await world.run(sql`update factors set used_step = used_step - 10 where account_id = ${someone.id}`)
  for (const [label, typed] of [
    ["Code", () => codeOf(secret)],
    ["Recovery code", () => code],
  ] as const) {
    await context.clearCookies()
    await page.goto("/login?next=/me/name")
    await expect(page.getByRole("button", { name: "Log in with a passkey" })).toBeHidden()
    await typeLogin(page, someone.address)
    if (label === "Recovery code") await page.getByRole("link", { name: "Use a recovery code" }).click()
    await page.getByLabel(label).fill(typed())
    await page.getByRole("button", { name: "Log in" }).click()
    await expect(page).toHaveURL(/\/me\/name$/)
  }
  await context.close()
})

test("an old login confirms that it is still its holder before a factor is removed, and before a key is made", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), acme.owner)
  await withDevice(page)
  await page.goto("/me/factors/passkey")
  await page.getByRole("button", { name: "Create passkey" }).click()
  await page.getByRole("link", { name: "I have saved them" }).click()
  await page.goto("/me/confirm?next=/me/factors")
  await expect(page).toHaveURL("/me/factors")
  await age(world, acme.owner)

  await page.goto(`/${acme.id}/iam/access-keys`)
  await page.getByRole("button", { name: "Create access key" }).click()
  await expect(page.getByLabel("Password")).toBeHidden()
  await page.getByRole("link", { name: "Confirm it’s you" }).click()
  await expect(page.getByRole("heading", { name: "Confirm it’s you" })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("button", { name: "Confirm with a passkey" }).click()
  const drawer = page.getByRole("dialog")
  await drawer.getByLabel("Name").fill("CI")
  await drawer.getByRole("button", { name: "Create access key" }).click()
  await expect(drawer.getByRole("textbox", { name: "Secret access key" })).toBeVisible()

  await age(world, acme.owner)
  await page.goto("/me/factors")
  await page.getByRole("link", { name: "Edit Passkey" }).click()
  await page.getByRole("button", { name: "Confirm with a passkey" }).click()
  await expect(page.getByText("This is your only second step.")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("button", { name: "Remove" }).click()
  await expect(page.getByText("Off.")).toBeVisible()
  expect(await world.letters(acme.owner.address)).toContain("factor-removed")
})

test("a login that ends over a page goes on in two steps, and comes back to what was typed", async ({
  page,
  world,
}) => {
  const someone = await world.person()
  const { secret, token } = await withApp(world.db, someone)
  await page
    .context()
    .addCookies([
      { name: "muster-session", value: token, url: process.env.MUSTER_ORIGIN, httpOnly: true, sameSite: "Lax" },
    ])
  await page.goto("/me/name")
  await page.getByLabel("Name").fill("Ada Lovelace")
  await world.endSessions(someone.id)
  await page.getByRole("button", { name: "Save" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Email or phone").fill(someone.address)
  await dialog.getByLabel("Password").fill(PASSWORD)
  await dialog.getByRole("button", { name: "Log in again" }).click()
  await expect(page.getByRole("heading", { name: "Second step" })).toBeVisible()
  await page.getByLabel("Code").fill(codeOf(secret))
  await page.getByRole("button", { name: "Log in" }).click()
  await expect(page.getByLabel("Name")).toHaveValue("Ada Lovelace")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByRole("heading", { name: "Ada Lovelace" })).toBeVisible()
})

test("whoever is to own an organization confirms an old login first, and is led back to the offer", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const heir = await world.member(acme.id)
  const { secret, token } = await withApp(world.db, heir)
  const { path } = await world.transfer(acme, heir)
  await page
    .context()
    .addCookies([
      { name: "muster-session", value: token, url: process.env.MUSTER_ORIGIN, httpOnly: true, sameSite: "Lax" },
    ])
  await age(world, heir)
  await page.goto(path)
  await expect(page.getByRole("button", { name: "Confirm", exact: true })).toBeHidden()
  await page.getByRole("link", { name: "Confirm it’s you" }).click()
  await page.getByLabel("Code from your app").fill(codeOf(secret))
  await page.getByRole("button", { name: "Confirm" }).click()
  await expect(page.getByRole("button", { name: "Decline" })).toBeVisible()
  await page.getByRole("button", { name: "Confirm" }).click()
  await expect(page.getByRole("heading", { name: `You are now the owner of ${acme.name}` })).toBeVisible()
})

test("a page that asks for no passkey loads nothing of them", async ({ page, world }) => {
  const someone = await world.person()
  await withPasskey(world.db, someone)
  const scripts: string[] = []
  page.on("response", async (response) => {
    if (response.request().resourceType() === "script") scripts.push(await response.text())
  })
  for (const path of ["/login", "/register", "/invite"]) {
    await page.goto(path)
    await page.waitForLoadState("networkidle")
  }
  expect(scripts.length).toBeGreaterThan(3)
  expect(scripts.filter((text) => text.includes("WebAuthn is not supported"))).toEqual([])
})
