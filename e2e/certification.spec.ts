import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, newLicence, test, type World } from "@/e2e/world"
import { approveCertification, rejectCertification } from "@/lib/organizations/certification"

type Enterprise = Awaited<ReturnType<World["enterprise"]>>

let names = 0
/** Operators see the requests of every test, so each organization has a name of its own. */
const newName = () => `Lantern ${process.pid}-${++names}`

test("the license number of the profile stands in the form of the certification", async ({ page, world }) => {
  const lantern = await uncertified(world)
  await world.run(sql`update organizations set licence_number = '91330100MA2CB3XH7K' where id = ${lantern.id}`)
  await world.logIn(page.context(), lantern.owner)
  await page.goto(`/${lantern.id}/enterprise/information`)
  await expect(page.getByLabel("License number")).toHaveValue("91330100MA2CB3XH7K")
  await page.getByLabel("Legal name").fill("Paper Lantern Ltd.")
  await page.getByRole("button", { name: "Submit" }).click()
  await expect(facts(page)).toContainText("License number91330100MA2CB3XH7K")
})

test("R2 an enterprise is refused an invitation, asks to be certified, is rejected, corrects it, is approved and invites", async ({
  page,
  browser,
  world,
}) => {
  const lantern = await uncertified(world)
  const sam = await world.operator()
  await world.logIn(page.context(), lantern.owner)
  await page.goto(`/${lantern.id}/account/my-entity`)
  await expect(page.getByText(`It belongs to ${lantern.name}`)).toBeVisible()
  const wayThere = page.getByRole("main").getByRole("link", { name: "Enterprise Information" })
  await expect(wayThere).toHaveAttribute("href", `/${lantern.id}/enterprise/information`)
  await page.goto(`/${lantern.id}/enterprise/members`)
  const invite = page.getByRole("button", { name: "Invite", exact: true })
  await expect(invite).toHaveAccessibleDescription(/must be certified .+ Submit its certification/)
  await page.getByRole("link", { name: "Certify now" }).click()
  await expect(page.getByRole("heading", { name: "Enterprise Information", level: 1 })).toBeVisible()
  const licence = newLicence()
  await submit(page, { name: "Paper Lantern", licence, type: "Sole proprietorship" })
  await expect(page.getByText("Expires", { exact: true })).toBeVisible()
  await expect(facts(page)).toContainText(`Legal namePaper LanternLicense number${licence}TypeSole proprietorship`)

  const desk = await (await browser.newContext()).newPage()
  await world.logIn(desk.context(), sam)
  await desk.goto("/operator")
  await openRequest(desk, lantern)
  await desk.getByRole("button", { name: "Reject…" }).click()
  await desk.getByRole("button", { name: "Reject request" }).click()
  await expect(desk.getByLabel("Reason")).toHaveAccessibleDescription(/Fill in this field/)
  await desk.getByLabel("Reason").fill("The licence names Paper Lantern Ltd.")
  await desk.getByRole("button", { name: "Reject request" }).click()
  await expect(desk.getByText(`Request from ${lantern.name} rejected.`)).toBeVisible()
  await expect(record(desk, lantern)).toHaveCount(0)

  await page.reload()
  await expect(page.getByText("Your request was rejected")).toBeVisible()
  await expect(page.getByText("The licence names Paper Lantern Ltd.")).toBeVisible()
  await expect(page.getByText("Sam Okafor")).toHaveCount(0)
  await expect(page.getByLabel("Legal name")).toHaveValue("Paper Lantern")
  await expect(page.getByLabel("License number")).toHaveValue(licence)
  await expect(page.getByRole("radio", { name: /Sole proprietorship/ })).toBeChecked()
  await submit(page, { name: "Paper Lantern Ltd.", licence, type: "Enterprise" })
  await expect(page.getByText("Expires", { exact: true })).toBeVisible()

  await desk.reload()
  await openRequest(desk, lantern)
  await desk.getByRole("button", { name: "Approve" }).click()
  await expect(desk.getByText(`${lantern.name} is certified.`)).toBeVisible()
  await desk.getByRole("link", { name: "All", exact: true }).click()
  await expect(record(desk, lantern)).toHaveCount(2)

  await page.reload()
  await expect(page.getByText("Certified since")).toBeVisible()
  await page.getByRole("link", { name: "Members" }).click()
  await invite.click()
  await expect(page.getByLabel("Invite by Email or Phone")).toBeVisible()
  expect(await world.letters(lantern.owner.address)).toEqual(["certification-rejected", "certification-approved"])
  await desk.context().close()
})

