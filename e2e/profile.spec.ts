import type { Browser, Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, takenOver, test } from "@/e2e/world"

type World = Parameters<Parameters<typeof test>[2]>[0]["world"]
type Enterprise = Awaited<ReturnType<World["enterprise"]>>

test("R63 R64 R65 R67 an administrator edits every field; page and sidebar show what was saved", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), await world.member(acme.id, "admin"))
  await page.goto(`/${acme.id}/account/overview`)
  const sidebar = page.getByRole("navigation", { name: "Main navigation" })
  await sidebar.getByRole("region", { name: "IAM" }).getByRole("link", { name: "Organization Profile" }).click()
  await expect(page.getByRole("heading", { name: "Organization Profile", level: 1 })).toBeVisible()
  await expect(fact(page, "Country")).toHaveText("Not provided")
  await page.getByRole("link", { name: "Edit" }).click()
  await expect(page.getByLabel("Organization name")).toBeFocused()
  await expectAccessible(page)
  await page.getByLabel("Organization name").fill("Paper Lantern")
  await page.getByLabel("Organization ID").fill(`Lantern-${acme.id.slice(2)}`)
  await page.getByLabel("Address").fill("12 Quay Road\n310000 Hangzhou")
  await page.getByLabel("Business license No.").fill("91330100MA2CB3XH7K")
  await page.getByLabel("Industry").selectOption("Software, telecommunications and IT")
  await page.getByLabel("Country").selectOption("China")
  await page.getByLabel("Scale").selectOption("50–249 employees")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByText("Profile saved.")).toBeVisible()
  await expect(page).toHaveURL(pathOf(acme))
  await expect(fact(page, "Organization name")).toHaveText("Paper Lantern")
  await expect(fact(page, "Organization ID")).toContainText(`lantern-${acme.id.slice(2)}`)
  await expect(fact(page, "API ID")).toContainText(acme.id)
  await expect(fact(page, "Address")).toHaveText("12 Quay Road\n310000 Hangzhou", { useInnerText: true })
  await expect(fact(page, "Business license No.")).toHaveText("91330100MA2CB3XH7K")
  await expect(fact(page, "Industry")).toHaveText("Software, telecommunications and IT")
  await expect(fact(page, "Country")).toHaveText("China")
  await expect(fact(page, "Scale")).toHaveText("50–249 employees")
  await expect(page.getByRole("button", { name: /^Paper Lantern/ })).toBeVisible()
  await expectAccessible(page)
})

test("R65 R66 what cannot be saved is told at its field, and stays as it was typed", async ({ page, world }) => {
  const [acme, other] = [await world.enterprise(), await world.enterprise()]
  const taken = `harbour-${other.id.slice(2)}`
  await world.run(sql`update organizations set handle = ${taken} where id = ${other.id}`)
  await edit(page, world, acme)
  const [name, handle] = [page.getByLabel("Organization name"), page.getByLabel("Organization ID")]
  await page.getByLabel("Address").fill("Kept while others are mended")
  await handle.fill(taken)
  await page.getByRole("button", { name: "Save" }).click()
  await expect(handle).toHaveAccessibleDescription(/This Organization ID is already in use\. Choose another one\./)
  await expect(handle).toBeFocused()
  await expect(handle).toHaveValue(taken)
  await expectAccessible(page)
  await handle.fill("not a handle")
  await name.fill("   ")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(name).toBeFocused()
  await expect(name).toHaveAccessibleDescription(/Fill in this field/)
  await expect(handle).toHaveAccessibleDescription(/Start with a letter, and don’t end with a hyphen/)
  await name.evaluate((input: HTMLInputElement) => input.removeAttribute("maxlength"))
  await name.fill("x".repeat(81))
  await page.getByRole("button", { name: "Save" }).click()
  await expect(name).toHaveAccessibleDescription(/Use 80 characters or fewer/)
  await name.fill("\u2800")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(name).toHaveAccessibleDescription(/Enter a name on one line/)
  await name.fill("")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(name).toHaveAccessibleDescription(/Fill in this field/)
  await expect(page.getByLabel("Address")).toHaveValue("Kept while others are mended")
  expect(await standing(world, acme)).toMatchObject({ name: "Cloud Harbour", handle: acme.id, address: null })
  await page.getByRole("link", { name: "Cancel" }).click()
  await expect(fact(page, "Organization name")).toHaveText("Cloud Harbour")
})

