import { randomUUID } from "node:crypto"
import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, test, type World } from "@/e2e/world"
import { accept } from "@/lib/handshake"
import { inviteMany } from "@/lib/invitations/many"

type Enterprise = Awaited<ReturnType<World["enterprise"]>>

test("ten records are selected by two clicks and revoked together, and none of their links opens anything", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const sent = await inviteSome(acme, 12)
  await openRecords(page, world, acme)
  await box(page, sent[1]).check()
  await expect(bar(page)).toContainText("1 selected")
  await box(page, sent[10]).click({ modifiers: ["Shift"] })
  await expect(bar(page)).toContainText("10 selected")
  await expect(page.getByRole("checkbox", { name: "Select all on this page" })).toBeChecked({ indeterminate: true })
  await expectAccessible(page)
  await bar(page).getByRole("button", { name: "Revoke" }).click()
  const question = page.getByRole("dialog", { name: "Revoke 10 invitations?" })
  await expect(question).toContainText("Their links stop working immediately.")
  await expectAccessible(page)
  await question.getByRole("button", { name: "Revoke 10 invitations" }).click()
  const result = page.getByRole("dialog", { name: "10 invitations revoked" })
  await expect(result.locator(":focus")).toContainText("10 invitations revoked")
  await expectAccessible(page)
  await expect(page.locator("tbody tr").filter({ hasText: "Revoked" })).toHaveCount(10)
  await expect(page.locator("tbody tr").filter({ hasText: "Pending" })).toHaveCount(2)
  await result.getByRole("button", { name: "Close" }).last().click()
  await expect(result).toBeHidden()
  await expect(bar(page)).toBeHidden()
  await expect(page.getByRole("link", { name: /2 pending/ })).toBeVisible()
  await page.goto(sent[5]?.path ?? "")
  await expect(page.getByRole("heading", { name: "Invalid or expired" })).toBeVisible()
})

test("what is no longer pending is named before, and what ends meanwhile is told with its name and the reason", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const guest = await world.person()
  const [done, quick] = [await world.invite(acme, guest.address), await world.person()]
  await accept(guest.ctx, { id: done.id })
  const late = await world.invite(acme, quick.address)
  await inviteSome(acme, 2)
  await openRecords(page, world, acme)
  await page.getByRole("checkbox", { name: "Select all on this page" }).check()
  await bar(page).getByRole("button", { name: "Revoke" }).click()
  const question = page.getByRole("dialog", { name: "Revoke 3 invitations?" })
  await expect(question).toContainText("1 is no longer pending and is left as it is:")
  await expect(question.getByRole("listitem")).toHaveText([guest.address])
  await accept(quick.ctx, { id: late.id })
  await question.getByRole("button", { name: "Revoke 3 invitations" }).click()
  const result = page.getByRole("dialog", { name: "2 invitations revoked" })
  await expect(result).toContainText("1 was not done:")
  await expect(result).toContainText("2 of 3 done")
  await expect(result.getByRole("listitem").last()).toContainText(`${quick.address}This already has a response.`)
  await expect(result.getByRole("button", { name: "Retry" })).toHaveCount(0)
  await expectAccessible(page)
  await page.keyboard.press("Escape")
  await expect(page.getByRole("row").filter({ hasText: quick.address })).toContainText("Accepted")
})

test("all that match a filter are sent again over all pages, with progress, and can be stopped between pieces", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await inviteSome(acme, 130, "all")
  const [other] = await inviteSome(acme, 1, "other")
  await openRecords(page, world, acme, "&q=all-")
  await page.getByRole("checkbox", { name: "Select all on this page" }).check()
  await bar(page).getByRole("button", { name: "Select all 130 that match" }).click()
  await expect(bar(page)).toContainText("130 selected")
  await bar(page).getByRole("button", { name: "Resend" }).click()
  const held = await world.holdHandshakes()
  await page.getByRole("button", { name: "Resend 130 invitations" }).click()
  const working = page.getByRole("dialog", { name: "Resending…" })
  await expect(working.getByRole("progressbar")).toBeVisible()
  await expect(working).toContainText("0 of 130")
  await expectAccessible(page)
  await page.keyboard.press("Escape")
  await working.getByRole("button", { name: "Stop" }).click()
  await held.release()
  const stopped = page.getByRole("dialog", { name: "100 invitations resent" })
  await expect(stopped).toContainText("30 were not done:")
  await stopped.getByRole("button", { name: "Retry" }).click()
  await expect(page.getByRole("dialog", { name: "130 invitations resent" })).toBeVisible()
  const generations = await world.run(sql`
    select generation, count(*)::int as n from handshakes where organization_id = ${acme.id} group by 1 order by 1`)
  expect([...generations]).toEqual([
    { generation: 1, n: 1 },
    { generation: 2, n: 130 },
  ])
  await page.keyboard.press("Escape")
  await expect(page.getByRole("row").filter({ hasText: other?.contact })).toHaveCount(0)
})