test("R2 a drawer that was open when the certification went says why, and leads to Enterprise Information", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  await page.getByRole("button", { name: "Invite", exact: true }).click()
  await page.getByLabel("Invite by Email or Phone").fill("someone@example.com")
  await page.getByRole("radio", { name: /member/ }).check()
  await world.run(sql`update organizations set entity_id = null where id = ${acme.id}`)
  await page.getByRole("button", { name: "Send Invitation" }).click()
  await expect(page.getByText("The enterprise must be certified first")).toBeVisible()
  await page.getByRole("dialog").getByRole("link", { name: "Enterprise Information" }).click()
  await expect(page).toHaveURL(pathOf(acme))
  await expect(page.getByRole("heading", { name: "Certify your enterprise" })).toBeVisible()
})

test("not certified: the form says why it matters, keeps what was typed, and names the field that is wrong", async ({
  page,
  world,
}) => {
  const lantern = await uncertified(world)
  await open(page, world, lantern)
  const sidebar = page.getByRole("navigation", { name: "Main navigation" })
  await expect(sidebar.getByRole("link", { name: "Enterprise Information" })).toHaveAttribute("aria-current", "page")
  await expect(page.getByText("You can invite members once a platform operator")).toBeVisible()
  await expectAccessible(page)
  await submit(page, { name: "Paper Lantern", licence: "中国 1234", type: "Individual" })
  await expect(page.getByLabel("License number")).toHaveAccessibleDescription(/4 to 40 letters and digits/)
  await expect(page.getByLabel("License number")).toHaveValue("中国 1234")
  await expect(page.getByLabel("License number")).toBeFocused()
  await expect(page.getByLabel("Legal name")).toHaveValue("Paper Lantern")
  await expect(page.getByRole("radio", { name: /Individual/ })).toBeChecked()
  await expectAccessible(page)
  expect(await world.run(sql`select 1 from handshakes where organization_id = ${lantern.id}`)).toHaveLength(0)
})

for (const role of ["admin", "finance_admin", "dev_admin", "member"] as const) {
  test(`R2 ${role} sees how the certification stands and who can ask for it, but no form`, async ({ page, world }) => {
    const lantern = await uncertified(world)
    const someone = await world.member(lantern.id, role)
    await open(page, world, lantern, someone)
    await expect(page.getByText("Only the super admin can submit the certification: Grace Lin.")).toBeVisible()
    await expect(page.getByRole("main").getByRole("textbox")).toHaveCount(0)
    const { id } = await world.request(lantern)
    await page.reload()
    await expect(page.getByText("Expires", { exact: true })).toBeVisible()
    await expect(page.getByRole("button", { name: "Withdraw" })).toHaveCount(0)
    await expectAccessible(page)
    const sam = await world.operator()
    await rejectCertification(sam.ctx, { id, reason: "Between us." })
    await page.reload()
    await expect(page.getByText("Your request was rejected")).toBeVisible()
    await expect(page.getByText("Between us.")).toHaveCount(0)
    if (role !== "admin") return
    await page.goto(`/${lantern.id}/enterprise/members`)
    await expect(page.getByText("The super admin can request certification.")).toBeVisible()
    await page.getByRole("main").getByRole("link", { name: "Enterprise Information" }).click()
    await expect(page).toHaveURL(pathOf(lantern))
  })
}

