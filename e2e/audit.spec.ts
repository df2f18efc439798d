import fs from "node:fs"
import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, logInAgain, newEmail, test, type World } from "@/e2e/world"
import { openSession } from "@/lib/accounts/sessions"
import { databaseClock } from "@/lib/core/context"
import { accept } from "@/lib/handshake"
import { inviteAccount } from "@/lib/invitations/account-invitations"
import { changeRole, removeMember } from "@/lib/members/members"
import { setOrganization } from "@/lib/operator/organization-settings"
import { type Role, roles } from "@/lib/shared/roles"

type Enterprise = Awaited<ReturnType<World["enterprise"]>>

test("the audit tells who did what to whom, when, from where and with what result, and of refused attempts why", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const omar = await world.person({ name: "Omar Haddad" })
  const { id } = await world.invite(acme, omar.address)
  await accept({ ...omar.ctx, ip: "203.0.113.7" }, { id })
  await changeRole(acme.owner.ctx, { organizationId: acme.id, accountId: omar.id, role: "admin" })
  const low = await world.member(acme.id)
  await removeMember(low.ctx, { organizationId: acme.id, accountId: omar.id }).catch(() => {})
  const outsider = await world.person({ name: "Out Sider" })
  await removeMember(outsider.ctx, { organizationId: acme.id, accountId: omar.id }).catch(() => {})
  await open(page, world, acme)

  await expect(rows(page)).toHaveCount(6)
  await expect(row(page, "Grace Lin changed the role of Omar Haddad from member to admin")).toHaveCount(1)
  await expect(row(page, "Omar Haddad accepted the invitation")).toContainText("203.0.113.7")
  await expect(row(page, `Grace Lin invited ${omar.address} as member`)).toHaveCount(1)
  await expect(page.getByRole("table", { name: "Audit" })).not.toContainText("Done")
  const refused = rows(page).filter({ hasText: "Denied" })
  await expect(refused.filter({ hasText: "Ada Zhou" })).toContainText(
    /Ada Zhou attempted “Remove member” on Omar Haddad.*The role does not allow it/,
  )
  await expect(refused.filter({ hasText: "Out Sider" })).toContainText(/Non-member.*Not a member, or it does not exist/)
  await expect(rows(page).nth(5)).toContainText("Grace Lin created the organization Cloud Harbour")
  await expectAccessible(page)
  await expect(refused.getByRole("link", { name: "Out Sider" })).toHaveCount(0)
  await rows(page).first().getByRole("link", { name: "Omar Haddad" }).click()
  await expect(page.getByRole("heading", { name: "Omar Haddad", level: 1 })).toBeVisible()
})

test("the audit names the address of the connection, whatever a header says", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), acme.owner)
  await page.setExtraHTTPHeaders({ "X-Forwarded-For": "203.0.113.9" })
  await page.goto(`/${acme.id}/iam/organization-profile?edit=1`)
  await page.getByLabel("Organization name").fill("North Harbour")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByText("Profile saved.")).toBeVisible()
  await page.goto(`/${acme.id}/iam/audit`)
  await expect(row(page, "Grace Lin edited the organization profile")).toContainText("127.0.0.1")
  await expect(page.getByText("203.0.113.9")).toHaveCount(0)
})

test("a command is told from a visitor who was not logged in, an account's invitation from a person's, and no row's id is shown", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const stranger = await world.person({ name: "Stranger Unknown" })
  const [account] = await world.run(sql`select number from accounts where id = ${stranger.id}`)
  const number = String(account?.number)
  await setOrganization(world, acme.id, { quota: 7 })
  await inviteAccount(acme.owner.ctx, {
    organizationId: acme.id,
    target: { number },
    note: "",
    tags: [],
  })
  await removeMember(acme.owner.ctx, { organizationId: acme.id, accountId: stranger.id }).catch(() => {})
  await open(page, world, acme)
  await expect(row(page, "Platform operator (command line) changed the organization’s settings")).toContainText(
    "1000 → 7",
  )
  await expect(row(page, `Grace Lin invited ${number} as member`)).toContainText("Invite an account")
  await expect(row(page, "attempted “Remove member”")).toContainText("Denied")
  await expect(page.getByRole("table", { name: "Audit" })).not.toContainText(/[0-9a-f]{8}(-[0-9a-f]{4}){3}/)
  await expectAccessible(page)
})

