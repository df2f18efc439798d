import { expect, expectAccessible, test } from "@/e2e/world"
import { attachPolicy, createPolicy, enablePolicies } from "@/lib/tags/policies"
import { tagAccount } from "@/lib/tags/tags"

type World = Parameters<Parameters<typeof test>[2]>[0]["world"]

test("R51 R53 an account whose tags no policy would allow today is shown as such, and its detail says why", async ({
  page,
  world,
}) => {
  const { acme } = await governed(world)
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/account-group`)
  const row = (name: string) => page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) })
  await expect(row("Shared Billing")).toContainText("Tags not allowed")
  await expect(page.getByTitle("Not allowed by the current tag policies: Env, costcenter")).toBeVisible()
  await expect(row("Regular Desk")).not.toContainText("Tags not allowed")
  await expectAccessible(page)

  await row("Shared Billing").getByRole("link", { name: "Shared Billing" }).click()
  const tags = page.locator("section").filter({ has: page.getByRole("heading", { name: "Tags", exact: true }) })
  await expect(tags).toContainText("They stay unchanged until someone edits them.")
  await expect(tags.getByRole("term")).toHaveText(["Env", "costcenter", "owner", "team"])
  await expect(tags.getByRole("definition")).toHaveText([
    /^test.*Not allowed.*A tag policy allows only prod, 30\*\.$/,
    /^100.*Not allowed.*A tag policy requires this key to be written as CostCenter\.$/,
    "Ada Zhou",
    "empty",
  ])
  await expectAccessible(page)
})

test("R51 an account without tags says so, and a member who only belongs as a person has no tags to show", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const [account, person] = [await world.createAccount(acme), await world.member(acme.id)]
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/account-group/${account.id}`)
  await expect(page.getByText("No tags.")).toBeVisible()
  await page.goto(`/${acme.id}/enterprise/account-group/${person.id}`)
  await expect(page.getByRole("heading", { name: "Role history" })).toBeVisible()
  await expect(page.getByRole("heading", { name: "Tags", exact: true })).toBeHidden()
})

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test("R53 tags as long as they may be do not run out of the screen", async ({ page, world }) => {
    const { acme, billing, tag } = await governed(world)
    await tag(billing.number, "k".repeat(128), "v".repeat(256))
    await world.logIn(page.context(), acme.owner)
    for (const path of ["", `/${billing.id}`]) {
      await page.goto(`/${acme.id}/enterprise/account-group${path}`)
      await expect(page.getByText("Shared Billing").first()).toBeVisible()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    }
    await expectAccessible(page)
  })
})

test.describe("in Chinese", () => {
  test.use({ locale: "zh-CN" })

  test("R53 the warning and its reason speak the language of the browser", async ({ page, world }) => {
    const { acme } = await governed(world)
    await world.logIn(page.context(), acme.owner)
    await page.goto(`/${acme.id}/enterprise/account-group`)
    await expect(page.getByText("标签不合规")).toBeVisible()
    await page.getByRole("link", { name: "Shared Billing" }).click()
    await expect(page.getByText("标签策略要求此键写作 CostCenter。")).toBeVisible()
  })
})

/** An enterprise whose policies came after the tags of one account. */
async function governed(world: World) {
  const acme = await world.enterprise()
  const at = { organizationId: acme.id }
  const { ctx } = acme.owner
  const billing = await world.createAccount(acme, "Shared Billing")
  const regular = await world.createAccount(acme, "Regular Desk")
  const tag = (number: string, key: string, value: string) => tagAccount(ctx, { ...at, number, tags: [{ key, value }] })
  await tag(billing.number, "costcenter", "100")
  await tag(billing.number, "Env", "test")
  await tag(billing.number, "owner", "Ada Zhou")
  await tag(billing.number, "team", "")
  await tag(regular.number, "CostCenter", "100")
  await enablePolicies(ctx, at)
  const enforced_for = { "@@assign": ["organizations:account"] }
  const tags = {
    costcenter: { tag_key: { "@@assign": "CostCenter" }, enforced_for },
    env: { tag_key: { "@@assign": "Env" }, tag_value: { "@@assign": ["prod", "30*"] }, enforced_for },
  }
  const draft = { name: "Accounts", description: "", content: JSON.stringify({ tags }) }
  await attachPolicy(ctx, { ...at, policyId: await createPolicy(ctx, { ...at, ...draft }), number: null })
  return { acme, billing, tag }
}
