import { expect, expectAccessible, takenOver, test } from "@/e2e/world"

test("an invitation whose letter got lost waits on the account's page, and is answered from there", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise({ name: "Acme Cloud" })
  const guest = await world.person()
  await world.invite(acme, guest.address)
  await world.logIn(page.context(), guest)
  await page.goto("/me")
  await expect(page.getByRole("heading", { name: "Your invitations" })).toBeVisible()
  await expect(page.getByText("Respond to the invitation above.")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("button", { name: "View the invitation to Acme Cloud" }).click()
  await expect(page).toHaveURL("/invite")
  await page.getByRole("button", { name: "Accept", exact: true }).click()
  await expect(page.getByRole("heading", { name: "Invitation accepted" })).toBeVisible()
  await page.goto("/me")
  await expect(page.getByRole("link", { name: "Acme Cloud" })).toBeVisible()
  await expect(page.getByRole("heading", { name: "Your invitations" })).toHaveCount(0)
})

test("who belongs to an organization already finds it in Account Center > Overview", async ({ page, world }) => {
  const [acme, other] = [await world.enterprise(), await world.enterprise({ name: "Borealis" })]
  await world.invite(other, acme.owner.address)
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/account/overview`)
  await expectAccessible(page)
  await page.getByRole("button", { name: "View the invitation to Borealis" }).click()
  await expect(page.getByRole("heading", { name: "Join Borealis" })).toBeVisible()
})

test("whoever is to be invited copies the account number", async ({ page, context, world }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"])
  await world.logIn(context, await world.person())
  await page.goto("/me")
  await takenOver(page)
  const number = await page.getByText(/^\d{12}$/).textContent()
  await page.getByRole("button", { name: "Copy account number" }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(number)
})
