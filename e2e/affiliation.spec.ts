import type { Browser, Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, logInAgain, openLetter, PASSWORD, takenOver, test } from "@/e2e/world"
import { certify } from "@/lib/effects/certify"
import type { EntityType } from "@/lib/shared/roles"

type World = Parameters<Parameters<typeof test>[2]>[0]["world"]
type Enterprise = Awaited<ReturnType<World["enterprise"]>>

const AFFILIATION = "/me/affiliation"
const WRONG = "0000-0000-0000-0000"

test("R84 R85 R87 R88 R89 R90 R91 R92 R93 R94 R95 R96 R97 an unverified account joins with the super admin's code: the chosen administrator approves, and the account is verified and in the Account Group", async ({
  page: admin,
  browser,
  world,
}) => {
  const acme = await world.enterprise({ name: "Acme Cloud" })
  const reviewer = await world.member(acme.id, "admin", { name: "Omar Haddad" })
  const bystander = await world.member(acme.id, "admin", { name: "Olga Petrova" })
  const applicant = await world.person({ name: "Noah Kim" })

  await world.logIn(admin.context(), acme.owner)
  await admin.context().grantPermissions(["clipboard-read", "clipboard-write"])
  await admin.goto(`/${acme.id}/account/overview`)
  await sidebar(admin, "My Entity").click()
  await admin.getByRole("link", { name: "Enterprise Real-name Information" }).click()
  await expect(admin.getByRole("heading", { level: 1 })).toHaveText("Enterprise Information")
  await card(admin, "Invitation code").getByRole("button", { name: "Copy" }).click()
  const code = await admin.evaluate(() => navigator.clipboard.readText())
  await expect(card(admin, "Invitation code").getByText(code)).toBeVisible()
  expect(code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/)

  const guest = await visit(browser, world, applicant, "/me")
  await guest.getByRole("link", { name: "I have an invitation code" }).click()
  await guest.getByLabel("Invitation code").fill(code.toLowerCase())
  await guest.getByRole("button", { name: "Initiate Now" }).click()
  await expect(guest.getByRole("heading", { name: "Affiliation request notice" })).toBeFocused()
  await expect(guest.getByRole("list").filter({ hasText: "Harbour Ltd." })).toContainText("manages your account")
  await guest.getByRole("checkbox", { name: "I have read and agree to this notice." }).check()
  await guest.getByRole("button", { name: "Start Request" }).click()
  const choice = guest.getByLabel("Select an administrator account for review")
  await expect(choice.getByRole("option")).toHaveText([
    "Select…",
    /^G•• L•• · ••••\d{4} · super_admin$/,
    /^O•• H•• · ••••\d{4} · admin$/,
    /^O•• P•• · ••••\d{4} · admin$/,
  ])
  await choice.selectOption({ label: await optionOf(guest, /^O•• H••/) })
  await guest.getByLabel("Description").fill("The warehouse in Busan")
  await guest.getByRole("button", { name: "Confirm and Initiate" }).click()
  await expect(guest.getByRole("status").filter({ hasText: "Request sent" })).toContainText("Wait for the")
  await expect(request(guest, "Acme Cloud")).toContainText("Pending")
  await expect(request(guest, "Acme Cloud")).toContainText("O•• H••")
  expect(guest.url()).not.toContain(code.slice(0, 4))

  for (const other of [bystander, acme.owner]) {
    const look = await visit(browser, world, other, `/${acme.id}/account/tasks`)
    await expect(look.getByText("No pending tasks")).toBeVisible()
    await look.context().close()
  }

  const desk = await visit(browser, world, reviewer, `/${acme.id}/account/overview`)
  await expect(sidebar(desk, "Account Tasks")).toHaveAccessibleName(/1 waiting/)
  await expect(card(desk, "Account Tasks")).toContainText("1 task is waiting for you.")
  await card(desk, "Account Tasks").getByRole("link", { name: "Open Account Tasks" }).click()
  await task(desk, "Noah Kim").getByRole("button", { name: "Process Now" }).click()
  const dialog = desk.getByRole("dialog", { name: "Request from Noah Kim" })
  for (const told of [
    "The warehouse in Busan",
    applicant.address,
    "Harbour Ltd. becomes the account’s verified entity",
    "Account Group",
  ]) {
    await expect(dialog).toContainText(told)
  }
  await dialog.getByRole("button", { name: "Approve" }).click()
  await expect(desk.getByText("Noah Kim has joined Acme Cloud.")).toBeVisible()
  await expect(desk.getByText("No pending tasks")).toBeVisible()
  await expect(sidebar(desk, "Account Tasks")).toHaveAccessibleName("Account Tasks")

  const letter = await openLetter(guest, applicant.address, /joined an enterprise/)
  await expect(letter.getByRole("heading")).toHaveText("You have joined Acme Cloud")
  await guest.goto(AFFILIATION)
  await expect(request(guest, "Acme Cloud")).toContainText("Approved")
  await request(guest, "Acme Cloud").getByRole("link", { name: "Open Acme Cloud" }).click()
  await sidebar(guest, "My Entity").click()
  await expect(card(guest, "Your account’s verified entity")).toContainText("Harbour Ltd.")
  await expect(card(guest, "Your account’s verified entity")).toContainText("Joined Acme Cloud by invitation code")

  await sidebar(admin, "Account Group").click()
  const row = admin.getByRole("row", { name: /Noah Kim/ })
  await expect(row).toContainText("Can log in")
  await expect(admin.getByText("Verified entity of all accounts on this page: Harbour Ltd")).toBeVisible()
  await sidebar(admin, "Members").click()
  await expect(admin.getByRole("row", { name: /Noah Kim/ })).toContainText("member")
})

