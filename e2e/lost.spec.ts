import type { Page, Route } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, PASSWORD, takenOver, test, type World } from "@/e2e/world"

test("a login without a connection says so beside the button, keeps what was typed, and works afterwards", async ({
  page,
  world,
}) => {
  const someone = await world.person()
  await page.goto("/login")
  await takenOver(page)
  await page.getByLabel("Email or phone").fill(someone.address)
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD)
  await offline(page, "Log in")
  await expectAccessible(page)
  await expect(page.getByLabel("Email or phone")).toHaveValue(someone.address)
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue(PASSWORD)
  await page.getByRole("button", { name: "Log in", exact: true }).click()
  await expect(page.getByRole("heading", { name: someone.name })).toBeVisible()
})

test("registration, its code, a new organization and a code to join outlive a lost connection", async ({
  page,
  world,
}) => {
  const address = newEmail()
  await page.goto("/register")
  await takenOver(page)
  await page.getByLabel("Your name").fill("Noor Haddad")
  await page.getByLabel("Email or phone").fill(address)
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD)
  await offline(page, "Continue")
  await expect(page.getByLabel("Your name")).toHaveValue("Noor Haddad")
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue(PASSWORD)
  await page.getByRole("button", { name: "Continue" }).click()

  await page.getByLabel("Code").fill(await world.latestCode(address))
  await takenOver(page)
  await offline(page, "Create account")
  await page.getByRole("button", { name: "Create account" }).click()
  await expect(page.getByRole("heading", { name: "Noor Haddad" })).toBeVisible()

  await page.goto("/me/affiliation")
  await takenOver(page)
  await page.getByLabel("Invitation code").fill("ABCD-EFGH-JKLM-NPQR")
  await offline(page, "Initiate Now")
  await expect(page.getByLabel("Invitation code")).toHaveValue("ABCD-EFGH-JKLM-NPQR")

  await page.goto("/me/organization")
  await takenOver(page)
  await page.getByLabel("Organization name").fill("Paper Lantern")
  await offline(page, "Create organization")
  await expect(page.getByLabel("Organization name")).toHaveValue("Paper Lantern")
  await page.getByRole("button", { name: "Create organization" }).click()
  await expect(page).toHaveURL(/\/o-[a-z0-9]+\/enterprise\/members$/)
})

test("Accept without a connection leaves the invitation as it was, and can be pressed again", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const guest = await world.person()
  const { id, path } = await world.invite(acme, guest.address)
  await world.logIn(page.context(), guest)
  await page.goto(path)
  await takenOver(page)
  const before = await world.traces(id)
  await offline(page, "Accept")
  expect(await world.traces(id)).toEqual(before)
  await page.getByRole("button", { name: "Accept" }).click()
  await expect(page.getByRole("link", { name: `Open ${acme.name}` })).toBeVisible()
})

test("buttons without a field outlive a lost connection too: language, and Log out", async ({ page, world }) => {
  const someone = await world.person()
  await world.logIn(page.context(), someone)
  await page.goto("/me/organization")
  await takenOver(page)
  await page.getByLabel("Organization name").fill("Paper Lantern")
  await page.getByRole("button", { name: new RegExp(`^${someone.name}`) }).click()
  await offline(page, "简体中文")
  await expect(page.getByLabel("Organization name")).toHaveValue("Paper Lantern")
  await page.goto("/me")
  await takenOver(page)
  await offline(page, "Log out")
  await page.getByRole("button", { name: "Log out", exact: true }).click()
  await expect(page).toHaveURL("/login")
})

test("the drawer of an invitation keeps what was typed, and says at its button that nobody answered", async ({
  page,
  world,
}) => {
  const contact = await fillDrawer(page, world)
  await offline(page, "Send Invitation")
  await expect(page.getByLabel("Invite by Email or Phone")).toHaveValue(contact)
  await expectAccessible(page)
  await page.getByRole("button", { name: "Send Invitation" }).click()
  await expect(page.getByLabel(`Invitation link for ${contact}`)).toBeVisible()
  await expect(page.getByText("Cannot connect")).toBeHidden()
})

test("a dialog that cannot be fetched is missed in words, and the page and what is on it stay", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  await takenOver(page)
  await page.context().setOffline(true)
  await page.getByRole("button", { name: "Invite", exact: true }).first().click()
  await expect(page.getByText("Part of this page could not be loaded.")).toBeVisible()
  await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible()
  await page.context().setOffline(false)
  await page.getByRole("button", { name: "Reload the page" }).click()
  await takenOver(page)
  await page.getByRole("button", { name: "Invite", exact: true }).first().click()
  await expect(page.getByLabel("Invite by Email or Phone")).toBeVisible()
})

test("a server that answers with something else than Muster's answer loses no text either", async ({ page, world }) => {
  await world.logIn(page.context(), await world.person())
  await page.goto("/me/organization")
  await takenOver(page)
  await page.getByLabel("Organization name").fill("Paper Lantern")
  await page.route("**/me/organization", (route) =>
    route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" }),
  )
  await page.getByRole("button", { name: "Create organization" }).click()
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Something went wrong")
  await expect(page.getByLabel("Organization name")).toHaveValue("Paper Lantern")
})

