import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, newPhone, PASSWORD, test, type World } from "@/e2e/world"
import { cancel, resend } from "@/lib/handshake"
import { inviteAccount } from "@/lib/invitations/account-invitations"
import { invitationLink } from "@/lib/invitations/invitations"

test("R19 R21 the link shows enterprise, inviter, role, note and expiry, and its token leaves the address bar", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise({ name: "Acme Cloud" })
  const someone = await world.person()
  const { path } = await world.invite(acme, someone.address, { role: "dev_admin", note: "See you on Monday" })
  await world.logIn(page.context(), someone)
  await page.goto(path)
  await expect(page).toHaveURL("/invite")
  await expect(heading(page, "Grace Lin invites you to join Acme Cloud Certified")).toBeVisible()
  await expect(page.getByText("Invitation Info", { exact: true })).toBeVisible()
  await expect(page.getByText("dev_admin")).toBeVisible()
  await expect(page.getByText("Manages applications, API keys, and logs.")).toBeVisible()
  await expect(page.getByText("See you on Monday")).toBeVisible()
  await expect(page.getByText("in 7 days")).toBeVisible()
  await expectAccessible(page)
})

test("R25 a visitor who is logged out sees Login and Register and comes back to the same invitation", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise({ name: "Acme Cloud" })
  const someone = await world.person()
  const { path } = await world.invite(acme, someone.address, { note: "See you on Monday" })
  await page.goto(path)
  await expect(heading(page, "Grace Lin invites you to join Acme Cloud Certified")).toBeVisible()
  await expect(link(page, "Register")).toBeVisible()
  await expect(button(page, "Accept")).toBeHidden()
  await expect(page.getByText("See you on Monday")).toBeVisible()
  await expect(page.getByText(someone.address)).toBeHidden()
  await expectAccessible(page)
  await link(page, "Login").click()
  await expect(heading(page, "Log in to join Acme Cloud Certified")).toBeVisible()
  await expectAccessible(page)
  await expect(page.getByText("Use the email or phone number that was invited: p•••@e•••.com")).toBeVisible()
  await page.getByLabel("Email or phone").fill(someone.address)
  await page.getByLabel("Password").fill(PASSWORD)
  await button(page, "Log in").click()
  await expect(page).toHaveURL("/invite")
  await expect(button(page, "Accept")).toBeVisible()
})

test("R21 R25 an account that was invited by its number logs in, and learns to whom it belongs from then on", async ({
  page,
  world,
}) => {
  const [acme, someone] = [await world.enterprise({ name: "Acme Cloud" }), await world.person()]
  const number = (await world.run(sql`select number from accounts where id = ${someone.id}`))[0]?.number as string
  const invitation = { organizationId: acme.id, target: { number }, note: "", tags: [] }
  const path = await invitationLink(acme.owner.ctx, await inviteAccount(acme.owner.ctx, invitation))
  await page.goto(path)
  await expect(link(page, "Login")).toBeVisible()
  await expect(link(page, "Register")).toHaveCount(0)
  await expect(page.getByText("Log in with the invited account.")).toBeVisible()
  await expect(page.locator("dt", { hasText: "For account" }).locator("+ dd")).toHaveText(/^\d{3}•+\d{2}$/)
  await expect(page.getByText("Your account will belong to Acme Cloud")).toBeVisible()
  await expectAccessible(page)
  await world.logIn(page.context(), someone)
  await page.goto(path)
  await button(page, "Accept").click()
  await expect(page.getByText("Your account belongs to Acme Cloud and uses its verified entity.")).toBeVisible()
})

test("R25 R27 R34 who registers with the invited address comes back, accepts and enters the console", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise({ name: "Acme Cloud" })
  const address = newEmail("new")
  const { path } = await world.invite(acme, address, { role: "finance_admin" })
  await page.goto(path)
  await link(page, "Register").click()
  await expect(heading(page, "Register to join Acme Cloud Certified")).toBeVisible()
  await expect(page.getByText("Grace Lin invited n•••@e•••.com.")).toBeVisible()
  await expectAccessible(page)
  await button(page, "Send me a code").click()
  await expect(page.getByText("We sent a code to n•••@e•••.com.")).toBeVisible()
  await expect(heading(page, "Register to join Acme Cloud Certified")).toBeVisible()
  await expectAccessible(page)
  await register(page, "000000")
  await expect(page.getByLabel("Code")).toHaveAccessibleDescription(/Incorrect code/)
  await expect(page.getByLabel("Your name")).toHaveValue("Lin Mei")
  await register(page, await world.latestCode(address))
  await expect(page).toHaveURL("/invite")
  await button(page, "Accept").click()
  await expect(heading(page, "Invitation accepted")).toBeVisible()
  await link(page, "Open Acme Cloud").click()
  await expect(page).toHaveURL(`/${acme.id}/account/overview`)
  await expect(page.getByRole("navigation").first()).toBeVisible()
  const [membership] = await world.run(sql`
    select role, origin from memberships m join accounts a on a.id = m.account_id where a.email = ${address}`)
  expect(membership).toEqual({ role: "finance_admin", origin: "invitation" })
})