test("R86 R89 a wrong code and one that was reset meanwhile are refused at the field, with what was typed", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const code = await world.code(acme)
  await world.logIn(page.context(), await world.person())
  await page.goto(AFFILIATION)
  await enterCode(page, WRONG)
  const field = page.getByLabel("Invitation code")
  await expect(field).toHaveAccessibleDescription(/This invitation code is not valid/)
  await expect(field).toHaveValue(WRONG)
  await expect(field).toBeFocused()
  await expectAccessible(page)
  await enterCode(page, code)
  await agree(page)
  await page.getByLabel("Select an administrator account for review").selectOption({ index: 1 })
  await page.getByLabel("Description").fill("The warehouse in Busan")
  await world.resetCode(acme)
  await page.getByRole("button", { name: "Confirm and Initiate" }).click()
  await expect(field).toHaveAccessibleDescription(/This invitation code is not valid/)
  await expect(field).toHaveValue(code)
  await expect(page.getByText("No requests yet")).toBeVisible()
})

test("R92 a request without a description is not sent, in the browser and past it", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), await world.person())
  await page.goto(AFFILIATION)
  await enterCode(page, await world.code(acme))
  await agree(page)
  await page.getByLabel("Select an administrator account for review").selectOption({ index: 1 })
  const description = page.getByLabel("Description")
  await expect(description).toHaveAttribute("required")
  await page.locator("form").evaluateAll((forms: HTMLFormElement[]) => {
    for (const form of forms) form.noValidate = true
  })
  await page.getByRole("button", { name: "Confirm and Initiate" }).click()
  await expect(description).toHaveAccessibleDescription(/Fill in this field/)
  await expect(page.getByText("No requests yet")).toBeVisible()
  await expectAccessible(page)
})

test("R89 after too many wrong codes even the right one has to wait", async ({ page, world }) => {
  const acme = await world.enterprise()
  const guesser = await world.person()
  await world.logIn(page.context(), guesser)
  await page.goto(AFFILIATION)
  await enterCode(page, WRONG)
  await expect(page.getByLabel("Invitation code")).toHaveAccessibleDescription(/is not valid/)
  await world.run(
    sql`update limits set count = 10 where key = ${`invitationCodesPerAccount:${guesser.id}`} and count = 1`,
  )
  await enterCode(page, await world.code(acme))
  await expect(page.getByRole("alert").filter({ hasText: "Too many attempts" })).toContainText("Try again in")
})