test("what came back is left out of a resend, and more than a thousand that match are revoked in pieces", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise({ quota: 2000 })
  const [bounced] = await inviteSome(acme, 2)
  await world.run(sql`update handshakes set delivery = 'bounced' where id = ${bounced?.id}`)
  await openRecords(page, world, acme)
  await page.getByRole("checkbox", { name: "Select all on this page" }).check()
  await bar(page).getByRole("button", { name: "Resend" }).click()
  const question = page.getByRole("dialog", { name: "Resend 1 invitation?" })
  await expect(question).toContainText("1 came back or was marked as spam")
  await expect(question.getByRole("listitem")).toHaveText([bounced?.contact ?? ""])
  await page.keyboard.press("Escape")
  await expect(question).toBeHidden()

  for (const count of [490, 490, 232]) {
    await inviteSome(acme, count)
    // So many are invited within ten minutes by nobody.
    await world.run(sql`delete from limits where key like ${`%${acme.owner.id}%`}`)
  }
  await page.reload()
  await page.getByRole("checkbox", { name: "Select all on this page" }).check()
  await bar(page).getByRole("button", { name: "Select all 1,000+ that match" }).click()
  await expect(bar(page)).toContainText("1,214 selected")
  await bar(page).getByRole("button", { name: "Revoke" }).click()
  await page.getByRole("button", { name: "Revoke 1,214 invitations" }).click()
  await expect(page.getByRole("dialog", { name: "1,214 invitations revoked" })).toBeVisible()
  const states = await world.run(sql`select state, count(*)::int as n from handshakes
    where organization_id = ${acme.id} group by 1`)
  expect([...states]).toEqual([{ state: "canceled", n: 1214 }])
})

test("several members get a role, with who has it already and the owner left out", async ({ page, world }) => {
  const acme = await world.enterprise()
  const [ana, bo] = [
    await world.member(acme.id, "member", { name: "Ana Lima" }),
    await world.member(acme.id, "dev_admin", { name: "Bo Chen" }),
  ]
  await openMembers(page, world, acme)
  await page.getByRole("checkbox", { name: "Select all on this page" }).check()
  await bar(page).getByRole("button", { name: "Change role" }).click()
  const question = page.getByRole("dialog", { name: "Change the role of 2 members?" })
  await expect(question).toContainText("1 is the super admin")
  await expect(question.getByRole("radio").first()).toBeFocused()
  await question.getByRole("radio", { name: "dev_admin" }).check()
  const narrower = page.getByRole("dialog", { name: "Change the role of 1 member?" })
  await expect(narrower).toContainText("1 already has this role:Bo Chen")
  await expectAccessible(page)
  await narrower.getByRole("button", { name: "Change 1 role" }).click()
  await expect(page.getByRole("dialog", { name: "1 role changed" })).toBeVisible()
  await page.keyboard.press("Escape")
  for (const someone of [ana, bo]) await expect(page.getByLabel(`Role of ${someone.name}`)).toHaveValue("dev_admin")
})