test("R34 who opens a forwarded link never gets the invited address, however far they go without its code", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const address = newEmail("confidential")
  const { path } = await world.invite(acme, address)
  const answers: Promise<string>[] = []
  page.on("response", (response) => answers.push(response.text().catch(() => "")))
  await page.goto(path)
  await link(page, "Register").click()
  await button(page, "Send me a code").click()
  await register(page, "000000")
  await expect(page.getByLabel("Code")).toHaveAccessibleDescription(/Incorrect code/)
  await page.goto("/login?next=/invite")
  await expect(heading(page, "Log in to join Cloud Harbour Certified")).toBeVisible()
  const seen = (await Promise.all(answers)).join("\n")
  expect(seen).toContain("c•••@e•••.com")
  expect(seen).not.toContain("confidential")
})

test("R34 an invited address that has an account gets another message, and who asked sees no difference", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const screens = []
  for (const address of [newEmail("person"), (await world.person()).address]) {
    const { path } = await world.invite(acme, address)
    await page.goto(path)
    await link(page, "Register").click()
    await button(page, "Send me a code").click()
    await expect(page.getByLabel("Code")).toBeVisible()
    screens.push(await page.locator("main").innerText())
  }
  expect(screens[0]).toBe(screens[1])
})

test("R26 who is logged in sees the details with Accept and Reject", async ({ page, world }) => {
  const { acme } = await visitedByInvitee(page, world)
  await expect(heading(page, `${acme.owner.name} invites you to join ${acme.name} Certified`)).toBeVisible()
  const details = { "Your role": "member", "Sent to": "p•••@e•••.com", Expires: "in 7 days" }
  for (const [name, value] of Object.entries(details)) {
    await expect(page.locator("dt", { hasText: name }).locator("+ dd")).toContainText(value)
  }
  await expect(button(page, "Accept")).toBeEnabled()
  await expect(button(page, "Reject")).toBeEnabled()
  for (const name of ["Login", "Register"]) await expect(link(page, name)).toBeHidden()
})

test("R22 a link that was accepted says so, to a stranger without a way in", async ({ page, world }) => {
  const acme = await world.enterprise()
  const { path } = await accepted(world, acme)
  await page.goto(path)
  await expect(heading(page, "Invitation accepted")).toBeVisible()
  await expect(link(page, `Open ${acme.name}`)).toBeHidden()
  await expectAccessible(page)
})

test("R23 R28 Reject declines it for good, and the link says so from then on", async ({ page, world }) => {
  const { path, id } = await visitedByInvitee(page, world)
  await button(page, "Reject").click()
  await expect(heading(page, "Invitation rejected")).toBeVisible()
  expect(await world.traces(id)).toMatchObject({ state: "declined", members: 1 })
  await page.goto(path)
  await expect(heading(page, "Invitation rejected")).toBeVisible()
  await expectAccessible(page)
})

test("R24 unknown, revoked and expired links look the same to a stranger", async ({ page, world }) => {
  const acme = await world.enterprise()
  const [revoked, expired, replaced] = [
    await dead(world, acme, "revoked"),
    await dead(world, acme, "expired"),
    newEmail(),
  ]
  const old = await world.invite(acme, replaced)
  await resend(acme.owner.ctx, { id: old.id })
  const bodies = []
  for (const path of ["/invite?token=x", revoked.path, expired.path, old.path]) {
    await page.context().clearCookies()
    await page.goto(path)
    await expect(heading(page, "Invalid or expired")).toBeVisible()
    bodies.push(await page.locator("body").innerText())
  }
  expect(new Set(bodies).size).toBe(1)
  await expectAccessible(page)
})

for (const state of ["revoked", "expired"] as const) {
  test(`R18 R24 R31 the person it was sent to is told that it is ${state}, and can ask for a new link`, async ({
    page,
    world,
  }) => {
    const acme = await world.enterprise()
    const { path, someone } = await dead(world, acme, state)
    await world.logIn(page.context(), someone)
    await page.goto(path)
    await expect(heading(page, `Invitation ${state}`)).toBeVisible()
    await expectAccessible(page)
    await button(page, "Request a new link").click()
    await expect(page.getByText("Your request was sent to the super admin.")).toBeVisible()
    expect(await world.letters(acme.owner.address)).toContain("new-link-wanted")
    await button(page, "Request a new link").click()
    await expect(
      page.getByRole("alert").filter({ hasText: "You have already requested a new link. Try again in 24 hours." }),
    ).toBeVisible()
  })
}

