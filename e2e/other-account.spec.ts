import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, logInAgain, newEmail, takenOver, test, type World } from "@/e2e/world"

test("a key asked for in a tab of one account is not made for another that has logged in beside it", async ({
  page,
  world,
}) => {
  const { other } = await twoAccounts(page, world)
  await page.goto("/me/access-keys")
  await takenOver(page)
  await page.getByRole("button", { name: "Create access key" }).first().click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Name").fill("Nightly export")
  await world.logIn(page.context(), other)
  await dialog.getByRole("button", { name: "Create access key" }).click()
  await expectTold(page, other)
  await expect(dialog.getByLabel("Name")).toHaveValue("Nightly export")
  await expectAccessible(page)
  await page.getByRole("button", { name: "Reload the page" }).click()
  await expect(dialog).toBeHidden()
  await takenOver(page)
  await page.getByRole("button", { name: "Create access key" }).first().click()
  await dialog.getByLabel("Name").fill("My own")
  await dialog.getByRole("button", { name: "Create access key" }).click()
  await expect(page.getByRole("dialog", { name: "Access key created" })).toBeVisible()
  const made = sql`select name from access_keys where account_id = ${other.id}`
  expect(await world.run(made)).toEqual([{ name: "My own" }])
})

test("an invitation, a change of role and a removal of one account's tab are not done by another", async ({
  page,
  world,
}) => {
  const { acme, other } = await twoAccounts(page, world)
  const colleague = await world.member(acme.id, "member", { name: "Ada Zhou" })
  const contact = newEmail()
  await page.goto(`/${acme.id}/enterprise/members`)
  await takenOver(page)
  await world.logIn(page.context(), other)
  await page.getByRole("combobox", { name: `Role of ${colleague.name}` }).selectOption("admin")
  await expectTold(page, other)
  await expect(page.getByRole("combobox", { name: `Role of ${colleague.name}` })).toHaveValue("member")
  await page.getByRole("button", { name: `More actions for ${colleague.name}` }).click()
  await page.getByRole("menuitem", { name: "Remove" }).click()
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove member" }).click()
  await expect(page.getByRole("alertdialog")).toBeHidden()
  await page.getByRole("button", { name: "Invite", exact: true }).first().click()
  await page.getByLabel("Invite by Email or Phone").fill(contact)
  await page.getByRole("radio", { name: /^member/ }).check()
  await page.getByRole("button", { name: "Send Invitation" }).click()
  await expectTold(page, other)
  await expect(page.getByLabel("Invite by Email or Phone")).toHaveValue(contact)
  expect(await world.letters(contact)).toEqual([])
  const role = sql`select role from memberships where account_id = ${colleague.id}`
  expect(await world.run(role)).toEqual([{ role: "member" }])
})

test("forms of a person's own pages say who is logged in, and do nothing, without JavaScript too", async ({
  page,
  browser,
  world,
}) => {
  const { acme, other } = await twoAccounts(page, world)
  const founded = () =>
    world.run(sql`select 1 from memberships where account_id = ${other.id} and role = 'super_admin'`)
  const before = await founded()
  await page.goto("/me/organization")
  await takenOver(page)
  await page.getByLabel("Organization name").fill("Paper Lantern")
  await world.logIn(page.context(), other)
  await page.getByRole("button", { name: "Create organization" }).click()
  await expectTold(page, other)
  await expect(page.getByLabel("Organization name")).toHaveValue("Paper Lantern")
  await expectAccessible(page)

  const bare = await browser.newContext({ javaScriptEnabled: false, baseURL: process.env.MUSTER_ORIGIN })
  const plain = await bare.newPage()
  await world.logIn(bare, acme.owner)
  await plain.goto("/me/organization")
  await plain.getByLabel("Organization name").fill("Paper Lantern")
  await world.logIn(bare, other)
  await plain.getByRole("button", { name: "Create organization" }).click()
  await expectTold(plain, other)
  await expect(plain.getByLabel("Organization name")).toHaveValue("Paper Lantern")
  await plain.goto("/me/affiliation")
  await plain.getByLabel("Invitation code").fill("ABCD-EFGH-JKLM-NPQR")
  await world.logIn(bare, acme.owner)
  await plain.getByRole("button", { name: "Initiate Now" }).click()
  await expectTold(plain, acme.owner)
  await expect(plain.getByLabel("Invitation code")).toHaveValue("ABCD-EFGH-JKLM-NPQR")
  expect(await founded()).toEqual(before)
  await bare.close()
})

