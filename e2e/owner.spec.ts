import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, newPhone, PASSWORD, test } from "@/e2e/world"
import { accept } from "@/lib/handshake"

type World = Parameters<Parameters<typeof test>[2]>[0]["world"]
type Enterprise = Awaited<ReturnType<World["enterprise"]>>

test("R68 R69 Change stands under Organization Owner, for the super admin alone", async ({ page, world }) => {
  const acme = await world.enterprise()
  for (const role of ["admin", "finance_admin", "dev_admin", "member"] as const) {
    await world.logIn(page.context(), await world.member(acme.id, role))
    await page.goto(`${pathOf(acme)}?change=1`)
    await expect(card(page)).toContainText("Grace Lin")
    await expect(change(page), role).toBeDisabled()
    await expect(change(page)).toHaveAccessibleDescription("Only the super admin can change the owner.")
    await expect(page.getByRole("dialog")).toBeHidden()
  }
  await open(page, world, acme)
  await expect(card(page)).toContainText(`Grace LinYou${acme.owner.address}`)
  await change(page).click()
  await expect(page.getByRole("dialog", { name: "Change the organization owner" })).toBeVisible()
})

test("R70 R71 the new owner is found by typing and chosen by keyboard; the letter goes to the registered e-mail", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await world.member(acme.id)
  const heir = await joined(world, acme, { name: "陈美", address: newEmail() })
  await open(page, world, acme)
  await change(page).click()
  await expect(user(page)).toBeFocused()
  await user(page).press("ArrowDown")
  await expect(page.getByRole("option")).toHaveCount(2)
  await expect(page.getByRole("option", { name: "Grace Lin" })).toHaveCount(0)
  await expectAccessible(page)
  await user(page).fill("nobody is called this")
  await expect(page.getByText("No other member found.")).toBeVisible()
  await user(page).fill("陈")
  await expect(page.getByRole("option")).toHaveText([`陈美${heir.address}`])
  await user(page).press("ArrowDown")
  await user(page).press("Enter")
  await expect(user(page)).toHaveValue("陈美")
  const dialog = page.getByRole("dialog")
  await expect(dialog).toContainText(`The confirmation email goes to ${heir.address}.`)
  await expect(dialog).toContainText(/When 陈美 confirms:You become a regular member.+You are logged out everywhere/)
  await expect(dialog.getByLabel("Email address")).toBeHidden()
  await expectAccessible(page)
  await confirm(page)
  await expect(banner(page)).toContainText(`陈美 has been asked to become the owner.`)
  await expect(banner(page)).toContainText(`Confirmation email: ${heir.address}`)
  await expect(banner(page)).toContainText(/in 24 hours|in 23 hours/)
  await expect(dialog).toBeHidden()
  expect(await world.letters(heir.address)).toContain("ownership-transfer")
  expect(await ownerOf(world, acme)).toBe(acme.owner.id)
  await expectAccessible(page)
})

test("R70 the first thing that is typed is searched for, though it opens the list", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.member(acme.id)
  await open(page, world, acme)
  await change(page).click()
  await user(page).fill("nobody is called this")
  await expect(page.getByText("No other member found.")).toBeVisible()
  await expect(page.getByRole("option")).toHaveCount(0)
})

test("R71 for a member without an e-mail the address is typed, and the letter goes there", async ({ page, world }) => {
  const acme = await world.enterprise()
  const heir = await joined(world, acme, { name: "Priya Nair", address: newPhone() })
  const address = newEmail()
  await open(page, world, acme)
  await change(page).click()
  const send = page.getByRole("dialog").getByRole("button", { name: "Confirm" })
  await expect(send).toHaveAccessibleDescription("Choose the new owner first.")
  await choose(page, "Priya Nair")
  await expect(send).toHaveText("Confirm and send request to Priya Nair")
  await expect(send).toHaveAccessibleDescription("Type the organization’s name first.")
  const email = page.getByLabel("Email address")
  await expect(email).toHaveAccessibleDescription(/Priya Nair has no email address\. The confirmation email goes to/)
  await confirm(page)
  await expect(email).toHaveAttribute("aria-invalid", "true")
  await email.fill("priya@nowhere")
  await confirm(page)
  await expect(email).toHaveAccessibleDescription(/Enter an email address/)
  await expect(email).toHaveValue("priya@nowhere")
  await expect(user(page)).toHaveValue("Priya Nair")
  await expectAccessible(page)
  await email.fill(address)
  await confirm(page)
  await expect(banner(page)).toContainText(`Priya Nair has been asked to become the owner.`)
  await expect(banner(page)).toContainText(`Confirmation email: ${address}`)
  expect(await world.letters(address)).toEqual(["ownership-transfer"])
  expect(await world.letters(heir.address)).not.toContain("ownership-transfer")
})