test("R29 R30 another account is told who was invited and who is logged in, and switches without losing the invitation", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise({ name: "Acme Cloud" })
  const [invitee, other] = [await world.person({ address: newEmail("lena") }), await world.person({ name: "Otto" })]
  const { path, id } = await world.invite(acme, invitee.address)
  const before = await world.traces(id)
  await world.logIn(page.context(), other)
  await page.goto(path)
  await expect(heading(page, "This invitation is for another account")).toBeVisible()
  await expect(page.getByText("l•••@e•••.com")).toBeVisible()
  await expect(page.getByText(other.address)).toBeVisible()
  await expect(button(page, "Accept")).toBeHidden()
  await expectAccessible(page)
  await button(page, "Switch account").click()
  await expect(page).toHaveURL(/\/login\?next=%2Finvite/)
  expect(await world.traces(id)).toEqual(before)
  await page.getByLabel("Email or phone").fill(invitee.address)
  await page.getByLabel("Password").fill(PASSWORD)
  await button(page, "Log in").click()
  await button(page, "Accept").click()
  await expect(heading(page, "Invitation accepted")).toBeVisible()
})

test("R34 an account that has not verified the invited contact verifies it here and then accepts", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const [someone, invited] = [await world.person({ address: newPhone() }), newEmail("work")]
  const { path, id } = await world.invite(acme, invited)
  await world.logIn(page.context(), someone)
  await page.goto(path)
  await expect(heading(page, "Verify your email or phone number")).toBeVisible()
  await expect(button(page, "Accept")).toBeHidden()
  await expectAccessible(page)
  await button(page, "Send code").click()
  await page.getByLabel("Code").fill("000 000")
  await button(page, "Verify and continue").click()
  await expect(page.getByLabel("Code")).toHaveAttribute("aria-invalid", "true")
  expect(await world.traces(id)).toMatchObject({ state: "open" })
  await expectAccessible(page)
  await page.getByLabel("Code").fill(await world.latestCode(invited))
  await button(page, "Verify and continue").click()
  await button(page, "Accept").click()
  await expect(heading(page, "Invitation accepted")).toBeVisible()
})

test("R2 an invitation that cannot be accepted now says why and what would help", async ({ page, world }) => {
  const reasons = {
    "The enterprise is not certified": (id: string) => sql`update organizations set entity_id = null where id = ${id}`,
    "The organization is full": (id: string) => sql`update organizations set quota = 1 where id = ${id}`,
  }
  for (const [title, cause] of Object.entries(reasons)) {
    const { acme, path } = await visitedByInvitee(page, world)
    await world.run(cause(acme.id))
    await page.goto(path)
    await expect(heading(page, title)).toBeVisible()
    await expect(button(page, "Accept")).toBeHidden()
    await expectAccessible(page)
  }
})

test("R1 an invitation whose sender is no super admin any more needs re-approval", async ({ page, world }) => {
  const { acme, path } = await visitedByInvitee(page, world)
  const successor = await world.member(acme.id)
  await world.succeed(acme, successor)
  await page.goto(path)
  await expect(heading(page, "This invitation needs re-approval")).toBeVisible()
  await expect(button(page, "Accept")).toBeHidden()
  await expectAccessible(page)
})

test("R35 who is a member already is shown the way in instead of Accept", async ({ page, world }) => {
  const { acme, path, someone } = await visitedByInvitee(page, world)
  await world.run(sql`
    insert into memberships (organization_id, account_id, role, origin) values (${acme.id}, ${someone.id}, 'member', 'created')`)
  await page.goto(path)
  await expect(heading(page, "You are already a member")).toBeVisible()
  await expect(link(page, "Open the console")).toBeVisible()
})

test("R18 an invitation that was revoked while it was read cannot be accepted", async ({ page, world }) => {
  const { acme, id } = await visitedByInvitee(page, world)
  await cancel(acme.owner.ctx, { id })
  await button(page, "Accept").click()
  await expect(heading(page, "Invitation revoked")).toBeVisible()
  expect(await world.traces(id)).toMatchObject({ state: "canceled", members: 1 })
})

