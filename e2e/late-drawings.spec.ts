import type { Page } from "@playwright/test"
import { choose, expect, newEmail, takenOver, test } from "@/e2e/world"

// A page is drawn anew now and then. What the server has read before a change can come after the change.

test("what was revoked stays revoked when an older drawing of the records comes late", async ({ page, world }) => {
  const acme = await world.enterprise()
  const [revoked, later] = [newEmail("revoked"), newEmail("later")]
  await world.invite(acme, revoked)
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members?tab=records`)
  await takenOver(page)
  await world.invite(acme, later)
  const drawing = await holdDrawing(page)
  await choose(page, revoked, "Resend")
  await page.getByRole("button", { name: "Resend invitation" }).click()
  // The page looks by itself whether the letter was sent.
  await drawing.read
  const row = (contact: string) => page.getByRole("row").filter({ hasText: contact })
  await row(revoked).getByRole("button", { name: "Revoke", exact: true }).click()
  await page.getByRole("button", { name: "Revoke invitation" }).click()
  await expect(row(revoked)).toContainText("Revoked")
  drawing.come()
  await expect(row(later)).toBeVisible()
  await expect(row(revoked)).toContainText("Revoked")
})

test("a new role stays when an older drawing of the members comes late", async ({ page, world }) => {
  const acme = await world.enterprise()
  const [leaving, staying] = [await world.member(acme.id), await world.member(acme.id, "dev_admin")]
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  await takenOver(page)
  const drawing = await holdDrawing(page)
  const row = ({ address }: { address: string }) => page.getByRole("row").filter({ hasText: address })
  await row(leaving).getByRole("button", { name: "More actions" }).click()
  await page.getByRole("menuitem", { name: "Remove" }).click()
  const later = await world.member(acme.id)
  await page.getByRole("button", { name: "Remove member" }).click()
  await drawing.read
  const role = row(staying).getByRole("combobox")
  await role.selectOption("finance_admin")
  await expect(page.getByText(`${staying.name} is now finance_admin.`)).toBeVisible()
  drawing.come()
  await expect(row(later)).toBeVisible()
  await expect(role).toHaveValue("finance_admin")
  await expect(row(leaving)).toBeHidden()
})

/** Holds the next drawing of the page: tells when the server has answered it, and lets it come. */
async function holdDrawing(page: Page) {
  let come = () => {}
  const wish = new Promise<void>((resolve) => {
    come = resolve
  })
  const read = new Promise<void>((resolve) => {
    void page.route(
      /_rsc=/,
      async (route) => {
        const response = await route.fetch()
        resolve()
        await wish
        await route.fulfill({ response })
      },
      { times: 1 },
    )
  })
  return { read, come: () => come() }
}
