import type { Page, Route } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, newPhone, test, type World } from "@/e2e/world"

const emails = (count: number) => Array.from({ length: count }, () => newEmail())

test("two hundred that are pasted, with nine kinds of fault, are 191 invitations in one act, and each fault is named", async ({
  page,
  world,
}) => {
  const acme = await openDrawer(page, world)
  const [here, foreign, pending] = [await world.member(acme.id), await world.person(), newEmail()]
  await world.invite(acme, pending)
  await world.run(sql`update accounts set seller = 'other' where id = ${foreign.id}`)
  await reopen(page)
  const good = [...emails(181), ...Array.from({ length: 10 }, newPhone)]
  const faults: [string, RegExp][] = [
    ["no contact", /Enter an email address or a mobile number/],
    [`${"x".repeat(70)}@example.com`, /Enter an email address or a mobile number/],
    ["joe@exаmple.com", /characters that look like others/],
    ["0171 5550132", /Which country is this number from/],
    [here.address, /already a member/],
    [pending, /already has a pending invitation/],
    [foreign.address, /sold by a different seller/],
    [good[7]?.toUpperCase() ?? "", /in the list twice/],
    ["+1 510 555 013", /Enter an email address or a mobile number/],
  ]
  await paste(page, [...good.slice(0, 100), ...faults.map(([contact]) => contact), ...good.slice(100)].join("\n"))
  await expect(chips(page)).toHaveCount(200)
  await expect(page.getByRole("status").filter({ hasText: "200 recipients" })).toContainText("9 cannot be sent")
  for (const [contact, why] of faults) {
    await expect(faultOf(page, contact)).toContainText(why)
    await expect(chips(page).and(page.getByRole("button", { name: `${contact}, cannot be sent` }))).toBeAttached()
  }
  await expect(drawer(page).getByText(/^2 members, 1 pending, 191 being invited, of/)).toBeVisible()
  await drawer(page).getByRole("radio", { name: "member" }).check()
  await drawer(page).getByRole("button", { name: "Send 191 invitations" }).click()
  await expect(result(page, "191 invitations sent")).toBeFocused()
  await expect(drawer(page)).toContainText("9 were not sent")
  await expect(chips(page)).toHaveCount(9)
  await expect(faultOf(page, "joe@exаmple.com")).toContainText("look like others")
  expect(await leftBy(world, acme)).toEqual({ pending: 192, letters: 192, contacts: 192 })
  await drawer(page).getByRole("button", { name: "Remove all that cannot be sent" }).click()
  await expect(chips(page)).toHaveCount(0)
  await page.keyboard.press("Escape")
  await expect(drawer(page)).toBeHidden()
  await expect(page.getByRole("link", { name: /192 pending/ })).toBeVisible()
})

test("by the keyboard alone a list is pasted, walked, corrected and sent, and the result has the focus", async ({
  page,
  world,
}) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
  const acme = await openDrawer(page, world)
  const [one, two, three] = emails(3)
  await page.evaluate((text) => navigator.clipboard.writeText(text), `wrong\n${one}\n${two}\n${three}`)
  await expect(field(page)).toBeFocused()
  await page.keyboard.press("Control+V")
  await expect(faultOf(page, "wrong")).toBeVisible()
  await page.keyboard.press("ArrowLeft")
  await expect(chip(page, three)).toBeFocused()
  await page.keyboard.press("ArrowLeft")
  await page.keyboard.press("Delete")
  await expect(chip(page, three)).toBeFocused()
  await page.keyboard.press("Home")
  await page.keyboard.press("Enter")
  const editor = drawer(page).getByRole("textbox", { name: "Edit wrong" })
  await expect(editor).toBeFocused()
  await page.keyboard.type("something else")
  await page.keyboard.press("Escape")
  await expect(drawer(page)).toBeVisible()
  await expect(chips(page).first()).toBeFocused()
  await expect(chip(page, "wrong, cannot be sent")).toBeFocused()
  await page.keyboard.press("Enter")
  await editor.press("ControlOrMeta+a")
  await page.keyboard.type(two ?? "")
  await page.keyboard.press("Enter")
  await expect(chip(page, two)).toBeFocused()
  await page.keyboard.press("End")
  await page.keyboard.press("ArrowRight")
  await expect(field(page)).toBeFocused()
  await page.keyboard.type("half")
  await page.keyboard.press("Enter")
  await expect(chips(page)).toHaveCount(4)
  await page.keyboard.press("Backspace")
  await expect(chips(page)).toHaveCount(3)
  await tabTo(page, drawer(page).getByRole("radio").first())
  await page.keyboard.press("Space")
  await tabTo(page, drawer(page).getByRole("button", { name: "Send 3 invitations" }))
  await page.keyboard.press("Enter")
  await expect(result(page, "3 invitations sent")).toBeFocused()
  expect(await leftBy(world, acme)).toMatchObject({ pending: 3, letters: 3 })
})