test("R27 what is shown is what is accepted, even when another link was opened meanwhile", async ({ page, world }) => {
  const { id, someone } = await visitedByInvitee(page, world)
  const other = await world.invite(await world.enterprise({ name: "Other Works" }), someone.address)
  const tab = await page.context().newPage()
  await tab.goto(other.path)
  await expect(heading(tab, "Grace Lin invites you to join Other Works Certified")).toBeVisible()
  await button(page, "Accept").click()
  await expect(heading(page, "Invitation accepted")).toBeVisible()
  await expect.poll(() => world.traces(id)).toMatchObject({ state: "accepted" })
  expect(await world.traces(other.id)).toMatchObject({ state: "open" })
})

test("R25 an ended login is said at the answer, which changes nothing", async ({ page, world }) => {
  const { path, id, someone } = await visitedByInvitee(page, world)
  await world.endSessions(someone.id)
  await button(page, "Accept").click()
  await expect(page.getByText("Your login has expired. Log in again to respond.")).toBeVisible()
  await page.goto(path)
  await expect(link(page, "Login")).toBeVisible()
  expect(await world.traces(id)).toMatchObject({ state: "open" })
})

test("opening a link twenty times, logged in or not, changes nothing", async ({ page, world }) => {
  const acme = await world.enterprise()
  const someone = await world.person()
  const { path, id } = await world.invite(acme, someone.address)
  const before = await world.traces(id)
  const look = async () => {
    for (let times = 0; times < 10; times++) expect((await page.request.get(path)).ok()).toBe(true)
    expect((await page.request.head(path)).ok()).toBe(true)
  }
  await look()
  await world.logIn(page.context(), someone)
  await look()
  await page.goto(path)
  await expect(button(page, "Accept")).toBeVisible()
  expect(await world.traces(id)).toEqual(before)
})

test("R20 while the link is checked the page says Loading", async ({ page, world }) => {
  const { path } = await visitedByInvitee(page, world)
  const { release } = await world.holdHandshakes()
  await page.goto(path, { waitUntil: "commit" })
  await expect(heading(page, "Checking the invitation…")).toBeVisible()
  await release()
  await expect(button(page, "Accept")).toBeVisible()
  await expect(heading(page, "Checking the invitation…")).toBeHidden()
})

test("R20 Loading can be read by everybody", async ({ page, world }) => {
  const { path } = await visitedByInvitee(page, world)
  const { release } = await world.holdHandshakes()
  await page.goto(path, { waitUntil: "commit" })
  await expect(heading(page, "Checking the invitation…")).toBeVisible()
  await expectAccessible(page)
  await expect(heading(page, "Checking the invitation…")).toBeVisible()
  await release()
  await expect(heading(page, "Checking the invitation…")).toBeHidden()
})

test("R19 the page asks search engines to stay away and is not kept by the browser", async ({ page, world }) => {
  const { path } = await visitedByInvitee(page, world)
  const answer = await page.request.get(path)
  expect(answer.headers()).toMatchObject({
    "x-robots-tag": "noindex",
    "cache-control": expect.stringContaining("no-store"),
  })
})

test.describe("far from Greenwich", () => {
  test.use({ timezoneId: "Asia/Singapore" })

  test("R21 the end of an invitation is told in the zone of its reader, and names it", async ({ page, world }) => {
    const { id } = await visitedByInvitee(page, world)
    await world.run(
      sql`update handshakes set expires_at = date_trunc('day', expires_at) + interval '20 hours' where id = ${id}`,
    )
    await page.reload()
    await expect(expiry(page)).toHaveText(/^[A-Z][a-z]{2} \d+ \(in \d days\), 04:00 GMT\+8$/)
  })
})