test("R65 the second of two editors is told who was first, keeps what was typed, and saves it beside the rest", async ({
  page,
  world,
  browser,
}) => {
  const acme = await world.enterprise()
  const second = await alsoAt(browser, world, await world.member(acme.id, "admin"))
  await edit(page, world, acme)
  await second.goto(pathOf(acme, "edit"))
  await second.getByLabel("Address").fill("Kajen 1")
  await second.getByLabel("Organization name").fill("Second Harbour")
  await page.getByLabel("Organization name").fill("First Harbour")
  await page.getByLabel("Country").selectOption("Sweden")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(fact(page, "Organization name")).toHaveText("First Harbour")
  await second.getByRole("button", { name: "Save" }).click()
  await expect(second.getByText("Grace Lin changed this profile after you opened it.")).toBeVisible()
  await expect(second.getByLabel("Organization name")).toHaveValue("Second Harbour")
  await expect(second.getByLabel("Organization name")).toHaveAccessibleDescription("Current value: “First Harbour”")
  await expect(second.getByLabel("Country")).toHaveAccessibleDescription("Changed by someone else")
  await expect(second.getByLabel("Country")).toHaveValue("SE")
  await expect(second.getByLabel("Address")).toHaveAccessibleDescription("")
  await expectAccessible(second)
  expect(await standing(world, acme)).toMatchObject({ name: "First Harbour", country: "SE", address: null })
  await second.getByRole("button", { name: "Save" }).click()
  await expect(second.getByText("Profile saved.")).toBeVisible()
  expect(await standing(world, acme)).toMatchObject({ name: "Second Harbour", country: "SE", address: "Kajen 1" })
  await second.context().close()
})

test("R65 the second of two editors takes the new values into the form beside the own ones", async ({
  page,
  world,
  browser,
}) => {
  const acme = await world.enterprise()
  const second = await alsoAt(browser, world, await world.member(acme.id, "admin"))
  await edit(page, world, acme)
  await second.goto(pathOf(acme, "edit"))
  await second.getByLabel("Address").fill("Kajen 1")
  await second.getByLabel("Country").selectOption("Norway")
  await page.getByLabel("Organization name").fill("First Harbour")
  await page.getByLabel("Country").selectOption("Sweden")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(fact(page, "Country")).toHaveText("Sweden")
  await second.getByRole("button", { name: "Save" }).click()
  await expect(second.getByLabel("Country")).toHaveAccessibleDescription("Current value: “Sweden”")
  await second.getByRole("button", { name: "Use the new values" }).click()
  await expect(second.getByLabel("Organization name")).toHaveValue("First Harbour")
  await expect(second.getByLabel("Country")).toHaveValue("SE")
  await expect(second.getByLabel("Address")).toHaveValue("Kajen 1")
  await second.getByRole("button", { name: "Save" }).click()
  await expect(fact(second, "Address")).toHaveText("Kajen 1")
  expect(await standing(world, acme)).toMatchObject({ name: "First Harbour", country: "SE", address: "Kajen 1" })
  await second.context().close()
})

for (const role of ["finance_admin", "dev_admin", "member"] as const) {
  test(`R64 ${role} sees the profile and cannot edit it`, async ({ page, world }) => {
    const acme = await world.enterprise()
    await world.logIn(page.context(), await world.member(acme.id, role))
    for (const path of [pathOf(acme), pathOf(acme, "edit")]) {
      await page.goto(path)
      await expect(fact(page, "Organization name")).toHaveText("Cloud Harbour")
      const button = page.getByRole("button", { name: "Edit" })
      await expect(button).toBeDisabled()
      await expect(button).toHaveAccessibleDescription("Only the super admin and administrators can edit the profile.")
      await expect(page.getByRole("textbox")).toHaveCount(0)
    }
    await expectAccessible(page)
  })
}

