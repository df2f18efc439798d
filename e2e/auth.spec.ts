import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import {
  expect,
  expectAccessible,
  grouped,
  newEmail,
  newPhone,
  PASSWORD,
  takenOver,
  test,
  type World,
} from "@/e2e/world"

const NEW_PASSWORD = "copper-meadow-17-windmills"

test("R34 people log in with e-mail or phone and land in the console", async ({ page, world }) => {
  for (const address of [newEmail(), newPhone()]) {
    const someone = await world.person({ name: "Ada Zhou", address })
    await page.context().clearCookies()
    await page.goto("/")
    await expect(page).toHaveURL("/login")
    await expectAccessible(page)
    await logIn(page, someone.address)
    await expect(page).toHaveURL("/me")
    await expect(page.getByRole("heading", { name: "Ada Zhou" })).toBeVisible()
  }
})

test("the start page of a super admin is Members, of a member the overview", async ({ page, world }) => {
  const { id, owner } = await world.enterprise()
  const places = [
    [owner, `/${id}/enterprise/members`],
    [await world.member(id), `/${id}/account/overview`],
  ] as const
  for (const [someone, place] of places) {
    await page.context().clearCookies()
    await world.logIn(page.context(), someone)
    const answer = await page.request.get("/", { maxRedirects: 0 })
    expect(answer.headers().location).toContain(place)
  }
})

test("the answer to a login leads straight to where the person begins, and to what they came for", async ({
  page,
  world,
}) => {
  const { id, owner } = await world.enterprise()
  const operator = await world.operator()
  const places = [
    [owner, "", `/${id}/enterprise/members`],
    [await world.member(id), "", `/${id}/account/overview`],
    [await world.person(), "", "/me"],
    [operator, "", "/operator"],
    [owner, `?next=/${id}/iam/audit`, `/${id}/iam/audit`],
  ] as const
  for (const [someone, query, place] of places) {
    await page.context().clearCookies()
    await page.goto(`/login${query}`)
    const asked: string[] = []
    page.on("request", (request) => asked.push(new URL(request.url()).pathname))
    const answer = page.waitForResponse((response) => response.request().method() === "POST")
    await logIn(page, someone.address)
    expect((await answer).headers()["x-action-redirect"]).toContain(place)
    await expect(page).toHaveURL(place)
    expect(asked).not.toContain("/")
  }
})

test("a wrong password and an unknown contact are one answer, and what was typed stays", async ({ page, world }) => {
  const someone = await world.person()
  const answers = []
  for (const contact of [someone.address, newEmail("nobody")]) {
    await page.goto("/login")
    await logIn(page, contact, "not the password at all")
    await expect(page.getByRole("alert").filter({ hasText: "Incorrect" })).toBeVisible()
    await expect(page.getByLabel("Email or phone")).toHaveValue(contact)
    await expect(page.getByLabel("Password")).toHaveValue("")
    answers.push(await page.locator("main").innerText())
  }
  expect(answers[0]).toBe(answers[1])
  await expectAccessible(page)
})

test("the cookie is the opaque id of the session and no script can read it", async ({ page, world }) => {
  const someone = await world.person()
  await page.goto("/login")
  await logIn(page, someone.address)
  await expect(page).toHaveURL("/me")
  const cookie = (await page.context().cookies()).find(({ name }) => name === "muster-session")
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/", secure: false })
  expect(cookie?.value).toMatch(/^[\w-]{43}$/)
  const [row] = await world.run(sql`select hash from sessions where account_id = ${someone.id}`)
  expect(row?.hash).not.toContain(cookie?.value)
  expect(await page.evaluate(() => document.cookie)).not.toContain("muster")
})

test("next-auth's own doors log in and out the same way, and redirect to this site alone", async ({ page, world }) => {
  const someone = await world.person()
  const headers = { origin: process.env.MUSTER_ORIGIN ?? "" }
  const { csrfToken } = await (await page.request.get("/api/auth/csrf")).json()
  const post = (door: string, form: Record<string, string>) =>
    page.request.post(`/api/auth/${door}`, { headers, form: { csrfToken, ...form }, maxRedirects: 0 })
  const refused = await post("callback/password", { contact: someone.address, password: "not the password at all" })
  expect(refused.headers().location).toContain("/login?error=CredentialsSignin")
  const answer = await post("callback/password", {
    contact: someone.address,
    password: PASSWORD,
    callbackUrl: "https://evil.example",
  })
  expect(new URL(answer.headers().location ?? "").origin).toBe(process.env.MUSTER_ORIGIN)
  expect(await openSessions(world, someone.id)).toBe(1)
  for (const closed of ["session", "providers", "signin", "verify-request"]) {
    expect((await page.request.get(`/api/auth/${closed}`)).status()).toBe(404)
  }
  await page.goto("/me")
  await expect(page.getByRole("heading", { name: someone.name })).toBeVisible()
  await post("signout", {})
  expect(await openSessions(world, someone.id)).toBe(0)
})

