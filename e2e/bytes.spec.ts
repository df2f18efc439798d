import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, newEmail, test } from "@/e2e/world"

const KB = 1024
/** What a page's answer may weigh before it is compressed, in kB. */
const [LOGIN, LETTER, LIST] = [10, 14, 60]

test("a page of 25 records or members is a light answer, and so are /invite and /login", async ({ page, world }) => {
  const acme = await world.enterprise()
  const guest = await world.person()
  const { path } = await world.invite(acme, guest.address)
  expect(await htmlOf(page, "/login")).toBeLessThanOrEqual(LOGIN * KB)
  await world.logIn(page.context(), guest)
  expect(await htmlOf(page, path)).toBeLessThanOrEqual(LETTER * KB)
  for (let n = 0; n < 25; n++) await world.invite(acme, newEmail("somebody-invited"))
  for (let n = 0; n < 24; n++) await world.member(acme.id)
  await world.run(sql`update handshakes set delivery = 'sent' where organization_id = ${acme.id}`)
  await world.run(
    sql`update memberships set last_active_at = now() - interval '3 days' where organization_id = ${acme.id}`,
  )
  await world.logIn(page.context(), acme.owner)
  for (const query of ["", "?tab=records"]) {
    expect(await htmlOf(page, `/${acme.id}/enterprise/members${query}`)).toBeLessThanOrEqual(LIST * KB)
  }
})

test("Accept answers with how the letter ended, in less than a kilobyte and without a page", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const guest = await world.person()
  const { path } = await world.invite(acme, guest.address)
  await world.logIn(page.context(), guest)
  await page.goto(path)
  const answer = answerTo(page)
  await page.getByRole("button", { name: "Accept" }).click()
  await expectSmall(answer)
  await expect(page.getByRole("link", { name: `Open ${acme.name}` })).toBeVisible()
})

test("Invite answers with the new record, in less than a kilobyte and without a page", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.invite(acme, newEmail())
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members?tab=records`)
  await page.getByRole("button", { name: "Invite", exact: true }).click()
  const contact = newEmail()
  await page.getByLabel("Invite by Email or Phone").fill(contact)
  await page.getByRole("radio", { name: /^member/ }).check()
  const answer = answerTo(page)
  await page.getByRole("button", { name: "Send Invitation" }).click()
  await expectSmall(answer)
  await expect(page.getByLabel(`Invitation link for ${contact}`)).toBeVisible()
  await page.keyboard.press("Escape")
  await expect(page.getByRole("dialog")).toBeHidden()
  await expect(page.getByRole("row").filter({ hasText: contact })).toContainText("Pending")
})

test("/invite and /confirm load at most 124 kB of scripts and 8 kB of style", async ({ page, world }) => {
  const acme = await world.enterprise()
  const letters = {
    "/invite": await world.invite(acme, (await world.person()).address),
    "/confirm": await world.transfer(acme, await world.member(acme.id)),
  }
  for (const [what, { path }] of Object.entries(letters)) {
    const loaded = await weigh(page)
    await page.goto(path)
    await page.waitForLoadState("networkidle")
    expect(told(what, loaded()).script).toBeLessThanOrEqual(124 * KB)
    expect(loaded().stylesheet).toBeLessThanOrEqual(8 * KB)
  }
})

test("Members loads at most 160 kB of scripts before its drawer opens, and at most 60 kB with it", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await world.invite(acme, (await world.person()).address)
  await world.logIn(page.context(), acme.owner)
  for (const query of ["", "?tab=records"]) {
    const loaded = await weigh(page)
    await page.goto(`/${acme.id}/enterprise/members${query}`)
    await page.waitForLoadState("networkidle")
    const before = told(`Members${query}`, loaded()).script
    expect(before).toBeLessThanOrEqual(160 * KB)
    await page.getByRole("button", { name: "Invite", exact: true }).click()
    await expect(page.getByLabel("Invite by Email or Phone")).toBeVisible()
    await page.waitForLoadState("networkidle")
    expect(told(`Members${query} with its drawer`, loaded()).script).toBeLessThanOrEqual(before + 60 * KB)
  }
})

test("a page carries no script of the palette before its first use", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), acme.owner)
  const loaded = await weigh(page)
  await page.goto(`/${acme.id}/account/overview`)
  await page.waitForLoadState("networkidle")
  const before = told("Overview", loaded()).script
  await page.getByRole("button", { name: "Search" }).click()
  await expect(page.getByRole("combobox")).toBeFocused()
  await page.waitForLoadState("networkidle")
  expect(told("Overview with its palette", loaded()).script).toBeGreaterThan(before + 10 * KB)
})

/** How much HTML answers an address, as it is before it is compressed. */
async function htmlOf(page: Page, path: string): Promise<number> {
  const answer = await page.request.get(path)
  const { byteLength } = await answer.body()
  console.log(`${path.split("?token")[0]}: HTML ${(byteLength / KB).toFixed(1)} kB`)
  return byteLength
}

/** The first answer to an action; it is taken on its way, because the browser does not keep what it streams. */
function answerTo(page: Page): Promise<string> {
  return new Promise((resolve) =>
    page.route("**/*", async (route) => {
      if (!route.request().headers()["next-action"]) return route.continue()
      const response = await route.fetch()
      const body = await response.text()
      resolve(body)
      await route.fulfill({ response, body })
    }),
  )
}

async function expectSmall(answer: Promise<string>) {
  const body = await answer
  expect(body).toContain('"ok":true')
  expect(body).not.toContain("className")
  expect(body.length).toBeLessThan(KB)
}

type Weights = Record<"script" | "stylesheet", number>

/** Counts what travels of the files themselves, as it is encoded; every page starts with an empty cache. */
async function weigh(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send("Network.enable")
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true })
  const kinds = new Map<string, string>()
  const weights: Weights = { script: 0, stylesheet: 0 }
  devtools.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type.toLowerCase()))
  devtools.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId)
    if (kind === "script" || kind === "stylesheet") weights[kind] += encodedDataLength
  })
  return () => ({ ...weights })
}

function told(what: string, weights: Weights): Weights {
  const kB = (bytes: number) => `${(bytes / KB).toFixed(1)} kB`
  console.log(`${what}: scripts ${kB(weights.script)}, style ${kB(weights.stylesheet)}`)
  return weights
}
