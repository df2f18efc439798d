import fs from "node:fs"
import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import Papa from "papaparse"
import { expect, expectAccessible, filterBy, newEmail, newPhone, test, type World } from "@/e2e/world"
import { openSession } from "@/lib/accounts/sessions"
import { databaseClock } from "@/lib/core/context"
import { accept, cancel } from "@/lib/handshake"
import { can, roles } from "@/lib/shared/roles"

type Enterprise = Awaited<ReturnType<World["enterprise"]>>

const RECORDS = "enterprise/members?tab=records"
const LISTS = ["enterprise/members", RECORDS, "enterprise/account-group"]

test("filters of the records stand as chips in the list and in the address, and can be taken away one by one or all", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await world.invite(acme, newEmail("analyst"), { role: "finance_admin" })
  await world.invite(acme, newEmail("builder"), { role: "dev_admin" })
  const { id } = await world.invite(acme, newEmail("gone"), { role: "dev_admin" })
  await cancel(acme.owner.ctx, { id })
  await open(page, world, acme, RECORDS)
  await expect(rows(page)).toHaveCount(3)
  await filterBy(page, "Role", "dev_admin")
  await expect(rows(page)).toHaveCount(2)
  await filterBy(page, "Status", "Pending")
  await expect(rows(page)).toHaveCount(1)
  await expect(page).toHaveURL(/tab=records&role=dev_admin&status=pending/)
  await expectAccessible(page)
  await page.reload()
  await expect(rows(page)).toContainText(["builder"])
  await page.getByRole("searchbox").fill("nobody")
  await expect(page.getByText("No invitations found")).toBeVisible()
  await expect(page).toHaveURL(/role=dev_admin/)
  await page.getByRole("searchbox").fill("")
  await expect(rows(page)).toHaveCount(1)
  await chips(page).getByRole("link", { name: "Remove filter: Role dev_admin" }).click()
  await expect(rows(page)).toHaveCount(2)
  await expect(page).not.toHaveURL(/role=/)
  await chips(page).getByRole("link", { name: "Clear all" }).click()
  await expect(rows(page)).toHaveCount(3)
  await expect(page).toHaveURL(/\?tab=records$/)
  await expect(chips(page).getByRole("link")).toHaveCount(0)
})

test("the choice of a status says how many records have it, up to a thousand", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.invite(acme, newEmail())
  const { id } = await world.invite(acme, newEmail())
  await cancel(acme.owner.ctx, { id })
  await many(world, acme, 1001)
  await open(page, world, acme, RECORDS)
  await chips(page).getByRole("button", { name: "Status" }).click()
  const menu = page.getByRole("menu", { name: "Status" })
  await expect(menu.getByRole("menuitemradio")).toHaveText([
    "Pending 1",
    "Accepted 0",
    "Rejected 0",
    "Revoked 1",
    "Expired 1,000+",
  ])
  await expect(menu.getByRole("menuitemradio").first()).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.press("ArrowDown")
  await page.keyboard.press("Escape")
  await expect(menu).toBeHidden()
  await expect(chips(page).getByRole("button", { name: "Status" })).toBeFocused()
})

test("records are narrowed to the days on which they were first sent, by the reader's clock", async ({
  browser,
  world,
}) => {
  const acme = await world.enterprise()
  const context = await browser.newContext({ timezoneId: "Pacific/Kiritimati", baseURL: process.env.MUSTER_ORIGIN })
  const page = await context.newPage()
  await world.invite(acme, newEmail("today"))
  await open(page, world, acme, RECORDS)
  await expect(rows(page)).toHaveCount(1)
  await chips(page).getByRole("button", { name: "First sent" }).click()
  await expect(page.getByLabel("From (Pacific/Kiritimati)")).toBeFocused()
  await expectAccessible(page)
  await page.getByRole("link", { name: "Today" }).click()
  await expect(page).toHaveURL(/from=/)
  await expect(rows(page)).toHaveCount(1)
  await chips(page)
    .getByRole("button", { name: /^First sent/ })
    .click()
  await page.getByLabel("From (Pacific/Kiritimati)").fill("2020-02-01")
  await page.getByLabel("To (Pacific/Kiritimati)").fill("2020-02-28")
  await page.getByRole("button", { name: "Apply" }).click()
  await expect(page.getByText("No invitations found")).toBeVisible()
  await expect(chips(page)).toContainText("Feb 1, 2020 – Feb 28, 2020")
  await expect(page.getByRole("link", { name: "Email / Phone" })).toBeHidden()
  await context.close()
})