test("R74 a pending change is canceled after one question, and only then another can begin", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const heir = await world.member(acme.id)
  await open(page, world, acme)
  await change(page).click()
  await choose(page, "Ada Zhou")
  await confirm(page)
  await expect(change(page)).toBeDisabled()
  await expect(change(page)).toHaveAccessibleDescription(/^A change of owner is already pending\./)
  await banner(page).getByRole("button", { name: "Cancel" }).click()
  const question = page.getByRole("alertdialog", { name: "Cancel the change of owner?" })
  await expect(question).toContainText(`The link sent to ${heir.address} stops working immediately`)
  await expectAccessible(page)
  await question.getByRole("button", { name: "Keep it" }).click()
  await expect(banner(page)).toBeVisible()
  expect(await states(world, acme)).toEqual(["open"])
  await banner(page).getByRole("button", { name: "Cancel" }).click()
  await page.getByRole("button", { name: "Cancel the change" }).click()
  await expect(page.getByText("Change of owner canceled.")).toBeVisible()
  await expect(banner(page)).toBeHidden()
  expect(await states(world, acme)).toEqual(["canceled"])
  await change(page).click()
  await choose(page, "Ada Zhou")
  await confirm(page)
  await expect(banner(page)).toBeVisible()
  expect(await states(world, acme)).toEqual(["canceled", "open"])
})

test("R74 a second change, begun in another tab meanwhile, is refused and the pending one is shown", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const heir = await world.member(acme.id)
  await open(page, world, acme)
  await change(page).click()
  await choose(page, "Ada Zhou")
  await world.transfer(acme, heir)
  await confirm(page)
  await expect(page.getByRole("dialog")).toBeHidden()
  await expect(page.getByLabel("Notifications").getByText("A change of owner is already pending.")).toBeVisible()
  await expect(banner(page)).toContainText(heir.address)
  expect(await states(world, acme)).toEqual(["open"])
})

test("R73 the letter of a pending change is sent again, and the hour of its link begins anew", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const heir = await world.member(acme.id)
  const { id } = await world.transfer(acme, heir)
  await world.run(sql`update handshakes set expires_at = expires_at - interval '20 hours' where id = ${id}`)
  await open(page, world, acme)
  await expect(banner(page)).toContainText("in 4 hours")
  await banner(page).getByRole("button", { name: "Send again" }).click()
  await expect(page.getByText(`A new link is on its way to ${heir.address}.`)).toBeVisible()
  await expect(banner(page)).toContainText("in 24 hours")
  await expect.poll(() => world.letters(heir.address)).toEqual(["ownership-transfer", "ownership-transfer"])
})

test("a letter that is sent while its change of owner is on show is shown as sent", async ({ page, world }) => {
  const acme = await world.enterprise()
  const { id } = await world.transfer(acme, await world.member(acme.id))
  const delivery = () => world.run(sql`select delivery from handshakes where id = ${id}`)
  await expect.poll(delivery).toEqual([{ delivery: "sent" }])
  await world.run(sql`update handshakes set delivery = 'queued' where id = ${id}`)
  await open(page, world, acme)
  await expect(banner(page)).toContainText("Queued")
  await world.run(sql`update handshakes set delivery = 'sent' where id = ${id}`)
  await expect(banner(page).getByText("Sent", { exact: true })).toBeVisible({ timeout: 15_000 })
})

test("a change of owner whose letter cannot be delivered says why", async ({ page, world }) => {
  const acme = await world.enterprise()
  const { id } = await world.transfer(acme, await world.member(acme.id))
  const delivery = () => world.run(sql`select delivery from handshakes where id = ${id}`)
  await expect.poll(delivery).toEqual([{ delivery: "sent" }])
  await world.run(sql`update letters set state = 'failed', failure = '550 No such mailbox.' where handshake_id = ${id}`)
  await world.run(
    sql`update handshakes set delivery = 'failed', delivery_reason = '550 No such mailbox.' where id = ${id}`,
  )
  await open(page, world, acme)
  await expect(banner(page)).toContainText("FailedNo such mailbox.550 No such mailbox.")
  await expectAccessible(page)
})

test("administrators see that a change is pending and cannot touch it; plain members do not see it", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const [admin, plain] = [await world.member(acme.id, "admin"), await world.member(acme.id)]
  await world.transfer(acme, plain)
  await open(page, world, acme, admin)
  await expect(banner(page)).toContainText(plain.address)
  await expect(banner(page).getByRole("button")).toHaveCount(0)
  await open(page, world, acme, plain)
  await expect(card(page)).toContainText("Grace Lin")
  await expect(page.getByText("Change of owner pending")).toBeHidden()
  expect(await page.content()).not.toContain("expiresAt")
  await expect(change(page)).toHaveAccessibleDescription("Only the super admin can change the owner.")
})