test("logging out deletes the cookie and ends the session", async ({ page, world }) => {
  const someone = await world.person()
  const token = await world.logIn(page.context(), someone)
  await page.goto("/me")
  await expectAccessible(page)
  await button(page, "Log out").click()
  await expect(page).toHaveURL("/login")
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain("muster-session")
  const [row] = await world.run(sql`select ended_at from sessions where account_id = ${someone.id}`)
  expect(row?.ended_at).not.toBeNull()
  await page.context().addCookies([{ name: "muster-session", value: token, url: process.env.MUSTER_ORIGIN }])
  await page.goto("/me")
  await expect(page.getByText("Your login has expired")).toBeVisible()
})

test("an ended login is told so and comes back; a visitor without one is just asked to log in", async ({
  page,
  world,
}) => {
  const someone = await world.person()
  await page.goto("/me/password")
  await expect(page).toHaveURL("/login?next=%2Fme%2Fpassword")
  await expect(page.getByText("Your login has expired")).toBeHidden()
  await world.logIn(page.context(), someone)
  await world.endSessions(someone.id)
  await page.goto("/me/password")
  await expect(page).toHaveURL("/login?next=%2Fme%2Fpassword&expired=1")
  await expect(page.getByText("Your login has expired")).toBeVisible()
  await expectAccessible(page)
  await logIn(page, someone.address)
  await expect(page).toHaveURL("/me/password")
})

test("nobody is sent to another site after a login", async ({ page, world }) => {
  const someone = await world.person()
  const wishes = ["//evil.example", "/\\evil.example", "/%09/evil.example", "/%0a/evil.example", "/.//evil.example"]
  for (const wish of [...wishes, "https://evil.example", "https://localhost@evil.example", "javascript:alert(1)"]) {
    await page.context().clearCookies()
    await page.goto(`/login?next=${wish}`)
    await logIn(page, someone.address)
    await expect(page).toHaveURL("/me")
  }
})

test("R34 an account exists only once its code came back", async ({ page, world }) => {
  const address = newEmail("new")
  await page.goto("/register")
  await expectAccessible(page)
  await register(page, address)
  await expectAccessible(page)
  expect(await accountsWith(world, address)).toBe(0)
  for (let tries = 0; tries < 3; tries++) {
    await enterCode(page, "000000")
    await expect(page.getByLabel("Code")).toHaveAccessibleDescription(/Incorrect code/)
    await expect(page.getByLabel("Code")).toBeFocused()
  }
  const code = await world.latestCode(address)
  await enterCode(page, `${code.slice(0, 3)} ${code.slice(3)}`)
  await expect(page).toHaveURL("/me")
  expect(await accountsWith(world, address)).toBe(1)
})

test("R34 the fifth wrong code is the last, and then the right one is refused too", async ({ page, world }) => {
  const address = newEmail("new")
  await page.goto("/register")
  await register(page, address)
  for (let tries = 0; tries < 5; tries++) {
    await enterCode(page, "000000")
    await expect(page.getByLabel("Code")).toHaveAccessibleDescription(/Incorrect code/)
  }
  await enterCode(page, await world.latestCode(address))
  await expect(page.getByLabel("Code")).toHaveAccessibleDescription(/no longer works/)
  expect(await accountsWith(world, address)).toBe(0)
})

test("R34 registering an address that has an account shows the same screen, and its owner gets a letter", async ({
  page,
  world,
}) => {
  const someone = await world.person()
  const screens = []
  for (const address of [newEmail("person"), someone.address]) {
    await page.goto("/register")
    await register(page, address)
    screens.push(await page.locator("main").innerText())
  }
  expect(screens[0]).toBe(screens[1])
  expect(await world.letters(someone.address)).toEqual(["account-exists"])
  await enterCode(page, await world.latestCode(someone.address))
  await expect(page.getByLabel("Code")).toHaveAccessibleDescription(/Incorrect code/)
})

