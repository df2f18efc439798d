import type { BrowserContext, Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, test, type World } from "@/e2e/world"
import { createOrganization } from "@/lib/organizations/organizations"

const NO_ORGANIZATION = "This organization does not exist, or you are not a member of it."

test("an account without organization creates one, is its super admin and learns what comes next", async ({
  page,
  world,
}) => {
  const someone = await world.person()
  await world.logIn(page.context(), someone)
  await page.goto("/me")
  await expect(page.getByText("You don’t belong to an organization yet.")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("link", { name: "Create an organization" }).click()
  await expect(page.getByText("Enterprise > Enterprise Information")).toBeVisible()
  await expectAccessible(page)
  await create(page, "   ")
  await expect(page.getByLabel("Organization name")).toHaveAccessibleDescription(/Fill in this field/)
  await create(page, "Paper Lantern")
  await expect(page).toHaveURL(/\/o-[a-z0-9]+\/enterprise\/members$/)
  await expect(switcher(page)).toContainText("Paper Lanternsuper_admin")
  await expect(page.getByText("This enterprise is not certified yet")).toBeVisible()
})

test("an account creates five organizations a day; of the sixth the name stays, with when to try again", async ({
  page,
  world,
}) => {
  const someone = await world.person()
  for (let n = 0; n < 5; n += 1) await createOrganization(someone.ctx, { name: `No. ${n}` })
  await world.logIn(page.context(), someone)
  await page.goto("/me/organization")
  await create(page, "One more")
  await expect(page.getByRole("alert").filter({ hasText: "Try again in 24 hours" })).toBeVisible()
  await expect(page.getByLabel("Organization name")).toHaveValue("One more")
  await expectAccessible(page)
})

test("the switcher leads to every organization of a person, and to a new one, even from the only one", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise({ name: "Acme Cloud" })
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}`)
  await switcher(page).click()
  await expectAccessible(page)
  await organizations(page).getByRole("link", { name: "Create organization" }).click()
  await create(page, "Paper Lantern")
  await expect(switcher(page)).toContainText("Paper Lantern")
  await switcher(page).click()
  await expect(organizations(page).getByRole("link")).toHaveText([/Acme Cloud/, /Paper Lantern/, "Create organization"])
  await organizations(page).getByRole("link", { name: "Acme Cloud" }).click()
  await expect(page).toHaveURL(`/${acme.id}/enterprise/members`)
  await expect(page.getByText("People in Acme Cloud and their roles.")).toBeVisible()
})

test("two tabs on two organizations do not mix", async ({ context, world }) => {
  const [harbour, lantern] = [await world.enterprise(), await world.enterprise({ name: "Lantern" })]
  await own(world, lantern, harbour.owner)
  await world.logIn(context, harbour.owner)
  const tabs = [await openMembers(context, harbour.id), await openMembers(context, lantern.id)]
  const contacts = [newEmail("harbour"), newEmail("lantern")]
  for (const tab of tabs) await tab.getByRole("button", { name: "Invite", exact: true }).click()
  for (const [n, tab] of tabs.entries()) {
    await tab.getByLabel("Invite by Email or Phone").fill(contacts[n] ?? "")
    await tab.getByRole("radio", { name: "member" }).check()
  }
  for (const tab of tabs) await tab.getByRole("button", { name: "Send Invitation" }).click()
  for (const [n, tab] of tabs.entries()) {
    await expect(drawer(tab).getByRole("row").filter({ hasText: contacts[n] })).toContainText("Pending")
    await expect(drawer(tab).getByText(contacts[1 - n] ?? "")).toHaveCount(0)
    await tab.reload()
    await expect(switcher(tab)).toContainText(n === 0 ? "Cloud Harbour" : "Lantern")
  }
  expect(await contactsInvitedTo(world, harbour)).toEqual([contacts[0]])
  expect(await contactsInvitedTo(world, lantern)).toEqual([contacts[1]])
})

test("a member leaves after one question; another tab of that organization finds that it is over", async ({
  context,
  page,
  world,
}) => {
  const [harbour, lantern] = [await world.enterprise(), await world.enterprise({ name: "Lantern" })]
  const someone = await world.member(harbour.id, "dev_admin")
  await join(world, lantern, someone)
  await world.logIn(context, someone)
  await page.goto(`/${harbour.id}/account/overview`)
  const other = await context.newPage()
  await other.goto(`/${harbour.id}/account/overview`)
  await leave(page, "Cloud Harbour").click()
  await expect(page.getByRole("alertdialog")).toContainText("You lose access to Cloud Harbour immediately.")
  await expectAccessible(page)
  await page.getByRole("button", { name: "Cancel" }).click()
  await expect(page.getByRole("alertdialog")).toBeHidden()
  expect(await organizationsOf(world, someone.id)).toHaveLength(2)
  await leave(page, "Cloud Harbour").click()
  await page.getByRole("button", { name: "Leave organization" }).click()
  await expect(page).toHaveURL(`/${lantern.id}/account/overview`)
  await expect(page.getByText("You have left Cloud Harbour.")).toBeVisible()
  expect(await organizationsOf(world, someone.id)).toEqual([lantern.id])
  await other.bringToFront()
  await other.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Overview" }).click()
  await expect(other.getByText(NO_ORGANIZATION)).toBeVisible()
  await expectAccessible(other)
  await other.getByRole("link", { name: "Go to your organizations" }).click()
  await expect(other.getByRole("link", { name: "Lantern" })).toBeVisible()
})

test("who belongs to an organization finds the ways into others below it", async ({ page, world }) => {
  const acme = await world.enterprise({ name: "Acme Cloud" })
  await world.logIn(page.context(), await world.member(acme.id))
  await page.goto("/me")
  await expect(page.getByRole("link", { name: "I have an invitation code" })).toHaveCount(0)
  await expect(page.getByRole("link", { name: "Account Affiliation" })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("link", { name: "Create organization" }).click()
  await expect(page).toHaveURL("/me/organization")
})

test("who leaves the last organization is back at the account", async ({ page, world }) => {
  const acme = await world.enterprise({ name: "Acme Cloud" })
  const someone = await world.member(acme.id)
  await world.logIn(page.context(), someone)
  await page.goto("/me")
  await leave(page, "Acme Cloud").click()
  await page.getByRole("button", { name: "Leave organization" }).click()
  await expect(page.getByText("You have left Acme Cloud.")).toBeVisible()
  await expect(page.getByText("You don’t belong to an organization yet.")).toBeVisible()
  await expect(page).toHaveURL("/me")
  await expectAccessible(page)
})

test("the super admin is told how to leave: the ownership goes first", async ({ page, world }) => {
  const acme = await world.enterprise({ name: "Acme Cloud" })
  await world.logIn(page.context(), acme.owner)
  for (const path of ["/me", `/${acme.id}/account/overview`]) {
    await page.goto(path)
    await expect(leave(page, "Acme Cloud")).toBeDisabled()
    await expect(leave(page, "Acme Cloud")).toHaveAccessibleDescription(
      "The super admin cannot leave the organization. Transfer ownership first in IAM > Organization Profile.",
    )
  }
})

test("foreign, unknown and left organizations are one answer, which a page that is simply not there is not", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), await world.person())
  const answers = []
  for (const path of [`/${acme.id}`, `/${acme.id}/account/overview`, "/o-nosuchplace1/account/overview"]) {
    expect((await page.goto(path))?.status(), path).toBe(404)
    await expect(page.getByText(NO_ORGANIZATION)).toBeVisible()
    answers.push(await page.locator("body").innerText())
  }
  expect(new Set(answers).size).toBe(1)
  expect((await page.goto("/nosuchpage"))?.status()).toBe(404)
  await expect(page.getByText("The page does not exist, or you have no access to it.")).toBeVisible()
})

test("on a phone, in 简体中文, everything is there and nothing lies beyond the edges", async ({ browser, world }) => {
  const acme = await world.enterprise({ name: "云港科技有限公司华东区研发中心与运营总部" })
  const context = await browser.newContext({
    locale: "zh-CN",
    baseURL: process.env.MUSTER_ORIGIN,
    viewport: { width: 390, height: 844 },
  })
  await world.logIn(context, await world.member(acme.id))
  const page = await context.newPage()
  await page.goto("/me")
  await page.getByRole("button", { name: /^退出 云港/ }).click()
  await expect(page.getByRole("alertdialog")).toContainText("您将立即失去对")
  await page.getByRole("button", { name: "取消" }).click()
  for (const path of ["/me", "/me/organization", `/${acme.id}/account/overview`, "/o-nosuchplace1"]) {
    await page.goto(path)
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390)
    await expectAccessible(page)
  }
  await expect(page.getByText("该组织不存在，或您不是其成员。")).toBeVisible()
  await context.close()
})

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false })

  test("an organization is created and the switcher opens", async ({ page, world }) => {
    await world.logIn(page.context(), await world.person())
    await page.goto("/me/organization")
    await create(page, "Paper Lantern")
    await expect(page).toHaveURL(/\/o-[a-z0-9]+\/enterprise\/members$/)
    await switcher(page).click()
    await expect(organizations(page).getByRole("link", { name: "Create organization" })).toBeVisible()
  })
})

async function create(page: Page, name: string) {
  await page.getByLabel("Organization name").fill(name)
  await page.getByRole("button", { name: "Create organization" }).click()
}

/** Puts somebody in the place of an organization's founder. */
function own(world: World, organization: { id: string }, someone: { id: string }) {
  return world.run(sql`
    update memberships set account_id = ${someone.id}, affiliated = false where organization_id = ${organization.id}`)
}

function join(world: World, organization: { id: string }, someone: { id: string }) {
  return world.run(sql`
    insert into memberships (organization_id, account_id, role, origin)
    values (${organization.id}, ${someone.id}, 'member', 'created')`)
}

async function organizationsOf(world: World, accountId: string) {
  const rows = await world.run(sql`select organization_id as id from memberships where account_id = ${accountId}`)
  return [...rows].map(({ id }) => id)
}

async function contactsInvitedTo(world: World, { id }: { id: string }) {
  const rows = await world.run(
    sql`select subject from handshakes where organization_id = ${id} and kind = 'invitation'`,
  )
  return [...rows].map(({ subject }) => subject)
}

async function openMembers(context: BrowserContext, id: string) {
  const page = await context.newPage()
  await page.goto(`/${id}/enterprise/members`)
  return page
}

function switcher(page: Page) {
  return page.locator("[popovertarget=organizations]")
}

function organizations(page: Page) {
  return page.getByRole("navigation", { name: "Your organizations" })
}

function drawer(page: Page) {
  return page.getByRole("dialog", { name: "Invite", exact: true })
}

function leave(page: Page, name: string) {
  return page.getByRole("button", { name: `Leave ${name}`, exact: true })
}
