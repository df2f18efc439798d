import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, newPhone, PASSWORD, test, type World } from "@/e2e/world"

test("a number without its country is shown with the one it is read for before anything is sent", async ({
  page,
  world,
}) => {
  const acme = await openDrawer(page, world, "GB")
  const phone = `07400 ${String(Date.now()).slice(-6)}`
  const read = `+44 ${phone.slice(1, 5)} ${phone.slice(6)}`
  await send(page, phone)
  await expect(field(page)).toHaveValue(read)
  await expect(field(page)).toBeFocused()
  await expect(drawer(page).getByText(`We read this as ${read} (United Kingdom).`).last()).toBeVisible()
  await expectAccessible(page)
  const waiting = () =>
    world.run(sql`select subject from handshakes where organization_id = ${acme.id} and kind = 'invitation'`)
  expect([...(await waiting())]).toEqual([])
  await drawer(page).getByRole("button", { name: "Send Invitation" }).click()
  await expect(drawer(page).getByRole("textbox", { name: /^Invitation link/ })).toBeVisible()
  expect([...(await waiting())]).toEqual([{ subject: read.replaceAll(" ", "") }])
  const row = drawer(page).getByRole("row").nth(1)
  await expect(row).toContainText(`${read} United Kingdom`)
  await expect(row.locator("bdi").first()).toHaveAttribute("dir", "ltr")
})

test("what is Chinese and North American at once is asked for its country", async ({ page, world }) => {
  await openDrawer(page, world, "CN")
  for (const typed of ["(151) 055-0132", "07700 900123"]) {
    await send(page, typed)
    await expect(drawer(page).getByText("Which country is this number from?").last()).toBeVisible()
    await expect(field(page)).toHaveValue(typed)
  }
})

test("a letter that can be taken for another is refused with the reason", async ({ page, world }) => {
  await openDrawer(page, world)
  await send(page, "joe@exаmple.com")
  await expect(drawer(page).getByText("characters that look like others").last()).toBeVisible()
  await send(page, "Joe <joe@bücher.example>")
  await expect(drawer(page).getByRole("row").nth(1)).toContainText("joe@bücher.example")
})

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false, locale: "en-GB" })

  test("a number is shown with the reader's country before its code is sent", async ({ page, world }) => {
    const phone = `07400 ${String(Date.now()).slice(-6)}`
    const read = `+44 ${phone.slice(1, 5)} ${phone.slice(6)}`
    await page.goto("/register")
    await page.getByLabel("Email or phone").fill(phone)
    await page.getByLabel("Your name").fill("Ada\u00a0 Zhou")
    await page.getByLabel("Password").fill(PASSWORD)
    await page.getByRole("button", { name: "Continue" }).click()
    await expect(page.getByText(`We read this as ${read} (United Kingdom).`).last()).toBeVisible()
    await expect(page.getByLabel("Email or phone")).toHaveValue(read)
    expect(await world.letters(read.replaceAll(" ", ""))).toEqual([])
    await page.getByLabel("Password").fill(PASSWORD)
    await page.getByRole("button", { name: "Continue" }).click()
    await expect(page).toHaveURL(/verify/)
    expect(await world.letters(read.replaceAll(" ", ""))).toEqual(["code"])
  })
})

test.describe("a reader in China", () => {
  test.use({ locale: "zh-CN" })

  test("logs in with the number as it is said there", async ({ page, world }) => {
    const phone = newPhone()
    await world.person({ address: phone })
    await page.goto("/login")
    await page.locator("[name=contact]").fill(`${phone.slice(3, 6)} ${phone.slice(6, 10)} ${phone.slice(10)}`)
    await page.locator("[name=password]").fill(PASSWORD)
    await page.locator("[name=password]").press("Enter")
    await expect(page).toHaveURL("/me")
  })
})

test("a name that turns its direction around is refused with the reason, and two blanks are one", async ({
  page,
  world,
}) => {
  await world.logIn(page.context(), await world.person())
  await page.goto("/me/organization")
  const name = page.getByRole("textbox", { name: "Organization name" })
  await name.fill("Acme \u202eftd")
  await page.getByRole("button", { name: "Create organization" }).click()
  await expect(page.getByText("This text contains a hidden character that reverses its direction").last()).toBeVisible()
  await name.fill("Acme  \u3000Ltd\u00ad")
  await page.getByRole("button", { name: "Create organization" }).click()
  await expect(page).toHaveURL(/\/o-/)
  await expect(page.getByText("Acme Ltd").first()).toBeAttached()
})