test("typing makes a chip at each separator, and one contact alone goes its usual way", async ({ page, world }) => {
  await openDrawer(page, world)
  const [one, two, three, four] = emails(4)
  await field(page).pressSequentially(`${one}, ${two};${three}、"Lima, Ana" <${four}>，+86 138 1234 5678，`)
  await expect(chips(page)).toHaveCount(5)
  await expect(chip(page, four)).toBeVisible()
  await expect(chip(page, "🇨🇳 +86 138 1234 5678")).toBeVisible()
  for (let left = 4; left >= 1; left--) {
    await field(page).press("Backspace")
    await expect(chips(page)).toHaveCount(left)
  }
  await expect(drawer(page).getByRole("button", { name: "Send Invitation" })).toBeVisible()
  await drawer(page).getByRole("radio", { name: "member" }).check()
  await drawer(page).getByRole("button", { name: "Send Invitation" }).click()
  await expect(drawer(page).getByRole("textbox", { name: `Invitation link for ${one}` })).toBeVisible()
  await expect(field(page)).toBeFocused()
})

test("a list that is not whole says what is missing, and keeps everything", async ({ page, world }) => {
  await openDrawer(page, world)
  await paste(page, `${newEmail()} ${newEmail()}`)
  await drawer(page).getByRole("button", { name: "Send 2 invitations" }).click()
  await expect(drawer(page).getByText("Select a role.")).toBeVisible()
  await paste(page, "wrong, wrong too")
  for (let n = 0; n < 2; n++)
    await drawer(page)
      .getByRole("button", { name: /^Remove person/ })
      .first()
      .click()
  await drawer(page).getByRole("radio", { name: "member" }).check()
  await expect(page.getByRole("status").filter({ hasText: "2 recipients" })).toContainText("2 cannot be sent")
  await drawer(page).getByRole("button", { name: "Send Invitation" }).click()
  await expect(drawer(page).getByRole("alert")).toContainText("None of these can be sent.")
  await page.keyboard.press("Escape")
  await expect(confirmation(page)).toContainText("2 recipients have not been invited.")
  await confirmation(page).getByRole("button", { name: "Cancel" }).click()
  await expect(chips(page)).toHaveCount(2)
})

test("numbers without their country are taken as they were read once somebody has looked", async ({ page, world }) => {
  const acme = await openDrawer(page, world)
  await world.run(sql`update organizations set country = 'CN' where id = ${acme.id}`)
  await paste(page, "138 1234 5678\n139 1234 5678\n137 1234 5678")
  await expect(faultOf(page, "138 1234 5678")).toContainText("Read as +86 138 1234 5678.")
  await faultOf(page, "138 1234 5678").getByRole("button", { name: "Use this number" }).press("Enter")
  await expect(faultOf(page, "139 1234 5678").getByRole("button", { name: "Use this number" })).toBeFocused()
  await drawer(page).getByRole("button", { name: "Use the 2 numbers as read" }).press("Enter")
  await expect(field(page)).toBeFocused()
  await expect(drawer(page).getByRole("list", { name: /cannot be sent/ })).toBeHidden()
  await expect(chip(page, "🇨🇳 +86 139 1234 5678")).toBeVisible()
})

