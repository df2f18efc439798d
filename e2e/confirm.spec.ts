import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, newPhone, PASSWORD, test, type World } from "@/e2e/world"
import { accept, cancel } from "@/lib/handshake"
import { removeMember } from "@/lib/members/members"

test("R72 the link shows who hands what over to whom, until when and what follows, and its token leaves the address bar", async ({
  page,
  world,
}) => {
  const { heir } = await opened(page, world)
  await expect(page).toHaveURL("/confirm")
  await expect(heading(page, "Grace Lin wants to make you the owner of Cloud Harbour Certified")).toBeVisible()
  const facts = { "New owner": heir.name, Expires: "hours" }
  for (const [name, value] of Object.entries(facts)) {
    await expect(page.locator("dt", { hasText: name }).locator("+ dd")).toContainText(value)
  }
  await expect(page.getByText("You become the owner and super admin of Cloud Harbour")).toBeVisible()
  await expect(page.getByText("Grace Lin becomes a regular member")).toBeVisible()
  await expect(page.getByText("is logged out everywhere")).toBeVisible()
  await expectAccessible(page)
})

test("R72 a visitor who is logged out sees Login alone and comes back to the same page", async ({ page, world }) => {
  const { heir, path } = await offered(world, { name: "Lena Vogel" })
  await page.goto(path)
  await expect(link(page, "Login")).toBeVisible()
  for (const name of ["Confirm", "Decline"]) await expect(button(page, name)).toBeHidden()
  await expect(link(page, "Register")).toBeHidden()
  await expect(page.getByText("p•••@e•••.com")).toBeVisible()
  await expect(page.locator("main")).not.toContainText(new RegExp(`${heir.name}|${heir.address}`))
  await expectAccessible(page)
  await link(page, "Login").click()
  await expect(page.getByText("Use the account that was chosen: p•••@e•••.com")).toBeVisible()
  await logInAs(page, heir)
  await expect(page).toHaveURL("/confirm")
  await expect(button(page, "Confirm")).toBeVisible()
})

test("R72 R75 R83 the chosen member confirms and owns the organization at once, without logging in again", async ({
  page,
  browser,
  world,
}) => {
  const { acme, id } = await opened(page, world)
  const former = await (await browser.newContext({ baseURL: process.env.MUSTER_ORIGIN })).newPage()
  await world.logIn(former.context(), acme.owner)
  expect(await roles(world, acme)).toEqual({ owner: "super_admin", heir: "member" })
  await button(page, "Confirm").click()
  await expect(heading(page, "You are now the owner of Cloud Harbour")).toBeVisible()
  expect(await roles(world, acme)).toEqual({ owner: "member", heir: "super_admin" })
  expect(await world.traces(id)).toMatchObject({ state: "accepted" })
  await expectAccessible(page)
  await expect(link(page, "Open Organization Profile")).toHaveAttribute("href", `/${acme.id}/iam/organization-profile`)
  await link(page, "Open Members").click()
  await expect(button(page, "Invite")).toBeEnabled()
  await former.goto(`/${acme.id}/enterprise/members`)
  await expect(former).toHaveURL(/\/login\?.*expired=1/)
  await former.context().close()
})

test("R72 opening the link twenty times, logged in or not, changes nothing", async ({ page, world }) => {
  const { acme, heir, path, id } = await offered(world)
  const before = await world.traces(id)
  const look = async () => {
    for (let times = 0; times < 10; times++) expect((await page.request.get(path)).ok()).toBe(true)
    expect((await page.request.head(path)).ok()).toBe(true)
  }
  await look()
  await world.logIn(page.context(), heir)
  await look()
  await page.goto(path)
  await expect(button(page, "Confirm")).toBeVisible()
  expect(await world.traces(id)).toEqual(before)
  expect(await roles(world, acme)).toEqual({ owner: "super_admin", heir: "member" })
})

test("R72 Decline leaves the ownership where it is, for good, and the owner is told", async ({ page, world }) => {
  const { acme, path, id } = await opened(page, world)
  await button(page, "Decline").click()
  await expect(heading(page, "Change of owner declined")).toBeVisible()
  expect(await world.traces(id)).toMatchObject({ state: "declined" })
  expect(await roles(world, acme)).toEqual({ owner: "super_admin", heir: "member" })
  expect(await world.letters(acme.owner.address)).toContain("ownership-declined")
  await page.goto(path)
  await expect(heading(page, "Change of owner declined")).toBeVisible()
  await expectAccessible(page)
})

