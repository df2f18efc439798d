import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, PASSWORD, takenOver, test, type World } from "@/e2e/world"

test("R56 R57 all features are asked for, approved by every member account, and confirmed", async ({
  page,
  context,
  world,
}) => {
  const { org, accounts } = await billing(world, 2)
  await openProfile(page, world, org)
  const card = cardOf(page, "Feature set")
  await expect(card).toContainText("Consolidated billing only")
  await card.getByRole("button", { name: "Enable all features" }).click()
  await dialog(page).getByRole("button", { name: "Request approval" }).click()
  await expect(page.getByText("All features requested.")).toBeVisible()
  await expect(card).toContainText("0 of 2 accounts have approved.")
  await expect(card).toContainText("No response yet: Ada Zhou and Ada Zhou")
  const confirm = card.getByRole("button", { name: "Confirm" })
  await expect(confirm).toHaveAccessibleDescription("Some accounts have not approved yet.")
  await expectAccessible(page)

  for (const account of accounts) {
    await world.logIn(context, account)
    await page.goto(`/${org.id}/account/overview`)
    await expectAccessible(page)
    await page.getByRole("link", { name: `Respond to ${org.name}` }).click()
    await expect(page).toHaveURL(`/${org.id}/account/affiliation`)
    await page.goto("/me")
    await expect(page.getByText(`${org.name} asks your account to approve all features.`)).toBeVisible()
    await page.getByRole("link", { name: `Respond to ${org.name}` }).click()
    await expect(page).toHaveURL("/me/affiliation")
    await takenOver(page)
    const asked = cardOf(page, "Your approval is requested")
    await expect(asked).toContainText(org.name)
    await expectAccessible(page)
    await asked.getByRole("button", { name: "Approve" }).click()
    await dialog(page).getByRole("button", { name: "Approve all features" }).click()
    await expect(page.getByText(`You have approved all features for ${org.name}.`)).toBeVisible()
    await expect(asked).toBeHidden()
    expect(await world.letters(account.address)).toContain("feature-approval")
  }
  expect(await world.letters(org.owner.address)).toContain("features-approved")

  await openProfile(page, world, org)
  await expect(card).toContainText("2 of 2 accounts have approved.")
  await confirm.click()
  await dialog(page).getByRole("button", { name: "Enable all features" }).click()
  await expect(page.getByText("All features enabled.")).toBeVisible()
  await expect(card).toContainText("The organization can set rules for its member accounts")
  await expect(card.getByRole("button")).toHaveCount(0)
})

test("R56 who declines is named to the super admin, who cancels and can ask again", async ({
  page,
  context,
  world,
}) => {
  const { org, accounts } = await billing(world, 1)
  await openProfile(page, world, org)
  const card = cardOf(page, "Feature set")
  const ask = async () => {
    await card.getByRole("button", { name: "Enable all features" }).click()
    await dialog(page).getByRole("button", { name: "Request approval" }).click()
    await expect(card).toContainText("0 of 1 account has approved.")
  }
  await ask()
  for (const account of accounts) {
    await world.logIn(context, account)
    await page.goto("/me/affiliation")
    await takenOver(page)
    await cardOf(page, "Your approval is requested").getByRole("button", { name: "Decline" }).click()
    await dialog(page).getByRole("button", { name: "Decline all features" }).click()
    await expect(page.getByText(`You have declined all features for ${org.name}.`)).toBeVisible()
  }
  await openProfile(page, world, org)
  await expect(card).toContainText("Ada Zhou declined. Cancel this request and start again, or remove the account.")
  await card.getByRole("button", { name: "Cancel" }).click()
  await dialog(page).getByRole("button", { name: "Cancel request" }).click()
  await expect(page.getByText("Request for all features canceled.")).toBeVisible()
  await ask()
})

test("feature set and deletion are for the super admin alone", async ({ page, context, world }) => {
  const { org } = await billing(world, 0)
  await world.logIn(context, await world.member(org.id, "admin"))
  await page.goto(`/${org.id}/iam/organization-profile`)
  await expect(page.getByRole("heading", { name: "Basic information" })).toBeVisible()
  await expect(page.getByText("Feature set")).toHaveCount(0)
  await expect(page.getByRole("button", { name: "Delete organization" })).toHaveCount(0)
})

test("an organization is deleted once nobody else is in it, by its name as it stands", async ({ page, world }) => {
  const org = await world.enterprise()
  const someone = await world.member(org.id)
  const { id } = await world.invite(org, newEmail())
  await openProfile(page, world, org)
  const button = page.getByRole("button", { name: "Delete organization" })
  await expect(button).toHaveAccessibleDescription("Remove the other member first.")
  await expect(cardOf(page, "Delete organization")).toContainText("Remove the other member first.")
  await world.run(sql`delete from memberships where organization_id = ${org.id} and account_id = ${someone.id}`)
  await page.reload()
  await takenOver(page)
  await button.click()
  const name = dialog(page).getByLabel(`To confirm, type the organization’s name: ${org.name}`)
  await name.fill("Another")
  await dialog(page).getByRole("button", { name: "Delete organization" }).click()
  await expect(dialog(page).getByText("The name does not match.")).toBeVisible()
  await expect(name).toHaveValue("Another")
  await expectAccessible(page)
  await name.fill(org.name)
  await dialog(page).getByRole("button", { name: "Delete organization" }).click()
  await expect(page.getByText(`${org.name} has been deleted.`)).toBeVisible()
  await expect(page).not.toHaveURL(new RegExp(org.id))
  await page.goto(`/${org.id}/enterprise/members`)
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible()
  expect(await world.traces(id)).toMatchObject({ state: "canceled", members: 0 })
})

test("an old login needs the password before an organization is deleted", async ({ page, world }) => {
  const org = await world.enterprise()
  await openProfile(page, world, org)
  await world.run(
    sql`update sessions set created_at = created_at - interval '1 hour' where account_id = ${org.owner.id}`,
  )
  await page.getByRole("button", { name: "Delete organization" }).click()
  await dialog(page)
    .getByLabel(/^To confirm, type/)
    .fill(org.name)
  await dialog(page).getByRole("button", { name: "Delete organization" }).click()
  const password = dialog(page).getByLabel("Password", { exact: true })
  await password.fill("not this one")
  await dialog(page).getByRole("button", { name: "Delete organization" }).click()
  await expect(password).toHaveAttribute("aria-invalid", "true")
  await password.fill(PASSWORD)
  await dialog(page).getByRole("button", { name: "Delete organization" }).click()
  await expect(page.getByText(`${org.name} has been deleted.`)).toBeVisible()
})

type Enterprise = Awaited<ReturnType<World["enterprise"]>>

/** An enterprise of consolidated billing alone, and accounts that have joined it. */
async function billing(world: World, count: number) {
  const org = await world.enterprise()
  const accounts = []
  for (let n = 0; n < count; n++) {
    const someone = await world.person()
    await world.affiliate(org, someone)
    accounts.push(someone)
  }
  await world.run(sql`update organizations set all_features = false where id = ${org.id}`)
  return { org, accounts }
}

async function openProfile(page: Page, world: World, org: Enterprise) {
  await world.logIn(page.context(), org.owner)
  await page.goto(`/${org.id}/iam/organization-profile`)
  await takenOver(page)
}

function cardOf(page: Page, heading: string) {
  return page.locator("section").filter({ has: page.getByRole("heading", { name: heading }) })
}

function dialog(page: Page) {
  return page.getByRole("dialog").or(page.getByRole("alertdialog"))
}