test("R90 the request stays off until the notice is agreed to, and going back loses nothing", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const code = await world.code(acme)
  await world.logIn(page.context(), await world.person())
  await page.goto(AFFILIATION)
  await expectAccessible(page)
  await enterCode(page, code)
  const start = page.getByRole("button", { name: "Start Request" })
  await expect(start).toHaveAttribute("aria-disabled", "true")
  await expect(start).toHaveAccessibleDescription("Select the checkbox above to continue.")
  await expectAccessible(page)
  await page.getByRole("checkbox").press("Enter")
  await expect(page.getByRole("heading", { name: "Affiliation request notice" })).toBeVisible()
  await page.getByRole("button", { name: "Back" }).click()
  await expect(page.getByLabel("Invitation code")).toHaveValue(code)
  await page.getByRole("button", { name: "Initiate Now" }).click()
  await agree(page)
  await expectAccessible(page)
  await page.getByLabel("Select an administrator account for review").selectOption({ index: 1 })
  await page.getByLabel("Description").fill("Half a sentence")
  await page.getByRole("button", { name: "Back" }).click()
  await expect(page.getByRole("checkbox")).toBeChecked()
  await start.click()
  await expect(page.getByLabel("Description")).toHaveValue("Half a sentence")
  await expect(page.getByLabel("Select an administrator account for review")).not.toHaveValue("")
})

for (const type of ["sole_proprietorship", "individual"] as const) {
  test(`R99 an account verified as ${type} is told at the start that it cannot join`, async ({ page, world }) => {
    const house = await world.enterprise({ certified: false })
    await certifyAs(world, house, type)
    await world.logIn(page.context(), house.owner)
    await page.goto(AFFILIATION)
    await expect(page.getByText("This account cannot join an enterprise by code")).toBeVisible()
    await expect(page.getByText(/It is verified as Own House/)).toBeVisible()
    await expect(page.getByLabel("Invitation code")).toHaveCount(0)
    await expectAccessible(page)
  })
}

test("R98 the account of another enterprise is told whose entity it gives up, and gets the inviter's", async ({
  page,
  browser,
  world,
}) => {
  const [acme, own] = [await world.enterprise({ name: "Acme Cloud" }), await world.enterprise({ name: "Own House" })]
  await world.run(sql`update entities set name = 'Own Ltd.' where licence_number = ${own.id}`)
  await world.logIn(page.context(), own.owner)
  await page.goto(AFFILIATION)
  await enterCode(page, await world.code(own))
  await expect(page.getByRole("alert").filter({ hasText: "already belongs to an enterprise" })).toBeVisible()
  await enterCode(page, await world.code(acme))
  await expect(page.getByText(/Harbour Ltd\. replaces Own Ltd\. as your account’s verified entity/)).toBeVisible()
  await agree(page)
  await send(page)
  const desk = await visit(browser, world, acme.owner, `/${acme.id}/account/tasks`)
  await answer(desk, own.owner.name, "Approve")
  await page.goto(`/${own.id}/account/my-entity`)
  await expect(card(page, "Your account’s verified entity")).toContainText("Harbour Ltd.")
})