test("pending: what was submitted, when and until when; it is withdrawn after one question", async ({
  page,
  world,
}) => {
  const lantern = await uncertified(world)
  await world.request(lantern, { name: "Paper Lantern Ltd." })
  await world.logIn(page.context(), lantern.owner)
  await page.goto(`/${lantern.id}/enterprise/members`)
  await expect(page.getByText("Certification in progress")).toBeVisible()
  const invite = page.getByRole("button", { name: "Invite", exact: true })
  await expect(invite).toHaveAccessibleDescription(/Its request is waiting for an operator/)
  await expectAccessible(page)
  await page.getByRole("link", { name: "View request" }).click()
  await expect(facts(page)).toContainText("Legal namePaper Lantern Ltd.")
  await expect(facts(page)).toContainText("Submitted byGrace Lin")
  await expect(page.getByRole("textbox")).toHaveCount(0)
  await expectAccessible(page)
  await page.getByRole("button", { name: "Withdraw" }).click()
  await expect(page.getByRole("alertdialog")).toContainText("Operators can no longer approve it.")
  await expectAccessible(page)
  await page.getByRole("button", { name: "Cancel" }).click()
  await expect(page.getByRole("alertdialog")).toHaveCount(0)
  await page.getByRole("button", { name: "Withdraw", exact: true }).click()
  await page.getByRole("button", { name: "Withdraw request" }).click()
  await expect(page.getByText("Your request was withdrawn")).toBeVisible()
  await expect(page.getByLabel("Legal name")).toHaveValue("Paper Lantern Ltd.")
  await expectAccessible(page)
})

test("rejected, expired, and asked for by a former super admin: each says so", async ({ page, world }) => {
  const lantern = await uncertified(world)
  const sam = await world.operator()
  const first = await world.request(lantern)
  await rejectCertification(sam.ctx, { id: first.id, reason: "The number\nis another’s." })
  await open(page, world, lantern)
  await expect(page.getByText("The number is another’s.")).toBeVisible()
  await expectAccessible(page)
  const second = await world.request(lantern)
  await world.run(sql`update handshakes set expires_at = clock_timestamp() where id = ${second.id}`)
  await page.reload()
  await expect(page.getByText("Your request expired without a response")).toBeVisible()
  await expectAccessible(page)
  await world.request(lantern)
  const next = await world.member(lantern.id, "admin")
  await passSeat(world, lantern, next)
  await open(page, world, lantern, next)
  await expect(page.getByText("This request can no longer be approved")).toBeVisible()
  await expect(page.getByText("Grace Lin submitted it and is no longer the super admin.")).toBeVisible()
  await expectAccessible(page)
  await world.logIn(page.context(), sam)
  await page.goto("/operator")
  await openRequest(page, lantern)
  await expect(page.getByRole("button", { name: "Approve" })).toHaveAccessibleDescription(/no longer the super admin/)
  await expect(page.getByText("Grace Lin can no longer request certification.")).toBeVisible()
  await expectAccessible(page)
})

test("certified: the verified entity stands there for every member, and nothing of it can be edited", async ({
  page,
  world,
}) => {
  const lantern = await uncertified(world)
  const [{ id }, sam] = [await world.request(lantern, { type: "individual" }), await world.operator()]
  await approveCertification(sam.ctx, { id, shared: false })
  for (const someone of [lantern.owner, await world.member(lantern.id)]) {
    await open(page, world, lantern, someone)
    await expect(facts(page)).toContainText("TypeIndividualCertified since")
    await expect(page.getByRole("main").getByText("Certified", { exact: true })).toBeVisible()
    await expect(page.getByRole("main").getByRole("textbox")).toHaveCount(0)
    await expect(page.getByRole("button", { name: "Submit" })).toHaveCount(0)
    await expectAccessible(page)
  }
})

test("without JavaScript the form is sent, and what was wrong is said", async ({ browser, world }) => {
  const lantern = await uncertified(world)
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: process.env.MUSTER_ORIGIN })
  await world.logIn(context, lantern.owner)
  const page = await context.newPage()
  await page.goto(pathOf(lantern))
  await submit(page, { name: "Paper Lantern", licence: "x", type: "Individual" })
  await expect(page.getByLabel("License number")).toHaveAccessibleDescription(/4 to 40 letters and digits/)
  await expect(page.getByRole("radio", { name: /Individual/ })).toBeChecked()
  await submit(page, { name: "Paper Lantern", licence: newLicence(), type: "Individual" })
  await expect(page.getByText("Expires", { exact: true })).toBeVisible()
  await context.close()
})

