import { sql } from "drizzle-orm"
import { expect, expectAccessible, test } from "@/e2e/world"

test("a member who was removed by mistake is taken back by Undo, as they were", async ({ page, world }) => {
  const acme = await world.enterprise()
  const someone = await world.member(acme.id, "dev_admin")
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  const row = page.getByRole("row").filter({ hasText: someone.address })
  const told = page.getByRole("region", { name: "Notifications" })
  await row.getByRole("button", { name: `More actions for ${someone.name}` }).click()
  await page.getByRole("menuitem", { name: "Remove" }).click()
  const question = page.getByRole("alertdialog", { name: `Remove ${someone.name}?` })
  await expect(question.getByRole("button")).toHaveText(["Cancel", "Remove member"])
  await question.getByRole("button", { name: "Remove member" }).click()
  await expect(told).toContainText(`${someone.name} is no longer a member.`)
  await expect(row).toBeHidden()
  expect([...(await world.run(roleOf(acme.id, someone.id)))]).toEqual([])
  await expectAccessible(page)
  await told.getByRole("button", { name: "Undo" }).click()
  await expect(told).toContainText(`${someone.name} is a member again.`)
  await expect(row).toBeVisible()
  expect([...(await world.run(roleOf(acme.id, someone.id)))]).toEqual([{ role: "dev_admin" }])
  await page.goto(`/${acme.id}/iam/audit`)
  await expect(page.getByRole("row").nth(1)).toContainText(`Grace Lin undid the removal of ${someone.name}`)
  await expect(page.getByRole("row").nth(2)).toContainText(`Grace Lin removed ${someone.name}`)
})

test("a removal that has canceled a change of owner offers no Undo", async ({ page, world }) => {
  const acme = await world.enterprise()
  const heir = await world.member(acme.id)
  await world.transfer(acme, heir)
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  await page.getByRole("button", { name: `More actions for ${heir.name}` }).click()
  await page.getByRole("menuitem", { name: "Remove" }).click()
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove member" }).click()
  const told = page.getByRole("region", { name: "Notifications" })
  await expect(told).toContainText(`${heir.name} is no longer a member.`)
  await expect(told.getByRole("button", { name: "Undo" })).toHaveCount(0)
})

function roleOf(organizationId: string, accountId: string) {
  return sql`select role from memberships where organization_id = ${organizationId} and account_id = ${accountId}`
}
