import type { Page } from "@playwright/test"
import { expect, expectAccessible, newEmail, openLetter, PASSWORD, test } from "@/e2e/world"

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true })

test("R12 R19 R25 R27 a person is invited, gets the letter, registers, verifies the contact, accepts and is seen in the list", async ({
  page,
  browser,
  world,
}) => {
  const acme = await world.enterprise({ name: "Acme Cloud" })
  const address = newEmail("wanted")
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  await button(page, "Invite").click()
  const drawer = page.getByRole("dialog", { name: "Invite" })
  await drawer.getByLabel("Invite by Email or Phone").fill(address)
  await drawer.getByRole("radio", { name: /dev_admin/ }).check()
  await drawer.getByLabel(/Note/).fill("Glad to have you.")
  await button(page, "Send Invitation").click()
  await expect(drawer.getByRole("row").filter({ hasText: address })).toContainText("Pending")

  const guest = await (await browser.newContext()).newPage()
  const letter = await openLetter(guest, address, /invited to join Acme Cloud/)
  await expect(letter.getByText("Glad to have you.")).toBeVisible()
  const arrived = guest.context().waitForEvent("page")
  await letter.getByRole("link", { name: "View invitation" }).click()
  const invitation = await arrived
  await expect(invitation).toHaveURL("/invite")
  await invitation.getByRole("link", { name: "Register" }).click()
  await button(invitation, "Send me a code").click()
  await expect(invitation.getByText(/We sent a code/)).toBeVisible()

  const code = await openLetter(guest, address, /code/i)
  const digits = (await code.locator("body").innerText()).match(/\b\d{6}\b|\b\d{3} \d{3}\b/)?.[0] ?? ""
  await invitation.getByLabel("Code").fill(digits)
  await invitation.getByLabel("Your name").fill("Noa Park")
  await invitation.getByLabel("Password").fill(PASSWORD)
  await button(invitation, "Create account").click()
  await button(invitation, "Accept").click()
  await expect(invitation.getByRole("heading", { name: "Invitation accepted" })).toBeVisible()

  await page.goto(`/${acme.id}/enterprise/members`)
  const row = page.getByRole("row").filter({ hasText: "Noa Park" })
  await expect(row).toContainText(address)
  await expect(row).toContainText("Invited")
  await expect(row.getByRole("combobox")).toHaveValue("dev_admin")
  await page.goto(`/${acme.id}/enterprise/members?tab=records`)
  const record = page.getByRole("row").filter({ hasText: address })
  await expect(record).toContainText("Accepted")
  await expect(record).not.toContainText("Queued")
  await expect(record.getByRole("button", { name: "Revoke" })).toBeHidden()
  await guest.goto("/mailbox")
  await expectAccessible(guest)
  await guest.context().close()
})