test("a page left open over an upgrade says that Muster was updated, and what was typed outlives its loading", async ({
  page,
  world,
}) => {
  await world.logIn(page.context(), await world.person())
  await page.goto("/me/organization")
  await takenOver(page)
  await page.getByLabel("Organization name").fill("Paper Lantern")
  await page.route("**/me/organization", asOfAnotherVersion)
  await page.getByRole("button", { name: "Create organization" }).click()
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Muster was updated")
  await expect(page.getByLabel("Organization name")).toHaveValue("Paper Lantern")
  await expectAccessible(page)
  await page.unroute("**/me/organization")
  await page.getByRole("button", { name: "Reload the page" }).click()
  await expect(page.getByRole("main").getByRole("alert")).toBeHidden()
  await expect(page.getByLabel("Organization name")).toHaveValue("Paper Lantern")
  await page.getByRole("button", { name: "Create organization" }).click()
  await expect(page).toHaveURL(/\/o-[a-z0-9]+\/enterprise\/members$/)
})

test("an upgrade while the drawer is open: what was typed is in it when it is opened again", async ({
  page,
  world,
}) => {
  const contact = await fillDrawer(page, world)
  await page.route("**/enterprise/members*", asOfAnotherVersion)
  await page.getByRole("button", { name: "Send Invitation" }).click()
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("Muster was updated")
  await page.unroute("**/enterprise/members*")
  await page.getByRole("button", { name: "Reload the page" }).click()
  await expect(page.getByRole("dialog")).toBeHidden()
  await page.getByRole("button", { name: "Invite", exact: true }).first().click()
  await expect(page.getByLabel("Invite by Email or Phone")).toHaveValue(contact)
  await expect(page.getByRole("radio", { name: /^finance_admin/ })).toBeChecked()
  await expect(page.getByLabel("Note")).toHaveValue("See you on Monday.")
  await page.getByRole("button", { name: "Send Invitation" }).click()
  await expect(page.getByLabel(`Invitation link for ${contact}`)).toBeVisible()
})

test("a password is not kept over an upgrade, the contact is", async ({ page, world }) => {
  const someone = await world.person()
  await page.goto("/login")
  await takenOver(page)
  await page.getByLabel("Email or phone").fill(someone.address)
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD)
  await page.route("**/login", asOfAnotherVersion)
  await page.getByRole("button", { name: "Log in", exact: true }).click()
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Muster was updated")
  await page.unroute("**/login")
  await page.getByRole("button", { name: "Reload the page" }).click()
  await expect(page.getByLabel("Email or phone")).toHaveValue(someone.address)
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("")
})

test("without JavaScript a form of an earlier version is answered in words, with the way back", async ({
  browser,
  world,
}) => {
  const someone = await world.person()
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: process.env.MUSTER_ORIGIN })
  const page = await context.newPage()
  await page.goto("/login?next=%2Fme%2Fpassword")
  await page.getByLabel("Email or phone").fill(someone.address)
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD)
  await page.route("**/login**", asOfAnotherVersion)
  await page.getByRole("button", { name: "Log in", exact: true }).click()
  await expect(page.getByRole("heading", { name: "Muster has been updated" })).toBeVisible()
  await page.unroute("**/login**")
  await page.getByRole("link", { name: "Reload the page" }).click()
  await expect(page).toHaveURL("/login?next=%2Fme%2Fpassword")
  await page.getByLabel("Email or phone").fill(someone.address)
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD)
  await page.getByRole("button", { name: "Log in", exact: true }).click()
  await expect(page).toHaveURL("/me/password")
  expect(await world.run(sql`select 1 from sessions where account_id = ${someone.id}`)).toHaveLength(1)
  await context.close()
})

/** Presses a button while the connection is away; it says so, and the connection comes back. */
async function offline(page: Page, button: string) {
  await page.context().setOffline(true)
  await page.getByRole("button", { name: button, exact: true }).click()
  const words = page.getByRole("alert").filter({ hasText: "Cannot connect to Muster" })
  await expect(words).toBeVisible()
  await page.context().setOffline(false)
}

/** Lets a form name an action that no build of this version has. */
function asOfAnotherVersion(route: Route) {
  const request = route.request()
  if (request.method() !== "POST") return route.continue()
  const strange = (text: string) => text.replace(/\b([0-9a-f]{2})([0-9a-f]{40})\b/g, (_, kind, id) => kind + turned(id))
  const action = request.headers()["next-action"]
  if (action) return route.continue({ headers: { ...request.headers(), "next-action": strange(action) } })
  return route.continue({ postData: strange(request.postData() ?? "") })
}

function turned(id: string) {
  return [...id].reverse().join("")
}

async function fillDrawer(page: Page, world: World) {
  const acme = await world.enterprise()
  const contact = newEmail()
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  await takenOver(page)
  await page.getByRole("button", { name: "Invite", exact: true }).first().click()
  await page.getByLabel("Invite by Email or Phone").fill(contact)
  await page.getByRole("radio", { name: /^finance_admin/ }).check()
  await page.getByLabel("Note").fill("See you on Monday.")
  return contact
}