test("what expires soon is found, and takes the place of a status", async ({ page, world }) => {
  const acme = await world.enterprise()
  const soon = await world.invite(acme, newEmail("soon"))
  await world.invite(acme, newEmail("later"))
  await world.run(sql`update handshakes set expires_at = now() + interval '20 hours' where id = ${soon.id}`)
  await open(page, world, acme, `${RECORDS}&status=revoked`)
  await filterBy(page, "Expires", "within 1 day")
  await expect(rows(page)).toContainText(["soon"])
  await expect(page).not.toHaveURL(/status=/)
  await filterBy(page, "Expires", "within 7 days")
  await expect(rows(page)).toHaveCount(2)
  await filterBy(page, "Status", "Pending")
  await expect(page).not.toHaveURL(/expires=/)
})

test("a column that is hidden stays hidden in this browser, from the first byte on", async ({ page, world }) => {
  const acme = await world.enterprise()
  await open(page, world, acme, "enterprise/members")
  const heads = page.getByRole("main").getByRole("columnheader")
  await expect(heads).toContainText(["Name", "Role", "Account number", "Joined", "Last active"])
  await page.getByRole("button", { name: "Columns" }).click()
  await expectAccessible(page)
  await page.getByRole("checkbox", { name: "Account number" }).uncheck()
  await expect(heads).toHaveText([/.*/, "Name", "Role", "Joined", "Last active", "Actions"])
  const answer = await page.request.get(`/${acme.id}/enterprise/members`)
  expect((await answer.text()).split("<script")[0]).not.toContain(">Account number</th>")
  await page.reload()
  await expect(heads).toHaveText([/.*/, "Name", "Role", "Joined", "Last active", "Actions"])
  await page.getByRole("button", { name: "Columns" }).click()
  await page.getByRole("checkbox", { name: "Account number" }).check()
  await expect(heads).toContainText(["Account number"])
})

test("a member who looks at a page of the organization is active from then on; the long inactive are found", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const idle = await world.member(acme.id, "dev_admin", { name: "Ida Idle" })
  await world.run(sql`
    update memberships set last_active_at = now() - interval '40 days' where account_id = ${idle.id}`)
  await open(page, world, acme, "account/overview")
  await expect(async () => {
    await page.goto(`/${acme.id}/enterprise/members`)
    await expect(rows(page).filter({ hasText: acme.owner.name })).toContainText("seconds ago", { timeout: 1000 })
  }).toPass()
  await filterBy(page, "Inactive", "30 days and longer")
  await expect(rows(page)).toContainText(["Ida Idle"])
  await expect(rows(page)).toHaveCount(1)
  await expect(page.getByRole("columnheader", { name: "Last active" })).toHaveAttribute("aria-sort", "ascending")
  await expectAccessible(page)
  expect((await exported(page)).rows.slice(1).map(([name]) => name)).toEqual(["Ida Idle"])
  await filterBy(page, "How they joined", "Founder")
  await expect(rows(page)).toContainText([acme.owner.name])
  await expect(page).not.toHaveURL(/inactive=/)
  await filterBy(page, "Role", "dev_admin")
  await expect(page).not.toHaveURL(/origin=/)
  await expect(rows(page)).toContainText(["Ida Idle"])
})