test.describe("in Chinese", () => {
  test.use({ locale: "zh-CN" })

  test("R21 the page speaks the language of the browser", async ({ page, world }) => {
    await visitedByInvitee(page, world)
    await expect(heading(page, "Grace Lin 邀请您加入 Cloud Harbour 已认证")).toBeVisible()
    await expect(button(page, "接受")).toBeVisible()
    await expectAccessible(page)
  })
})

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false })

  test("R21 the end of an invitation is told in UTC, and says so", async ({ page, world }) => {
    await visitedByInvitee(page, world)
    await expect(expiry(page)).toHaveText(/^[A-Z][a-z]{2} \d+ \(in 7 days\), \d\d:\d\d UTC$/)
  })

  test("R27 an invitation is accepted", async ({ page, world }) => {
    await visitedByInvitee(page, world)
    await button(page, "Accept").click()
    await expect(heading(page, "Invitation accepted")).toBeVisible()
  })

  test("R28 an invitation is rejected", async ({ page, world }) => {
    await visitedByInvitee(page, world)
    await button(page, "Reject").click()
    await expect(heading(page, "Invitation rejected")).toBeVisible()
  })

  test("R25 R29 a stranger switches to the invited account and accepts", async ({ page, world }) => {
    const invitee = await world.person()
    const { path } = await world.invite(await world.enterprise(), invitee.address)
    await world.logIn(page.context(), await world.person())
    await page.goto(path)
    await button(page, "Switch account").click()
    await page.getByLabel("Email or phone").fill(invitee.address)
    await page.getByLabel("Password").fill(PASSWORD)
    await button(page, "Log in").click()
    await button(page, "Accept").click()
    await expect(heading(page, "Invitation accepted")).toBeVisible()
  })

  test("R25 R34 a person registers from an invitation and accepts it", async ({ page, world }) => {
    const address = newEmail("new")
    const { path } = await world.invite(await world.enterprise(), address)
    await page.goto(path)
    await link(page, "Register").click()
    await button(page, "Send me a code").click()
    await register(page, "000000")
    await expect(page.getByRole("alert")).toHaveText(/^Incorrect code/)
    await register(page, await world.latestCode(address))
    await button(page, "Accept").click()
    await expect(heading(page, "Invitation accepted")).toBeVisible()
  })

  test("R34 a contact is verified by its code, after a wrong one", async ({ page, world }) => {
    const invited = newEmail("work")
    const { path } = await world.invite(await world.enterprise(), invited)
    await world.logIn(page.context(), await world.person({ address: newPhone() }))
    await page.goto(path)
    await button(page, "Send code").click()
    await page.getByLabel("Code").fill("000000")
    await button(page, "Verify and continue").click()
    await expect(page.getByRole("alert")).toHaveText("Incorrect code. 4 attempts left.")
    await page.getByLabel("Code").fill(await world.latestCode(invited))
    await button(page, "Verify and continue").click()
    await expect(button(page, "Accept")).toBeVisible()
  })

  test("R24 a new link is asked for, from a page that was slow to come", async ({ page, world }) => {
    const { path, someone } = await dead(world, await world.enterprise(), "expired")
    await world.logIn(page.context(), someone)
    const { release } = await world.holdHandshakes()
    await page.goto(path, { waitUntil: "commit" })
    await release()
    await button(page, "Request a new link").click()
    await expect(page.getByText("Your request was sent to the super admin.")).toBeVisible()
  })

  test("R20 what comes after Loading is uncovered", async ({ page, world }) => {
    const { path } = await visitedByInvitee(page, world)
    const { release } = await world.holdHandshakes()
    await page.goto(path, { waitUntil: "commit" })
    await release()
    await expect(button(page, "Accept")).toBeVisible()
    await expect(heading(page, "Checking the invitation…")).toBeHidden()
    await button(page, "Accept").click()
    await expect(heading(page, "Invitation accepted")).toBeVisible()
  })
})

type Enterprise = Awaited<ReturnType<World["enterprise"]>>

async function visitedByInvitee(page: Page, world: World) {
  const [acme, someone] = [await world.enterprise(), await world.person()]
  const invitation = await world.invite(acme, someone.address)
  await world.logIn(page.context(), someone)
  await page.goto(invitation.path)
  return { acme, someone, ...invitation }
}

async function accepted(world: World, acme: Enterprise) {
  const someone = await world.person()
  const invitation = await world.invite(acme, someone.address)
  await world.run(sql`
    update handshakes set state = 'accepted', settled_at = clock_timestamp(), settled_by = ${someone.id}
     where id = ${invitation.id}`)
  return invitation
}

async function dead(world: World, acme: Enterprise, state: "revoked" | "expired") {
  const someone = await world.person()
  const invitation = await world.invite(acme, someone.address)
  if (state === "revoked") await cancel(acme.owner.ctx, { id: invitation.id })
  else await world.run(sql`update handshakes set expires_at = clock_timestamp() where id = ${invitation.id}`)
  return { ...invitation, someone }
}

async function register(page: Page, code: string) {
  await page.getByLabel("Code").fill(code)
  await page.getByLabel("Your name").fill("Lin Mei")
  await page.getByLabel("Password").fill(PASSWORD)
  await button(page, "Create account").click()
}

function expiry(page: Page) {
  return page.locator("dt", { hasText: "Expires" }).locator("+ dd")
}

function heading(page: Page, name: string) {
  return page.getByRole("heading", { level: 1, name, exact: true })
}

function button(page: Page, name: string) {
  return page.getByRole("button", { name, exact: true })
}

function link(page: Page, name: string) {
  return page.getByRole("link", { name, exact: true })
}