test("one who is invited already can be sent a new link from the list", async ({ page, world }) => {
  const acme = await openDrawer(page, world)
  const pending = newEmail()
  await world.invite(acme, pending)
  await paste(page, `${newEmail()}\n${pending}`)
  await faultOf(page, pending).getByRole("button", { name: "Resend" }).click()
  await confirmation(page).getByRole("button", { name: "Resend invitation" }).click()
  await expect(drawer(page).getByRole("textbox", { name: `Invitation link for ${pending}` })).toBeVisible()
  await expect(chips(page)).toHaveCount(1)
})

test("what the quota and the day have no room for is told before, and the rest is sent", async ({ page, world }) => {
  const acme = await openDrawer(page, world)
  await world.run(sql`update organizations set quota = 4, daily_limit = 2 where id = ${acme.id}`)
  await reopen(page)
  const five = emails(5)
  await paste(page, five.join())
  await expect(drawer(page).getByText("2 more invitations can be sent today.")).toBeVisible()
  await expect(faultOf(page, five[2])).toContainText("sent all the invitations it can in 24 hours")
  await world.run(sql`update organizations set daily_limit = 100 where id = ${acme.id}`)
  await paste(page, emails(2).join())
  await expect(drawer(page).getByText("3 seats are free: 4 recipients too many.")).toBeVisible()
  await expect(faultOf(page, five[3])).toContainText("member quota")
  await drawer(page).getByRole("radio", { name: "member" }).check()
  await drawer(page).getByRole("button", { name: "Send 3 invitations" }).click()
  await expect(result(page, "3 invitations sent")).toBeFocused()
  await world.run(sql`update organizations set quota = 100 where id = ${acme.id}`)
  await drawer(page).getByRole("button", { name: "Retry the failed" }).click()
  await expect(result(page, "4 invitations sent")).toBeFocused()
  expect(await leftBy(world, acme)).toMatchObject({ pending: 7, letters: 7 })
})

test("an answer that is lost is told, and the same press again finds out what was sent and sends nothing twice", async ({
  page,
  world,
}) => {
  const acme = await openDrawer(page, world)
  await paste(page, emails(120).join("\n"))
  await drawer(page).getByRole("radio", { name: "member" }).check()
  await expect(page.getByRole("status").filter({ hasText: "Checking" })).toBeHidden()
  let batches = 0
  await page.route("**/enterprise/members*", async (route) => {
    if (!isBatch(route)) return route.continue()
    batches += 1
    if (batches !== 2) return route.continue()
    await route.fetch()
    return route.abort()
  })
  await drawer(page).getByRole("button", { name: "Send 120 invitations" }).dblclick()
  await expect(drawer(page).getByRole("alert")).toContainText("Cannot connect")
  await expect(drawer(page)).toContainText("no one is invited twice")
  await expect(chips(page)).toHaveCount(20)
  expect(await leftBy(world, acme)).toEqual({ pending: 120, letters: 120, contacts: 120 })
  await drawer(page).getByRole("button", { name: "Send 20 invitations" }).click()
  await expect(result(page, "120 invitations sent")).toBeFocused()
  await expect(chips(page)).toHaveCount(0)
  expect(batches).toBe(3)
  expect(await leftBy(world, acme)).toEqual({ pending: 120, letters: 120, contacts: 120 })
})

test("a list outlives the loading of the page over an upgrade", async ({ page, world }) => {
  await openDrawer(page, world)
  await paste(page, emails(30).join())
  await drawer(page).getByRole("radio", { name: "dev_admin" }).check()
  // As a page of another version names its actions.
  await page.route("**/enterprise/members*", (route) => {
    const { "next-action": action = "", ...headers } = route.request().headers()
    const other = action.slice(0, 2) + [...action.slice(2)].reverse().join("")
    return route.continue({ headers: action ? { ...headers, "next-action": other } : headers })
  })
  await drawer(page).getByRole("button", { name: "Send 30 invitations" }).click()
  await expect(drawer(page).getByRole("alert")).toContainText("Muster was updated")
  await page.unroute("**/enterprise/members*")
  await drawer(page).getByRole("button", { name: "Reload the page" }).click()
  await expect(drawer(page)).toBeHidden()
  await page.getByRole("button", { name: "Invite", exact: true }).click()
  await expect(chips(page)).toHaveCount(30)
  await expect(drawer(page).getByRole("radio", { name: "dev_admin" })).toBeChecked()
})