test("several members are removed, one who cannot be is named, and all are taken back together", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const some = [
    await world.member(acme.id, "dev_admin", { name: "Ana Lima" }),
    await world.member(acme.id, "member", { name: "Bo Chen" }),
  ]
  await world.createAccount(acme, "Build Robots")
  const heir = await world.member(acme.id, "member", { name: "Hei Ress" })
  await world.transfer(acme, heir)
  await openMembers(page, world, acme)
  await page.getByRole("checkbox", { name: "Select all on this page" }).check()
  await box(page, { contact: acme.owner.name }).uncheck()
  await bar(page).getByRole("button", { name: "Remove" }).click()
  const question = page.getByRole("dialog", { name: "Remove 3 members?" })
  await expect(question).toContainText("1 cannot log in yet")
  await expect(question.getByRole("listitem")).toHaveText(["Build Robots"])
  await question.getByRole("button", { name: "Remove 3 members" }).click()
  const result = page.getByRole("dialog", { name: "3 members removed" })
  await expect(result).toContainText("1 removal cannot be undone")
  await expect(result.getByRole("listitem").last()).toHaveText("Hei Ress")
  await expect(page.locator("tbody tr")).toHaveCount(2)
  await expectAccessible(page)
  await result.getByRole("button", { name: "Undo" }).click()
  await expect(page.getByRole("dialog", { name: "2 are members again" })).toBeVisible()
  await page.keyboard.press("Escape")
  for (const { name } of some) await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible()
  await expect(page.getByLabel("Role of Ana Lima")).toHaveValue("dev_admin")
})

test("accounts that wait for their activation get their links again together", async ({ page, world }) => {
  const acme = await world.enterprise()
  const accounts = [await world.createAccount(acme, "Build Robots"), await world.createAccount(acme, "Shared Billing")]
  const letters = await Promise.all(accounts.map((account) => world.bind(acme, account)))
  await world.createAccount(acme, "Nobody Yet")
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/account-group`)
  await page.getByRole("checkbox", { name: "Select all on this page" }).check()
  await bar(page).getByRole("button", { name: "Send again" }).click()
  const question = page.getByRole("dialog", { name: "Send 2 activation links again?" })
  await expect(question).toContainText("2 have no activation waiting and are left out:")
  await question.getByRole("button", { name: "Send 2 links" }).click()
  await expect(page.getByRole("dialog", { name: "2 new links sent" })).toBeVisible()
  for (const { email } of letters) expect(await world.letters(email)).toHaveLength(2)
})

test("by the keyboard alone rows are walked, selected as a range and revoked; Escape takes one layer a time", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await inviteSome(acme, 11)
  await openRecords(page, world, acme)
  await expect(page.locator("[aria-keyshortcuts]")).toHaveAttribute("aria-keyshortcuts", "Control+K")
  const keys = async (...pressed: string[]) => {
    for (const key of pressed) await page.keyboard.press(key)
  }
  await keys("j", "x")
  await expect(bar(page)).toContainText("1 selected")
  await keys(...Array(9).fill("j"), "Shift+X")
  await expect(bar(page)).toContainText("10 selected")
  await keys("k", "x")
  await expect(bar(page)).toContainText("9 selected")
  await keys("x", "a")
  await expect(bar(page).getByRole("button", { name: "Resend" })).toBeFocused()
  await keys("Tab", "Enter")
  const question = page.getByRole("dialog", { name: "Revoke 10 invitations?" })
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused()
  await keys("Escape")
  await expect(question).toBeHidden()
  await expect(bar(page)).toContainText("10 selected")
  await expect(bar(page).getByRole("button", { name: "Revoke" })).toBeFocused()
  await keys("Enter")
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused()
  await keys("Tab", "Enter")
  const result = page.getByRole("dialog", { name: "10 invitations revoked" })
  await expect(result.locator(":focus")).toContainText("10 invitations revoked")
  await keys("Escape")
  await expect(result).toBeHidden()
  await expect(page.getByRole("checkbox").and(page.locator("tbody input:focus"))).toHaveCount(1)
  await keys("x")
  await expect(bar(page)).toContainText("1 selected")
  await keys("a", "Escape")
  await expect(bar(page)).toBeHidden()
  await expect(page.locator("tbody input:focus")).toHaveCount(1)
})

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test("rows are selected by touch, and the bar stays in sight above the lower edge", async ({ page, world }) => {
    const acme = await world.enterprise()
    const sent = await inviteSome(acme, 20)
    await openRecords(page, world, acme)
    await box(page, sent[19]).tap()
    await expect(bar(page)).toBeInViewport({ ratio: 1 })
    await bar(page).getByRole("button", { name: "Select all 20 on this page" }).tap()
    await expect(bar(page)).toContainText("20 selected")
    await expect(bar(page)).toBeInViewport({ ratio: 1 })
    await expectAccessible(page)
    await bar(page).getByRole("button", { name: "Revoke" }).tap()
    await page.getByRole("button", { name: "Revoke 20 invitations" }).tap()
    const result = page.getByRole("dialog", { name: "20 invitations revoked" })
    await expect(result).toBeInViewport({ ratio: 1 })
    await expectAccessible(page)
  })
})

test("a selection ends with its filter, and whoever may only look has no boxes", async ({ page, world }) => {
  const acme = await world.enterprise()
  const [first] = await inviteSome(acme, 3)
  await openRecords(page, world, acme)
  await box(page, first).check()
  await expect(bar(page)).toContainText("1 selected")
  await page.getByRole("searchbox").fill("guest")
  await expect(page).toHaveURL(/q=guest/)
  await expect(bar(page)).toBeHidden()
  await world.logIn(page.context(), await world.member(acme.id, "admin"))
  await page.goto(`/${acme.id}/enterprise/members?tab=records`)
  await expect(page.getByRole("row").filter({ hasText: first?.contact })).toBeVisible()
  await expect(page.getByRole("checkbox")).toHaveCount(0)
})

test("a pending invitation is edited: role, note and lifetime, with a new link while the old one is dead", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const contact = newEmail()
  const { path, id } = await world.invite(acme, contact, { role: "member", note: "Welcome" })
  await openRecords(page, world, acme)
  await page.getByRole("button", { name: `More actions for ${contact}` }).click()
  await page.getByRole("menuitem", { name: "Edit" }).click()
  const dialog = page.getByRole("dialog", { name: "Edit invitation" })
  await expect(dialog.getByRole("radio", { name: /^member/ })).toBeChecked()
  await expect(dialog.getByLabel("Note (optional)")).toHaveValue("Welcome")
  await expect(dialog.getByLabel("Expires after")).toHaveValue("7")
  await expect(dialog).toContainText("The previous link stops working immediately.")
  await expectAccessible(page)
  await dialog.getByRole("radio", { name: "dev_admin" }).check()
  await dialog.getByLabel("Note (optional)").fill("For the platform")
  await dialog.getByLabel("Expires after").selectOption("30")
  await dialog.getByRole("button", { name: "Save and resend" }).click()
  const link = dialog.getByLabel(`Invitation link for ${contact}`)
  await expect(link).toHaveValue(/\/invite\?token=/)
  await expect(dialog.locator(":focus")).toContainText("A new link is on its way")
  await expectAccessible(page)
  const renewed = await link.inputValue()
  await page.keyboard.press("Escape")
  await expect(page.getByRole("row").filter({ hasText: contact })).toContainText("dev_admin")
  const [kept] = await world.run(sql`select terms, lifetime_seconds from handshakes where id = ${id}`)
  expect(kept).toEqual({ terms: { role: "dev_admin", note: "For the platform" }, lifetime_seconds: 30 * 86_400 })
  await page.goto(path)
  await expect(page.getByRole("heading", { name: "Invalid or expired" })).toBeVisible()
  await page.context().clearCookies()
  await page.goto(renewed)
  await expect(page.getByText("For the platform")).toBeVisible()
})

async function openRecords(page: Page, world: World, acme: Enterprise, query = "") {
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members?tab=records${query}`)
  await expect(page.locator("tbody .pick").first()).toBeVisible()
}