test("what went wrong with a letter is found by it, whatever else is chosen", async ({ page, world }) => {
  const acme = await world.enterprise()
  const { id } = await world.invite(acme, newEmail("lost"))
  await world.invite(acme, newEmail("fine"))
  await world.run(sql`update handshakes set delivery = 'bounced' where id = ${id}`)
  await open(page, world, acme, `${RECORDS}&status=accepted&role=member`)
  await filterBy(page, "Delivery", "Came back")
  await expect(rows(page)).toHaveCount(1)
  await expect(rows(page)).toContainText(["lost"])
  await expect(page).toHaveURL(/\?tab=records&delivery=bounced$/)
  await filterBy(page, "Delivery", "Delayed")
  await expect(page.getByText("No invitations found")).toBeVisible()
})

test("a member who was invited leads to the record of the invitation", async ({ page, world }) => {
  const acme = await world.enterprise()
  const guest = await world.person({ name: "Gil Guest" })
  const { id } = await world.invite(acme, guest.address)
  await accept(guest.ctx, { id })
  await world.invite(acme, newEmail("other"))
  await open(page, world, acme, `enterprise/account-group/${guest.id}`)
  await page.getByRole("link", { name: "View invitation" }).click()
  await expect(rows(page)).toHaveCount(1)
  await expect(rows(page)).toContainText([guest.address])
})

test("the file of the records has what the filters let through, in the same order, and no formula", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const note = "=1+1;@SUM(A1)"
  const [first, second] = [newEmail("first"), newPhone()]
  await world.invite(acme, first, { role: "dev_admin", note })
  await world.invite(acme, second, { role: "dev_admin" })
  for (let n = 0; n < 30; n += 1) await world.invite(acme, newEmail("other"))
  await open(page, world, acme, RECORDS)
  const all = await exported(page)
  expect(all.name).toBe(`invitations-${acme.id}.csv`)
  expect(all.text.charCodeAt(0)).toBe(0xfeff)
  expect(all.rows).toHaveLength(1 + 32)
  expect(all.rows[0]).toEqual([
    "Email / Phone",
    "Role",
    "Status",
    "Sent (UTC)",
    "Expires (UTC)",
    "Invited by",
    "Delivery",
    "Note",
  ])
  await filterBy(page, "Role", "dev_admin")
  await expect(rows(page)).toHaveCount(2)
  const some = await exported(page)
  expect(some.rows.slice(1).map(([contact]) => contact)).toEqual([second, first])
  expect(some.rows[2]?.at(-1)).toBe("'=1+1;'@SUM(A1)")
  expect(some.rows[2]?.[3]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
})

test("the files of members and of accounts have what is searched for, whatever is on the page", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const phone = newPhone()
  await world.member(acme.id, "admin", { name: "-Ada", address: phone })
  for (let n = 0; n < 26; n += 1) await world.createAccount(acme, `Desk ${n}`)
  await open(page, world, acme, "enterprise/members")
  expect((await exported(page)).rows).toHaveLength(1 + 28)
  await filterBy(page, "Role", "admin")
  const admins = await exported(page)
  expect(admins.name).toBe(`members-${acme.id}.csv`)
  expect(admins.rows.slice(1).map(([name, , number]) => [name, number])).toEqual([["'-Ada", phone]])
  await page.goto(`/${acme.id}/enterprise/account-group?q=desk 1`)
  const desks = await exported(page)
  expect(desks.name).toBe(`accounts-${acme.id}.csv`)
  expect(desks.rows).toHaveLength(1 + 11)
  expect(desks.rows[1]?.slice(0, 1)).toEqual(["Desk 19"])
})