test("an old login needs the password to change the owner; a wrong one is told at its field", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await world.member(acme.id)
  await world.logIn(page.context(), acme.owner)
  const age = () =>
    world.run(
      sql`update sessions set created_at = created_at - interval '11 minutes' where account_id = ${acme.owner.id}`,
    )
  await page.goto(pathOf(acme))
  await change(page).click()
  await choose(page, "Ada Zhou")
  const password = page.getByRole("dialog").getByLabel("Password")
  await expect(password).toBeHidden()
  await age()
  await confirm(page)
  await expect(password).toBeVisible()
  await expect(user(page)).toHaveValue("Ada Zhou")
  await password.fill("not the password at all")
  await confirm(page)
  await expect(password).toHaveAccessibleDescription(/Incorrect password\./)
  expect(await states(world, acme)).toEqual([])
  await page.reload()
  await change(page).click()
  await expect(password).toBeVisible()
  await expectAccessible(page)
  await choose(page, "Ada Zhou")
  await password.fill(PASSWORD)
  await confirm(page)
  await expect(banner(page)).toBeVisible()
})

test("R33 the super admin's row in Members leads to the change of owner", async ({ page, world }) => {
  const acme = await world.enterprise()
  const admin = await world.member(acme.id, "admin")
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  await page.getByRole("link", { name: "Transfer Super Admin" }).click()
  await expect(page.getByRole("dialog", { name: "Change the organization owner" })).toBeVisible()
  await page.getByRole("button", { name: "Close" }).click()
  await expect(page.getByRole("dialog")).toBeHidden()
  await expect(page).toHaveURL(pathOf(acme))
  await world.logIn(page.context(), admin)
  await page.goto(`/${acme.id}/enterprise/members`)
  await expect(page.getByText("Change with Transfer Super Admin")).toBeVisible()
  await expect(page.getByRole("link", { name: "Transfer Super Admin" })).toHaveCount(0)
})

test("on a phone and in 简体中文 the owner is changed like anywhere", async ({ browser, world }) => {
  const acme = await world.enterprise()
  await world.member(acme.id)
  const viewport = { width: 390, height: 844 }
  const context = await browser.newContext({ locale: "zh-CN", viewport, baseURL: process.env.MUSTER_ORIGIN })
  await world.logIn(context, acme.owner)
  const page = await context.newPage()
  await page.goto(`${pathOf(acme)}?change=1`)
  await page.getByRole("combobox", { name: "用户名" }).fill("Ada")
  await page.getByRole("option", { name: "Ada Zhou" }).click()
  await expectAccessible(page)
  await page.getByLabel("请输入组织名称以确认").fill("Cloud Harbour")
  await page.getByRole("button", { name: /^确认/ }).click()
  await expect(page.getByText("所有者变更待确认", { exact: true })).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await expectAccessible(page)
  await context.close()
})

function pathOf({ id }: Enterprise) {
  return `/${id}/iam/organization-profile`
}

async function open(page: Page, world: World, acme: Enterprise, as: { id: string } = acme.owner) {
  await world.logIn(page.context(), as)
  await page.goto(pathOf(acme))
}

function card(page: Page) {
  return page.getByRole("main").locator("section").filter({ hasText: "Organization Owner" })
}

function change(page: Page) {
  return card(page).getByRole("button", { name: "Change", exact: true })
}

function user(page: Page) {
  return page.getByRole("combobox", { name: "User name" })
}

async function choose(page: Page, name: string) {
  await user(page).fill(name)
  await page.getByRole("option", { name }).click()
}

/** Types what the button waits for, and presses it. */
async function confirm(page: Page) {
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("type the organization’s name").fill("Cloud Harbour")
  await dialog.getByRole("button", { name: "Confirm" }).click()
}

/** What stands under the owner while a change is pending. */
function banner(page: Page) {
  return card(page)
    .locator("div")
    .filter({ hasText: /^Change of owner pending/ })
    .first()
}

/** Somebody with a name and contact of his own becomes a member. */
async function joined(world: World, acme: Enterprise, about: { name: string; address: string }) {
  const guest = await world.person(about)
  const { id } = await world.invite(acme, guest.address)
  await accept(guest.ctx, { id })
  return guest
}

async function states(world: World, { id }: Enterprise) {
  const rows = await world.run(
    sql`select state from handshakes where organization_id = ${id} and kind = 'ownership-transfer' order by id`,
  )
  return [...rows].map(({ state }) => state)
}

async function ownerOf(world: World, { id }: Enterprise) {
  const [row] = await world.run(
    sql`select account_id from memberships where organization_id = ${id} and role = 'super_admin'`,
  )
  return row?.account_id
}