async function openMembers(page: Page, world: World, acme: Enterprise) {
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  await expect(page.locator("tbody .pick").first()).toBeVisible()
}

function bar(page: Page) {
  return page.getByRole("region", { name: "Selection" })
}

function box(page: Page, one: { contact: string } | undefined) {
  return page.getByRole("checkbox", { name: `Select ${one?.contact}` })
}

/** Invites people by one batch; the first of them stands on top of the list. */
async function inviteSome(acme: Enterprise, count: number, name = "guest") {
  const rows = Array.from({ length: count }, () => ({ contact: newEmail(name), role: "member" as const, note: "" }))
  const sent = await inviteMany(acme.owner.ctx, { organizationId: acme.id, batch: randomUUID(), rows })
  const { ctx } = acme.owner
  // Ids of a batch say nothing of an order: the list is looked at as the page does.
  const listed = await ctx.db.execute<{ id: string; contact: string }>(sql`
    select id, subject as contact from handshakes where organization_id = ${acme.id} order by id desc`)
  const links = new Map(sent.flatMap((one) => ("done" in one ? [[one.done.id, one.done.link] as const] : [])))
  return listed.flatMap(({ id, contact }) => {
    const link = links.get(id)
    return link ? [{ id, contact, path: link.replace(/^https?:\/\/[^/]+/, "") }] : []
  })
}