test("Log out everywhere ends no login of another account", async ({ page, world }) => {
  const { other } = await twoAccounts(page, world)
  await page.goto("/me")
  await takenOver(page)
  await world.logIn(page.context(), other)
  await page.getByRole("button", { name: "Log out everywhere" }).click()
  await expectTold(page, other)
  await page.getByRole("button", { name: "Reload the page" }).click()
  await expect(page.getByRole("heading", { name: other.name })).toBeVisible()
})

test("an answer to a letter and Switch account do nothing to an account that came since: the page shows what is its", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const [guest, stranger] = [await world.person(), await world.person()]
  const { id, path } = await world.invite(acme, guest.address)
  await world.logIn(page.context(), guest)
  await page.goto(path)
  await takenOver(page)
  const before = await world.traces(id)
  await world.logIn(page.context(), stranger)
  await page.getByRole("button", { name: "Reject" }).click()
  await expectTold(page, stranger)
  expect(await world.traces(id)).toEqual(before)
  await page.getByRole("button", { name: "Reload the page" }).click()
  await expect(page.getByRole("button", { name: "Switch account" })).toBeVisible()
  await takenOver(page)
  await world.logIn(page.context(), guest)
  await page.getByRole("button", { name: "Switch account" }).click()
  await expect(page.getByRole("button", { name: "Accept" })).toBeVisible()
  await page.getByRole("button", { name: "Accept" }).click()
  await expect(page.getByRole("link", { name: `Open ${acme.name}` })).toBeVisible()
})

test("who logs in as somebody else over an ended login goes on as that one", async ({ page, world }) => {
  const { acme, other } = await twoAccounts(page, world)
  await page.goto("/me/access-keys")
  await takenOver(page)
  await page.getByRole("button", { name: "Create access key" }).first().click()
  await page.getByRole("dialog").getByLabel("Name").fill("Nightly export")
  await world.endSessions(acme.owner.id)
  await page.getByRole("dialog").getByRole("button", { name: "Create access key" }).click()
  await logInAgain(page, other)
  await expect(page.getByRole("dialog", { name: "Your login has expired" })).toBeHidden()
  await expect(page.locator("[popovertarget=account]")).toContainText(other.name)
  await page.getByRole("dialog").getByRole("button", { name: "Create access key" }).click()
  await expect(page.getByRole("dialog", { name: "Access key created" })).toBeVisible()
})

test("who logs out and in as somebody else in one tab goes on as that one", async ({ page, world }) => {
  const [first, second] = [await world.person(), await world.person({ name: "Priya Nair" })]
  await world.logIn(page.context(), first)
  await page.goto("/me")
  await takenOver(page)
  await page.getByRole("button", { name: "Log out", exact: true }).click()
  await logInAgain(page, second)
  await expect(page.getByRole("heading", { name: "Priya Nair" })).toBeVisible()
  await page.getByRole("link", { name: "Create an organization" }).click()
  await page.getByLabel("Organization name").fill("Paper Lantern")
  await page.getByRole("button", { name: "Create organization" }).click()
  await expect(page).toHaveURL(/\/o-[a-z0-9]+\/enterprise\/members$/)
})

/** A super admin who is logged in, and another account that could be. */
async function twoAccounts(page: Page, world: World) {
  const acme = await world.enterprise()
  const other = await world.member(acme.id, "dev_admin", { name: "Jonas Weber" })
  await world.logIn(page.context(), acme.owner)
  return { acme, other }
}

async function expectTold(page: Page, { name, address }: { name: string; address: string }) {
  await expect(page.getByText(`You are logged in as ${name} (${address})`)).toBeVisible()
  await expect(page.getByRole("button", { name: "Reload the page" })).toBeVisible()
}