test("R71 R72 a member without email is recognized by phone, while the letter goes to the address typed for it", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const heir = await world.member(acme.id, "admin", { address: newPhone() })
  const address = newEmail("typed")
  const { path } = await world.transfer(acme, heir, { email: address })
  expect(await world.letters(address)).toEqual(["ownership-transfer"])
  await page.goto(path)
  await expect(page.locator("dt", { hasText: "New owner" }).locator("+ dd")).toHaveText(/^\+86•+\d\d$/)
  await link(page, "Login").click()
  await logInAs(page, heir)
  await button(page, "Confirm").click()
  await expect(heading(page, "You are now the owner of Cloud Harbour")).toBeVisible()
})

test("R72 another account is told who was chosen and who is logged in, and switches without losing the link", async ({
  page,
  world,
}) => {
  const { acme, heir, path, id } = await offered(world, { name: "Lena Vogel" })
  const other = await world.member(acme.id)
  const before = await world.traces(id)
  await world.logIn(page.context(), other)
  await page.goto(path)
  await expect(heading(page, "This link is for another account")).toBeVisible()
  await expect(page.locator("dt", { hasText: "New owner" }).locator("+ dd")).toHaveText("p•••@e•••.com")
  await expect(page.getByText(other.address)).toBeVisible()
  await expect(page.locator("main")).not.toContainText(new RegExp(`${heir.name}|${heir.address}`))
  await expect(button(page, "Confirm")).toBeHidden()
  await expectAccessible(page)
  await button(page, "Switch account").click()
  await expect(page).toHaveURL(/\/login\?next=%2Fconfirm/)
  await expect(page.getByRole("heading", { name: "Log in to take over Cloud Harbour" })).toBeVisible()
  expect(await world.traces(id)).toEqual(before)
  await logInAs(page, heir)
  await button(page, "Confirm").click()
  await expect(heading(page, "You are now the owner of Cloud Harbour")).toBeVisible()
})

test("R76 the chosen member is told that the time has passed, and whom to ask", async ({ page, world }) => {
  const { acme, heir, path, id } = await offered(world)
  await expire(world, id)
  await world.logIn(page.context(), heir)
  await page.goto(path)
  await expect(heading(page, "Change of owner expired")).toBeVisible()
  await expect(page.getByText("Ask Grace Lin to start again")).toBeVisible()
  await expect(button(page, "Confirm")).toBeHidden()
  expect(await roles(world, acme)).toEqual({ owner: "super_admin", heir: "member" })
  await expectAccessible(page)
})

test("R76 a link whose time ran out while it was read confirms nothing", async ({ page, world }) => {
  const { acme, id } = await opened(page, world)
  await expire(world, id)
  await button(page, "Confirm").click()
  await expect(heading(page, "Change of owner expired")).toBeVisible()
  expect(await roles(world, acme)).toEqual({ owner: "super_admin", heir: "member" })
})

test("R77 the chosen member is told that the owner has canceled it", async ({ page, world }) => {
  const { acme, heir, path, id } = await offered(world)
  await cancel(acme.owner.ctx, { id })
  await world.logIn(page.context(), heir)
  await page.goto(path)
  await expect(heading(page, "Change of owner canceled")).toBeVisible()
  await expect(page.getByText("Grace Lin canceled the change. Nothing has changed in Cloud Harbour.")).toBeVisible()
  await expectAccessible(page)
  await link(page, "Open the console").click()
  await expect(page).toHaveURL(`/${acme.id}/account/overview`)
})

test("R77 a change that was canceled while it was read cannot be confirmed", async ({ page, world }) => {
  const { acme, id } = await opened(page, world)
  await cancel(acme.owner.ctx, { id })
  await button(page, "Confirm").click()
  await expect(heading(page, "Change of owner canceled")).toBeVisible()
  expect(await world.traces(id)).toMatchObject({ state: "canceled" })
  expect(await roles(world, acme)).toEqual({ owner: "super_admin", heir: "member" })
})

test("R76 R77 R79 unknown, expired and canceled links look the same to a stranger; the chosen member learns which after login", async ({
  page,
  world,
}) => {
  const [expired, canceled] = [await offered(world), await offered(world)]
  await expire(world, expired.id)
  await cancel(canceled.acme.owner.ctx, { id: canceled.id })
  const invitation = await world.invite(await world.enterprise(), newEmail())
  const bodies = []
  const unknown = ["/confirm?token=x", `/confirm?token=${invitation.token}`]
  for (const path of [...unknown, expired.path, canceled.path]) {
    await page.context().clearCookies()
    await page.goto(path)
    await expect(heading(page, "Invalid or expired")).toBeVisible()
    bodies.push(await page.locator("body").innerText())
  }
  expect(new Set(bodies).size).toBe(1)
  await expectAccessible(page)
  await link(page, "Log in").click()
  await logInAs(page, canceled.heir)
  await expect(heading(page, "Change of owner canceled")).toBeVisible()
})