test("while it is sent it says how far it is, and leaving asks", async ({ page, world }) => {
  const acme = await openDrawer(page, world)
  await paste(page, emails(150).join("\n"))
  await drawer(page).getByRole("radio", { name: "member" }).check()
  const held = await holdBatches(page, 1)
  await drawer(page).getByRole("button", { name: "Send 150 invitations" }).click()
  await expect(drawer(page).getByRole("progressbar", { name: "Sending 100 of 150…" })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press("Escape")
  await expect(confirmation(page)).toContainText("100 of 150 invitations have been sent.")
  await confirmation(page).getByRole("button", { name: "Keep sending" }).click()
  held()
  await expect(result(page, "150 invitations sent")).toBeFocused()
  expect(await leftBy(world, acme)).toMatchObject({ pending: 150, letters: 150 })
})

test("whoever leaves while it is sent stops what is not on its way yet", async ({ page, world }) => {
  const acme = await openDrawer(page, world)
  await paste(page, emails(250).join("\n"))
  await drawer(page).getByRole("radio", { name: "member" }).check()
  const held = await holdBatches(page, 1)
  await drawer(page).getByRole("button", { name: "Send 250 invitations" }).click()
  await expect(drawer(page).getByRole("progressbar", { name: "Sending 100 of 250…" })).toBeVisible()
  await page.keyboard.press("Escape")
  await confirmation(page).getByRole("button", { name: "Stop and close" }).click()
  await expect(drawer(page)).toBeHidden()
  held()
  await expect(page.getByRole("link", { name: /200 pending/ })).toBeVisible()
  expect(await leftBy(world, acme)).toMatchObject({ pending: 200, letters: 200 })
})

test("the links of all can be copied as a CSV file's text", async ({ page, world }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
  await openDrawer(page, world)
  const two = [newEmail("=cmd"), newEmail()]
  await paste(page, two.join("\n"))
  await drawer(page).getByRole("radio", { name: "member" }).check()
  await drawer(page).getByLabel("Language of the message").selectOption("简体中文")
  await drawer(page).getByRole("button", { name: "Send 2 invitations" }).click()
  await drawer(page).getByRole("button", { name: "Copy all links as CSV" }).click()
  await expect(drawer(page).getByRole("button", { name: "Copied" })).toBeVisible()
  const lines = (await page.evaluate(() => navigator.clipboard.readText())).trim().split(/\r?\n/)
  expect(lines[0]).toBe("Email / Phone,Link")
  expect(lines[1]).toMatch(new RegExp(`^'${two[0]},http://localhost:\\d+/invite\\?token=[\\w-]{40,}$`))
  expect(lines).toHaveLength(3)
  const written = await world.run(sql`select locale from letters where recipient = ${two[1]}`)
  expect(written).toEqual([{ locale: "zh-CN" }])
})

test("a CSV file is read in the browser, shown row by row, corrected and sent with what each row says", async ({
  page,
  world,
}) => {
  const acme = await openDrawer(page, world)
  const here = await world.member(acme.id)
  const [one, two, three] = emails(3)
  const file = [
    "\uFEFF姓名;邮箱 / 手机号;角色;附言;有效期（天）",
    `陈美;${one};dev_admin;"你好，\n周一见";14`,
    `林;${two};;;`,
    `王;${three};boss;;3`,
    `李;${here.address};member;;`,
  ].join("\r\n")
  const posts: string[] = []
  page.on("request", (request) => posts.push(request.postData() ?? ""))
  await choose(page, "团队.csv", file)
  await expect(drawer(page)).toContainText("4 rows read from 团队.csv. Columns not used: 姓名.")
  await expect(rowOf(page, one)).toContainText("Can be sent")
  await expect(rowOf(page, three)).toContainText("“boss” is not a role that can be given by invitation.")
  await expect(rowOf(page, here.address)).toContainText("already a member")
  expect(await leftBy(world, acme)).toMatchObject({ pending: 0 })
  expect(posts.filter((body) => body.includes('"batch"'))).toEqual([])
  await expectAccessible(page)
  await drawer(page).getByRole("checkbox", { name: "Show only those that cannot be sent" }).check()
  await expect(rowOf(page, one)).toBeHidden()
  await rowOf(page, three)
    .getByRole("button", { name: `Edit ${three}` })
    .click()
  await drawer(page).getByRole("row").getByLabel("Role").selectOption("finance_admin")
  await drawer(page).getByRole("row").getByLabel("Days").selectOption("30")
  await page.keyboard.press("Enter")
  await expect(rowOf(page, three)).toBeHidden()
  await expect(drawer(page).getByRole("region", { name: "Recipients" })).toBeFocused()
  await drawer(page).getByRole("checkbox", { name: "Show only those that cannot be sent" }).uncheck()
  await expect(rowOf(page, three)).toContainText("finance_admin")
  await rowOf(page, here.address).getByRole("button", { name: "Remove" }).press("Enter")
  await drawer(page).getByRole("radio", { name: "member" }).check()
  await drawer(page).getByLabel("Note (optional)").fill("Hello")
  await drawer(page).getByRole("button", { name: "Send 3 invitations" }).click()
  await expect(result(page, "3 invitations sent")).toBeFocused()
  const sent = await world.run(sql`
    select subject, terms ->> 'role' as role, terms ->> 'note' as note, lifetime_seconds / 86400 as days
      from handshakes where organization_id = ${acme.id} and kind = 'invitation'`)
  const expected = [
    { subject: one, role: "dev_admin", note: "你好，\n周一见", days: 14 },
    { subject: two, role: "member", note: "Hello", days: 7 },
    { subject: three, role: "finance_admin", note: "Hello", days: 30 },
  ]
  expect(sent).toEqual(expect.arrayContaining(expected))
  expect(sent).toHaveLength(3)
})

test("a file in GB18030 can be dropped on the field", async ({ page, world }) => {
  await openDrawer(page, world)
  const contact = newEmail()
  // 邮箱,附言 and 欢迎
  const head = [0xd3, 0xca, 0xcf, 0xe4, 0x2c, 0xb8, 0xbd, 0xd1, 0xd4, 0x0a]
  const bytes = [...head, ...Buffer.from(`${contact},`), 0xbb, 0xb6, 0xd3, 0xad, 0x0a]
  await field(page).evaluate((target, given) => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([new Uint8Array(given)], "list.csv", { type: "text/csv" }))
    for (const type of ["dragover", "drop"])
      target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
  }, bytes)
  await expect(rowOf(page, contact)).toContainText("欢迎")
})

