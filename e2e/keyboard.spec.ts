import type { Page } from "@playwright/test"
import { expect, expectAccessible, newEmail, test } from "@/e2e/world"

test("by the keyboard alone somebody goes to Members, invites, and revokes what they sent", async ({ page, world }) => {
  const { id, owner } = await world.enterprise()
  await world.logIn(page.context(), owner)
  await page.goto(`/${id}/account/overview`)
  await openPalette(page)
  await page.keyboard.type("members")
  await expect(option(page, /^Members/)).toBeVisible()
  await choose(page, /^Members/)
  await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible()

  await page.keyboard.press("i")
  const drawer = page.getByRole("dialog", { name: "Invite" })
  await expect(drawer.getByLabel("Invite by Email or Phone")).toBeFocused()
  const contact = newEmail("by-keyboard")
  await page.keyboard.type(contact)
  await tabTo(page, /^(finance_admin|dev_admin|member)/)
  await page.keyboard.press("Space")
  await page.keyboard.press("Enter")
  await expect(drawer.getByLabel(`Invitation link for ${contact}`)).toBeVisible()
  await page.keyboard.press("Escape")
  await expect(drawer).toBeHidden()

  await tabTo(page, /^Invitation Records/)
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(/tab=records/)
  await expect(page.getByRole("row").filter({ hasText: contact })).toContainText("Pending")
  await tabTo(page, /^Revoke/)
  await page.keyboard.press("Enter")
  const question = page.getByRole("alertdialog")
  await expect(question).toBeVisible()
  await tabTo(page, /^Revoke/)
  await page.keyboard.press("Enter")
  await expect(page.getByRole("row").filter({ hasText: contact })).toContainText("Revoked")
})

test("the palette finds pages, members and acts, walks by arrows and closes by Escape", async ({ page, world }) => {
  const { id, owner } = await world.enterprise()
  const zoe = await world.member(id, "dev_admin", { name: "Zoë Okonkwo" })
  await world.logIn(page.context(), owner)
  await page.goto(`/${id}/enterprise/information`)
  const field = await openPalette(page)
  await expectAccessible(page)
  await expect(field).toHaveAttribute("aria-controls", (await page.getByRole("listbox").getAttribute("id")) ?? "none")
  await expect(option(page, /^Invite members/)).toHaveAttribute("data-highlighted", "")
  await page.keyboard.press("ArrowDown")
  await expect(option(page, /^Keyboard shortcuts/)).toHaveAttribute("data-highlighted", "")
  await page.keyboard.press("ArrowUp")
  await page.keyboard.press("Escape")
  await expect(page.getByRole("dialog")).toBeHidden()

  await openPalette(page)
  await page.keyboard.type("zoe okon")
  await expect(option(page, /^Zoë Okonkwo/)).toContainText("dev_admin")
  await expectAccessible(page)
  await page.keyboard.press("Enter")
  await expect(page).toHaveURL(`/${id}/enterprise/account-group/${zoe.id}`)
  await openPalette(page)
  await page.keyboard.type("nobody is called so")
  await expect(page.getByRole("dialog").getByText("Nothing found")).toBeVisible()
  await page.keyboard.press("Control+k")
  await expect(page.getByRole("dialog")).toBeHidden()

  await openPalette(page)
  await page.keyboard.type("invite mem")
  await choose(page, /^Invite members/)
  await expect(page.getByRole("dialog", { name: "Invite" })).toBeVisible()
  await expect(page).toHaveURL(`/${id}/enterprise/members`)
})

test("a member's palette offers neither Invite nor other members, and I does nothing", async ({ page, world }) => {
  const { id } = await world.enterprise()
  await world.member(id, "member", { name: "Zoë Okonkwo" })
  await world.logIn(page.context(), await world.member(id))
  await page.goto(`/${id}/account/overview`)
  await keysAreHeard(page)
  await page.keyboard.press("i")
  await openPalette(page)
  await expect(option(page, /^Overview/)).toBeVisible()
  await expect(option(page, /^(Members|Audit|Invite members)/)).toHaveCount(0)
  await page.keyboard.type("zoe")
  await expect(page.getByRole("dialog").getByText("Nothing found")).toBeVisible()
  await expect(page).toHaveURL(`/${id}/account/overview`)
})