test("an organization whose name has two blanks is deleted by what is seen", async ({ page, world }) => {
  const acme = await world.enterprise()
  await world.run(sql`update organizations set name = 'Acme  Ltd' where id = ${acme.id}`)
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/iam/organization-profile`)
  await page.getByRole("button", { name: "Delete organization" }).click()
  await page.getByRole("dialog").getByRole("textbox").fill("Acme Ltd")
  await page.getByRole("dialog").getByRole("button", { name: "Delete organization" }).click()
  await expect(page).toHaveURL(/\/me/)
})

test("how long a text may be is said while it is typed, and nothing of it is cut", async ({ page }) => {
  await page.goto("/register")
  const password = page.getByLabel("Password")
  await password.fill("x".repeat(140))
  await expect(page.getByText("140 / 128 characters")).toBeVisible()
  await expect(password).toHaveValue("x".repeat(140))
  await page.getByLabel("Email or phone").fill(newEmail())
  const name = page.getByLabel("Your name")
  await name.fill("é".repeat(60))
  await expect(page.getByText("/ 80 characters")).toHaveCount(0)
  await name.fill("😀".repeat(64))
  await expect(page.getByText("64 / 80 characters")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("button", { name: "Continue" }).click()
  await expect(page.getByText("Too long. Use 128 characters or fewer.")).toBeVisible()
  await expect(password).toHaveValue("x".repeat(140))
})

test("a note of five hundred characters with twenty ends of lines is sent", async ({ page, world }) => {
  await openDrawer(page, world)
  const note = `${"x\n".repeat(20)}${"y".repeat(460)}`
  await drawer(page).getByLabel("Note").fill(note)
  await expect(drawer(page).getByText("500", { exact: false }).first()).toBeVisible()
  const someone = newEmail()
  await send(page, someone)
  await expect(drawer(page).getByRole("row").nth(1)).toContainText(someone)
})

const WORD = "W".repeat(80)

test("no word without a blank makes a page scroll sideways", async ({ page, world }) => {
  test.slow()
  const acme = await world.enterprise({ name: WORD })
  const { owner } = acme
  const long = (name: string) => `${name}${"x".repeat(40)}-${Date.now()}@${"y".repeat(60)}.${"z".repeat(60)}.example`
  await world.run(sql`update accounts set name = ${WORD}, email = ${long("o")} where id = ${owner.id}`)
  const someone = await world.member(acme.id, "admin", { name: WORD, address: long("m") })
  const applicant = await world.person({ name: WORD, address: long("a") })
  const { path: invitation } = await world.invite(acme, long("i"), { note: WORD })
  await world.join(acme, applicant, { description: WORD })
  const created = await world.createAccount(acme, WORD)
  await world.bind(acme, created, { email: long("b") })
  await world.transfer(acme, someone)
  const group = `/${acme.id}/enterprise/account-group`
  const profile = `/${acme.id}/iam/organization-profile`
  const paths = [
    ...[
      `/${acme.id}/enterprise/members`,
      `/${acme.id}/enterprise/members?tab=records`,
      group,
      `${group}/${someone.id}`,
    ],
    ...[`${group}/${created.id}`, `/${acme.id}/enterprise/information`, profile, `${profile}?edit=1`],
    ...[`/${acme.id}/iam/access-keys`, `/${acme.id}/iam/audit`, `/${acme.id}/iam/audit?q=${WORD}`],
    ...["overview", "tasks", "my-entity", "affiliation"].map((view) => `/${acme.id}/account/${view}`),
    ...["/me", "/me/contact", "/me/password", "/me/access-keys", "/me/affiliation", invitation, "/mailbox"],
  ]
  await world.logIn(page.context(), owner)
  const wide: string[] = []
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 800 })
    for (const path of paths) {
      await page.goto(path)
      await expect(page.locator("main")).toBeVisible()
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      if (beyond > 0) wide.push(`${path} at ${width}: ${beyond}`)
    }
  }
  expect(wide).toEqual([])
})

test.describe("in Shanghai", () => {
  test.use({ timezoneId: "Asia/Shanghai" })

  test("a filter's day is the reader's, and the field says so", async ({ page, world }) => {
    const acme = await world.enterprise()
    await world.asOwner(
      sql`set local session_replication_role = replica`,
      sql`update audit set at = '2026-03-01T16:30:00Z' where organization_id = ${acme.id}`,
    )
    await world.logIn(page.context(), acme.owner)
    await page.goto(`/${acme.id}/iam/audit`)
    await expect.poll(() => page.evaluate(() => document.cookie)).toContain("zone=Asia%2FShanghai")
    await page.goto(`/${acme.id}/iam/audit?from=2026-03-02&to=2026-03-02`)
    await expect(page.getByLabel("From (Asia/Shanghai)")).toHaveValue("2026-03-02")
    await expect(page.getByRole("table").getByRole("row").nth(1)).toBeVisible()
    await page.goto(`/${acme.id}/iam/audit?to=2026-03-01`)
    await expect(page.getByText("No entries found")).toBeVisible()
  })
})

async function openDrawer(page: Page, world: World, country: string | null = null) {
  const acme = await world.enterprise()
  await world.run(sql`update organizations set country = ${country} where id = ${acme.id}`)
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  await page.getByRole("button", { name: "Invite", exact: true }).click()
  await expect(drawer(page)).toBeVisible()
  return acme
}

async function send(page: Page, contact: string) {
  await field(page).fill(contact)
  await drawer(page)
    .getByRole("radio", { name: /^member/ })
    .check()
  await drawer(page).getByRole("button", { name: "Send Invitation" }).click()
}

function drawer(page: Page) {
  return page.getByRole("dialog")
}

function field(page: Page) {
  return drawer(page).getByLabel("Invite by Email or Phone")
}
