import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import {
  endOfLogin,
  expect,
  expectAccessible,
  grouped,
  logInAgain,
  newEmail,
  newPhone,
  test,
  type World,
} from "@/e2e/world"

test("R4 R5 the Invite button stands top right and opens a drawer on the right-hand side", async ({ page, world }) => {
  await openMembers(page, world)
  const button = page.getByRole("button", { name: "Invite", exact: true })
  const heading = page.getByRole("heading", { name: "Members", level: 1 })
  const [at, title] = [await boxOf(button), await boxOf(heading)]
  expect(at.x + at.width).toBeGreaterThan(1180)
  expect(Math.abs(at.y - title.y)).toBeLessThan(16)
  await button.click()
  await settled(drawer(page))
  const box = await boxOf(drawer(page))
  expect(box.x + box.width).toBe(1280)
  expect(box.x).toBeGreaterThanOrEqual(560)
  await expectAccessible(page)
})

test("R7 R8 R9 R10 R11 the roles to select are three, each with its line; super_admin is none of them", async ({
  page,
  world,
}) => {
  await openDrawer(page, world)
  const roles = drawer(page).getByRole("group", { name: "Select Role" })
  await expect(roles.getByRole("radio")).toHaveCount(3)
  await expect(roles.getByText("Manages billing and financial operations.")).toBeVisible()
  await expect(roles.getByText("Manages applications, API keys, and logs.")).toBeVisible()
  await expect(roles.getByText("Basic access to assigned resources.")).toBeVisible()
  await expect(
    drawer(page).getByText("The super_admin role cannot be assigned by invitation. Use Transfer Super Admin instead."),
  ).toBeVisible()
})

