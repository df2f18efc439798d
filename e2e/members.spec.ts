import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import {
  choose,
  expect,
  expectAccessible,
  filterBy,
  findCalendar,
  grouped,
  newEmail,
  newPhone,
  test,
  type World,
  withoutCalendar,
} from "@/e2e/world"
import { accept, cancel, decline } from "@/lib/handshake"
import { inviteAccount } from "@/lib/invitations/account-invitations"

type Enterprise = Awaited<ReturnType<World["enterprise"]>>

test("R3 the sidebar leads to Enterprise > Members, which lists who belongs here and how they came", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const guest = await world.person({ name: "陈美", address: newPhone() })
  const { id } = await world.invite(acme, guest.address, { role: "finance_admin" })
  await accept(guest.ctx, { id })
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/account/overview`)
  const sidebar = page.getByRole("navigation", { name: "Main navigation" })
  await sidebar.getByRole("region", { name: "Enterprise" }).getByRole("link", { name: "Members" }).click()
  await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible()
  const heads = ["", "Name", "Role", "Account number", "Joined", "Last active", "Actions"]
  await expect(members(page).getByRole("columnheader")).toHaveText(heads)
  await expect(member(page, "Grace Lin")).toContainText(/You.*@.*super_admin.*\d{12}Founder/)
  await expect(member(page, "陈美")).toContainText(grouped(guest.address))
  await expect(member(page, "陈美")).toContainText("Invited")
  await expect(roleOf(page, "陈美")).toHaveValue("finance_admin")
  await expectAccessible(page)
})

test("R2 an uncertified enterprise cannot invite, and is told where certification is had", async ({ page, world }) => {
  const lantern = await world.enterprise({ certified: false })
  await open(page, world, lantern)
  await expect(page.getByText("This enterprise is not certified yet")).toBeVisible()
  const button = page.getByRole("button", { name: "Invite", exact: true })
  await expect(button).toBeDisabled()
  await expect(button).toHaveAccessibleDescription(
    /must be certified before you can invite members\..+Enterprise Information/,
  )
  await button.press("Enter")
  await expect(page.getByRole("dialog")).toBeHidden()
  await expectAccessible(page)
})

test("R1 an administrator sees members and records, but changes nothing", async ({ page, world }) => {
  const acme = await world.enterprise()
  const admin = await world.member(acme.id, "admin")
  await world.invite(acme, newEmail())
  await open(page, world, acme, { as: admin })
  const button = page.getByRole("button", { name: "Invite", exact: true })
  await expect(button).toHaveAccessibleDescription("Only the super admin can invite members.")
  await expect(members(page).getByRole("combobox")).toHaveCount(0)
  await expect(members(page).getByRole("button")).toHaveCount(0)
  await page.getByRole("link", { name: "Invitation Records" }).click()
  await expect(records(page).getByRole("row")).toHaveCount(2)
  await expect(records(page).getByRole("button")).toHaveCount(0)
})

const duties = {
  finance_admin: "Manages billing and financial operations.",
  dev_admin: "Manages applications, API keys, and logs.",
  member: "Basic access to assigned resources.",
}

for (const role of ["finance_admin", "dev_admin", "member"] as const) {
  test(`R1 ${roleNumber(role)} ${role} has no Members page, and an overview of what the role may do`, async ({
    page,
    world,
  }) => {
    const acme = await world.enterprise()
    await world.logIn(page.context(), await world.member(acme.id, role))
    expect((await page.goto(pathOf(acme)))?.status()).toBe(403)
    await expect(page.getByRole("heading", { name: "No access" })).toBeVisible()
    await page.goto(`/${acme.id}`)
    await expect(page).toHaveURL(`/${acme.id}/account/overview`)
    const card = page.getByRole("main").locator("section").filter({ hasText: "Your role" })
    await expect(card.getByText(duties[role])).toBeVisible()
    await expect(card.getByRole("listitem")).toHaveText(boundsOf(role))
    await expectAccessible(page)
  })
}

test("a foreign organization does not exist, and nobody gets in without a login", async ({ page, world }) => {
  const [acme, other] = [await world.enterprise(), await world.enterprise()]
  await page.goto(pathOf(acme))
  await expect(page).toHaveURL(`/login?next=${encodeURIComponent(pathOf(acme))}`)
  await world.logIn(page.context(), other.owner)
  for (const path of [pathOf(acme), `/${acme.id}`, `/${acme.id}/account/overview`, "/o-nosuchplace1"]) {
    expect((await page.goto(path))?.status(), path).toBe(404)
  }
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible()
})

test("the super admin changes a role in place and takes the change back", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.member(acme.id, "member")
  await open(page, world, acme)
  await expect(member(page, "Grace Lin").getByRole("combobox")).toHaveCount(0)
  await expect(member(page, "Grace Lin")).toContainText("Transfer Super Admin")
  const role = roleOf(page, "Ada Zhou")
  await expect(role.getByRole("option")).toHaveText(["admin", "finance_admin", "dev_admin", "member"])
  await role.selectOption("admin")
  await expect(page.getByText("Ada Zhou is now admin.")).toBeVisible()
  await page.reload()
  await expect(role).toHaveValue("admin")
  await role.selectOption("dev_admin")
  await page.getByRole("button", { name: "Undo" }).click()
  await expect(role).toHaveValue("admin")
  await expect.poll(() => rolesIn(world, acme)).toEqual(["admin", "super_admin"])
})

test("a member is removed after one question, and is out with the next request", async ({ page, world, browser }) => {
  const acme = await world.enterprise()
  const leaving = await world.member(acme.id, "admin")
  const theirs = await browser.newContext({ baseURL: process.env.MUSTER_ORIGIN })
  await world.logIn(theirs, leaving)
  expect((await theirs.request.get(pathOf(acme))).status()).toBe(200)
  await open(page, world, acme)
  await page.getByRole("button", { name: "More actions for Grace Lin" }).click()
  await expect(page.getByRole("menuitem")).toHaveText(["Copy account number"])
  await page.keyboard.press("Escape")
  await choose(page, "Ada Zhou", "Remove")
  await expect(page.getByRole("alertdialog")).toContainText("Ada Zhou loses access to Cloud Harbour immediately.")
  await expectAccessible(page)
  await page.getByRole("button", { name: "Cancel" }).click()
  await expect(member(page, "Ada Zhou")).toBeVisible()
  await choose(page, "Ada Zhou", "Remove")
  await page.getByRole("button", { name: "Remove member" }).click()
  await expect(page.getByText("Ada Zhou is no longer a member.")).toBeVisible()
  await expect(member(page, "Ada Zhou")).toBeHidden()
  expect((await theirs.request.get(pathOf(acme))).status()).toBe(404)
  await theirs.close()
})

test("R14 R15 R16 R17 the records hold pending and past invitations; Revoke stands at pending ones alone", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const contacts = await oneOfEach(world, acme)
  await open(page, world, acme, { query: "?tab=records" })
  const heads = ["", "Email / Phone", "Role", "Status", "Sent Date", "Invited by", "Actions"]
  await expect(records(page).getByRole("columnheader")).toHaveText(heads)
  const acts = {
    Pending: ["Edit", "Resend", "Copy link", "Copy ID"],
    Accepted: ["Copy ID"],
    Rejected: ["Invite again", "Copy ID"],
    Revoked: ["Invite again", "Copy ID"],
    Expired: ["Invite again", "Copy ID"],
  }
  for (const [status, contact] of Object.entries(contacts)) {
    const row = record(page, contact)
    await expect(row).toContainText(status)
    await expect(row).toContainText("Grace Lin")
    await expect(row.getByRole("button", { name: "Revoke" })).toHaveCount(status === "Pending" ? 1 : 0)
    await page.getByRole("button", { name: `More actions for ${contact}` }).click()
    await expect(page.getByRole("menuitem")).toHaveText(acts[status as keyof typeof acts])
    await page.keyboard.press("Escape")
  }
  await expectAccessible(page)
  await choose(page, contacts.Revoked, "Invite again")
  await expect(page.getByLabel("Invite by Email or Phone")).toHaveValue(contacts.Revoked)
})

test("the id by which programs know an invitation is copied from its record, pending or past", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const [waiting, past] = [newEmail(), newEmail()]
  const ids = [(await world.invite(acme, waiting)).id, (await world.invite(acme, past)).id]
  await world.run(sql`update handshakes set expires_at = clock_timestamp() where id = ${ids[1]}`)
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
  await open(page, world, acme, { query: "?tab=records" })
  for (const [place, contact] of [waiting, past].entries()) {
    const known = `h-${ids[place]?.replaceAll("-", "")}`
    await page.getByRole("button", { name: `More actions for ${contact}` }).click()
    await page.getByRole("menuitem", { name: "Copy ID" }).click()
    await expect(page.getByText(`ID copied: ${known}`)).toBeVisible()
    expect(await clipboard(page)).toBe(known)
  }
})

test("R17 R18 a revoked link is dead at once", async ({ page, world }) => {
  const acme = await world.enterprise()
  const someone = await world.person()
  const { path } = await world.invite(acme, someone.address)
  await open(page, world, acme, { query: "?tab=records" })
  await record(page, someone.address).getByRole("button", { name: "Revoke" }).click()
  await expect(page.getByRole("alertdialog")).toContainText("stops working immediately")
  await expectAccessible(page)
  await page.getByRole("button", { name: "Revoke invitation" }).click()
  await expect(record(page, someone.address)).toContainText("Revoked")
  await expect(record(page, someone.address).getByRole("button", { name: "Revoke", exact: true })).toHaveCount(0)
  await page.goto(path)
  await expect(page.getByRole("heading", { name: "Invalid or expired" })).toBeVisible()
})

test("a row that has expired meanwhile says so when it is revoked, and loses its Revoke button", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const contact = newEmail()
  const { id } = await world.invite(acme, contact)
  await open(page, world, acme, { query: "?tab=records" })
  await expect(record(page, contact)).toContainText("Pending")
  await world.run(sql`update handshakes set expires_at = clock_timestamp() where id = ${id}`)
  await record(page, contact).getByRole("button", { name: "Revoke" }).click()
  await page.getByRole("button", { name: "Revoke invitation" }).click()
  await expect(page.getByText("This has expired.")).toBeVisible()
  await expect(record(page, contact)).toContainText("Expired")
  await expect(record(page, contact).getByRole("button", { name: "Revoke", exact: true })).toHaveCount(0)
})

test("a copied link opens the invitation until it is sent again; it is in no page before it is asked for", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const someone = await world.person()
  const { token } = await world.invite(acme, someone.address)
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
  await open(page, world, acme, { query: "?tab=records" })
  expect(await page.content()).not.toContain(token)
  const copy = async (before = "") => {
    await record(page, someone.address)
      .getByRole("button", { name: /^More actions for/ })
      .click()
    await page.getByRole("menuitem", { name: "Copy link" }).click()
    await expect(page.getByText(`Link for ${someone.address} copied.`).last()).toBeVisible()
    await expect.poll(() => clipboard(page)).not.toBe(before)
    return clipboard(page)
  }
  const first = await copy()
  expect(first).toContain(token)
  await record(page, someone.address)
    .getByRole("button", { name: /^More actions for/ })
    .click()
  await page.getByRole("menuitem", { name: "Resend" }).click()
  await page.getByRole("alertdialog").getByRole("button", { name: "Resend invitation" }).click()
  await expect(record(page, someone.address)).toContainText("resent")
  const second = await copy(first)
  await world.logIn(page.context(), someone)
  await page.goto(first)
  await expect(page.getByRole("heading", { name: "Invalid or expired" })).toBeVisible()
  await page.goto(second)
  await expect(page.getByRole("heading", { name: /join Cloud Harbour/ })).toBeVisible()
})

test("an invitation whose inviter has lost the right is re-approved by the present super admin", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const former = await world.member(acme.id, "member")
  const someone = await world.person()
  const { id } = await world.invite(acme, someone.address)
  await world.run(sql`update handshakes set initiator_id = ${former.id} where id = ${id}`)
  await open(page, world, acme, { query: "?tab=records" })
  await expect(record(page, someone.address)).toContainText("Needs re-approval")
  await record(page, someone.address)
    .getByRole("button", { name: /^More actions for/ })
    .click()
  await page.getByRole("menuitem", { name: "Re-approve and resend" }).click()
  await expect(page.getByRole("alertdialog")).toContainText("Ada Zhou can no longer invite members")
  await page.getByRole("alertdialog").getByRole("button", { name: "Re-approve and resend" }).click()
  await expect(record(page, someone.address)).not.toContainText("Needs re-approval")
  await accept(someone.ctx, { id })
  expect(await rolesIn(world, acme)).toEqual(["member", "member", "super_admin"])
})

test("a letter that could not be delivered says why and is tried again", async ({ page, world }) => {
  const acme = await world.enterprise()
  const contact = newEmail()
  await world.invite(acme, contact)
  await failed(world, contact, "550 No such mailbox.")
  await open(page, world, acme, { query: "?tab=records" })
  await expect(record(page, contact)).toContainText("550 No such mailbox.")
  await page.getByRole("button", { name: `Retry sending to ${contact}` }).click()
  await expect(page.getByText(`Sending to ${contact} again.`)).toBeVisible()
  await expect(record(page, contact)).not.toContainText("Not delivered")
})

test("search, filters, order and page of the records stand in the address", async ({ page, world }) => {
  const acme = await world.enterprise()
  for (let n = 10; n < 37; n += 1) {
    await world.invite(acme, `guest-${n}@${acme.id}.example`, { role: n % 2 ? "dev_admin" : "member" })
  }
  await open(page, world, acme, { query: "?tab=records" })
  await expect(records(page).getByRole("row")).toHaveCount(26)
  await page.getByRole("link", { name: "Older" }).click()
  await expect(records(page).getByRole("row")).toHaveCount(3)
  await expect(page).toHaveURL(/cursor=/)
  await page.reload()
  await expect(records(page).getByRole("row").last()).toContainText("guest-10@")
  await page.getByRole("link", { name: "Newer" }).click()
  await expect(records(page).getByRole("row").nth(1)).toContainText("guest-36@")
  await page.getByRole("link", { name: "Email / Phone" }).click()
  await expect(page.getByRole("columnheader", { name: "Email / Phone" })).toHaveAttribute("aria-sort", "ascending")
  await expect(records(page).getByRole("row").nth(1)).toContainText("guest-10@")
  await filterBy(page, "Role", "dev_admin")
  await expect(records(page).getByRole("row")).toHaveCount(14)
  await page.getByRole("searchbox").fill("guest-1")
  await expect(records(page).getByRole("row")).toHaveCount(6)
  await expect(page).toHaveURL(/q=guest-1/)
  await expect(page).toHaveURL(/role=dev_admin/)
  await expect(page).toHaveURL(/sort=contact/)
  await filterBy(page, "Status", "Expired")
  await expect(page.getByText("No invitations found")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("link", { name: "Show all" }).click()
  await expect(records(page).getByRole("row")).toHaveCount(26)
  await expect(page.getByRole("searchbox")).toHaveValue("")
})

test("members are searched and filtered; an unknown word in the address changes nothing", async ({ page, world }) => {
  const acme = await world.enterprise()
  const someone = await world.member(acme.id, "dev_admin")
  const nonsense = "?tab=x&role=king&sort=;drop&dir=up&status=%01&cursor=nonsense&cursor=2&q="
  await open(page, world, acme, { query: nonsense })
  await expect(members(page).getByRole("row")).toHaveCount(3)
  await page.getByRole("searchbox").fill(someone.address)
  await expect(members(page).getByRole("row")).toHaveCount(2)
  await filterBy(page, "Role", "admin")
  await expect(page.getByText("No members found")).toBeVisible()
  await page.getByRole("link", { name: "Show all" }).click()
  await expect(members(page).getByRole("row")).toHaveCount(3)
})

test("R3 whoever looks stands first, then the newest; Joined turns the order round, and search leaves nobody out", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await world.member(acme.id, "member", { name: "First Comer" })
  const second = await world.member(acme.id, "admin", { name: "Second Comer" })
  await world.member(acme.id, "member", { name: "Third Comer" })
  await open(page, world, acme, { as: second })
  const names = members(page).locator("td.lead").getByRole("link")
  await expect(names).toHaveText(["Second Comer", "Third Comer", "First Comer", "Grace Lin"])
  const joined = page.getByRole("columnheader", { name: "Joined" })
  await joined.getByRole("link").click()
  await expect(names).toHaveText(["Grace Lin", "First Comer", "Second Comer", "Third Comer"])
  await expect(joined).toHaveAttribute("aria-sort", "ascending")
  await joined.getByRole("link").click()
  await expect(names).toHaveText(["Second Comer", "Third Comer", "First Comer", "Grace Lin"])
  await page.getByRole("searchbox").fill("Comer")
  await expect(names).toHaveText(["Third Comer", "Second Comer", "First Comer"])
})

test("the tabs say how many members there are and how many invitations wait, and keep up with what is done here", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await world.member(acme.id)
  const contacts = [newEmail(), newEmail()]
  for (const contact of contacts) await world.invite(acme, contact)
  await open(page, world, acme)
  const tabs = page.getByRole("navigation", { name: "Member views" }).getByRole("link")
  await expect(tabs).toHaveText(["Members2", "Invitation Records2 pending"])
  await choose(page, "Ada Zhou", "Remove")
  await page.getByRole("button", { name: "Remove member" }).click()
  await expect(tabs).toHaveText(["Members1", "Invitation Records2 pending"])
  await tabs.last().click()
  await record(page, contacts[0] ?? "")
    .getByRole("button", { name: "Revoke" })
    .click()
  await page.getByRole("button", { name: "Revoke invitation" }).click()
  await expect(tabs).toHaveText(["Members1", "Invitation Records1 pending"])
})

test("without JavaScript the members can be read and searched", async ({ browser, world }) => {
  const acme = await world.enterprise()
  await world.member(acme.id)
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: process.env.MUSTER_ORIGIN })
  await world.logIn(context, acme.owner)
  const page = await context.newPage()
  await page.goto(pathOf(acme))
  await page.getByRole("searchbox").fill("Ada")
  await page.getByRole("button", { name: "Search" }).click()
  await expect(page).toHaveURL(/q=Ada/)
  await expect(member(page, "Ada Zhou")).toBeVisible()
  await expect(member(page, "Grace Lin")).toBeHidden()
  await context.close()
})

test("no invitations yet: the empty table leads to the drawer", async ({ page, world }) => {
  await open(page, world, await world.enterprise(), { query: "?tab=records" })
  await expect(page.getByText("No invitations yet")).toBeVisible()
  await page.getByRole("main").getByRole("button", { name: "Invite", exact: true }).last().click()
  await expect(page.getByLabel("Invite by Email or Phone")).toBeVisible()
})

test("a page that fails says so, and Retry brings it back", async ({ page, world }) => {
  const acme = await world.enterprise()
  const contact = newEmail()
  await world.invite(acme, contact)
  await open(page, world, acme)
  await expect(member(page, "Grace Lin")).toBeVisible()
  await withoutCalendar(page.getByRole("link", { name: "Invitation Records" }))
  await expect(page.getByRole("heading", { name: "Something went wrong" })).toBeVisible()
  await expectAccessible(page)
  await findCalendar(page)
  await page.getByRole("button", { name: "Retry" }).click()
  await expect(record(page, contact)).toBeVisible()
})

test("everything is there in 简体中文", async ({ browser, world }) => {
  const acme = await world.enterprise()
  const contacts = await oneOfEach(world, acme)
  const context = await browser.newContext({ locale: "zh-CN", baseURL: process.env.MUSTER_ORIGIN })
  await world.logIn(context, acme.owner)
  const page = await context.newPage()
  await page.goto(`${pathOf(acme)}?tab=records`)
  await expect(page.getByRole("heading", { name: "成员", level: 1 })).toBeVisible()
  const row = page.getByRole("row").filter({ hasText: contacts.Pending })
  await expect(row).toContainText("待处理")
  await failed(world, contacts.Pending, "needs_attention: SMTP: 421 busy")
  await page.reload()
  await expect(row).toContainText(/已尝试一天，仍未成功。\s*被对方邮件服务器暂时拒收。\s*SMTP: 421 busy/)
  await row.getByRole("button", { name: "撤销" }).click()
  await expect(page.getByRole("alertdialog")).toContainText("将立即失效")
  await page.getByRole("button", { name: "取消" }).click()
  await page.getByRole("button", { name: "邀请", exact: true }).click()
  await expect(page.getByLabel("通过邮箱或手机号邀请")).toBeVisible()
  await expect(page.getByText("管理账单和财务")).toBeVisible()
  await expectAccessible(page)
  await context.close()
})

test("Invitation Records fit a screen of 1280 pixels, and an account is invited again by programs alone", async ({
  page,
  world,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  const acme = await world.enterprise()
  const contacts = await oneOfEach(world, acme)
  await failed(world, contacts.Pending, "needs_attention: SMTP: 421 busy, come again in an hour at the earliest")
  await world.run(sql`
    update handshakes set sent_at = sent_at - interval '59 minutes', expires_at = sent_at + interval '23.5 hours'
     where subject = ${contacts.Pending}`)
  const { address } = await world.person()
  const invitation = { organizationId: acme.id, target: { email: address }, note: "", tags: [] }
  await cancel(acme.owner.ctx, await inviteAccount(acme.owner.ctx, invitation))
  await open(page, world, acme, { query: "?tab=records" })
  await expect(record(page, address)).toContainText("Account")
  await page.getByRole("button", { name: `More actions for ${address}` }).click()
  await expect(page.getByRole("menuitem")).toHaveText(["Copy ID"])
  await page.keyboard.press("Escape")
  const around = records(page).locator("..")
  expect(await around.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0)
  await expectAccessible(page)
})

test("on a phone the tables are cards and nothing lies beyond the edges", async ({ page, world }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const acme = await world.enterprise()
  await oneOfEach(world, acme)
  for (const query of ["", "?tab=records"]) {
    await open(page, world, acme, { query })
    await expect(page.getByRole("table").getByRole("row").nth(1)).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await expectAccessible(page)
  }
})

function clipboard(page: Page) {
  return page.evaluate(() => navigator.clipboard.readText())
}

async function open(page: Page, world: World, acme: Enterprise, { query = "", as = acme.owner } = {}) {
  await world.logIn(page.context(), as)
  await page.goto(pathOf(acme) + query)
}

function pathOf({ id }: Enterprise) {
  return `/${id}/enterprise/members`
}

/** One invitation in every state; gives the contacts by the words of the states. */
async function oneOfEach(world: World, acme: Enterprise) {
  const send = async () => {
    const guest = await world.person()
    return { guest, ...(await world.invite(acme, guest.address)) }
  }
  const [expired, pending, accepted] = [await send(), await send(), await send()]
  const [rejected, revoked] = [await send(), await send()]
  await world.run(sql`update handshakes set expires_at = clock_timestamp() where id = ${expired.id}`)
  await accept(accepted.guest.ctx, accepted)
  await decline(rejected.guest.ctx, rejected)
  await cancel(acme.owner.ctx, revoked)
  return {
    Pending: pending.guest.address,
    Accepted: accepted.guest.address,
    Rejected: rejected.guest.address,
    Revoked: revoked.guest.address,
    Expired: expired.guest.address,
  }
}

/** Lets the letter to a contact fail, once the worker is done with it. */
async function failed(world: World, contact: string, reason: string) {
  const states = () => world.run(sql`select state from letters where recipient = ${contact}`)
  await expect.poll(states).toEqual([{ state: "sent" }])
  await world.run(sql`update letters set state = 'failed', failure = ${reason} where recipient = ${contact}`)
  await world.run(
    sql`update handshakes set delivery = 'failed', delivery_reason = ${reason} where subject = ${contact}`,
  )
}

async function rolesIn(world: World, { id }: Enterprise) {
  const rows = await world.run(sql`select role from memberships where organization_id = ${id} order by role`)
  return [...rows].map(({ role }) => role)
}

/** The lines of the overview, all of them. */
function boundsOf(role: "finance_admin" | "dev_admin" | "member") {
  const billing = role === "finance_admin" ? "Included" : "Not included"
  const keys = role === "dev_admin" ? "Included" : "Not included"
  return [
    "View members and invitation recordsNot included",
    "Invite members, revoke and resend invitationsNot included",
    "Change roles and remove membersNot included",
    "View the organization profileIncluded",
    "Edit the organization profileNot included",
    "Review requests to join by codeNot included",
    `View billing: payer and seats used${billing}`,
    `View access keys and the request log${keys}`,
  ]
}

function roleNumber(role: "finance_admin" | "dev_admin" | "member") {
  return { finance_admin: "R8", dev_admin: "R9", member: "R10" }[role]
}

function members(page: Page) {
  return page.getByRole("table", { name: "Members" })
}

function member(page: Page, name: string) {
  return members(page).getByRole("row").filter({ hasText: name })
}

function roleOf(page: Page, name: string) {
  return page.getByRole("combobox", { name: `Role of ${name}` })
}

function records(page: Page) {
  return page.getByRole("main").getByRole("table", { name: "Invitation Records" })
}

function record(page: Page, contact: string) {
  return records(page).getByRole("row").filter({ hasText: contact })
}
