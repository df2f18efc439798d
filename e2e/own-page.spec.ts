import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, takenOver, test, type World } from "@/e2e/world"

test("a person changes their name, by which their organizations know them from then on", async ({ page, world }) => {
  const acme = await world.enterprise()
  const someone = await world.member(acme.id, "admin", { name: "Lin Mei" })
  await world.logIn(page.context(), someone)
  await page.goto("/me")
  await link(page, "Change name").click()
  await expect(page.getByLabel("Name")).toHaveValue("Lin Mei")
  await expectAccessible(page)
  await save(page, "\u200b ")
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription(/visible characters/)
  await expectAccessible(page)
  await save(page, "  Mei   Lin-Berg ")
  await expect(page).toHaveURL("/me")
  await expect(page.getByRole("heading", { level: 1, name: "Mei Lin-Berg", exact: true })).toBeVisible()
  expect(await nameOf(world, someone)).toBe("Mei Lin-Berg")
  await page.goto(`/${acme.id}/enterprise/members`)
  await expect(page.getByRole("row").filter({ hasText: "Mei Lin-Berg" })).toContainText(someone.address)
})

test("a person's page chooses language and theme, which hold on every page", async ({ page, world }) => {
  await world.logIn(page.context(), await world.person())
  await page.goto("/me")
  await takenOver(page)
  const preferences = page.locator("section").filter({ has: page.getByRole("heading", { name: "Preferences" }) })
  await preferences.getByRole("button", { name: "Dark" }).click()
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark")
  await preferences.getByRole("button", { name: "简体中文" }).click()
  await expect(page.getByRole("heading", { name: "偏好设置" })).toBeVisible()
  await expectAccessible(page)
  await page.goto("/me/password")
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN")
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark")
})

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false })

  test("a person changes their name, and one that is too long is refused in words", async ({ page, world }) => {
    const someone = await world.person()
    await world.logIn(page.context(), someone)
    await page.goto("/me/name")
    await save(page, "x".repeat(81))
    await expect(page.getByLabel("Name")).toHaveAccessibleDescription(/80/)
    expect(await nameOf(world, someone)).toBe(someone.name)
    await save(page, "Noa Park")
    await expect(page).toHaveURL("/me")
    expect(await nameOf(world, someone)).toBe("Noa Park")
  })
})

async function save(page: Page, name: string) {
  await page.getByLabel("Name").fill(name)
  await page.getByRole("button", { name: "Save" }).click()
}

async function nameOf(world: World, { id }: { id: string }) {
  const [row] = await world.run(sql`select name from accounts where id = ${id}`)
  return row?.name
}

function link(page: Page, name: string) {
  return page.getByRole("link", { name, exact: true })
}