test("a code is sent again once a minute has passed, and then not for another", async ({ page, world }) => {
  const address = newEmail("new")
  const tooSoon = page.getByRole("alert").filter({ hasText: "Try again in 1 minute." })
  await page.goto("/register")
  await register(page, address)
  await button(page, "Send again").click()
  await expect(tooSoon).toBeVisible()
  await world.run(
    sql`update verifications set created_at = created_at - interval '1 minute' where contact = ${address}`,
  )
  await button(page, "Send again").click()
  await expect(page.getByText("We sent the code again.")).toBeVisible()
  await expect(tooSoon).toBeHidden()
  await button(page, "Send again").click()
  await expect(tooSoon).toBeVisible()
  expect(await world.letters(address)).toEqual(["code", "code"])
})

test("a password that is easy to guess is refused at its field", async ({ page }) => {
  await page.goto("/register")
  await page.getByLabel("Email or phone").fill(newEmail())
  await page.getByLabel("Your name").fill("Lin Mei")
  await page.getByLabel("Password").fill("aaaaaaaaaaaaaaaa")
  await button(page, "Continue").click()
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription(/too easy to guess/)
  await expect(page.getByLabel("Your name")).toHaveValue("Lin Mei")
  await expectAccessible(page)
})

test("a new password says how long it is while it is typed, and can be looked at", async ({ page }) => {
  await page.goto("/register")
  await takenOver(page)
  const password = page.getByLabel("Password")
  const verdict = page.getByRole("status").filter({ hasText: /Long enough/ })
  await password.pressSequentially("orchard")
  await expect(page.getByText("7 / 15 characters")).toBeVisible()
  await expect(verdict).toBeHidden()
  await password.fill("aaaaaaaaaaaaaaaa")
  await expect(verdict).toHaveText(/easy to guess/)
  await password.fill(NEW_PASSWORD)
  await expect(verdict).toHaveText("Long enough. We check that it is hard to guess when you continue.")
  await expectAccessible(page)
  const show = button(page, "Show password")
  await expect(password).toHaveAttribute("type", "password")
  await show.click()
  await expect(show).toHaveAttribute("aria-pressed", "true")
  await expect(password).toHaveAttribute("type", "text")
  await expect(password).toHaveValue(NEW_PASSWORD)
  await expectAccessible(page)
  await show.press("Enter")
  await expect(password).toHaveAttribute("type", "password")
})

test("who forgot the password sets a new one with a code; other logins end", async ({ page, world }) => {
  const someone = await world.person()
  await world.logIn(page.context(), someone)
  await page.goto("/forgot?next=/me/password")
  await expectAccessible(page)
  await page.getByLabel("Email or phone").fill(someone.address)
  await button(page, "Send code").click()
  await expect(page.getByRole("heading", { name: "Choose a new password" })).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel("Code").fill(await world.latestCode(someone.address))
  await page.getByLabel("New password").fill(NEW_PASSWORD)
  await button(page, "Change password").click()
  await expect(page.getByText("Your password has been changed.")).toBeVisible()
  await logIn(page, someone.address, NEW_PASSWORD)
  await expect(page).toHaveURL("/me/password")
  expect(await openSessions(world, someone.id)).toBe(1)
})

test("a forgotten password of nobody gets the same screen and no letter", async ({ page, world }) => {
  const address = newEmail("nobody")
  await page.goto("/forgot")
  await page.getByLabel("Email or phone").fill(address)
  await button(page, "Send code").click()
  await expect(
    page.getByText("If n•••@e•••.com belongs to an account, it will receive a code in a moment."),
  ).toBeVisible()
  expect(await world.letters(address)).toEqual([])
})

test("changing the password needs the present one and ends every other login", async ({ page, browser, world }) => {
  const someone = await world.person()
  const elsewhere = await browser.newContext()
  await world.logIn(elsewhere, someone)
  await world.logIn(page.context(), someone)
  await page.goto("/me/password")
  await page.getByLabel("Current password").fill("not the present one")
  await page.getByLabel("New password").fill(NEW_PASSWORD)
  await button(page, "Change password").click()
  await expect(page.getByLabel("Current password")).toHaveAccessibleDescription("Incorrect password.")
  await expectAccessible(page)
  await page.getByLabel("Current password").fill(PASSWORD)
  await page.getByLabel("New password").fill(NEW_PASSWORD)
  await button(page, "Change password").click()
  await expect(page.getByText("Your password has been changed. You’ve been logged out everywhere else.")).toBeVisible()
  expect(await openSessions(world, someone.id)).toBe(1)
  await elsewhere.close()
})