test("an account that belongs to an enterprise is told so, with the way out: it leaves, and can join another", async ({
  page,
  browser,
  world,
}) => {
  const [acme, other] = [await world.enterprise({ name: "Acme Cloud" }), await world.enterprise()]
  const applicant = await world.person()
  await world.join(acme, applicant)
  const desk = await visit(browser, world, acme.owner, `/${acme.id}/account/tasks`)
  await answer(desk, applicant.name, "Approve")
  await world.logIn(page.context(), applicant)
  await page.goto(AFFILIATION)
  await expect(page.getByText("This account belongs to Acme Cloud")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("link", { name: "Open your organizations" }).click()
  await expect(page.getByRole("button", { name: "Leave Acme Cloud" })).toBeVisible()
  await takenOver(page)
  await page.getByRole("button", { name: "Leave Acme Cloud" }).click()
  await page.getByRole("button", { name: "Leave organization" }).click()
  await expect(page.getByText("You don’t belong to an organization yet.")).toBeVisible()
  await page.goto(AFFILIATION)
  await enterCode(page, await world.code(other))
  await expect(page.getByRole("heading", { name: "Affiliation request notice" })).toBeVisible()
})

test("R95 a request is rejected only with a reason, which the applicant reads on the page and in the letter", async ({
  page,
  browser,
  world,
}) => {
  const acme = await world.enterprise({ name: "Acme Cloud" })
  const applicant = await world.person()
  await world.join(acme, applicant)
  const desk = await visit(browser, world, acme.owner, `/${acme.id}/account/tasks`)
  await expectAccessible(desk)
  await answer(desk, applicant.name, "Reject…")
  const dialog = desk.getByRole("dialog", { name: `Reject the request from ${applicant.name}?` })
  await dialog.getByRole("button", { name: "Reject request" }).click()
  await expect(dialog.getByLabel("Reason")).toHaveAccessibleDescription(/Fill in this field/)
  await expectAccessible(desk)
  await dialog.getByLabel("Reason").fill("We have no warehouse there.")
  await dialog.getByRole("button", { name: "Reject request" }).click()
  await expect(desk.getByText("No pending tasks")).toBeVisible()
  await world.logIn(page.context(), applicant)
  await page.goto(AFFILIATION)
  await expect(request(page, "Acme Cloud")).toContainText("Rejected")
  await expect(request(page, "Acme Cloud")).toContainText("We have no warehouse there.")
  await expectAccessible(page)
  const letter = await openLetter(page, applicant.address, /was rejected/)
  await expect(letter.getByText("We have no warehouse there.")).toBeVisible()
})

test("R93 one request waits at an enterprise; its applicant withdraws it, and the reviewer who had it open is told", async ({
  page,
  browser,
  world,
}) => {
  const acme = await world.enterprise({ name: "Acme Cloud" })
  const applicant = await world.person()
  await world.join(acme, applicant, { description: "Let me in" })
  const desk = await visit(browser, world, acme.owner, `/${acme.id}/account/tasks`)
  await task(desk, applicant.name).getByRole("button", { name: "Process Now" }).click()
  await expect(desk.getByRole("dialog")).toContainText("Let me in")
  await expect(desk.getByRole("dialog")).toContainText("Invitation codeCurrent code")
  await expectAccessible(desk)

  await world.logIn(page.context(), applicant)
  await page.goto(AFFILIATION)
  await enterCode(page, await world.code(acme))
  await expect(page.getByRole("alert").filter({ hasText: "already have a pending request" })).toBeVisible()
  await expectAccessible(page)
  await request(page, "Acme Cloud").getByRole("button", { name: "Withdraw" }).click()
  await page.getByRole("alertdialog").getByRole("button", { name: "Withdraw request" }).click()
  await expect(request(page, "Acme Cloud")).toContainText("Withdrawn")
  await expect(page.getByText("already have a pending request")).toBeHidden()
  await expect(page.getByLabel("Invitation code")).toHaveValue(await world.code(acme))

  await desk.getByRole("dialog").getByRole("button", { name: "Approve" }).click()
  await expect(desk.getByText("The sender has revoked this.")).toBeVisible()
  await expect(desk.getByText("No pending tasks")).toBeVisible()
  await page.getByRole("button", { name: "Initiate Now" }).click()
  await agree(page)
  await send(page)
  await expect(page.getByText("Pending")).toHaveCount(1)
})

test("R86 a login that is not fresh types its password to reset the code", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.code(acme)
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/information`)
  const former = await world.code(acme)
  await world.run(
    sql`update sessions set created_at = created_at - interval '11 minutes' where account_id = ${acme.owner.id}`,
  )
  await card(page, "Invitation code").getByRole("button", { name: "Reset" }).click()
  await page.getByRole("alertdialog").getByRole("button", { name: "Reset invitation code" }).click()
  const question = page.getByRole("dialog", { name: "Reset the invitation code?" })
  await question.getByLabel("Password").fill("not-my-password-at-all")
  await question.getByRole("button", { name: "Reset invitation code" }).click()
  await expect(question.getByLabel("Password")).toHaveAttribute("aria-invalid", "true")
  await expectAccessible(page)
  await question.getByLabel("Password").fill(PASSWORD)
  await question.getByRole("button", { name: "Reset invitation code" }).click()
  await expect(page.getByText("Invitation code reset.")).toBeVisible()
  expect(await world.code(acme)).not.toBe(former)
})

test("R86 R94 a task whose reviewer is no administrator any more falls to the super admin, marked also as made with a replaced code", async ({
  page,
  browser,
  world,
}) => {
  const acme = await world.enterprise()
  const reviewer = await world.member(acme.id, "admin")
  const applicant = await world.person({ name: "Noah Kim" })
  await world.join(acme, applicant, { reviewer })
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/information`)
  const former = await world.code(acme)
  await card(page, "Invitation code").getByRole("button", { name: "Reset" }).click()
  const question = page.getByRole("alertdialog", { name: "Reset the invitation code?" })
  await expect(question).toContainText("stops working immediately")
  await expectAccessible(page)
  await question.getByRole("button", { name: "Reset invitation code" }).click()
  await expect(page.getByText("Invitation code reset.")).toBeVisible()
  await expect(page.getByText(former)).toHaveCount(0)
  await expect(page.getByText(await world.code(acme))).toBeVisible()

  const desk = await visit(browser, world, reviewer, `/${acme.id}/account/tasks`)
  await expect(task(desk, "Noah Kim")).toContainText("Used an old code")
  await world.run(
    sql`update memberships set role = 'member' where organization_id = ${acme.id} and account_id = ${reviewer.id}`,
  )
  await desk.reload()
  await expect(desk.getByRole("heading", { name: "No access" })).toBeVisible()

  await sidebar(page, "Overview").click()
  await sidebar(page, "Account Tasks").click()
  await expect(task(page, "Noah Kim")).toContainText("Reassigned to you")
  await expect(task(page, "Noah Kim")).toContainText("Used an old code")
  await expectAccessible(page)
  await task(page, "Noah Kim").getByRole("button", { name: "Process Now" }).click()
  await expect(page.getByRole("dialog")).toContainText("Approve it only if you know this account.")
  await expect(page.getByRole("dialog")).toContainText("Invitation codeOld code, since reset")
  await expectAccessible(page)
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click()
  await expect(page.getByText("Noah Kim has joined Cloud Harbour.")).toBeVisible()
})

