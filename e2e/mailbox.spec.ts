import type { Page } from "@playwright/test"
import { expect, expectAccessible, newEmail, newPhone, openLetter, test } from "@/e2e/world"

test("the mailbox finds a message by its recipient or subject, tells emails from text messages, and leads back", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise({ name: `House ${newEmail("h").slice(2, 8)}` })
  const [email, phone] = [newEmail(), newPhone()]
  for (const contact of [email, phone]) await world.invite(acme, contact)
  await openLetter(page, email, /invited to join/)
  await page.getByRole("link", { name: "All messages" }).click()
  await search(page, acme.name)
  await expect(entries(page)).toHaveCount(2)
  await page.getByRole("combobox", { name: "All messages" }).selectOption("Text messages")
  await expect(entries(page)).toHaveCount(1)
  await expect(entries(page)).toContainText("Text message")
  await search(page, "no such message")
  await expect(page.getByText("No messages found")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("link", { name: "Show all" }).click()
  await expect(page.getByText("No messages found")).toBeHidden()
  await search(page, email)
  await expect(entries(page)).toHaveCount(1)
  await page.getByRole("link", { name: "Back to the console" }).click()
  await expect(page).toHaveURL(/\/login/)
})

function search(page: Page, words: string) {
  return page.getByRole("searchbox", { name: "Subject or recipient" }).fill(words)
}

function entries(page: Page) {
  return page.getByRole("main").getByRole("listitem")
}