test("a workbook, an empty file and one with too many rows say what they are", async ({ page, world }) => {
  await openDrawer(page, world)
  const alert = drawer(page).getByRole("alert")
  await choose(page, "team.xlsx", Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x14]))
  await expect(alert).toContainText("This is an Excel workbook.")
  await choose(page, "empty.csv", "\n")
  await expect(alert).toContainText("There are no rows in this file.")
  await choose(page, "many.csv", ["contact", ...emails(501)].join("\n"))
  await expect(drawer(page)).toContainText("Up to 500 can be invited in one go. 1 more was left out.")
  await expect(drawer(page).getByRole("table", { name: "Recipients" }).getByRole("row")).toHaveCount(501)
})

test("the template can be downloaded, and what it has as an example cannot be sent", async ({ page, world }) => {
  await openDrawer(page, world)
  const download = page.waitForEvent("download")
  await drawer(page).getByRole("button", { name: "Download a template" }).click()
  const path = await (await download).path()
  await drawer(page).locator("input[type=file]").setInputFiles(path)
  await expect(rowOf(page, "name@company")).toContainText("Enter an email address")
})

test("on a phone the list, its faults and the rows of a file stay within the page", async ({ page, world }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await openDrawer(page, world)
  await paste(page, [...emails(30), `${"somebody-with-a-very-long-name".repeat(2)}@example.com`, "wrong"].join("\n"))
  await expect(faultOf(page, "wrong")).toBeVisible()
  await expectAccessible(page)
  await expectWithin(page)
  await choose(
    page,
    "list.csv",
    `contact,role,note\n${newEmail("a-rather-long-name-of-somebody")},member,${"x".repeat(300)}`,
  )
  await expect(drawer(page).getByRole("table", { name: "Recipients" })).toBeVisible()
  await expectWithin(page)
  await drawer(page).getByRole("radio", { name: "member" }).check()
  await drawer(page).getByRole("button", { name: "Send 32 invitations" }).click()
  await expect(result(page, "32 invitations sent")).toBeFocused()
  await expectAccessible(page)
  await expectWithin(page)
})

