import type { Page } from "@playwright/test"
import { expect, expectAccessible, test } from "@/e2e/world"

test("the account menu is the same on a person's own pages, the operators' and the console's", async ({
  page,
  world,
}) => {
  const { id, owner } = await world.enterprise()
  const operator = await world.operator()
  const places = [
    [owner, `/${id}/enterprise/members`],
    [owner, "/me"],
    [owner, "/me/access-keys"],
    [operator, "/operator"],
  ] as const
  for (const [someone, place] of places) {
    await world.logIn(page.context(), someone)
    await page.goto(place)
    const menu = await openMenu(page, someone.name)
    await expect(menu.getByRole("button", { name: "English" })).toHaveAttribute("aria-pressed", "true")
    await expect(menu.getByRole("button", { name: "Dark" })).toBeVisible()
    await expect(menu.getByRole("link", { name: "Change password" })).toBeVisible()
    await expect(menu.getByRole("button", { name: "Log out everywhere" })).toBeVisible()
    await expectAccessible(page)
  }
  await page.getByRole("region", { name: "Account menu" }).getByRole("button", { name: "Log out", exact: true }).click()
  await expect(page).toHaveURL("/login")
  await page.goto("/operator")
  await expect(page).toHaveURL(/^[^?]*\/login/)
})

test("R101 the sidebar says Member account management, and two sentences tell people from accounts", async ({
  page,
  world,
}) => {
  const { id, owner } = await world.enterprise()
  await world.logIn(page.context(), owner)
  await page.goto(`/${id}/enterprise/members`)
  const main = page.getByRole("main")
  await expect(main).toContainText("Members are people; the Account Group holds accounts the enterprise owns.")
  await main.getByRole("link", { name: "Account Group" }).click()
  await expect(page.getByRole("heading", { name: "Account Group", level: 1 })).toBeVisible()
  const sidebar = page.getByRole("navigation", { name: "Main navigation" })
  await expect(sidebar.getByRole("link", { name: /Member account management/ })).toHaveAttribute("aria-current", "page")
  await main.getByRole("link", { name: "Members" }).click()
  await expect(page).toHaveURL(`/${id}/enterprise/members`)
})

test("a page that is slow to come shows a line at the top until it is there, though a phone's navigation has closed over its link", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), acme.owner)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`/${acme.id}/account/overview`)
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  await page.route("**/*", async (route) => {
    if (route.request().headers().rsc) await held
    await route.continue()
  })
  await page.getByRole("button", { name: "Open navigation" }).click()
  await page.getByRole("link", { name: "Billing" }).click()
  await expect(page.getByRole("link", { name: "Billing" })).toBeHidden()
  await expect(page.locator(".underway")).toBeInViewport()
  answer()
  await expect(page.getByRole("heading", { name: "Billing", level: 1 })).toBeVisible()
  await expect(page.locator(".underway")).toHaveCount(0)
})

async function openMenu(page: Page, name: string) {
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click()
  return page.getByRole("region", { name: "Account menu" })
}
