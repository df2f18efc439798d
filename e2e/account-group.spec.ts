import type { Locator, Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import {
  choose,
  expect,
  expectAccessible,
  filterBy,
  grouped,
  newEmail,
  newPhone,
  openLetter,
  PASSWORD,
  test,
} from "@/e2e/world"
import { accept } from "@/lib/handshake"
import { changeRole } from "@/lib/members/members"
import { activate } from "@/lib/members/security-bindings"
import { approveRequest } from "@/lib/organizations/joining"

type World = Parameters<Parameters<typeof test>[2]>[0]["world"]
type Enterprise = Awaited<ReturnType<World["enterprise"]>>

test("R101 R102 R103 R106 R107 R111 R112 R113 R114 an account is created, bound, activated by its letter, logged in to, looked at and removed", async ({
  page,
  browser,
  world,
}) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/account/overview`)
  const entry = page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Account Group" })
  await expect(entry).toHaveText("Account GroupMember account management")
  await entry.click()
  await expect(page.getByRole("heading", { name: "Account Group", level: 1 })).toBeVisible()
  await expect(page.getByText("Member account management: the accounts that belong to Cloud Harbour")).toBeVisible()

  await page.getByRole("button", { name: "Create member account" }).click()
  const creating = page.getByRole("dialog", { name: "Create member account" })
  await creating.getByLabel("Name").fill("Shared Billing")
  await creating.getByRole("button", { name: "Create", exact: true }).click()
  await expect(creating.getByText("Shared Billing has been created")).toBeVisible()
  await expect(creating.getByText("This account cannot log in yet")).toBeVisible()
  const number = (await creating.locator("code").textContent()) ?? ""
  expect(number).toMatch(/^\d{12}$/)
  await creating.getByRole("link", { name: "Bind security information" }).click()
  await expect(page.getByRole("dialog", { name: "Bind security information" })).toContainText(`Shared Billing`)
  await page.keyboard.press("Escape")
  await expect(rows(page)).toHaveCount(1)
  await expect(row(page, "Shared Billing")).toContainText(number)
  await expect(row(page, "Shared Billing")).toContainText(/Not bound.*Created/)
  await expect(page.getByText("Verified entity of all accounts on this page: Harbour Ltd")).toBeVisible()
  await page.getByRole("button", { name: "More actions for Shared Billing" }).click()
  await expect(page.getByRole("menuitem", { name: "Remove" })).toHaveText(
    "RemoveAccounts created by the enterprise can be removed only after their security information is activated.",
  )
  await page.keyboard.press("Escape")

  const [email, phone] = [newEmail("billing"), newPhone()]
  await button(row(page, "Shared Billing"), "Bind security information").click()
  await bind(page, { email, phone })
  await expect(page.getByText(`The activation link is on its way to ${email}.`)).toBeVisible()
  await expect(button(row(page, "Shared Billing"), "Bind security information (activate)")).toBeVisible()
  await page.getByRole("link", { name: "Shared Billing" }).click()
  await expect(fact(page, "Login email")).toContainText("None yet")
  await expect(page.getByText(email)).toBeHidden()

  const house = await browser.newContext({ baseURL: process.env.MUSTER_ORIGIN })
  const letter = await openLetter(await house.newPage(), email, /Activate/)
  const arrived = house.waitForEvent("page")
  await letter.getByRole("link", { name: "Activate account" }).click()
  const theirs = await arrived
  await expect(theirs).toHaveURL("/activate")
  await theirs.getByLabel("Password").fill(PASSWORD)
  await theirs.getByRole("button", { name: "Activate account" }).click()
  await expect(theirs.getByRole("heading", { name: "Your account is activated" })).toBeVisible()
  await theirs.getByRole("link", { name: "Log in" }).click()
  await expect(theirs.getByText("Log in with b•••@e•••.com")).toBeVisible()
  await theirs.getByLabel("Email or phone").fill(email)
  await theirs.getByLabel("Password").fill(PASSWORD)
  await theirs.getByRole("button", { name: "Log in", exact: true }).click()
  await expect(theirs).toHaveURL(`/${acme.id}/account/overview`)

  await page.reload()
  await expect(fact(page, "Login email")).toHaveText(email)
  await expect(fact(page, "Bound mobile number")).toContainText(
    `${grouped(phone)} ChinaNot verified by the account holder`,
  )
  await page.getByRole("main").getByRole("link", { name: "Account Group" }).click()
  await expect(row(page, "Shared Billing")).toContainText(`${email}Can log in`)

  await choose(page, "Shared Billing", "Remove")
  const question = page.getByRole("alertdialog", { name: "Remove Shared Billing?" })
  await expect(question).toContainText("no longer uses the verified entity Harbour Ltd.")
  await expectAccessible(page)
  await question.getByRole("button", { name: "Remove member" }).click()
  await expect(page.getByText("Shared Billing is no longer a member.")).toBeVisible()
  await expect(row(page, "Shared Billing")).toHaveCount(0)
  expect((await theirs.request.get(`/${acme.id}/account/overview`)).status()).toBe(404)
  expect((await theirs.request.get("/me")).status()).toBe(200)
  await house.close()
})

test("R101 every account has a row: name, number, how it came, entity and security information", async ({
  page,
  world,
}) => {
  const { acme } = await group(world)
  await open(page, world, acme)
  const heads = ["", "Member name", "Security information", "Account number", "Joined", "Actions"]
  await expect(table(page).getByRole("columnheader")).toHaveText(heads)
  await expect(row(page, "Grace Lin")).toContainText(/You.*Can log in\d{12}Founder/)
  await expect(row(page, "Fresh Desk")).toContainText(/Not bound.*Created/)
  await expect(row(page, "Waiting Desk")).toContainText(/waiting-.*Waiting for activation1[45] days.*Created/)
  await expect(row(page, "Failed Desk")).toContainText(/failed-.*Activation failed.*Created/)
  await expect(row(page, "Active Desk")).toContainText(/active-.*Can log in.*Created/)
  await expectAccessible(page)
})

test("R102 R107 R109 R113 only accounts that the enterprise has created have the action, which says how far it is", async ({
  page,
  world,
}) => {
  const { acme } = await group(world)
  await joined(world, acme)
  await world.member(acme.id, "member", { name: "Plain Member" })
  await open(page, world, acme)
  const actions = {
    "Grace Lin": [],
    "Fresh Desk": ["Bind security information"],
    "Waiting Desk": ["Bind security information (activate)"],
    "Failed Desk": ["Bind security information (failed)"],
    "Active Desk": [],
    "Priya Nair": [],
  }
  for (const [name, buttons] of Object.entries(actions)) {
    await expect(row(page, name).getByRole("button"), name).toHaveText([...buttons, ""])
  }
  await expect(row(page, "Plain Member")).toHaveCount(0)
  for (const path of [pathOf(acme), `/${acme.id}/enterprise/members`]) {
    await page.goto(path)
    for (const name of ["Fresh Desk", "Waiting Desk", "Failed Desk", "Active Desk"]) {
      await page.getByRole("button", { name: `More actions for ${name}` }).click()
      const remove = page.getByRole("menuitem", { name: "Remove" })
      const early =
        "RemoveAccounts created by the enterprise can be removed only after their security information is activated."
      await expect(remove).toHaveText(name === "Active Desk" ? "Remove" : early)
      await page.keyboard.press("Escape")
    }
  }
})

test("R97 an account that joined by code is listed, leads to its handshake and can be removed, entity and all", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const priya = await joined(world, acme)
  await open(page, world, acme)
  await expect(page.getByText("Verified entity of all accounts on this page: Harbour Ltd")).toBeVisible()
  await row(page, "Priya Nair").getByRole("link", { name: "Joined by code" }).click()
  await expect(page.getByRole("heading", { name: "Why is this account here?" })).toBeVisible()
  await expect(
    page.getByText("This account requested to join with the invitation code, and was approved."),
  ).toBeVisible()
  await expect(page.getByText(/^h-[0-9a-f]{32}$/)).toBeVisible()
  await page.goBack()
  await choose(page, "Priya Nair", "Remove")
  await expect(page.getByRole("alertdialog")).toContainText("no longer uses the verified entity Harbour Ltd.")
  await page.getByRole("button", { name: "Remove member" }).click()
  await expect(page.getByText("Priya Nair is no longer a member.")).toBeVisible()
  await expect(row(page, "Priya Nair")).toHaveCount(0)
  const [account] = await world.run(sql`select entity_id from accounts where id = ${priya.id}`)
  expect(account).toEqual({ entity_id: null })
})

test("R101 accounts are searched and filtered by the server, with the state in the address", async ({
  page,
  world,
}) => {
  const { acme } = await group(world)
  await open(page, world, acme)
  await page.getByRole("searchbox").fill("waiting")
  await expect(names(page)).toHaveText(["Waiting Desk"])
  await expect(page).toHaveURL(/\?q=waiting$/)
  await page.getByRole("searchbox").fill("")
  await expect(names(page)).toHaveCount(5)
  await filterBy(page, "Security information", "Activation failed")
  await expect(names(page)).toHaveText(["Failed Desk"])
  await filterBy(page, "How it joined", "Founder")
  await expect(page.getByText("No member accounts found")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("link", { name: "Show all" }).click()
  await expect(names(page)).toHaveCount(5)
  await page.goto(`${pathOf(acme)}?security=nonsense&origin=nonsense&cursor=nonsense&q=desk`)
  await expect(names(page)).toHaveCount(4)
})

test("R101 more accounts than fit are turned over page by page, and back", async ({ page, world }) => {
  const acme = await world.enterprise()
  for (let n = 1; n <= 25; n++) await world.createAccount(acme, `Desk ${n}`)
  await open(page, world, acme)
  await expect(names(page).first()).toHaveText("Desk 25")
  await page.getByRole("link", { name: "Older" }).click()
  await expect(names(page)).toHaveText([acme.owner.name])
  await page.getByRole("link", { name: "Newer" }).click()
  await expect(rows(page)).toHaveCount(25)
  await page.getByRole("columnheader", { name: "Joined" }).getByRole("link").click()
  await expect(names(page).first()).toHaveText(acme.owner.name)
  await expect(page.getByRole("columnheader", { name: "Joined" })).toHaveAttribute("aria-sort", "ascending")
})

test("R108 the waiting dialog shows what is bound, until when and how its letter fares, and sends it again", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const account = await world.createAccount(acme)
  const { email, phone, path, id } = await world.bind(acme, account)
  await open(page, world, acme)
  await button(row(page, "Shared Billing"), "Bind security information (activate)").click()
  const dialog = page.getByRole("dialog", { name: "Bind security information (activate)" })
  await expect(fact(dialog, "Email")).toHaveText(email)
  await expect(fact(dialog, "Mobile number")).toHaveText(`${grouped(phone)} China`)
  await expect(fact(dialog, "Link expires")).toContainText(/1[45] days/)
  await expect(fact(dialog, "Activation email")).toHaveText(/Queued|Sent/)
  await expect(fact(dialog, "Modifications")).toHaveText("3 modifications left.")
  await expectAccessible(page)
  await dialog.getByRole("button", { name: "Send again" }).click()
  await expect(page.getByText(`A new link is on its way to ${email}.`)).toBeVisible()
  expect(await world.traces(id)).toMatchObject({ state: "open", generation: 2 })
  await expect.poll(() => world.letters(email)).toEqual(["security-binding", "security-binding"])
  await page.goto(path)
  await expect(page.getByRole("heading", { name: "Invalid or expired" })).toBeVisible()
})

test("R105 the security information is modified three times, each counted, and no fourth time", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const account = await world.createAccount(acme)
  await open(page, world, acme)
  await button(row(page, "Shared Billing"), "Bind security information").click()
  await expect(page.getByText("You can modify the security information 3 times")).toBeVisible()
  await bind(page, { email: newEmail("first"), phone: newPhone() })
  const dialog = page.getByRole("dialog", { name: "Bind security information (activate)" })
  for (const [left, told] of [
    ["3 modifications left.", "3 modifications left before activation, including this one."],
    ["2 modifications left.", "2 modifications left before activation, including this one."],
    ["1 modification left.", "This is the last modification before activation."],
  ] as const) {
    await button(row(page, "Shared Billing"), "Bind security information (activate)").click()
    await expect(fact(dialog, "Modifications")).toHaveText(left)
    await dialog.getByRole("button", { name: "Modify" }).click()
    await expect(dialog.getByText(told)).toBeVisible()
    await bind(page, { email: newEmail("next") })
    await expect(dialog).toBeHidden()
  }
  await button(row(page, "Shared Billing"), "Bind security information (activate)").click()
  await expect(fact(dialog, "Modifications")).toHaveText("No modifications left.")
  const modify = dialog.getByRole("button", { name: "Modify" })
  await expect(modify).toHaveAccessibleDescription(/has already been modified three times/)
  await modify.press("Enter")
  await expect(dialog.getByLabel("Email", { exact: true })).toHaveCount(0)
  await expectAccessible(page)
  await expect(dialog.getByRole("button", { name: "Send again" })).toBeEnabled()
  const submitted = await world.run(
    sql`select state from handshakes where subject = ${account.id} and kind = 'security-binding' order by id`,
  )
  expect(submitted.map(({ state }) => state)).toEqual(["canceled", "canceled", "canceled", "open"])
})

test("R109 R110 what was not activated in time is bound again with another e-mail; the failed one is refused at the field", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const account = await world.createAccount(acme)
  const { email, phone, id } = await world.bind(acme, account)
  await expire(world, id)
  await open(page, world, acme)
  await button(row(page, "Shared Billing"), "Bind security information (failed)").click()
  const dialog = page.getByRole("dialog", { name: "Bind security information (failed)" })
  await expect(dialog.getByText("The activation link has expired")).toBeVisible()
  await expect(dialog.getByText(`${email} was not activated in time and cannot be bound again.`)).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole("button", { name: "Bind again" }).click()
  const [mail, mobile] = [dialog.getByLabel("Email", { exact: true }), dialog.getByLabel("Mobile number")]
  await expect(mail).toHaveValue("")
  await expect(mobile).toHaveValue(grouped(phone))
  await bind(page, { email: email.toUpperCase() })
  await expect(mail).toHaveAccessibleDescription(/This email address expired before it was activated/)
  await expect(mail).toHaveValue(email.toUpperCase())
  await expect(mobile).toHaveValue(grouped(phone))
  await expect(mail).toBeFocused()
  await expectAccessible(page)
  const other = newEmail("other")
  await bind(page, { email: other })
  await expect(page.getByText(`The activation link is on its way to ${other}.`)).toBeVisible()
  await expect(row(page, "Shared Billing")).toContainText(other)
  await expect(button(row(page, "Shared Billing"), "Bind security information (activate)")).toBeVisible()
})

test("R103 R104 what cannot be bound is said at its field, and what was typed stays", async ({ page, world }) => {
  const acme = await world.enterprise()
  const [one, two] = [await world.createAccount(acme, "First Desk"), await world.createAccount(acme, "Second Desk")]
  const taken = await world.bind(acme, one)
  await open(page, world, acme)
  await button(row(page, "Second Desk"), "Bind security information").click()
  const dialog = page.getByRole("dialog", { name: "Bind security information" })
  const [mail, mobile] = [dialog.getByLabel("Email", { exact: true }), dialog.getByLabel("Mobile number")]
  const free = { email: newEmail("free"), phone: newPhone() }
  await bind(page, { ...free, phone: "12" })
  await expect(mobile).toHaveAccessibleDescription(/Enter a mobile number/)
  await bind(page, { ...free, email: taken.email })
  await expect(mail).toHaveAccessibleDescription(
    /This email address is used by another account or is waiting for activation/,
  )
  await bind(page, { ...free, email: acme.owner.address })
  await expect(mail).toHaveAccessibleDescription(
    /This email address is used by another account or is waiting for activation/,
  )
  await bind(page, { ...free, phone: taken.phone })
  await expect(mobile).toHaveAccessibleDescription(
    /This phone number is used by another account or is waiting for activation/,
  )
  await expect(mail).toHaveValue(free.email)
  await expect(mobile).toHaveValue(taken.phone)
  expect(await world.run(sql`select 1 from handshakes where subject = ${two.id}`)).toHaveLength(0)
  await bind(page, free)
  await expect(row(page, "Second Desk")).toContainText(free.email)
})

test("R109 a link that expired while the dialog was open is not sent again, and the dialog then offers Bind again", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const { id } = await world.bind(acme, await world.createAccount(acme))
  await open(page, world, acme)
  await button(row(page, "Shared Billing"), "Bind security information (activate)").click()
  await expire(world, id)
  await page.getByRole("dialog").getByRole("button", { name: "Send again" }).click()
  await expect(page.getByRole("dialog").getByRole("button", { name: "Bind again" })).toBeVisible()
  expect(await world.traces(id)).toMatchObject({ generation: 1 })
})

test("R101 an administrator looks and changes nothing; other roles have no Account Group", async ({ page, world }) => {
  const { acme } = await group(world)
  await open(page, world, acme, await world.member(acme.id, "admin"))
  await expect(page.getByRole("button", { name: "Create member account" })).toHaveAccessibleDescription(
    "Only the super admin can create member accounts.",
  )
  await expect(table(page).getByRole("button")).toHaveCount(0)
  await page.getByRole("link", { name: "Active Desk" }).click()
  await expect(page.getByRole("heading", { name: "Active Desk", level: 1 })).toBeVisible()
  for (const role of ["finance_admin", "dev_admin", "member"] as const) {
    await world.logIn(page.context(), await world.member(acme.id, role))
    for (const path of [pathOf(acme), `${pathOf(acme)}/${acme.owner.id}`]) {
      expect((await page.goto(path))?.status(), `${role} ${path}`).toBe(403)
    }
  }
})

test("R102 an account without a name, or beyond the quota, is not created, and the form says why", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise({ quota: 1 })
  await open(page, world, acme)
  await page.getByRole("button", { name: "Create member account" }).click()
  const dialog = page.getByRole("dialog", { name: "Create member account" })
  await dialog.getByLabel("Name").fill("   ")
  await dialog.getByRole("button", { name: "Create", exact: true }).click()
  await expect(dialog.getByLabel("Name")).toHaveAccessibleDescription(/Fill in this field/)
  await dialog.getByLabel("Name").fill("One Too Many")
  await dialog.getByRole("button", { name: "Create", exact: true }).click()
  await expect(dialog.getByText("has reached its member quota")).toBeVisible()
  await expect(dialog.getByLabel("Name")).toHaveValue("One Too Many")
  await expectAccessible(page)
})

test("R114 a member's detail says who invited and who accepted, and tells the history of roles", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const mei = await world.person({ name: "陈美" })
  const { id } = await world.invite(acme, mei.address, { role: "finance_admin" })
  await accept(mei.ctx, { id })
  for (const role of ["dev_admin", "admin"] as const) {
    await changeRole(acme.owner.ctx, { organizationId: acme.id, accountId: mei.id, role })
  }
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  await page.getByRole("link", { name: "陈美" }).click()
  await expect(page).toHaveURL(`${pathOf(acme)}/${mei.id}`)
  await expect(page.getByText("This account was invited and accepted.")).toBeVisible()
  await expect(fact(page, "Invited by")).toContainText("Grace Lin")
  await expect(fact(page, "Accepted by")).toContainText("陈美")
  await expect(fact(page, "Role assigned")).toHaveText("finance_admin")
  await expect(fact(page, "Invitation ID")).toContainText(`h-${id.replaceAll("-", "")}`)
  await expect(fact(page, "Login email")).toHaveText(mei.address)
  await expect(fact(page, "Belongs to")).toHaveText(/Member only/)
  const history = page.getByRole("heading", { name: "Role history" }).locator("../../..").getByRole("listitem")
  await expect(history).toContainText([
    /dev_admin → admin.*by Grace Lin/,
    /finance_admin → dev_admin.*by Grace Lin/,
    /Joined as finance_admin/,
  ])
  await expectAccessible(page)
})

test("R114 an account that is no member here has no detail", async ({ page, world }) => {
  const [acme, other] = [await world.enterprise(), await world.enterprise()]
  await world.logIn(page.context(), acme.owner)
  for (const id of [other.owner.id, "nobody", "00000000-0000-7000-8000-000000000000"]) {
    expect((await page.goto(`${pathOf(acme)}/${id}`))?.status(), id).toBe(404)
    await expect(page.getByRole("heading", { name: "Account not found" })).toBeVisible()
  }
  await expectAccessible(page)
  await page.getByRole("link", { name: "Back to Account Group" }).click()
  await expect(rows(page)).toHaveCount(1)
  expect((await page.goto(`${pathOf(other)}/${other.owner.id}`))?.status()).toBe(404)
})

test("R103 the holder of an activated account finds the bound number in the form that verifies it", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const account = await world.createAccount(acme)
  const { token, phone } = await world.bind(acme, account)
  await activate({ ...acme.owner.ctx, actor: null }, { token, password: PASSWORD })
  await world.logIn(page.context(), account)
  await page.goto("/me/contact")
  await expect(page.getByLabel("Phone")).toHaveValue(grouped(phone))
})

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test("R101 R103 R114 nothing of Account Group runs out of the screen", async ({ page, world }) => {
    const { acme, active } = await group(world)
    await open(page, world, acme)
    await expectNarrow(page)
    await button(row(page, "Waiting Desk"), "Bind security information (activate)").click()
    await expect(page.getByRole("dialog")).toBeVisible()
    await expectNarrow(page)
    await expectAccessible(page)
    await page.goto(`${pathOf(acme)}/${active.id}`)
    await expect(page.getByRole("heading", { name: "Active Desk", level: 1 })).toBeVisible()
    await expectNarrow(page)
    await expectAccessible(page)
  })
})

test.describe("in Chinese", () => {
  test.use({ locale: "zh-CN" })

  test("R101 R107 the page speaks the language of the browser", async ({ page, world }) => {
    const { acme } = await group(world)
    await open(page, world, acme)
    await expect(page.getByRole("heading", { name: "账号组", level: 1 })).toBeVisible()
    await expect(button(row(page, "Waiting Desk"), "绑定安全信息（激活）")).toBeVisible()
    await expect(row(page, "Failed Desk")).toContainText("激活失败")
  })
})

/** An enterprise with an account in every state of its security information. */
async function group(world: World) {
  const acme = await world.enterprise()
  const made = async (name: string) => world.createAccount(acme, name)
  const [fresh, waiting] = [await made("Fresh Desk"), await made("Waiting Desk")]
  const [failed, active] = [await made("Failed Desk"), await made("Active Desk")]
  await world.bind(acme, waiting, { email: newEmail("waiting") })
  await expire(world, (await world.bind(acme, failed, { email: newEmail("failed") })).id)
  const { token } = await world.bind(acme, active, { email: newEmail("active") })
  await activate({ ...acme.owner.ctx, actor: null }, { token, password: PASSWORD })
  return { acme, fresh, waiting, failed, active }
}

/** Somebody who has asked to join by the code, and was approved. */
async function joined(world: World, acme: Enterprise) {
  const [priya, reviewer] = [await world.person({ name: "Priya Nair" }), await world.member(acme.id, "admin")]
  const { id } = await world.join(acme, priya, { reviewer })
  await approveRequest(reviewer.ctx, { id })
  return priya
}

/** As fifteen days later. */
function expire(world: World, id: string) {
  return world.run(sql`
    update handshakes set sent_at = sent_at - interval '16 days', expires_at = expires_at - interval '16 days'
     where id = ${id}`)
}

async function open(page: Page, world: World, acme: Enterprise, as: { id: string } = acme.owner) {
  await world.logIn(page.context(), as)
  await page.goto(pathOf(acme))
}

/** Fills in what is given and submits. */
async function bind(page: Page, { email, phone }: { email?: string; phone?: string }) {
  const dialog = page.getByRole("dialog")
  if (email) await dialog.getByLabel("Email", { exact: true }).fill(email)
  if (phone) await dialog.getByLabel("Mobile number").fill(phone)
  await dialog.getByRole("button", { name: "Submit" }).click()
}

async function expectNarrow(page: Page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
}

function pathOf({ id }: { id: string }) {
  return `/${id}/enterprise/account-group`
}

function table(page: Page) {
  return page.getByRole("table")
}

function rows(page: Page) {
  return table(page).locator("tbody").getByRole("row")
}

function row(page: Page, name: string) {
  return rows(page).filter({ has: page.getByRole("link", { name, exact: true }) })
}

function names(page: Page) {
  return rows(page).locator("td.lead").getByRole("link")
}

/** A button of a row: its name ends with whom it concerns. */
function button(within: Locator, action: string) {
  return within.getByRole("button", { name: new RegExp(`^${action.replace(/[()]/g, "\\$&")}[:：]`) })
}

function fact(within: Page | Locator, name: string) {
  return within.locator("dt", { hasText: new RegExp(`^${name}$`) }).locator("+ dd")
}