test("R78 a link that was used says so, and confirms nothing a second time", async ({ page, world }) => {
  const { acme, path, id } = await opened(page, world)
  const tab = await page.context().newPage()
  await tab.goto(path)
  await button(page, "Confirm").click()
  await expect(heading(page, "You are now the owner of Cloud Harbour")).toBeVisible()
  const after = await world.traces(id)
  await button(tab, "Confirm").click()
  await expect(heading(tab, "You are now the owner of Cloud Harbour")).toBeVisible()
  await expect(tab.getByText("This link no longer works.")).toBeVisible()
  expect(await world.traces(id)).toEqual(after)
  await page.context().clearCookies()
  await page.goto(path)
  await expect(heading(page, "This link has already been used")).toBeVisible()
  await expect(link(page, "Open Members")).toBeHidden()
  await expectAccessible(page)
  await world.logIn(page.context(), acme.owner)
  await page.reload()
  await expect(heading(page, "This link has already been used")).toBeVisible()
})

test("R78 who has handed the ownership on since finds the old link used", async ({ page, world }) => {
  const { acme, heir, path, token } = await offered(world)
  await accept(heir.ctx, { token })
  const next = await world.transfer({ ...acme, owner: heir }, acme.owner)
  await accept(acme.owner.ctx, { token: next.token })
  await world.logIn(page.context(), heir)
  await page.goto(path)
  await expect(heading(page, "This link has already been used")).toBeVisible()
  await expect(link(page, "Open the console")).toBeVisible()
})

test("R79 who is no member any more is told so, and can only decline", async ({ page, world }) => {
  const { heir, path, id } = await offered(world)
  await world.run(sql`delete from memberships where account_id = ${heir.id}`)
  await world.logIn(page.context(), heir)
  await page.goto(path)
  await expect(heading(page, "You are no longer a member")).toBeVisible()
  await expect(page.getByText("Ask Grace Lin to invite you again")).toBeVisible()
  await expect(button(page, "Confirm")).toBeHidden()
  await expectAccessible(page)
  await button(page, "Decline").click()
  await expect(heading(page, "Change of owner declined")).toBeVisible()
  expect(await world.traces(id)).toMatchObject({ state: "declined" })
})

test("R79 who was removed while reading confirms nothing and is told why", async ({ page, world }) => {
  const { acme, heir } = await opened(page, world)
  await removeMember(acme.owner.ctx, { organizationId: acme.id, accountId: heir.id })
  await button(page, "Confirm").click()
  await expect(heading(page, "Change of owner canceled")).toBeVisible()
  expect(await roles(world, acme)).toEqual({ owner: "super_admin" })
})

test("R79 whoever is not the owner any more has nothing to hand over", async ({ page, world }) => {
  const { acme, path } = await opened(page, world)
  const successor = await world.member(acme.id)
  await world.succeed(acme, successor)
  await page.goto(path)
  await expect(heading(page, "Grace Lin is no longer the owner")).toBeVisible()
  await expect(button(page, "Confirm")).toBeHidden()
  await expectAccessible(page)
})

test("R79 an ended login is said at the answer, which changes nothing", async ({ page, world }) => {
  const { heir, path, id } = await opened(page, world)
  await world.endSessions(heir.id)
  await button(page, "Confirm").click()
  await expect(page.getByText("Your login has expired. Log in again to respond.")).toBeVisible()
  await page.goto(path)
  await expect(link(page, "Login")).toBeVisible()
  expect(await world.traces(id)).toMatchObject({ state: "open" })
})

test("a change of owner and an invitation are read side by side, and each is answered on its own page", async ({
  page,
  world,
}) => {
  const { heir } = await opened(page, world)
  const other = await world.invite(await world.enterprise({ name: "Other Works" }), heir.address)
  const tab = await page.context().newPage()
  await tab.goto(other.path)
  await button(tab, "Accept").click()
  await expect(heading(tab, "Invitation accepted")).toBeVisible()
  await button(page, "Confirm").click()
  await expect(heading(page, "You are now the owner of Cloud Harbour")).toBeVisible()
  await tab.reload()
  await expect(heading(tab, "Invitation accepted")).toBeVisible()
})