test("a change that is made in the browser stands in the audit that the sidebar leads to", async ({ page, world }) => {
  const acme = await world.enterprise()
  const contact = newEmail()
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  await page.getByRole("button", { name: "Invite", exact: true }).click()
  await page.getByLabel("Invite by Email or Phone").fill(contact)
  await page.getByRole("radio", { name: "dev_admin" }).check()
  await page.getByRole("button", { name: "Send Invitation" }).click()
  await expect(page.getByRole("row").filter({ hasText: contact })).toContainText("Pending")
  await page.keyboard.press("Escape")
  await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Audit" }).click()
  await expect(page.getByRole("heading", { name: "Audit", level: 1 })).toBeVisible()
  await expect(row(page, `Grace Lin invited ${contact} as dev_admin`)).toHaveCount(1)
})

test("search, action, result, period and page stand in the address", async ({ page, world }) => {
  const acme = await world.enterprise()
  const low = await world.member(acme.id)
  for (let n = 10; n < 37; n += 1) await world.invite(acme, `guest-${n}@${acme.id}.example`)
  await removeMember(low.ctx, { organizationId: acme.id, accountId: acme.owner.id }).catch(() => {})
  await open(page, world, acme)
  await expect(rows(page)).toHaveCount(25)
  await page.getByRole("link", { name: "Older" }).click()
  await expect(rows(page)).toHaveCount(4)
  await expect(page).toHaveURL(/cursor=/)
  await page.reload()
  await expect(rows(page).last()).toContainText("created the organization")
  await page.getByRole("link", { name: "Newer" }).click()
  await expect(rows(page)).toHaveCount(25)
  await page.getByRole("combobox", { name: "Any result" }).selectOption("refused")
  await expect(rows(page)).toHaveCount(1)
  await expect(row(page, "attempted “Remove member”")).toContainText("Ada Zhou")
  await page.getByRole("combobox", { name: "Any result" }).selectOption("done")
  await page.getByRole("combobox", { name: "Any action" }).selectOption("Invite")
  await page.getByRole("searchbox").fill("guest-1")
  await expect(rows(page)).toHaveCount(10)
  await expect(page).toHaveURL(/q=guest-1.*action=invitation.propose.*result=done/)
  await page.getByLabel("To (UTC)").fill("2020-01-01")
  await expect(page.getByText("No entries found")).toBeVisible()
  await expect(page).toHaveURL(/to=2020-01-01/)
  await expectAccessible(page)
  await page.getByRole("link", { name: "Show all" }).click()
  await expect(rows(page)).toHaveCount(25)
  await page.getByLabel("From (UTC)").fill("2020-01-01")
  await expect(page).toHaveURL(/from=2020-01-01/)
  await expect(rows(page)).toHaveCount(25)
  await page.getByRole("link", { name: "Today" }).click()
  await expect(page.getByLabel("From (UTC)")).toHaveValue(new Date().toISOString().slice(0, 10))
  await expect(page.getByRole("link", { name: "Today" })).toHaveAttribute("aria-current", "true")
  await expect(rows(page)).toHaveCount(25)
})

test("what the address does not know changes nothing", async ({ page, world }) => {
  const acme = await world.enterprise()
  await open(page, world, acme, "?action=x&result=maybe&from=2020-02-31&to=yesterday&cursor=nonsense&cursor=2&q=")
  await expect(rows(page)).toHaveCount(1)
})

