import { endOfLogin, expect, logInAgain, newEmail, openLetter, test } from "@/e2e/world"

test("R69 R70 R72 R75 R80 R81 R82 R83 the owner hands the organization over: his open tabs tell that the login has expired, the new owner's open tab has the rights", async ({
  page: former,
  browser,
  world,
}) => {
  const acme = await world.enterprise({ name: "Acme Cloud" })
  const heir = await world.member(acme.id, "admin")
  const members = `/${acme.id}/enterprise/members`
  await world.logIn(former.context(), acme.owner)
  const house = await browser.newContext({ baseURL: process.env.MUSTER_ORIGIN })
  await world.logIn(house, heir)

  const open = await house.newPage()
  await open.goto(members)
  await expect(open.getByRole("button", { name: "Invite" })).toHaveAttribute("aria-disabled", "true")

  await former.goto(`/${acme.id}/iam/organization-profile`)
  await former.getByRole("button", { name: "Change", exact: true }).click()
  const dialog = former.getByRole("dialog", { name: "Change the organization owner" })
  await dialog.getByRole("combobox", { name: "User name" }).fill(heir.address)
  await former.getByRole("option", { name: new RegExp(heir.address) }).click()
  await dialog.getByLabel("type the organization’s name").fill("Acme Cloud")
  await dialog.getByRole("button", { name: "Confirm" }).click()
  await expect(former.getByText("Change of owner pending")).toBeVisible()

  const halfFilled = await former.context().newPage()
  await halfFilled.goto(members)
  await halfFilled.getByRole("button", { name: "Invite" }).click()
  const drawer = halfFilled.getByRole("dialog", { name: "Invite" })
  await drawer.getByLabel("Invite by Email or Phone").fill(newEmail("never"))
  await drawer.getByRole("radio", { name: /^member/ }).check()

  const mailbox = await house.newPage()
  const letter = await openLetter(mailbox, heir.address, /become the owner/)
  const arrived = house.waitForEvent("page")
  await letter.getByRole("link", { name: "Review the change" }).click()
  const confirming = await arrived
  await expect(confirming).toHaveURL("/confirm")
  await confirming.getByRole("button", { name: "Confirm" }).click()
  await expect(confirming.getByRole("heading", { name: "You are now the owner of Acme Cloud" })).toBeVisible()

  await drawer.getByRole("button", { name: "Send Invitation" }).click()
  await expect(endOfLogin(halfFilled)).toBeVisible()
  await former.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Members" }).click()
  await expect(former.getByText("Your login has expired")).toBeVisible()
  await logInAgain(former, acme.owner)
  await expect(former.getByRole("heading", { name: "No access" })).toBeVisible()
  await former.goto(`/${acme.id}/iam/organization-profile`)
  await expect(former.getByRole("button", { name: "Edit" })).toHaveAttribute("aria-disabled", "true")
  await expect(former.getByRole("button", { name: "Change", exact: true })).toHaveAttribute("aria-disabled", "true")

  const sidebar = open.getByRole("navigation", { name: "Main navigation" })
  await expect(sidebar.getByRole("link", { name: "Access Keys" })).toHaveCount(0)
  await sidebar.getByRole("link", { name: "Enterprise Information" }).click()
  await expect(sidebar.getByRole("link", { name: "Access Keys" })).toBeVisible()
  await sidebar.getByRole("link", { name: "Members" }).click()
  await open.getByRole("link", { name: "Invitation Records" }).click()
  await open.getByRole("button", { name: "Invite" }).first().click()
  const invitation = open.getByRole("dialog", { name: "Invite" })
  await invitation.getByLabel("Invite by Email or Phone").fill(newEmail("first"))
  await invitation.getByRole("radio", { name: /^member/ }).check()
  await invitation.getByRole("button", { name: "Send Invitation" }).click()
  await expect(invitation.getByRole("row", { name: /first-/ })).toContainText("Pending")
  await house.close()
})
