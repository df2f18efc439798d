import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, PASSWORD, test } from "@/e2e/world"
import { codeOf, withApp } from "@/lib/testing/factors/world"

const demandedOf = (roles: string) => sql`'${sql.raw(`{${roles}}`)}'::text[]`

test("the super admin demands a second step of roles, of the own one only with one", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), acme.owner)
  const profile = `/${acme.id}/iam/organization-profile`
  await page.goto(profile)
  await page.getByRole("checkbox", { name: "super_admin" }).check()
  await page.getByRole("checkbox", { name: "dev_admin" }).check()
  await page.getByRole("group", { name: "Required for" }).scrollIntoViewIfNeeded()
  const save = page
    .locator("form")
    .filter({ has: page.getByRole("checkbox", { name: "dev_admin" }) })
    .getByRole("button", { name: "Apply" })
  await save.click()
  const refusal = page.getByRole("alert").filter({ hasText: "Set up two-step login for your own account first." })
  await expect(refusal).toBeVisible()
  await page.getByRole("checkbox", { name: "super_admin" }).uncheck()
  await page.getByRole("checkbox", { name: "dev_admin" }).check()
  await save.click()
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible()
  await expectAccessible(page)
  await page.reload()
  await expect(page.getByRole("checkbox", { name: "dev_admin" })).toBeChecked()
  await page.goto(`/${acme.id}/iam/audit`)
  await expect(page.getByRole("main")).toContainText("changed for which roles two-step login is required")
})

test("a member of whom a second step is demanded is asked at the login, reminded, and let in with one alone in the end", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const someone = await world.member(acme.id, "dev_admin")
  await world.run(sql`update organizations set factor_roles = ${demandedOf("dev_admin")} where id = ${acme.id}`)
  await page.goto(`/login?next=/${acme.id}/account/overview`)
  await page.getByLabel("Email or phone").fill(someone.address)
  await page.getByLabel("Password").fill(PASSWORD)
  await page.getByRole("button", { name: "Log in", exact: true }).click()
  await expect(page).toHaveURL(/\/me\/factors\?next=/)
  await expect(page.getByText(`${acme.name} requires two-step login`)).toBeVisible()
  await expect(page.getByText("Set it up now, or within 7 days.")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("link", { name: "Later" }).click()
  await expect(page).toHaveURL(`/${acme.id}/account/overview`)
  await expect(page.getByText("Set it up by")).toBeVisible()
  await expectAccessible(page)
  await world.run(sql`update accounts set factor_due_at = now() - interval '1 minute' where id = ${someone.id}`)
  await page.reload()
  await expect(page).toHaveURL(/\/me\/factors$/)
  await expect(page.getByText("Your time to set it up is over.")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("button", { name: "Add authenticator app" }).click()
  const secret = (await page.locator("main code").innerText()).replace(/\s/g, "")
  await page.getByLabel("Code from the app").fill(codeOf(secret))
  await page.getByRole("button", { name: "Turn on" }).click()
  await page.getByRole("link", { name: "I have saved them" }).click()
  await expect(page.getByText(`${acme.name} requires two-step login`)).toBeHidden()
  await page.goto(`/${acme.id}/account/overview`)
  await expect(page).toHaveURL(`/${acme.id}/account/overview`)
  await page.goto("/me/factors")
  await page.getByRole("link", { name: "Edit Authenticator app" }).click()
  await page.getByRole("button", { name: "Remove" }).click()
  await expect(page.getByRole("alert").filter({ hasText: `${acme.name} requires two-step login` })).toBeVisible()
})

test("R27 an invitation to a role that demands a second step waits while it is set up", async ({ page, world }) => {
  const acme = await world.enterprise()
  const someone = await world.person()
  const { path } = await world.invite(acme, someone.address, { role: "dev_admin" })
  await world.run(sql`update organizations set factor_roles = ${demandedOf("dev_admin")} where id = ${acme.id}`)
  await world.logIn(page.context(), someone)
  await page.goto(path)
  await expect(page.getByRole("heading", { name: "Set up two-step login first" })).toBeVisible()
  await expect(page.getByRole("button", { name: "Accept" })).toBeHidden()
  await expect(page.getByRole("button", { name: "Reject" })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("link", { name: "Set up two-step login" }).click()
  await expect(page.getByRole("link", { name: "Back to the invitation" })).toBeVisible()
  await withApp(world.db, someone)
  await world.logIn(page.context(), someone)
  await page.goto("/me/factors")
  await page.getByRole("link", { name: "Back to the invitation" }).click()
  await page.getByRole("button", { name: "Accept" }).click()
  await expect(page.getByRole("link", { name: `Open ${acme.name}` })).toBeVisible()
  await page.goto("/me/factors")
  await expect(page.getByText("recovery codes", { exact: false }).first()).toBeVisible()
  await expect(page.getByRole("link", { name: "Back to the invitation" })).toBeHidden()
})

test("on a phone and in Chinese, who demands a second step and until when fits the screen", async ({
  browser,
  world,
}) => {
  const acme = await world.enterprise()
  const someone = await world.member(acme.id, "member")
  await world.run(sql`update organizations set factor_roles = ${demandedOf("member")} where id = ${acme.id}`)
  await world.run(
    sql`update accounts set locale = 'zh-CN', factor_due_at = now() + interval '3 days' where id = ${someone.id}`,
  )
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    baseURL: process.env.MUSTER_ORIGIN,
    locale: "zh-CN",
  })
  const page = await context.newPage()
  await world.logIn(context, someone)
  await page.goto(`/${acme.id}/account/overview`)
  await expect(page.getByText(`${acme.name}要求两步登录`)).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await expectAccessible(page)
  await context.close()
})

test("who is late can leave the organization, and whoever is asked no more has all the time again", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const [leaving, staying] = [await world.member(acme.id, "member"), await world.member(acme.id, "member")]
  await world.run(sql`update organizations set factor_roles = ${demandedOf("member")} where id = ${acme.id}`)
  await world.run(sql`
    update accounts set factor_due_at = now() - interval '1 minute' where id in (${leaving.id}, ${staying.id})`)
  await world.logIn(page.context(), leaving)
  await page.goto("/me")
  await page.getByRole("button", { name: "Leave" }).click()
  await page.getByRole("button", { name: "Leave organization" }).click()
  await expect(page.getByText(`You have left ${acme.name}.`)).toBeVisible()
  await world.run(sql`update organizations set factor_roles = '{}' where id = ${acme.id}`)
  await world.logIn(page.context(), staying)
  const due = async () => (await world.run(sql`select factor_due_at as due from accounts where id = ${staying.id}`))[0]
  await expect(async () => {
    await page.goto(`/${acme.id}/account/overview`)
    expect(await due()).toEqual({ due: null })
  }).toPass()
})

test("who demands nothing of somebody shows nothing of it", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.invite(acme, newEmail())
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  await expect(page.getByText("requires two-step login")).toBeHidden()
})