test("? shows the keys, / searches the list, and single keys can be switched off and stay so", async ({
  page,
  world,
}) => {
  const { id, owner } = await world.enterprise()
  await world.logIn(page.context(), owner)
  await page.goto(`/${id}/enterprise/members`)
  const search = page.getByRole("searchbox")
  await expect(search).toBeVisible()
  await keysAreHeard(page)
  await page.keyboard.press("/")
  await expect(search).toBeFocused()
  await page.keyboard.type("?im/")
  await expect(search).toHaveValue("?im/")
  await search.fill("")
  await search.blur()

  await page.keyboard.press("?")
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" })
  await expect(sheet).toContainText("Go to a page, find a member")
  await expectAccessible(page)
  await sheet.getByRole("button", { name: "Off" }).click()
  await expect(page.locator("html")).toHaveAttribute("data-keys", "off")
  await page.keyboard.press("Escape")
  await expect(sheet).toBeHidden()
  await page.reload()
  await keysAreHeard(page)
  for (const key of ["?", "i", "m", "/"]) await page.keyboard.press(key)
  await expect(search).not.toBeFocused()
  await openPalette(page)
  await expect(page.getByRole("dialog")).toHaveCount(1)
  await page.keyboard.press("Escape")

  await page.getByRole("button", { name: new RegExp(`^${owner.name}`) }).click()
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click()
  await sheet.getByRole("button", { name: "On" }).click()
  await expect(page.locator("html")).not.toHaveAttribute("data-keys")
  await page.keyboard.press("Escape")
  await expect(sheet).toBeHidden()
  await page.keyboard.press("m")
  await expect(page.getByRole("dialog", { name: "Invite" })).toBeVisible()
})

test("the page of terms and keys has an address, from the menu, the palette and before any login", async ({
  page,
  world,
}) => {
  await page.goto("/help")
  await expect(page.getByRole("heading", { name: "Help and terms" })).toBeVisible()
  const { id, owner } = await world.enterprise()
  await world.logIn(page.context(), owner)
  await page.goto(`/${id}/account/overview`)
  await page.getByRole("button", { name: new RegExp(`^${owner.name}`) }).click()
  await page.getByRole("link", { name: "Help and terms" }).click()
  await expect(page).toHaveURL(`/${id}/help`)
  await expect(page.getByRole("term").filter({ hasText: /^Handshake$/ })).toBeVisible()
  await expect(page.getByRole("heading", { name: "Keyboard shortcuts" })).toBeVisible()
  await expectAccessible(page)
})

async function openPalette(page: Page) {
  await keysAreHeard(page)
  await page.keyboard.press("Control+k")
  const field = page.getByRole("combobox", { name: "Search pages, members and actions" })
  await expect(field).toBeFocused()
  return field
}

/** The button of the palette names its keys once the page's scripts run. */
async function keysAreHeard(page: Page) {
  await expect(page.locator("[aria-keyshortcuts]")).toHaveAttribute("aria-keyshortcuts", "Control+K")
}

function option(page: Page, name: RegExp) {
  return page.getByRole("option", { name })
}

/** Walks down to an entry of the palette and takes it. */
async function choose(page: Page, name: RegExp) {
  const options = await page.getByRole("option").allTextContents()
  for (const text of options) {
    if (name.test(text)) break
    await page.keyboard.press("ArrowDown")
  }
  await expect(option(page, name).and(page.locator("[data-highlighted]"))).toBeVisible()
  await page.keyboard.press("Enter")
}

/** Tabs until something of this name has the focus. */
async function tabTo(page: Page, name: RegExp) {
  const focused = () =>
    page.evaluate(() => {
      const { activeElement: at } = document
      const label = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : at?.textContent
      return at?.getAttribute("aria-label") ?? label ?? ""
    })
  for (let presses = 0; presses < 80; presses++) {
    if (name.test((await focused()).trim())) return
    await page.keyboard.press("Tab")
  }
  throw new Error(`Nothing is called ${name}`)
}