test("R62 the profile counts what the organization owns, each with the way to its list for who may see that", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise({ quota: 40 })
  const [finance, plain] = [await world.member(acme.id, "finance_admin"), await world.member(acme.id)]
  await world.invite(acme, newEmail())
  await world.createAccount(acme)
  const lists = {
    Members: `/${acme.id}/enterprise/members`,
    "Member accounts": `/${acme.id}/enterprise/account-group`,
    "Access keys": `/${acme.id}/iam/access-keys`,
    "Pending invitations": `/${acme.id}/enterprise/members?tab=records&status=pending`,
    "Seats left": `/${acme.id}/enterprise/billing`,
  }
  const owned = page.getByRole("region", { name: "What the organization owns" })
  for (const [who, seen] of [
    [acme.owner, Object.entries(lists)],
    [finance, Object.entries(lists).slice(-1)],
    [plain, []],
  ] as const) {
    await world.logIn(page.context(), who)
    await page.goto(pathOf(acme))
    await expect(owned.getByRole("definition")).toHaveText(["4", "2", "0", "1", "35 of 40"])
    await expect(owned.getByRole("link")).toHaveCount(seen.length)
    for (const [name, href] of seen) await expect(owned.getByRole("link", { name })).toHaveAttribute("href", href)
  }
  await expectAccessible(page)
})

test("a field in which somebody types before the page has been taken over keeps the focus", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), acme.owner)
  let letThrough = () => {}
  const typed = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  await page.route(/\/_next\/static\/chunks\/.*\.js/, async (route) => {
    await typed
    await route.continue()
  })
  await page.goto(pathOf(acme, "edit"), { waitUntil: "commit" })
  await page.getByLabel("Address").fill("Kajen 1")
  letThrough()
  await takenOver(page)
  await page.waitForLoadState("networkidle")
  await page.keyboard.type(", Malmö")
  await expect(page.getByLabel("Address")).toHaveValue("Kajen 1, Malmö")
})

test("a browser asks before a profile is left that was edited and not saved", async ({ page, world }) => {
  const acme = await world.enterprise()
  await edit(page, world, acme)
  await page.getByLabel("Address").pressSequentially("Kajen 1")
  const asked = page.waitForEvent("dialog")
  const leaving = page.close({ runBeforeUnload: true })
  const dialog = await asked
  expect(dialog.type()).toBe("beforeunload")
  await dialog.dismiss()
  await leaving
  await expect(page.getByLabel("Address")).toHaveValue("Kajen 1")
})

test("a profile that is saved while the login ends keeps what was typed", async ({ page, world }) => {
  const acme = await world.enterprise()
  await edit(page, world, acme)
  await page.getByLabel("Address").fill("Kajen 1")
  await world.endSessions(acme.owner.id)
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByRole("dialog", { name: "Your login has expired" })).toBeVisible()
  await expect(page.locator("[name=address]")).toHaveValue("Kajen 1")
})

test("on a phone and in 简体中文 the profile is read and edited like anywhere", async ({ browser, world }) => {
  const acme = await world.enterprise()
  const viewport = { width: 390, height: 844 }
  const context = await browser.newContext({ locale: "zh-CN", viewport, baseURL: process.env.MUSTER_ORIGIN })
  await world.logIn(context, acme.owner)
  const page = await context.newPage()
  await page.goto(pathOf(acme))
  await expect(page.getByRole("heading", { name: "组织资料", level: 1 })).toBeVisible()
  await page.getByRole("link", { name: "编辑" }).click()
  await page.getByLabel("国家/地区").selectOption("瑞典")
  await page.getByLabel("行业").selectOption("制造业")
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await expectAccessible(page)
  await page.getByRole("button", { name: "保存" }).click()
  await expect(fact(page, "国家/地区")).toHaveText("瑞典")
  await expectAccessible(page)
  await context.close()
})

function pathOf({ id }: Enterprise, then?: "edit") {
  return `/${id}/iam/organization-profile${then ? "?edit=1" : ""}`
}

async function edit(page: Page, world: World, acme: Enterprise) {
  await world.logIn(page.context(), acme.owner)
  await page.goto(pathOf(acme))
  await page.getByRole("link", { name: "Edit" }).click()
  await expect(page.getByLabel("Organization name")).toBeFocused()
}

/** A page of somebody else, in a browser of his own. */
async function alsoAt(browser: Browser, world: World, someone: { id: string }) {
  const context = await browser.newContext({ baseURL: process.env.MUSTER_ORIGIN })
  await world.logIn(context, someone)
  return context.newPage()
}

/** The value beside a name. */
function fact(page: Page, name: string) {
  return page.getByRole("main").locator(`dt:text-is("${name}") + dd`)
}

async function standing(world: World, { id }: Enterprise) {
  const [row] = await world.run(sql`select name, handle, address, country from organizations where id = ${id}`)
  return row
}