type Organization = Awaited<ReturnType<World["enterprise"]>>

async function openDrawer(page: Page, world: World): Promise<Organization> {
  const acme = await world.enterprise()
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  await page.getByRole("button", { name: "Invite", exact: true }).click()
  await expect(field(page)).toBeFocused()
  return acme
}

/** The places are counted when the drawer opens. */
async function reopen(page: Page) {
  await page.reload()
  await page.getByRole("button", { name: "Invite", exact: true }).click()
  await expect(field(page)).toBeFocused()
}

/** As the clipboard brings it, with its lines. */
async function paste(page: Page, text: string) {
  await field(page).evaluate((input, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData("text/plain", pasted)
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

async function choose(page: Page, name: string, content: string | Buffer) {
  const buffer = Buffer.from(content)
  await drawer(page).locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer })
}

async function tabTo(page: Page, element: ReturnType<Page["locator"]>) {
  for (let presses = 0; presses < 40; presses++) {
    if (await element.evaluate((one) => one === document.activeElement)) return
    await page.keyboard.press("Tab")
  }
  await expect(element).toBeFocused()
}

/** Holds what follows the first answers to a list that is sent; gives what lets it go. */
async function holdBatches(page: Page, after: number): Promise<() => void> {
  let release = () => {}
  const free = new Promise<void>((resolve) => {
    release = resolve
  })
  let batches = 0
  await page.route("**/enterprise/members*", async (route) => {
    if (isBatch(route)) batches += 1
    if (isBatch(route) && batches > after) await free
    await route.continue()
  })
  return release
}

function isBatch(route: Route): boolean {
  return (route.request().postData() ?? "").includes('"batch"')
}

/** What invitations of an organization there are, and how many people they are for. */
async function leftBy(world: World, { id }: Organization) {
  const [row] = await world.run(sql`
    select count(*)::int as pending, count(distinct subject)::int as contacts,
           (select count(*)::int from letters l join handshakes o on o.id = l.handshake_id where o.organization_id = ${id})
             as letters
      from handshakes where organization_id = ${id} and kind = 'invitation' and state = 'open'`)
  return row
}

async function expectWithin(page: Page) {
  const beyond = await drawer(page).evaluate((box) =>
    [box, ...box.querySelectorAll(".overflow-y-auto")].map((one) => one.scrollWidth - one.clientWidth),
  )
  expect(Math.max(...beyond)).toBeLessThanOrEqual(0)
}

function drawer(page: Page) {
  return page.getByRole("dialog", { name: "Invite", exact: true })
}

function confirmation(page: Page) {
  return page.getByRole("alertdialog")
}

function field(page: Page) {
  return drawer(page).getByLabel("Invite by Email or Phone")
}

function chips(page: Page) {
  return drawer(page).locator("[data-chip]")
}

function chip(page: Page, shown = "") {
  return chips(page).and(page.getByRole("button", { name: shown }))
}

function faultOf(page: Page, contact = "") {
  return drawer(page)
    .getByRole("list", { name: /cannot be sent/ })
    .getByRole("listitem")
    .filter({ hasText: contact })
}

function rowOf(page: Page, text = "") {
  return drawer(page).getByRole("table", { name: "Recipients" }).getByRole("row").filter({ hasText: text })
}

function result(page: Page, words: string) {
  return drawer(page).getByRole("region", { name: words })
}