test("the operator's page does not exist for anyone else, and logging in comes back to it", async ({ page, world }) => {
  const acme = await world.enterprise()
  await page.goto("/operator")
  await expect(page).toHaveURL("/login?next=%2Foperator")
  for (const someone of [acme.owner, await world.member(acme.id, "admin"), await world.person()]) {
    await world.logIn(page.context(), someone)
    for (const path of ["/operator", "/operator?show=all"]) {
      expect((await page.goto(path))?.status(), path).toBe(404)
      await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible()
    }
    await page.goto("/me")
    await expect(page.getByRole("link", { name: /Operator/ })).toHaveCount(0)
  }
})

test("an operator finds the page in the account menu and beside the own account, and the way back", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const sam = await world.operator()
  await world.run(sql`insert into memberships (organization_id, account_id, role, origin)
    values (${acme.id}, ${sam.id}, 'admin', 'created')`)
  await world.logIn(page.context(), sam)
  await page.goto(pathOf(acme))
  await page.getByRole("button", { name: /Sam Okafor/ }).click()
  await page.getByRole("link", { name: "Operator" }).click()
  await expect(page.getByRole("heading", { name: "Operator", level: 1 })).toBeVisible()
  await page.getByRole("link", { name: "Back to the console" }).click()
  await expect(page).toHaveURL(`/${acme.id}/enterprise/members`)
  await page.goto("/me")
  await page.getByRole("link", { name: /Operator/ }).click()
  await expect(page).toHaveURL("/operator")
})

test("the operator sees everything about a request before the answer, and what became of it after", async ({
  page,
  world,
}) => {
  const lantern = await uncertified(world)
  const licence = newLicence()
  await world.request(lantern, { name: "Paper Lantern Ltd.", licenceNumber: licence })
  await world.logIn(page.context(), await world.operator())
  await page.goto("/operator")
  const heads = ["Organization", "License number", "Type", "Applicant", "Submitted", "Status", "Actions"]
  await expect(page.getByRole("columnheader")).toHaveText(heads)
  for (const text of ["Paper Lantern Ltd.", licence, "Enterprise", lantern.owner.address, "Pending"]) {
    await expect(record(page, lantern)).toContainText(text)
  }
  await expectAccessible(page)
  await openRequest(page, lantern)
  const dialog = page.getByRole("dialog")
  for (const text of [lantern.id, "Grace Lin", lantern.owner.address, "Expires"]) {
    await expect(dialog).toContainText(text)
  }
  await expectAccessible(page)
  await page.getByRole("button", { name: "Reject…" }).click()
  await expectAccessible(page)
  await page.getByRole("button", { name: "Back", exact: true }).click()
  await page.getByRole("button", { name: "Reject…" }).click()
  await page.getByLabel("Reason").fill("No such licence.")
  await page.getByRole("button", { name: "Reject request" }).click()
  await page.getByRole("link", { name: "All", exact: true }).click()
  await record(page, lantern)
    .getByRole("button", { name: `Details of the request from ${lantern.name}` })
    .click()
  for (const text of ["Rejected", "Sam Okafor", "No such licence."]) await expect(dialog).toContainText(text)
  await expect(dialog.getByRole("button", { name: /Approve|Reject/ })).toHaveCount(0)
  await expectAccessible(page)
})

