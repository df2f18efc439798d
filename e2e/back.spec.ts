import type { Page } from "@playwright/test"
import { expect, expectAccessible, newEmail, takenOver, test, type World } from "@/e2e/world"

test("Back closes the drawer, and the next Back leaves the page", async ({ page, world }) => {
  const acme = await arriveAtMembers(page, world)
  await invite(page)
  await expect(page).toHaveURL(/\/members\?invite=1$/)
  await page.goBack()
  await expect(drawer(page)).toBeHidden()
  await expect(page).toHaveURL(/\/members$/)
  await page.goBack()
  await expect(page).toHaveURL(`/${acme.id}/iam/organization-profile`)
})

test("a drawer closed by Escape leaves nothing behind for Back or Forward", async ({ page, world }) => {
  const acme = await arriveAtMembers(page, world)
  for (let times = 0; times < 3; times += 1) {
    await invite(page)
    await page.keyboard.press("Escape")
    await expect(drawer(page)).toBeHidden()
  }
  await expect(page).toHaveURL(/\/members$/)
  await page.goForward()
  await expect(page).toHaveURL(/\/members$/)
  await expect(drawer(page)).toBeHidden()
  await page.goBack()
  await expect(page).toHaveURL(`/${acme.id}/iam/organization-profile`)
})

test("Back asks before what is typed is discarded, Back again keeps it", async ({ page, world }) => {
  await arriveAtMembers(page, world)
  await invite(page)
  await field(page).fill("half a na")
  await page.goBack()
  await expect(question(page)).toContainText("Discard this invitation?")
  await expect(page).toHaveURL(/\/members\?invite=1$/)
  await expectAccessible(page)
  await question(page).getByRole("button", { name: "Cancel" }).click()
  await expect(field(page)).toHaveValue("half a na")
  await page.goBack()
  await expect(question(page)).toBeVisible()
  await expect(page).toHaveURL(/\/members\?invite=1$/)
  await page.goBack()
  await expect(question(page)).toBeHidden()
  await expect(field(page)).toHaveValue("half a na")
  await expect(page).toHaveURL(/\/members\?invite=1$/)
  await page.goBack()
  await question(page).getByRole("button", { name: "Discard" }).click()
  await expect(drawer(page)).toBeHidden()
  await expect(page).toHaveURL(/\/members$/)
})

test("what was sent stays in the list behind the drawer, however the drawer is closed", async ({ page, world }) => {
  const acme = await arriveAtMembers(page, world)
  await page.goto(`/${acme.id}/enterprise/members?tab=records`)
  const sent: string[] = []
  for (const close of [() => page.goBack(), () => page.keyboard.press("Escape")]) {
    await invite(page)
    await drawer(page).getByRole("radio", { name: "member" }).check()
    for (const contact of [newEmail(), newEmail()]) {
      await field(page).fill(contact)
      await drawer(page).getByRole("button", { name: "Send Invitation" }).click()
      await expect(drawer(page).getByRole("textbox", { name: `Invitation link for ${contact}` })).toBeVisible()
      sent.push(contact)
    }
    await expect(page).toHaveURL(/\?tab=records&invite=1$/)
    await close()
    await expect(drawer(page)).toBeHidden()
    await expect(page).toHaveURL(/\?tab=records$/)
    for (const contact of sent) await expect(rowOf(page, contact)).toContainText("Pending")
  }
  await page.getByRole("link", { name: "Organization Profile" }).click()
  await expect(page.getByRole("heading", { name: "Organization Profile", level: 1 })).toBeVisible()
  await page.goBack()
  for (const contact of sent) await expect(rowOf(page, contact)).toContainText("Pending")
  await expect(drawer(page)).toBeHidden()
})

test("the drawer's address opens it, and a reload keeps it open", async ({ page, world }) => {
  const acme = await arriveAtMembers(page, world)
  await page.goto(`/${acme.id}/enterprise/members?tab=records&invite=1`)
  await expect(field(page)).toBeFocused()
  await expect(page).toHaveURL(/\?tab=records&invite=1$/)
  await page.reload()
  await expect(field(page)).toBeFocused()
  await expect(page).toHaveURL(/\?tab=records&invite=1$/)
  await page.keyboard.press("Escape")
  await expect(drawer(page)).toBeHidden()
  await expect(page).toHaveURL(/\?tab=records$/)
  await page.reload()
  await takenOver(page)
  await expect(drawer(page)).toBeHidden()
})

test("the drawer's address opens nothing for those who may not invite", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), await world.member(acme.id, "admin"))
  await page.goto(`/${acme.id}/enterprise/members?invite=1`)
  await expect(page).toHaveURL(/\/members$/)
  await expect(drawer(page)).toBeHidden()
})