test("a file is given to whoever may see the list, and to nobody else", async ({ world }) => {
  const acme = await world.enterprise()
  const files = ["members/export", "members/export?tab=records", "account-group/export"]
  const statuses = async (someone?: { id: string }) => {
    const session = someone && (await openSession(world.db, { clock: databaseClock }, someone.id))
    const headers = session ? { cookie: `muster-session=${session}` } : undefined
    const asked = files.map(async (file) => {
      const address = `${process.env.MUSTER_ORIGIN}/${acme.id}/enterprise/${file}`
      const answer = await fetch(address, { redirect: "manual", headers })
      const text = await answer.text()
      expect(text.includes(acme.owner.address), `${file} ${answer.status}`).toBe(answer.ok && !file.includes("records"))
      return answer.status
    })
    return new Set(await Promise.all(asked))
  }
  expect(await statuses()).toEqual(new Set([307]))
  for (const role of roles) {
    const someone = role === "super_admin" ? acme.owner : await world.member(acme.id, role)
    expect(await statuses(someone), role).toEqual(new Set([can(role, "members.read") ? 200 : 403]))
  }
  expect(await statuses((await world.enterprise()).owner)).toEqual(new Set([404]))
})

test("on a phone the filters stand within the screen, and a choice is made there too", async ({ page, world }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const acme = await world.enterprise()
  await world.invite(acme, newEmail())
  await world.logIn(page.context(), acme.owner)
  for (const list of LISTS) {
    await page.goto(`/${acme.id}/${list}`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth), list).toBeLessThanOrEqual(390)
    await chips(page).getByRole("button").first().click()
    await expect(page.getByRole("menuitemradio").first()).toBeVisible()
    const box = await page.getByRole("menu").boundingBox()
    expect((box?.x ?? 0) + (box?.width ?? 0), list).toBeLessThanOrEqual(390)
    await expectAccessible(page)
    await page.getByRole("menuitemradio").first().click()
    await expect(chips(page).getByRole("link", { name: "Clear all" })).toBeVisible()
    await expectAccessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth), list).toBeLessThanOrEqual(390)
  }
})

test("without a script the choices are fields of the search, and chips can be taken away", async ({
  browser,
  world,
}) => {
  const acme = await world.enterprise()
  await world.member(acme.id, "dev_admin", { name: "Ada Dev" })
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: process.env.MUSTER_ORIGIN })
  const page = await context.newPage()
  await open(page, world, acme, "enterprise/members?dir=asc")
  await page.getByRole("combobox", { name: "Any role" }).selectOption("dev_admin")
  await page.getByRole("button", { name: "Search" }).click()
  await expect(page.getByRole("row").filter({ hasText: "Ada Dev" })).toBeVisible()
  await expect(page).toHaveURL(/dir=asc/)
  await page.getByRole("link", { name: "Remove filter: Role dev_admin" }).click()
  await expect(page.getByRole("row").filter({ hasText: acme.owner.name })).toBeVisible()
  await context.close()
})

async function open(page: Page, world: World, acme: Enterprise, list: string) {
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/${list}`)
}

function rows(page: Page) {
  return page.getByRole("main").locator("tbody tr")
}

function chips(page: Page) {
  return page.getByRole("list", { name: "Filters" })
}

/** So many invitations that have expired. */
function many(world: World, { id, owner }: Enterprise, count: number) {
  return world.run(sql`
    insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
      proposed_at, sent_at, expires_at, settled_at)
    select gen_random_uuid(), ${id}, 'invitation', 'expired', 'old' || n || '@example.com', ${owner.id},
      '{"role": "member", "note": ""}', 'k', 60, now(), now(), now(), now() from generate_series(1, ${count}::int) n`)
}

async function exported(page: Page) {
  const downloading = page.waitForEvent("download")
  await page.getByRole("link", { name: "Export CSV" }).click()
  const file = await downloading
  const text = fs.readFileSync(await file.path(), "utf8")
  const rows = Papa.parse<string[]>(text.replace("\uFEFF", "").trimEnd()).data
  return { name: file.suggestedFilename(), text, rows }
}