test("what was just sent stays in the drawer when the page behind it is drawn again", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members?tab=records`)
  await page.getByRole("button", { name: "Invite", exact: true }).first().click()
  const contact = newEmail()
  await send(page, contact, "member")
  await expect(rowOf(page, contact)).toContainText("Pending")
  // The page looks again while a letter of its list waits, and shows then that it was sent.
  await expect(page.locator("main tr").filter({ hasText: contact })).not.toContainText("Queued")
  await expect(rowOf(page, contact)).toContainText("Pending")
})

test("R6 R12 R13 R15 an e-mail address and a phone number are invited by the same field, and appear below", async ({
  page,
  world,
}) => {
  await openDrawer(page, world)
  await expect(drawer(page).getByText("No invitations yet")).toBeVisible()
  const [email, phone] = [newEmail("New.Comer"), newPhone()]
  const links: string[] = []
  for (const contact of [` ${email.toUpperCase()} `, phone.replace("+86", "0086-")]) {
    await send(page, contact, "dev_admin")
    const link = drawer(page)
      .getByRole("textbox", { name: /^Invitation link for/ })
      .first()
    await expect(link).toHaveAccessibleName(
      contact.includes("@") ? new RegExp(email.toLowerCase()) : `Invitation link for 🇨🇳 ${grouped(phone)}`,
    )
    links.push(await link.inputValue())
    await expect(field(page)).toHaveValue("")
    await expect(field(page)).toBeFocused()
    await expect(drawer(page).getByRole("radio", { name: "dev_admin" })).toBeChecked()
  }
  expect(new Set(links).size).toBe(2)
  for (const link of links) expect(link).toMatch(/^http:\/\/localhost:\d+\/invite\?token=[\w-]{40,}$/)
  const heads = ["Email / Phone", "Role", "Status", "Sent Date", "Actions"]
  await expect(records(page).getByRole("columnheader")).toHaveText(heads)
  await expect(rowOf(page, grouped(phone))).toContainText("dev_admin")
  await expect(rowOf(page, grouped(phone))).toContainText("Pending")
  await expect(rowOf(page, email.toLowerCase())).toContainText(/now|second/)
  await expect(records(page).getByRole("row").nth(1)).toContainText(grouped(phone))
  expect(await world.letters(email.toLowerCase())).toEqual(["invitation"])
  await expectAccessible(page)
})

test("R31 the inviter chooses how long an invitation can be answered; seven days are usual", async ({
  page,
  world,
}) => {
  await openDrawer(page, world)
  const lifetime = drawer(page).getByLabel("Expires after")
  await expect(lifetime.getByRole("option")).toHaveText(["1 day", "7 days (default)", "14 days", "30 days"])
  await expect(lifetime).toHaveValue("7")
  for (const [chosen, days] of [
    ["1 day", 1],
    ["30 days", 30],
    [null, 7],
  ] as const) {
    const contact = newEmail()
    if (chosen) await lifetime.selectOption(chosen)
    await send(page, contact, "member")
    await expect(drawer(page).getByRole("textbox", { name: `Invitation link for ${contact}` })).toBeVisible()
    await expect(lifetime).toHaveValue("7")
    const [row] = await world.run(sql`
      select extract(epoch from expires_at - sent_at)::int as seconds from handshakes where subject = ${contact}`)
    expect(row?.seconds).toBe(days * 86_400)
  }
})

const unreadable = ["not a contact", "a@b", "12345", "010 6255 1234", "138 0013 8000 ext. 5"]

test("the date of what was just sent is the database's, whatever the clock of the device says", async ({
  page,
  world,
}) => {
  await page.clock.setFixedTime(new Date(Date.now() - 5 * 3_600_000))
  await openDrawer(page, world)
  const contact = newEmail()
  await send(page, contact, "member")
  await expect(rowOf(page, contact)).toContainText("in 5 hours")
  const [row] = await world.run(sql`select sent_at from handshakes where subject = ${contact}`)
  const sent = await rowOf(page, contact).locator("time").first().getAttribute("datetime")
  expect(Date.parse(sent ?? "")).toBe(new Date(String(row?.sent_at)).getTime())
})

test("R6 what cannot be read is refused at its field and stays typed", async ({ page, world }) => {
  await openDrawer(page, world)
  await drawer(page).getByRole("button", { name: "Send Invitation" }).click()
  await expect(drawer(page).getByText("Enter an email address or a mobile number.")).toBeVisible()
  await expect(drawer(page).getByText("Select a role.")).toBeVisible()
  await field(page).fill("a@b")
  await expect(field(page)).not.toHaveAttribute("aria-invalid")
  await drawer(page).getByRole("button", { name: "Send Invitation" }).click()
  await expect(field(page)).toHaveAttribute("aria-invalid", "true")
  await expect(drawer(page).getByText("Select a role.")).toBeVisible()
  await drawer(page).getByLabel("Note").fill("Welcome")
  for (const typed of unreadable) {
    await send(page, typed, "member")
    await expect(field(page)).toHaveAttribute("aria-invalid", "true")
    await expect(field(page)).toBeFocused()
    await expect(field(page)).toHaveValue(typed)
    await expect(drawer(page).getByLabel("Note")).toHaveValue("Welcome")
  }
  await expect(drawer(page).getByText("No invitations yet")).toBeVisible()
})

test("R19 the link that was just made opens the invitation, with the note for the one it is for", async ({
  page,
  world,
}) => {
  await openDrawer(page, world)
  const someone = await world.person()
  await drawer(page).getByLabel("Note").fill("The rota starts on Monday")
  await send(page, someone.address, "member")
  const link = await drawer(page)
    .getByRole("textbox", { name: /^Invitation link/ })
    .inputValue()
  await world.logIn(page.context(), someone)
  await page.goto(link)
  await expect(page.getByRole("heading", { name: /join Cloud Harbour/ })).toBeVisible()
  await expect(page.getByText("The rota starts on Monday")).toBeVisible()
})

test("R35 a present member is not invited again, but can be opened", async ({ page, world }) => {
  const acme = await openDrawer(page, world)
  const present = await world.member(acme.id, "finance_admin")
  await send(page, present.address, "member")
  await expect(drawer(page).getByRole("alert")).toContainText("already a member")
  await drawer(page).getByRole("link", { name: "View member" }).click()
  await expect(page).toHaveURL(new RegExp(`q=${encodeURIComponent(present.address)}`))
  await expect(page.getByRole("table", { name: "Members" }).getByRole("row")).toHaveCount(2)
})

test("R35 a present member is opened however the number was typed", async ({ page, world }) => {
  const acme = await openDrawer(page, world)
  const present = await world.person({ name: "陈美", address: newPhone() })
  await world.run(sql`
    insert into memberships (organization_id, account_id, role, origin) values (${acme.id}, ${present.id}, 'member', 'created')`)
  await send(page, present.address.replace(/^\+86(...)(....)/, "0086 $1-$2 "), "member")
  await drawer(page).getByRole("link", { name: "View member" }).click()
  await expect(page.getByRole("table", { name: "Members" }).getByRole("row")).toHaveCount(2)
  await expect(page.getByRole("row").last()).toContainText("陈美")
})

test("R35 a contact with a live invitation can be sent a new link instead, and the old one dies", async ({
  page,
  world,
}) => {
  const acme = await openDrawer(page, world)
  const someone = await world.person()
  const { path } = await world.invite(acme, someone.address)
  await send(page, someone.address, "member")
  await drawer(page).getByRole("button", { name: "Resend that invitation" }).click()
  await expect(confirmation(page)).toContainText("The previous link stops working immediately.")
  await confirmation(page).getByRole("button", { name: "Resend invitation" }).click()
  const link = drawer(page).getByRole("textbox", { name: `Invitation link for ${someone.address}` })
  await expect(link).toBeVisible()
  const fresh = await link.inputValue()
  await world.logIn(page.context(), someone)
  await page.goto(path)
  await expect(page.getByRole("heading", { name: "Invalid or expired" })).toBeVisible()
  await page.goto(fresh)
  await expect(page.getByRole("heading", { name: /join Cloud Harbour/ })).toBeVisible()
})

test("a drawer with something typed asks before it closes", async ({ page, world }) => {
  await openDrawer(page, world)
  await field(page).fill("half a na")
  await page.keyboard.press("Escape")
  await expect(confirmation(page)).toContainText("Discard this invitation?")
  await confirmation(page).getByRole("button", { name: "Cancel" }).click()
  await expect(field(page)).toHaveValue("half a na")
  await page.keyboard.press("Escape")
  await confirmation(page).getByRole("button", { name: "Discard" }).click()
  await expect(drawer(page)).toBeHidden()
  await page.getByRole("button", { name: "Invite", exact: true }).click()
  await expect(field(page)).toHaveValue("")
  await page.keyboard.press("Escape")
  await expect(drawer(page)).toBeHidden()
})

test("Escape in the menu of a record closes the menu and leaves the drawer", async ({ page, world }) => {
  await openDrawer(page, world)
  await send(page, newEmail(), "member")
  await drawer(page).getByRole("button", { name: /^More/ }).click()
  await expect(page.getByRole("menuitem").first()).toBeFocused()
  await page.keyboard.press("Escape")
  await expect(page.getByRole("menu")).toBeHidden()
  await expect(drawer(page)).toBeVisible()
})

test("a limit that is reached says when to try again", async ({ page, world }) => {
  const acme = await openDrawer(page, world)
  await world.invite(acme, newEmail())
  await world.run(sql`update limits set count = 500 where key = ${`invitesPerInviter:${acme.owner.id}`}`)
  await send(page, newEmail(), "member")
  await expect(drawer(page).getByRole("alert")).toContainText(/Try again in (10|9) minutes/)
})

test("R39 R40 R41 R42 another seller, a full organization and one that is still set up are told in words, and nothing typed is lost", async ({
  page,
  world,
}) => {
  const acme = await openDrawer(page, world)
  const other = await world.person()
  await world.run(sql`update accounts set seller = 'AISPL' where id = ${other.id}`)
  const alert = drawer(page).getByRole("alert")
  await send(page, other.address, "member")
  await expect(alert).toContainText("sold by a different seller")
  await expect(field(page)).toHaveValue(other.address)
  const states = {
    "still being set up. Wait one hour and try again. If the problem continues, contact support.": sql`initializing = true`,
    "reached its member quota, including pending invitations": sql`initializing = false, quota = 1`,
  }
  const address = newEmail()
  for (const [words, state] of Object.entries(states)) {
    await world.run(sql`update organizations set ${state} where id = ${acme.id}`)
    await send(page, address, "member")
    await expect(alert).toContainText(words)
    await expect(field(page)).toHaveValue(address)
  }
  await expect(alert).toContainText("wait one hour and try again. If the problem continues, contact support")
  await expect(drawer(page).getByText("No invitations yet")).toBeVisible()
})

test("records that do not come say so and come at the second try", async ({ page, world }) => {
  await openMembers(page, world)
  await page.route("**/enterprise/members*", (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue(),
  )
  await page.getByRole("button", { name: "Invite", exact: true }).click()
  const failed = drawer(page).getByRole("alert")
  await expect(failed).toContainText("Something went wrong")
  await page.unroute("**/enterprise/members*")
  await failed.getByRole("button", { name: "Retry" }).click()
  await expect(drawer(page).getByText("No invitations yet")).toBeVisible()
})

test("R81 an ended login is told by a dialog; after logging in again in it, what was typed can be sent", async ({
  page,
  world,
}) => {
  const acme = await openDrawer(page, world)
  await world.endSessions(acme.owner.id)
  const contact = newEmail()
  await send(page, contact, "member")
  await expect(endOfLogin(page)).toBeVisible()
  await expectAccessible(page)
  await logInAgain(page, acme.owner)
  await expect(endOfLogin(page)).toBeHidden()
  await expect(field(page)).toHaveValue(contact)
  await drawer(page).getByRole("button", { name: "Send Invitation" }).click()
  await expect(rowOf(page, contact)).toContainText("Pending")
})

test("the drawer is all of a phone, without anything beyond its edges", async ({ page, world }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await openDrawer(page, world)
  await send(page, newEmail("somebody-with-a-very-long-name-indeed"), "finance_admin")
  await expect(drawer(page).getByRole("button", { name: "Revoke" })).toBeVisible()
  expect(await boxOf(drawer(page))).toMatchObject({ x: 0, width: 390 })
  expect(await drawer(page).evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0)
  await expectAccessible(page)
})

async function openMembers(page: Page, world: World) {
  const acme = await world.enterprise()
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  return acme
}

async function openDrawer(page: Page, world: World) {
  const acme = await openMembers(page, world)
  await page.getByRole("button", { name: "Invite", exact: true }).click()
  await expect(field(page)).toBeVisible()
  await settled(drawer(page))
  return acme
}

async function send(page: Page, contact: string, role: string) {
  await field(page).fill(contact)
  await drawer(page).getByRole("radio", { name: role }).check()
  await drawer(page).getByRole("button", { name: "Send Invitation" }).click()
}

function drawer(page: Page) {
  return page.getByRole("dialog", { name: "Invite", exact: true })
}

function confirmation(page: Page) {
  return page.getByRole("alertdialog")
}

function field(page: Page) {
  return drawer(page).getByLabel("Invite by Email or Phone")
}

function records(page: Page) {
  return drawer(page).getByRole("table", { name: "Invitation Records" })
}

function rowOf(page: Page, text: string) {
  return records(page).getByRole("row").filter({ hasText: text })
}

async function boxOf(element: ReturnType<Page["locator"]>) {
  return (await element.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
}

/** It slides in. */
async function settled(element: ReturnType<Page["locator"]>) {
  await expect(element).toBeVisible()
  await element.evaluate((box) => Promise.all(box.getAnimations().map(({ finished }) => finished)))
}