test("the export has every row that the filters let through, and no formula in it", async ({ page, world }) => {
  const acme = await world.enterprise()
  const formula = '=HYPERLINK("http://evil.example","Open")'
  const sly = await world.person({ name: formula })
  const { id } = await world.invite(acme, sly.address)
  await accept(sly.ctx, { id })
  for (let n = 0; n < 27; n += 1) await world.invite(acme, newEmail())
  await open(page, world, acme)
  const all = await exported(page)
  expect(all.name).toBe(`audit-${acme.id}.csv`)
  expect(all.text.charCodeAt(0)).toBe(0xfeff)
  expect(all.lines).toHaveLength(1 + 30)
  expect(all.lines[0]).toBe(
    "\uFEFFTime,Actor,Account number,Action,Action code,Target,Source,Result,Reason,Details,Entry",
  )
  expect(all.text).toContain('"\'=HYPERLINK(""http://evil.example"",""Open"")"')
  expect(all.text).not.toMatch(/(^|,|")=/m)
  await page.getByRole("combobox", { name: "Any action" }).selectOption("Accept invitation")
  await expect(rows(page)).toHaveCount(1)
  expect((await exported(page)).lines).toHaveLength(2)
})

test("the export is refused to those who may not read the audit, with the right status", async ({ world }) => {
  const acme = await world.enterprise()
  const status = async (session?: string, path = `/${acme.id}/iam/audit/export`) => {
    const headers = session ? { cookie: `muster-session=${session}` } : undefined
    const answer = await fetch(`${process.env.MUSTER_ORIGIN}${path}`, { redirect: "manual", headers })
    const text = await answer.text()
    return answer.ok && !text.includes("Create organization") ? "empty" : answer.status
  }
  const sessionOf = ({ id }: { id: string }) => openSession(world.db, { clock: databaseClock }, id)
  expect(await status()).toBe(307)
  for (const role of roles) {
    const someone = role === "super_admin" ? acme.owner : await world.member(acme.id, role)
    expect(await status(await sessionOf(someone)), role).toBe(mayRead(role) ? 200 : 403)
  }
  expect(await status(await sessionOf(await world.person()))).toBe(404)
  expect(await status(await sessionOf(acme.owner), "/o-nosuchplace1/iam/audit/export")).toBe(404)
})

test("an export asked for after the end of the login, or of the right, leads to the page that says so, and is no file", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const omar = await world.member(acme.id, "admin")
  await world.logIn(page.context(), omar)
  await page.goto(`/${acme.id}/iam/audit?result=done`)
  const files: string[] = []
  page.on("download", (file) => files.push(file.suggestedFilename()))
  await world.endSessions(omar.id)
  await page.getByRole("link", { name: "Export CSV" }).click()
  await expect(page.getByRole("main").getByRole("alert")).toContainText("Your login has expired")
  await logInAgain(page, omar)
  await expect(page).toHaveURL(`/${acme.id}/iam/audit?result=done`)
  await world.run(sql`update memberships set role = 'member' where account_id = ${omar.id}`)
  await page.getByRole("link", { name: "Export CSV" }).click()
  await expect(page.getByText("Your role does not include this page.")).toBeVisible()
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/iam/audit?result=done`)
  await world.logIn(page.context(), await world.person())
  await page.getByRole("link", { name: "Export CSV" }).click()
  await expect(page.getByText("you are not a member of it")).toBeVisible()
  expect(files).toEqual([])
})

test("Verify says that the audit is whole, and after a row was edited which one it is", async ({ page, world }) => {
  const acme = await world.enterprise()
  const omar = await world.person({ name: "Omar Haddad" })
  const { id } = await world.invite(acme, omar.address)
  await accept(omar.ctx, { id })
  await changeRole(acme.owner.ctx, { organizationId: acme.id, accountId: omar.id, role: "dev_admin" })
  await sealed(world, acme)
  await open(page, world, acme)
  await page.getByRole("button", { name: "Verify" }).click()
  await expect(page.getByText("The log is intact: 4 entries are sealed")).toBeVisible()
  await expect(page.getByText(/Latest seal: [0-9a-f]{64}/)).toBeVisible()
  await expectAccessible(page)

  const [edited] = await world.run(
    sql`select id from audit where organization_id = ${acme.id} and action = 'invitation.accept'`,
  )
  await world.asOwner(
    sql`set local session_replication_role = replica`,
    sql`update audit set ip = '10.0.0.1' where id = ${edited?.id}`,
  )
  await page.getByRole("button", { name: "Verify" }).click()
  await expect(page.getByText("The log has been tampered with")).toBeVisible()
  await expect(page.getByText(/Accept invitation · .+This entry or its seal was changed/)).toBeVisible()
  await expect(page.getByText(String(edited?.id))).toBeVisible()
  await expect(page.getByText("2 earlier entries are intact.")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("link", { name: "Overview" }).click()
  await expect(page.getByText("The log has been tampered with")).toBeHidden()
  await page.getByRole("link", { name: "Audit", exact: true }).click()
  await expect(page.getByText("The log has been tampered with")).toBeVisible()
})

test("too many verifications are refused in words", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.run(sql`insert into limits (key, count, resets_at)
    values (${`auditVerifications:${acme.id}`}, 10, clock_timestamp() + interval '5 minutes')`)
  await open(page, world, acme)
  await page.getByRole("button", { name: "Verify" }).click()
  await expect(page.getByText("Too many attempts. Try again in 5 minutes.")).toBeVisible()
})

test("the audit is for the super admin and administrators; to outsiders it does not exist", async ({
  browser,
  world,
}) => {
  const acme = await world.enterprise()
  const visit = async (someone: { id: string }) => {
    const context = await browser.newContext({ baseURL: process.env.MUSTER_ORIGIN })
    await world.logIn(context, someone)
    const page = await context.newPage()
    const answer = await page.goto(pathOf(acme))
    return { page, status: answer?.status(), close: () => context.close() }
  }
  for (const role of roles) {
    const someone = role === "super_admin" ? acme.owner : await world.member(acme.id, role)
    const { page, status, close } = await visit(someone)
    expect(status, role).toBe(mayRead(role) ? 200 : 403)
    const link = page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Audit" })
    await expect(link).toHaveCount(mayRead(role) ? 1 : 0)
    await close()
  }
  const { status, close } = await visit(await world.person())
  expect(status).toBe(404)
  await close()
})

test("everything is there in 简体中文, on a phone and without JavaScript", async ({ browser, world }) => {
  const acme = await world.enterprise()
  await world.invite(acme, newEmail())
  await sealed(world, acme)
  const phone = { locale: "zh-CN", baseURL: process.env.MUSTER_ORIGIN, viewport: { width: 390, height: 844 } }
  const context = await browser.newContext(phone)
  await world.logIn(context, acme.owner)
  const page = await context.newPage()
  await page.goto(pathOf(acme))
  await expect(page.getByRole("heading", { name: "审计", level: 1 })).toBeVisible()
  await expect(page.getByRole("row").filter({ hasText: "创建了组织" })).toHaveCount(1)
  await page.getByRole("button", { name: "校验" }).click()
  await expect(page.getByText("日志完整：已封存 2 条记录")).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await expectAccessible(page)
  await context.close()

  const plain = await browser.newContext({ ...phone, javaScriptEnabled: false })
  await world.logIn(plain, acme.owner)
  const still = await plain.newPage()
  await still.goto(pathOf(acme))
  await still.getByRole("combobox", { name: "全部操作" }).selectOption("邀请")
  await still.getByRole("button", { name: "搜索" }).click()
  await expect(still.getByRole("row").filter({ hasText: "担任 member" })).toHaveCount(1)
  await plain.close()
})

async function open(page: Page, world: World, acme: Enterprise, query = "") {
  await world.logIn(page.context(), acme.owner)
  await page.goto(pathOf(acme) + query)
}

function pathOf({ id }: Enterprise) {
  return `/${id}/iam/audit`
}

/** The rows of the table below its head. */
function rows(page: Page) {
  return page.getByRole("table", { name: "Audit" }).locator("tbody").getByRole("row")
}

function row(page: Page, sentence: string) {
  return rows(page).filter({ hasText: sentence })
}

function mayRead(role: Role) {
  return role === "super_admin" || role === "admin"
}

/** Waits until the worker has sealed all that the organization's audit holds. */
async function sealed(world: World, { id }: Enterprise) {
  const open = () =>
    world.run(sql`select 1 from audit a where organization_id = ${id}
      and not exists (select 1 from seals s where s.audit_id = a.id)`)
  await expect.poll(open).toHaveLength(0)
}

async function exported(page: Page) {
  const downloading = page.waitForEvent("download")
  await page.getByRole("link", { name: "Export CSV" }).click()
  const file = await downloading
  const text = fs.readFileSync(await file.path(), "utf8")
  return { name: file.suggestedFilename(), text, lines: text.trimEnd().split("\r\n") }
}
