import type { Page } from "@playwright/test"
import { expect, newEmail, test } from "@/e2e/world"

test("Back closes the drawer and stays on its page; the next Back leaves it", async ({ page, world }) => {
  const { id, owner } = await world.enterprise()
  await world.logIn(page.context(), owner)
  const drawer = await inDrawer(page, id)
  await back(page)
  await expect(drawer).toBeHidden()
  await expect(page).toHaveURL(new RegExp(`/${id}/enterprise/members$`))
  await back(page)
  await expect(page).toHaveURL(new RegExp(`/${id}/account/overview$`))
})

test("Back asks before what is typed is lost, closes the question first, and leaves nothing behind", async ({
  page,
  world,
}) => {
  const { id, owner } = await world.enterprise()
  await world.logIn(page.context(), owner)
  const drawer = await inDrawer(page, id)
  const contact = newEmail("typed")
  await page.keyboard.type(contact)
  await back(page)
  const question = page.getByRole("alertdialog")
  await expect(question).toBeVisible()
  await back(page)
  await expect(question).toBeHidden()
  await expect(drawer).toContainText("Invite")
  await back(page)
  await question.getByRole("button", { name: "Discard" }).click()
  await expect(drawer).toBeHidden()
  await expect(page).toHaveURL(new RegExp(`/${id}/enterprise/members$`))
  await page.getByRole("link", { name: /^Invitation Records/ }).click()
  await expect(page).toHaveURL(/tab=records/)
})

/** Comes to Members from another page and opens the drawer there. */
async function inDrawer(page: Page, id: string) {
  await page.goto(`/${id}/account/overview`)
  await page.getByRole("navigation").getByRole("link", { name: "Members", exact: true }).click()
  await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible()
  await page.getByRole("button", { name: "Invite", exact: true }).click()
  const drawer = page.getByRole("dialog")
  await expect(drawer.getByLabel("Invite by Email or Phone")).toBeFocused()
  return drawer
}

function back(page: Page) {
  return page.evaluate(() => history.back())
}
