import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, test, type World } from "@/e2e/world"
import { optOutLink } from "@/lib/core/tokens"

type Enterprise = Awaited<ReturnType<World["enterprise"]>>

test("who wants no more invitations says so on the page behind the letter, and takes it back there", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const { contact, path } = await written(world, acme)
  await page.goto(path)
  expect(new URL(page.url()).search).toBe("")
  await expect(page.getByRole("heading", { name: "No more invitations from Cloud Harbour?" })).toBeVisible()
  await expect(page.locator("main")).not.toContainText(contact)
  await expect(page.locator("main")).toContainText("•••@e•••.com")
  expect(await optedOut(world, acme)).toEqual([])
  await expectAccessible(page)
  await page.getByRole("button", { name: "No more invitations" }).click()
  await expect(page.getByRole("heading", { name: "No more invitations from Cloud Harbour", exact: true })).toBeVisible()
  expect(await optedOut(world, acme)).toEqual([{ contact }])
  await expectAccessible(page)
  await page.getByRole("button", { name: "Allow invitations again" }).click()
  await expect(page.getByRole("heading", { name: "No more invitations from Cloud Harbour?" })).toBeVisible()
  expect(await optedOut(world, acme)).toEqual([])
})

test("the page is there in Chinese, on a phone, and without JavaScript", async ({ browser, world }) => {
  const acme = await world.enterprise()
  const { contact, path } = await written(world, acme)
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
    locale: "zh-CN",
  })
  const page = await context.newPage()
  await page.goto(path)
  await expect(page.getByRole("heading", { name: "不再接收 Cloud Harbour 的邀请？" })).toBeVisible()
  await page.getByRole("button", { name: "不再接收邀请" }).click()
  await expect(page.getByRole("heading", { name: "您已不再接收 Cloud Harbour 的邀请" })).toBeVisible()
  expect(await optedOut(world, acme)).toEqual([{ contact }])
  await context.close()
})

test("the inviter is told in words, at the record and in the audit", async ({ page, world }) => {
  const acme = await world.enterprise()
  const { contact, path } = await written(world, acme)
  await page.goto(path)
  await page.getByRole("button", { name: "No more invitations" }).click()
  await expect(page.getByRole("button", { name: "Allow invitations again" })).toBeVisible()
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members?tab=records`)
  await page.getByRole("button", { name: `More actions for ${contact}` }).click()
  await page.getByRole("menuitem", { name: "Resend" }).click()
  await page.getByRole("alertdialog").getByRole("button", { name: "Resend invitation" }).click()
  await expect(page.getByText("This person wants no more invitations from this organization.")).toBeVisible()
  await page.goto(`/${acme.id}/iam/audit`)
  await expect(page.locator("main")).toContainText(`${contact} opted out of invitations`)
})

test("a link that is not genuine opens nothing, and one that was not opened here says so", async ({ page, world }) => {
  await page.goto("/opt-out")
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
  await expectAccessible(page)
  const acme = await world.enterprise()
  const { token } = await world.invite(acme, newEmail())
  await page.goto(`/opt-out?token=${token}`)
  await expect(page.getByRole("heading", { name: "This link is not valid" })).toBeVisible()
  await expectAccessible(page)
})

test("the button of a mail program works by its post alone", async ({ page, world }) => {
  const acme = await world.enterprise()
  const { contact, path } = await written(world, acme)
  const address = `/api${path}`
  const looked = await page.request.get(address, { maxRedirects: 0 })
  expect([looked.status(), looked.headers().location]).toEqual([303, `${process.env.MUSTER_ORIGIN}${path}`])
  const post = async (at: string, form: Record<string, string>, headers = {}) =>
    (await page.request.post(at, { form, headers })).status()
  const pressed = { "List-Unsubscribe": "One-Click" }
  expect(await post(address, {})).toBe(400)
  expect(await post(address, { "List-Unsubscribe": "x".repeat(5000) })).toBe(400)
  expect(await post("/api/opt-out?token=nonsense", pressed)).toBe(404)
  expect(await post(address, pressed, { origin: "https://evil.example" })).toBe(403)
  expect(await optedOut(world, acme)).toEqual([])
  expect(await post(address, pressed)).toBe(200)
  expect(await post(address, pressed)).toBe(200)
  expect(await optedOut(world, acme)).toEqual([{ contact }])
})

/** An invitation, and the path in its letter that ends further ones. */
async function written(world: World, acme: Enterprise) {
  const contact = newEmail()
  const { id } = await world.invite(acme, contact)
  await expect
    .poll(() => world.run(sql`select state from letters where handshake_id = ${id}`))
    .toEqual([{ state: "sent" }])
  const { pathname, search } = new URL(optOutLink({ id, contact }))
  return { id, contact, path: `${pathname}${search}` }
}

function optedOut(world: World, { id }: Enterprise) {
  return world.run(sql`select contact from opt_outs where organization_id = ${id}`)
}