test("a page that is drawn anew behind the drawer neither closes nor opens it", async ({ page, world }) => {
  await arriveAtMembers(page, world)
  await invite(page)
  await field(page).fill("half a na")
  await refresh(page)
  await expect(page).toHaveURL(/\/members\?invite=1$/)
  await expect(field(page)).toHaveValue("half a na")
  await field(page).fill("")
  const drawn = page.waitForResponse((response) => response.url().includes("_rsc"))
  await page.evaluate(() => Reflect.get(window, "next").router.refresh())
  await page.goBack()
  await (await drawn).finished()
  await refresh(page)
  await expect(drawer(page)).toBeHidden()
  await expect(page).toHaveURL(/\/members$/)
})

test("Back closes a drawer in which something was refused", async ({ page, world }) => {
  const acme = await arriveAtMembers(page, world)
  const { address } = await world.member(acme.id)
  await invite(page)
  await drawer(page).getByRole("radio", { name: "member" }).check()
  for (let times = 0; times < 2; times += 1) {
    await field(page).fill(address)
    await drawer(page).getByRole("button", { name: "Send Invitation" }).click()
    await expect(drawer(page).getByRole("link", { name: "View member" })).toBeVisible()
    await expect(page).toHaveURL(/\/members\?invite=1$/)
  }
  await page.goBack()
  await question(page).getByRole("button", { name: "Discard" }).click()
  await expect(drawer(page)).toBeHidden()
  await expect(page).toHaveURL(/\/members$/)
  await page.goBack()
  await expect(page).toHaveURL(`/${acme.id}/iam/organization-profile`)
})

test("a link in the drawer takes its place: Back leads to the page without it", async ({ page, world }) => {
  const acme = await arriveAtMembers(page, world)
  const { address } = await world.member(acme.id)
  await invite(page)
  await field(page).fill(address)
  await drawer(page).getByRole("radio", { name: "member" }).check()
  await drawer(page).getByRole("button", { name: "Send Invitation" }).click()
  await drawer(page).getByRole("link", { name: "View member" }).click()
  await expect(page).toHaveURL(/\/members\?q=/)
  await expect(drawer(page)).toBeHidden()
  await page.goBack()
  await expect(page).toHaveURL(/\/members$/)
  await expect(drawer(page)).toBeHidden()
})

test("Back answers a question with no, and leaves the page as it was", async ({ page, world }) => {
  const acme = await world.enterprise()
  const { name } = await world.member(acme.id)
  await arriveAtMembers(page, world, acme)
  const more = page.getByRole("button", { name: `More actions for ${name}` })
  await more.click()
  await page.getByRole("menuitem", { name: "Remove" }).click()
  await expect(question(page)).toBeVisible()
  await page.goBack()
  await expect(question(page)).toBeHidden()
  await expect(page).toHaveURL(/\/members$/)
  await expect(more).toBeVisible()
})

const dialogs = [
  { path: "iam/organization-profile?change=1", title: "Change the organization owner" },
  { path: "iam/organization-profile?delete=1", title: "Delete Cloud Harbour?" },
  { path: "iam/access-keys?create=1", title: "Create access key" },
  { path: "enterprise/account-group?create=1", title: "Create member account" },
] as const

for (const { path, title } of dialogs) {
  test(`an address opens ${title}, on a phone too, and Back closes it`, async ({ page, world }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    const acme = await world.enterprise()
    await world.logIn(page.context(), acme.owner)
    await page.goto(`/${acme.id}/${path}`)
    const dialog = page.getByRole("dialog", { name: title })
    await expect(dialog).toBeVisible()
    await expect(page).toHaveURL(`/${acme.id}/${path}`)
    await page.goBack()
    await expect(dialog).toBeHidden()
    await expect(page).toHaveURL(`/${acme.id}/${path.replace(/\?.*/, "")}`)
  })
}

/** With a page before it, to which Back leads. */
async function arriveAtMembers(page: Page, world: World, enterprise?: Awaited<ReturnType<World["enterprise"]>>) {
  const acme = enterprise ?? (await world.enterprise())
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/iam/organization-profile`)
  await page.goto(`/${acme.id}/enterprise/members`)
  await takenOver(page)
  return acme
}

async function invite(page: Page) {
  await page.getByRole("button", { name: "Invite", exact: true }).first().click()
  await expect(field(page)).toBeVisible()
}

/** Draws the page anew, as the console does by itself while a letter is under way. */
async function refresh(page: Page) {
  const drawn = page.waitForResponse((response) => response.url().includes("_rsc"))
  await page.evaluate(() => Reflect.get(window, "next").router.refresh())
  await (await drawn).finished()
}

function drawer(page: Page) {
  return page.getByRole("dialog", { name: "Invite", exact: true })
}

function question(page: Page) {
  return page.getByRole("alertdialog")
}

function field(page: Page) {
  return drawer(page).getByLabel("Invite by Email or Phone")
}

function rowOf(page: Page, contact: string) {
  return page.locator("main tr").filter({ hasText: contact })
}