test("Log out everywhere ends every login", async ({ page, world }) => {
  const someone = await world.person()
  await world.logIn(page.context(), someone)
  await world.logIn(page.context(), someone)
  await page.goto("/me")
  await button(page, "Log out everywhere").click()
  await expect(page).toHaveURL("/login")
  expect(await openSessions(world, someone.id)).toBe(0)
})

test("R34 an account adds and verifies the contact that it lacks", async ({ page, world }) => {
  const [someone, phone] = [await world.person(), newPhone()]
  await world.logIn(page.context(), someone)
  await page.goto("/me")
  await page.getByRole("link", { name: "Add" }).click()
  await expectAccessible(page)
  await page.getByLabel("Phone").fill(newEmail("second"))
  await button(page, "Send code").click()
  await expect(page.getByLabel("Phone")).toHaveAccessibleDescription("Your account already has one of these.")
  await page.getByLabel("Phone").fill(phone)
  await button(page, "Send code").click()
  await page.getByLabel("Code").fill(await world.latestCode(phone))
  await button(page, "Verify and add").click()
  await expect(page).toHaveURL("/me")
  await expect(page.getByText(grouped(phone))).toBeVisible()
})

test("a login that has grown old adds a contact with the password alone, and the other contact is told", async ({
  page,
  world,
}) => {
  const [someone, phone] = [await world.person(), newPhone()]
  await world.logIn(page.context(), someone)
  await world.run(sql`
    update sessions set created_at = created_at - interval '11 minutes' where account_id = ${someone.id}`)
  await page.goto("/me/contact")
  await expectAccessible(page)
  await page.getByLabel("Phone").fill(phone)
  await page.getByLabel("Password").fill("not the password at all")
  await button(page, "Send code").click()
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription(/Incorrect password/)
  await page.getByLabel("Password").fill(PASSWORD)
  await button(page, "Send code").click()
  await page.getByLabel("Code").fill(await world.latestCode(phone))
  await button(page, "Verify and add").click()
  await expect(page).toHaveURL("/me")
  expect(await world.letters(someone.address)).toEqual(["contact-added"])
})

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false })

  test("R34 people register, log out, mistype and log in again", async ({ page, world }) => {
    const address = newEmail("new")
    await page.goto("/register")
    await register(page, address)
    await enterCode(page, await world.latestCode(address))
    await expect(page).toHaveURL("/me")
    await button(page, "Log out").click()
    await logIn(page, address, "not the password at all")
    await expect(page.getByRole("alert")).toHaveText(/Incorrect/)
    await expect(page.getByLabel("Email or phone")).toHaveValue(address)
    await logIn(page, address)
    await expect(page).toHaveURL("/me")
  })
})

async function logIn(page: Page, contact: string, password = PASSWORD) {
  await page.getByLabel("Email or phone").fill(contact)
  await page.getByLabel("Password").fill(password)
  await button(page, "Log in").click()
}

async function register(page: Page, contact: string) {
  await page.getByLabel("Email or phone").fill(contact)
  await page.getByLabel("Your name").fill("Lin Mei")
  await page.getByLabel("Password").fill(PASSWORD)
  await button(page, "Continue").click()
  await expect(page.getByRole("heading", { name: "Enter the code" })).toBeVisible()
}

/** A refused code leaves the field empty. */
async function enterCode(page: Page, code: string) {
  await expect(page.getByLabel("Code")).toHaveValue("")
  await page.getByLabel("Code").fill(code)
  await button(page, "Create account").click()
}

test("an address of a person's own pages from before they moved still leads there", async ({ page, world }) => {
  const someone = await world.person()
  await world.logIn(page.context(), someone)
  await page.goto("/account/affiliation?from=letter")
  await expect(page).toHaveURL("/me/affiliation?from=letter")
  await page.goto("/account")
  await expect(page).toHaveURL("/me")
})

async function accountsWith(world: World, address: string) {
  return (await world.run(sql`select 1 from accounts where email = ${address}`)).length
}

async function openSessions(world: World, id: string) {
  return (await world.run(sql`select 1 from sessions where account_id = ${id} and ended_at is null`)).length
}

function button(page: Page, name: string) {
  return page.getByRole("button", { name, exact: true })
}