test("invitations of a former super admin are a task that leads to the records where they are approved again", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const heir = await world.member(acme.id, "admin")
  const invitation = await world.invite(acme, (await world.person()).address)
  await world.asOwner(
    sql`update memberships set role = 'member' where organization_id = ${acme.id} and account_id = ${acme.owner.id}`,
    sql`update memberships set role = 'super_admin' where organization_id = ${acme.id} and account_id = ${heir.id}`,
    sql`insert into handshakes (id, organization_id, kind, state, subject, initiator_id, recipient_id, terms, key_id,
          lifetime_seconds, proposed_at, sent_at, expires_at, settled_at, settled_by)
        select ${crypto.randomUUID()}, organization_id, 'ownership-transfer', 'accepted', 'owner', initiator_id, ${heir.id},
          '{}', key_id, 60, sent_at, sent_at, expires_at, sent_at, ${heir.id} from handshakes where id = ${invitation.id}`,
  )
  await world.logIn(page.context(), heir)
  await page.goto(`/${acme.id}/account/tasks`)
  await expect(page.getByText("1 invitation needs your approval")).toBeVisible()
  await expect(sidebar(page, "Account Tasks")).toHaveAccessibleName(/1 waiting/)
  await expectAccessible(page)
  await page.getByRole("link", { name: "Open Invitation Records" }).click()
  await expect(page.getByRole("row", { name: /Pending/ })).toHaveCount(1)
})

