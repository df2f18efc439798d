import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, test, type World } from "@/e2e/world"
import { createAccessKey } from "@/lib/access-keys/access-keys"
import { inviteAccount } from "@/lib/invitations/account-invitations"

const LONG = "Maximiliane Freifrau von Hohenfels-Waldenstein zu Schillingsaualtenburg"
const LONG_ADDRESS = `${"warehouse.night-shift.".repeat(3)}38@northwind.example`
const NAMES = [LONG, "نور الخطيب", "陈美", "Emeka Balogun 🎉🎉🎉", "Supercalifragilisticexpialidocious".repeat(2)]

/** Where each list is, with how high a row may be on a phone: two lines, and one more where an act needs it. */
const LISTS = [
  ["enterprise/members", 90],
  ["enterprise/members?tab=records", 90],
  ["enterprise/account-group", 100],
  ["iam/access-keys", 90],
  ["iam/access-keys?tab=requests", 100],
  ["account/tasks", 90],
  ["iam/audit", 90],
] as const

test("on a screen of 1280 pixels every row of every list is 44 pixels high, whatever stands in it", async ({
  page,
  world,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  const acme = await crowded(world)
  await world.logIn(page.context(), acme.owner)
  for (const [list] of LISTS) {
    await page.goto(`/${acme.id}/${list}`)
    expect(new Set(await heights(page)), list).toEqual(new Set([44]))
    const around = page.getByRole("main").getByRole("table").locator("..")
    expect(await around.evaluate((box) => box.scrollWidth - box.clientWidth), list).toBeLessThanOrEqual(0)
    await expectAccessible(page)
  }
})

test("the drawer's records lie within it, with Revoke in sight", async ({ page, world }) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  const acme = await crowded(world)
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members?invite=1`)
  const table = page.getByRole("dialog").getByRole("table", { name: "Invitation Records" })
  await expect(table.getByRole("button", { name: "Revoke" }).first()).toBeVisible()
  expect(await table.locator("..").evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0)
})

test("on a phone a row is two lines, nothing lies beyond the edges, and no time or deadline is cut", async ({
  page,
  world,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const acme = await crowded(world)
  await world.logIn(page.context(), acme.owner)
  for (const [list, most] of LISTS) {
    await page.goto(`/${acme.id}/${list}`)
    expect(Math.max(...(await heights(page))), list).toBeLessThanOrEqual(most)
    expect(await page.evaluate(() => document.documentElement.scrollWidth), list).toBeLessThanOrEqual(390)
    expect(await cutTimes(page), list).toEqual([])
    await expectAccessible(page)
  }
})

test("an address stands on one line, and its title has the whole of it", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.invite(acme, LONG_ADDRESS)
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members?tab=records`)
  for (const width of [1280, 800, 390]) {
    await page.setViewportSize({ width, height: 800 })
    const address = page.getByTitle(LONG_ADDRESS)
    await expect(address).toBeVisible()
    await expect(address).toHaveText(LONG_ADDRESS)
    expect((await address.boundingBox())?.height).toBeLessThan(24)
  }
})

/** An enterprise with long and foreign names in every list, and a letter that has failed at length. */
async function crowded(world: World) {
  const acme = await world.enterprise()
  for (const name of NAMES) {
    await world.member(acme.id, "finance_admin", { name })
    await world.createAccount(acme, name)
    await world.invite(acme, newEmail("somebody-with-a-rather-long-name-at-a-rather-long-place"))
  }
  await world.bind(acme, await world.createAccount(acme, `${LONG} waiting`), { email: newEmail("waiting") })
  await world.invite(acme, LONG_ADDRESS, { role: "finance_admin" })
  await world.run(sql`
    update handshakes set delivery = 'failed' where organization_id = ${acme.id} and subject = ${LONG_ADDRESS}`)
  const { address } = await world.person()
  await inviteAccount(acme.owner.ctx, { organizationId: acme.id, target: { email: address }, note: "", tags: [] })
  await world.join(acme, await world.person({ name: LONG }))
  const { id } = await createAccessKey(acme.owner.ctx, {
    organizationId: acme.id,
    name: LONG,
    permissions: ["read", "invite", "tag"],
  })
  await world.run(sql`
    insert into requests (id, access_key_id, organization_id, operation, error, ip, at)
    values (gen_random_uuid(), ${id}, ${acme.id}, 'InviteAccountToOrganization', 'HandshakeConstraintViolationException',
      '203.0.113.7', now())`)
  return acme
}

/** The heights of the rows below the head, to the pixel. */
async function heights(page: Page): Promise<number[]> {
  const rows = page.getByRole("main").locator("tbody tr")
  await expect(page.getByRole("main").locator("tbody tr.waiting")).toHaveCount(0)
  await expect(rows.last()).toBeVisible()
  return rows.evaluateAll((all) => all.map((row) => Math.round(row.getBoundingClientRect().height)))
}

/** What is said of times in cells that have too little room for it. */
function cutTimes(page: Page): Promise<(string | null)[]> {
  const cells = page.getByRole("main").locator("tbody").locator("td:has(> time), td > span > small:has(time)")
  return cells.evaluateAll((all) =>
    all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ textContent }) => textContent),
  )
}