test("an entity that another organization has is approved only after a word for it", async ({ page, world }) => {
  const [holding, lantern] = [await uncertified(world), await uncertified(world)]
  const [sam, licenceNumber] = [await world.operator(), newLicence()]
  const { id } = await world.request(holding, { name: "Lantern Holding", licenceNumber })
  await world.request(lantern, { name: "Lantern Ltd.", licenceNumber })
  await world.logIn(page.context(), sam)
  await page.goto("/operator")
  await openRequest(page, lantern)
  await approveCertification(sam.ctx, { id, shared: false })
  await page.getByRole("button", { name: "Approve" }).click()
  await expect(page.getByText("Another organization is already certified with this legal entity.")).toBeVisible()
  await expect(page.getByText("This license number is already certified as Lantern Holding for:")).toBeVisible()
  await expect(page.getByRole("dialog").getByRole("listitem")).toHaveText(holding.name)
  await expect(page.getByRole("button", { name: "Approve" })).toBeDisabled()
  await expectAccessible(page)
  await page.getByLabel("Allow another organization to use this entity").check()
  await page.getByRole("button", { name: "Approve" }).click()
  await expect(page.getByText(`${lantern.name} is certified.`)).toBeVisible()
})

test("a request that was withdrawn meanwhile says so, and leaves the list", async ({ page, world }) => {
  const lantern = await uncertified(world)
  const { id } = await world.request(lantern)
  await world.logIn(page.context(), await world.operator())
  await page.goto("/operator")
  await openRequest(page, lantern)
  await world.run(sql`update handshakes set state = 'canceled', settled_at = clock_timestamp() where id = ${id}`)
  await page.getByRole("button", { name: "Approve" }).click()
  await expect(page.getByText("The sender has revoked this.")).toBeVisible()
  await expect(page.getByRole("dialog")).toBeHidden()
  await expect(record(page, lantern)).toHaveCount(0)
})

test("on a phone everything is there, within the edges and in 简体中文 too", async ({ browser, world }) => {
  const context = await browser.newContext({
    locale: "zh-CN",
    viewport: { width: 390, height: 844 },
    baseURL: process.env.MUSTER_ORIGIN,
  })
  const lantern = await uncertified(world)
  const page = await context.newPage()
  await world.logIn(context, lantern.owner)
  await page.goto(pathOf(lantern))
  await expect(page.getByRole("heading", { name: "企业信息", level: 1 })).toBeVisible()
  await expectWithinEdges(page)
  await world.request(lantern, { name: "A very long legal name of a company with limited liability".repeat(3) })
  await page.reload()
  await expectWithinEdges(page)
  await world.logIn(context, await world.operator())
  await page.goto("/operator")
  await expect(page.getByRole("heading", { name: "运营", level: 1 })).toBeVisible()
  await expectWithinEdges(page)
  await page.getByRole("button", { name: `处理 ${lantern.name} 的申请` }).click()
  await expect(page.getByRole("dialog")).toBeVisible()
  await expectWithinEdges(page)
  await context.close()
})

async function expectWithinEdges(page: Page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await expectAccessible(page)
}

function uncertified(world: World) {
  return world.enterprise({ certified: false, name: newName() })
}

async function open(page: Page, world: World, acme: Enterprise, as: { id: string } = acme.owner) {
  await world.logIn(page.context(), as)
  await page.goto(pathOf(acme))
}

function pathOf({ id }: Enterprise) {
  return `/${id}/enterprise/information`
}

async function submit(page: Page, entity: { name: string; licence: string; type: string }) {
  await page.getByLabel("Legal name").fill(entity.name)
  await page.getByLabel("License number").fill(entity.licence)
  await page.getByRole("radio", { name: new RegExp(`^${entity.type}`) }).check()
  await page.getByRole("button", { name: "Submit" }).click()
}

function facts(page: Page) {
  return page.getByRole("main").locator("dl")
}

function record(page: Page, { name }: Enterprise) {
  return page.getByRole("table", { name: "Certification requests" }).getByRole("row").filter({ hasText: name })
}

function openRequest(page: Page, acme: Enterprise) {
  return record(page, acme)
    .getByRole("button", { name: `Process the request from ${acme.name}` })
    .click()
}

/** The seat changes hands, as an ownership transfer does it. */
function passSeat(world: World, { id, owner }: Enterprise, next: { id: string }) {
  return world.db.transaction(async (tx) => {
    for (const [role, { id: account }] of [
      ["member", owner],
      ["super_admin", next],
    ] as const) {
      await tx.execute(
        sql`update memberships set role = ${role} where organization_id = ${id} and account_id = ${account}`,
      )
    }
  })
}