test("R87 only the super admin sees the code; an enterprise without one creates it, and one that is not certified has none", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const code = await world.code(acme)
  for (const role of ["admin", "finance_admin", "dev_admin", "member"] as const) {
    await world.logIn(page.context(), await world.member(acme.id, role))
    await page.goto(`/${acme.id}/enterprise/information`)
    await expect(page.getByText("Certified", { exact: true })).toBeVisible()
    await expect(page.getByText("Invitation code")).toHaveCount(0)
    expect(await page.content()).not.toContain(code)
  }
  await world.run(sql`update organizations set code_key_id = null, code_hash = null where id = ${acme.id}`)
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/information`)
  await expectAccessible(page)
  await page.getByRole("button", { name: "Create invitation code" }).click()
  await expect(card(page, "Invitation code").getByRole("button", { name: "Reset" })).toBeVisible()
  const bare = await world.enterprise({ certified: false })
  await world.logIn(page.context(), bare.owner)
  await page.goto(`/${bare.id}/enterprise/information`)
  await expect(page.getByRole("heading", { name: "Certify your enterprise" })).toBeVisible()
  await expect(page.getByText("Invitation code")).toHaveCount(0)
})

test("R94 Account Tasks is there for administrators alone", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), await world.member(acme.id, "dev_admin"))
  await page.goto(`/${acme.id}/account/overview`)
  await expect(sidebar(page, "Account Affiliation")).toBeVisible()
  await expect(sidebar(page, "Account Tasks")).toHaveCount(0)
  const response = await page.goto(`/${acme.id}/account/tasks`)
  expect(response?.status()).toBe(403)
})

test("a login that ends while a request is written loses none of it", async ({ page, world }) => {
  const acme = await world.enterprise()
  const applicant = await world.person()
  await world.logIn(page.context(), applicant)
  await page.goto(AFFILIATION)
  await enterCode(page, await world.code(acme))
  await agree(page)
  await page.getByLabel("Select an administrator account for review").selectOption({ index: 1 })
  await page.getByLabel("Description").fill("Almost done")
  await world.endSessions(applicant.id)
  await page.getByRole("button", { name: "Confirm and Initiate" }).click()
  await expect(page.getByRole("dialog", { name: "Your login has expired" })).toBeVisible()
  await logInAgain(page, applicant)
  await expect(page.getByRole("dialog")).toHaveCount(0)
  await expect(page.getByLabel("Description")).toHaveValue("Almost done")
  await page.getByRole("button", { name: "Confirm and Initiate" }).click()
  await expect(page.getByText("Request sent")).toBeVisible()
})

test("on a phone nothing of an affiliation is wider than the screen", async ({ page, browser, world }) => {
  const acme = await world.enterprise({ name: "The Extraordinarily Long Harbour Company of the Northern Sea" })
  const applicant = await world.person()
  await world.logIn(page.context(), applicant)
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(AFFILIATION)
  await expectNarrow(page)
  await enterCode(page, await world.code(acme))
  await expect(page.getByRole("checkbox")).toBeVisible()
  await expectNarrow(page)
  await agree(page)
  await expectNarrow(page)
  await send(page)
  await expectNarrow(page)
  await expectAccessible(page)
  const desk = await visit(browser, world, acme.owner, `/${acme.id}/account/tasks`)
  await desk.setViewportSize({ width: 390, height: 844 })
  await expectNarrow(desk)
  await expectAccessible(desk)
  await task(desk, applicant.name).getByRole("button", { name: "Process Now" }).click()
  await expect(desk.getByRole("dialog")).toBeVisible()
  await expectNarrow(desk)
  for (const page of ["enterprise/information", "account/my-entity", "account/overview", "account/affiliation"]) {
    await desk.goto(`/${acme.id}/${page}`)
    await expectNarrow(desk)
  }
})

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false })

  test("R89 R90 R92 R93 a request is made, and a wrong code is refused with what was typed", async ({
    page,
    world,
  }) => {
    const acme = await world.enterprise({ name: "Acme Cloud" })
    await world.logIn(page.context(), await world.person())
    await page.goto(AFFILIATION)
    await enterCode(page, WRONG)
    await expect(page.getByLabel("Invitation code")).toHaveAccessibleDescription(/is not valid/)
    await expect(page.getByLabel("Invitation code")).toHaveValue(WRONG)
    await enterCode(page, await world.code(acme))
    await page.getByRole("button", { name: "Start Request" }).click()
    await expect(page.getByRole("heading", { name: "Affiliation request notice" })).toBeVisible()
    await agree(page)
    await page.getByLabel("Description").fill("From a plain browser")
    await page.getByRole("button", { name: "Back" }).click()
    await page.getByRole("button", { name: "Start Request" }).click()
    await expect(page.getByLabel("Description")).toHaveValue("From a plain browser")
    await send(page, "From a plain browser")
    await expect(request(page, "Acme Cloud")).toContainText("From a plain browser")
    expect(page.url()).not.toContain("?")
  })
})

/** Another browser, of somebody who is logged in. */
async function visit(browser: Browser, world: World, someone: { id: string }, path: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: process.env.MUSTER_ORIGIN })
  await world.logIn(context, someone)
  const page = await context.newPage()
  await page.goto(path)
  return page
}

async function enterCode(page: Page, code: string) {
  await page.getByLabel("Invitation code").fill(code)
  await page.getByRole("button", { name: "Initiate Now" }).click()
}

async function agree(page: Page) {
  await page.getByRole("checkbox", { name: "I have read and agree" }).check()
  await page.getByRole("button", { name: "Start Request" }).click()
  await expect(page.getByRole("heading", { name: "Choose a reviewer" })).toBeVisible()
}

async function send(page: Page, description = "The warehouse in Busan") {
  await page.getByLabel("Select an administrator account for review").selectOption({ index: 1 })
  await page.getByLabel("Description").fill(description)
  await page.getByRole("button", { name: "Confirm and Initiate" }).click()
  await expect(page.getByText("Request sent")).toBeVisible()
}

async function answer(page: Page, applicant: string, button: "Approve" | "Reject…") {
  await task(page, applicant).getByRole("button", { name: "Process Now" }).click()
  await page.getByRole("dialog").getByRole("button", { name: button }).click()
  if (button === "Approve") await expect(page.getByText("No pending tasks")).toBeVisible()
}

async function optionOf(page: Page, words: RegExp): Promise<string> {
  return (await page.getByRole("option", { name: words }).textContent()) ?? ""
}

/** Certifies an enterprise as a legal person of this type, in its owner's name. */
async function certifyAs(world: World, { id, owner }: Enterprise, type: EntityType) {
  await certify(world.db, { organizationId: id, initiatorId: owner.id }, { name: "Own House", licenceNumber: id, type })
}

async function expectNarrow(page: Page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
}

function sidebar(page: Page, name: string) {
  return page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name })
}

function card(page: Page, title: string) {
  return page.locator("section").filter({ has: page.getByRole("heading", { level: 2, name: title, exact: true }) })
}

function request(page: Page, organization: string) {
  return page
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name: organization }) })
    .first()
}

function task(page: Page, applicant: string) {
  return page.getByRole("table", { name: "Requests to join" }).getByRole("row", { name: new RegExp(applicant) })
}