test("while the link is checked the page says Loading", async ({ page, world }) => {
  const { path } = await opened(page, world)
  const { release } = await world.holdHandshakes()
  await page.goto(path, { waitUntil: "commit" })
  await expect(heading(page, "Checking the link…")).toBeVisible()
  await release()
  await expect(button(page, "Confirm")).toBeVisible()
  await expect(heading(page, "Checking the link…")).toBeHidden()
})

test("the page of a change of owner asks search engines to stay away and is not kept by the browser", async ({
  page,
  world,
}) => {
  const { path } = await opened(page, world)
  const answer = await page.request.get(path)
  expect(answer.headers()).toMatchObject({
    "x-robots-tag": "noindex",
    "cache-control": expect.stringContaining("no-store"),
  })
})

test.describe("in Chinese", () => {
  test.use({ locale: "zh-CN" })

  test("R72 the page speaks the language of the browser", async ({ page, world }) => {
    await opened(page, world)
    await expect(heading(page, "Grace Lin 希望将 Cloud Harbour 已认证 的所有权转移给您")).toBeVisible()
    await expectAccessible(page)
    await button(page, "确认").click()
    await expect(heading(page, "您已成为 Cloud Harbour 的所有者")).toBeVisible()
  })
})

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false })

  test("R72 R75 a visitor logs in, comes back and confirms", async ({ page, world }) => {
    const { acme, heir, path } = await offered(world)
    await page.goto(path)
    await link(page, "Login").click()
    await logInAs(page, heir)
    await button(page, "Confirm").click()
    await expect(heading(page, "You are now the owner of Cloud Harbour")).toBeVisible()
    expect(await roles(world, acme)).toEqual({ owner: "member", heir: "super_admin" })
  })

  test("R72 the ownership is declined", async ({ page, world }) => {
    await opened(page, world)
    await button(page, "Decline").click()
    await expect(heading(page, "Change of owner declined")).toBeVisible()
  })

  test("R72 another account switches to the chosen one and confirms", async ({ page, world }) => {
    const { heir, path } = await offered(world)
    await world.logIn(page.context(), await world.person())
    await page.goto(path)
    await button(page, "Switch account").click()
    await logInAs(page, heir)
    await button(page, "Confirm").click()
    await expect(heading(page, "You are now the owner of Cloud Harbour")).toBeVisible()
  })

  test("R77 what was canceled while it was read says so, from a page that was slow to come", async ({
    page,
    world,
  }) => {
    const { acme, heir, path, id } = await offered(world)
    await world.logIn(page.context(), heir)
    const { release } = await world.holdHandshakes()
    await page.goto(path, { waitUntil: "commit" })
    await release()
    await expect(button(page, "Confirm")).toBeVisible()
    await cancel(acme.owner.ctx, { id })
    await button(page, "Confirm").click()
    await expect(heading(page, "Change of owner canceled")).toBeVisible()
  })
})

type Offer = Awaited<ReturnType<typeof offered>>

/** The owner of an enterprise has offered it to a member. */
async function offered(world: World, about: { name?: string } = {}) {
  const acme = await world.enterprise()
  const heir = await world.member(acme.id, "member", about)
  return { acme, heir, ...(await world.transfer(acme, heir)) }
}

/** The chosen member, logged in, has opened the link. */
async function opened(page: Page, world: World) {
  const offer = await offered(world)
  await world.logIn(page.context(), offer.heir)
  await page.goto(offer.path)
  return offer
}

function expire(world: World, id: string) {
  return world.run(sql`update handshakes set expires_at = clock_timestamp() where id = ${id}`)
}

/** The role of the owner of old, and of the only other member. */
async function roles(world: World, { id, owner }: Offer["acme"]) {
  const rows = await world.run(sql`select account_id, role from memberships where organization_id = ${id}`)
  return Object.fromEntries(rows.map(({ account_id, role }) => [account_id === owner.id ? "owner" : "heir", role]))
}

async function logInAs(page: Page, { address }: { address: string }) {
  await page.getByLabel("Email or phone").fill(address)
  await page.getByLabel("Password").fill(PASSWORD)
  await button(page, "Log in").click()
}

function heading(page: Page, name: string) {
  return page.getByRole("heading", { level: 1, name, exact: true })
}

function button(page: Page, name: string) {
  return page.getByRole("button", { name, exact: true })
}

function link(page: Page, name: string) {
  return page.getByRole("link", { name, exact: true })
}
