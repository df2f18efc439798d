import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import {
  choose,
  expect,
  expectAccessible,
  findCalendar,
  newPhone,
  PASSWORD,
  takenOver,
  test,
  type World,
  withoutCalendar,
} from "@/e2e/world"
import { createAccessKey, deleteAccessKey } from "@/lib/access-keys/access-keys"
import { decrypt } from "@/lib/core/secrets"
import { accept } from "@/lib/handshake"
import { type Role, roles } from "@/lib/shared/roles"

type Enterprise = Awaited<ReturnType<World["enterprise"]>>

const REFUSED = { operation: "InviteAccountToOrganization", error: "HandshakeConstraintViolationException" }

test("the super admin creates a key, sees its secret once, and finds it in the list and in the audit", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members`)
  await navigation(page).getByRole("link", { name: "Access Keys" }).click()
  await expect(page.getByText("No access keys yet")).toBeVisible()
  await expect(page.getByText(`${process.env.MUSTER_ORIGIN}/api/aws`)).toBeVisible()
  await expectAccessible(page)

  await page.getByRole("button", { name: "Create access key" }).click()
  const dialog = page.getByRole("dialog", { name: "Create access key" })
  await expect(dialog.getByRole("checkbox", { checked: true })).toHaveCount(2)
  await expect(dialog.getByRole("checkbox", { name: "Tag", exact: true })).not.toBeChecked()
  await dialog.getByRole("checkbox", { name: "Tag", exact: true }).check()
  await dialog.getByLabel("Name").fill("Account vending")
  await expectAccessible(page)
  await dialog.getByRole("button", { name: "Create access key" }).click()

  const made = page.getByRole("dialog", { name: "Access key created" })
  await expect(made.getByText("be able to see it again")).toBeVisible()
  await expect(made.getByLabel("Secret access key")).toBeFocused()
  const [id, secret] = [
    await made.getByLabel("Access key ID").inputValue(),
    await made.getByLabel("Secret access key").inputValue(),
  ]
  await expect(made.getByRole("region", { name: "Paste into your terminal" })).toContainText(
    `export AWS_ACCESS_KEY_ID=${id}\nexport AWS_SECRET_ACCESS_KEY=${secret}\nexport AWS_DEFAULT_REGION=us-east-1\n` +
      `aws organizations --endpoint-url ${process.env.MUSTER_ORIGIN}/api/aws describe-organization`,
  )
  await expectAccessible(page)
  expect(await secretOf(world, id)).toBe(secret)

  await made.getByRole("button", { name: "Done" }).click()
  await expect(row(page, "Account vending")).toContainText(
    /MUST[A-Z0-9]{16}.*Read.*Invite.*Tag.*Grace Lin.*You.*Never.*Enabled/,
  )
  await expectAccessible(page)
  expect(await page.content()).not.toContain(secret)
  await page.reload()
  expect(await page.content()).not.toContain(secret)
  await navigation(page).getByRole("link", { name: "Audit" }).click()
  await expect(page.getByRole("row").filter({ hasText: id })).toContainText(
    /created the access key Account vending.*Permissions: Read, Invite, Tag/,
  )
})

test("the copy buttons copy the id, the secret and the lines", async ({ page, world }) => {
  const acme = await world.enterprise()
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
  await open(page, world, acme)
  await create(page, "Pipeline")
  const made = page.getByRole("dialog", { name: "Access key created" })
  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  await made.getByRole("button", { name: "Copy ID" }).click()
  await expect.poll(copied).toMatch(/^MUST[A-Z0-9]{16}$/)
  await made.getByRole("button", { name: "Copy secret" }).click()
  await expect.poll(copied).toMatch(/^[\w-]{40}$/)
  await made.getByRole("button", { name: "Copy commands" }).click()
  await expect.poll(copied).toMatch(/^export AWS_ACCESS_KEY_ID=MUST[\s\S]*describe-organization$/)
})

test("a secret that was not copied is not gone with one key", async ({ page, world }) => {
  const acme = await world.enterprise()
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
  await open(page, world, acme)
  await create(page, "Pipeline")
  const made = page.getByRole("dialog", { name: "Access key created" })
  const question = page.getByRole("alertdialog", { name: "Have you saved the secret?" })
  await expect(made.getByLabel("Secret access key")).toBeFocused()
  await page.keyboard.press("Escape")
  await expect(question).toBeVisible()
  await expectAccessible(page)
  await question.getByRole("button", { name: "Back to the secret" }).click()
  await expect(question).toBeHidden()
  await expect(made.getByLabel("Secret access key")).toBeVisible()
  await made.getByRole("button", { name: "Close" }).click()
  await question.getByRole("button", { name: "Close", exact: true }).click()
  await expect(made).toBeHidden()
  await create(page, "Pipeline")
  await made.getByRole("button", { name: "Copy secret" }).click()
  await expect(made.getByText("Copied").first()).toBeVisible()
  await page.keyboard.press("Escape")
  await expect(made).toBeHidden()
})

test("a login that is not fresh needs the password, and what was typed stays", async ({ page, world }) => {
  const acme = await world.enterprise()
  await open(page, world, acme)
  await world.run(
    sql`update sessions set created_at = created_at - interval '11 minutes' where account_id = ${acme.owner.id}`,
  )
  await create(page, "Pipeline")
  const dialog = page.getByRole("dialog", { name: "Create access key" })
  await dialog.getByLabel("Password").fill("not-my-password-at-all")
  await dialog.getByRole("button", { name: "Create access key" }).click()
  await expect(dialog.getByLabel("Password")).toHaveAttribute("aria-invalid", "true")
  await expect(dialog.getByLabel("Name")).toHaveValue("Pipeline")
  await expectAccessible(page)
  await dialog.getByLabel("Password").fill(PASSWORD)
  await dialog.getByRole("button", { name: "Create access key" }).click()
  await expect(page.getByRole("dialog", { name: "Access key created" })).toBeVisible()
})

test("a key without a permission or a name, and a twenty-first one, is refused in words", async ({ page, world }) => {
  const acme = await world.enterprise()
  for (let n = 0; n < 20; n += 1) await keyOf(acme, `Key ${n}`)
  await open(page, world, acme)
  await page.getByRole("button", { name: "Create access key" }).click()
  const dialog = page.getByRole("dialog", { name: "Create access key" })
  const submit = dialog.getByRole("button", { name: "Create access key" })
  await dialog.getByRole("checkbox", { name: "Read" }).uncheck()
  await dialog.getByRole("checkbox", { name: "Invite" }).uncheck()
  await expect(submit).toHaveAccessibleDescription("Choose at least one permission.")
  await submit.press("Enter")
  await expect(page.getByRole("dialog", { name: "Access key created" })).toHaveCount(0)
  await dialog.getByRole("checkbox", { name: "Read" }).check()
  await dialog.getByLabel("Name").fill("   ")
  await submit.click()
  await expect(dialog.getByLabel("Name")).toHaveAttribute("aria-invalid", "true")
  await dialog.getByLabel("Name").fill("One too many")
  await submit.click()
  await expect(dialog.getByRole("alert")).toContainText("The access key limit is reached.")
  await expect(dialog.getByLabel("Name")).toHaveValue("One too many")
})

test("a key is disabled after one question, enabled again, and deleted for good", async ({ page, world }) => {
  const acme = await world.enterprise()
  await keyOf(acme, "Pipeline")
  await keyOf(acme, "Another")
  await open(page, world, acme)
  await choose(page, "Pipeline", "Disable")
  const question = page.getByRole("alertdialog", { name: "Disable Pipeline?" })
  await expect(question).toContainText("are denied from now on")
  await expectAccessible(page)
  await question.getByRole("button", { name: "Cancel" }).click()
  await expect(row(page, "Pipeline")).toContainText("Enabled")
  await choose(page, "Pipeline", "Disable")
  await question.getByRole("button", { name: "Disable access key" }).click()
  await expect(row(page, "Pipeline")).toContainText("Disabled")
  await choose(page, "Pipeline", "Enable")
  await expect(row(page, "Pipeline")).toContainText("Enabled")
  await choose(page, "Pipeline", "Delete")
  await page
    .getByRole("alertdialog", { name: "Delete Pipeline?" })
    .getByRole("button", { name: "Delete access key" })
    .click()
  await expect(row(page, "Pipeline")).toHaveCount(0)
  await expect(row(page, "Another")).toHaveCount(1)
})

test("a dev_admin sees keys and requests and changes nothing; to other roles the page says that it is not theirs", async ({
  browser,
  world,
}) => {
  const acme = await world.enterprise()
  await keyOf(acme, "Pipeline")
  const visit = async (someone: { id: string }) => {
    const context = await browser.newContext({ baseURL: process.env.MUSTER_ORIGIN })
    await world.logIn(context, someone)
    const page = await context.newPage()
    const answer = await page.goto(pathOf(acme))
    return { page, status: answer?.status(), close: () => context.close() }
  }
  const sees = (role: Role) => role === "super_admin" || role === "dev_admin"
  for (const role of roles) {
    const someone = role === "super_admin" ? acme.owner : await world.member(acme.id, role)
    const { page, status, close } = await visit(someone)
    expect(status, role).toBe(sees(role) ? 200 : 403)
    await expect(navigation(page).getByRole("link", { name: "Access Keys" })).toHaveCount(sees(role) ? 1 : 0)
    if (role === "dev_admin") {
      await expect(row(page, "Pipeline")).toContainText("Grace Lin")
      await expect(page.getByRole("button", { name: /^More actions for/ })).toHaveCount(0)
      await expect(page.getByRole("button", { name: "Create access key" })).toHaveAccessibleDescription(
        "Only the super admin can create access keys for the organization.",
      )
      await expect(page.getByRole("link", { name: "your own access keys" })).toHaveAttribute("href", "/me/access-keys")
      await page.getByRole("link", { name: "Request log" }).click()
      await expect(page.getByText("No requests yet")).toBeVisible()
      await expectAccessible(page)
    }
    await close()
  }
  const { status, close } = await visit(await world.person())
  expect(status).toBe(404)
  await close()
})

test("the page says when programs could not invite: not certified, still being set up, an owner without email", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise({ certified: false })
  await open(page, world, acme)
  const blocked = page.getByText("Invitations by API are not available right now")
  await expect(blocked).toBeVisible()
  await expect(page.getByText("The enterprise must be certified first")).toBeVisible()
  await expect(page.getByRole("main").getByRole("link", { name: "Enterprise Information" })).toBeVisible()
  await expectAccessible(page)
  const harbour = await world.enterprise()
  await world.run(sql`update organizations set initializing = true where id = ${harbour.id}`)
  await open(page, world, harbour)
  await expect(page.getByText("The organization is still being set up.")).toBeVisible()
  await world.run(sql`update organizations set initializing = false where id = ${harbour.id}`)
  await page.reload()
  await expect(page.getByRole("heading", { name: "Access Keys", level: 1 })).toBeVisible()
  await expect(blocked).toHaveCount(0)
  await world.run(sql`update accounts set phone = ${newPhone()}, email = null where id = ${harbour.owner.id}`)
  await page.reload()
  await expect(page.getByText("The organization’s owner has no verified email address.")).toBeVisible()
})

test("a key whose owner is no super admin or no member any more says so", async ({ page, world }) => {
  const acme = await world.enterprise()
  const heir = await world.member(acme.id, "admin", { name: "Omar Haddad" })
  await keyOf(acme, "Pipeline")
  await accept(heir.ctx, await world.transfer(acme, heir))
  await world.logIn(page.context(), heir)
  await page.goto(pathOf(acme))
  await expect(row(page, "Pipeline")).toContainText(/Grace Lin.*no longer the super admin/)
  await expectAccessible(page)
  await world.run(sql`delete from memberships where organization_id = ${acme.id} and account_id = ${acme.owner.id}`)
  await page.reload()
  await expect(row(page, "Pipeline")).toContainText("no longer a member")
  await choose(page, "Pipeline", "Delete")
  await page.getByRole("button", { name: "Delete access key" }).click()
  await expect(page.getByText("No access keys yet")).toBeVisible()
})

test("the request log is narrowed by key and result, paged, and reached from a key's last use", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const [pipeline, gone] = [await keyOf(acme, "Pipeline"), await keyOf(acme, "Old pipeline")]
  await asked(world, acme, { key: gone, operation: "ListAccounts" })
  await deleteAccessKey(acme.owner.ctx, { id: gone })
  for (let n = 0; n < 26; n += 1) await asked(world, acme, { key: pipeline, operation: "DescribeOrganization" })
  await asked(world, acme, { ...REFUSED, key: pipeline })
  await open(page, world, acme)
  await expect(row(page, "Pipeline")).toContainText("from 203.0.113.7")
  await row(page, "Pipeline").getByRole("link", { name: "Requests with Pipeline" }).click()
  await expect(page).toHaveURL(new RegExp(`tab=requests&key=${pipeline}`))
  await expect(requests(page)).toHaveCount(25)
  await expect(requests(page).first()).toContainText(
    /InviteAccountToOrganization.*[0-9a-f]{8}…[0-9a-f]{12}.*Pipeline.*203\.0\.113\.7.*Denied.*HandshakeConstraintViolationException/,
  )
  await expectAccessible(page)
  await page.getByRole("link", { name: "Older" }).click()
  await expect(requests(page)).toHaveCount(2)
  await page.getByRole("combobox", { name: "Any access key" }).selectOption("")
  await expect(requests(page)).toHaveCount(25)
  await page.getByRole("link", { name: "Older" }).click()
  await expect(requests(page).last()).toContainText(/ListAccounts.*Old pipeline.*Deleted/)
  await page.getByRole("combobox", { name: "Any result" }).selectOption("refused")
  await expect(requests(page)).toHaveCount(1)
  await page.goto(`${pathOf(acme)}?tab=requests&key=${gone}&result=refused`)
  await expect(page.getByText("No requests found")).toBeVisible()
  await expectAccessible(page)
  await page.getByRole("link", { name: "Show all" }).click()
  await expect(requests(page)).toHaveCount(25)
  const id = await requests(page)
    .first()
    .getByTitle(/^[0-9a-f-]{36}$/)
    .getAttribute("title")
  await page.getByRole("searchbox", { name: "Request ID" }).fill(id ?? "")
  await expect(requests(page)).toHaveCount(1)
  await expect(requests(page)).toContainText("InviteAccountToOrganization")
  await page.getByRole("searchbox", { name: "Request ID" }).fill("no such request")
  await expect(page.getByText("No requests found")).toBeVisible()
  await page.goto(`${pathOf(acme)}?tab=requests&key=x&result=maybe&cursor=nonsense`)
  await expect(requests(page)).toHaveCount(25)
})

test("every account has keys of its own, in no organization, and nobody else sees them", async ({ page, world }) => {
  const acme = await world.enterprise()
  const someone = await world.person({ name: "Omar Haddad" })
  await world.logIn(page.context(), someone)
  await page.goto("/me")
  await page.getByRole("link", { name: "Access keys" }).click()
  await expect(page.getByText("No access keys yet")).toBeVisible()
  await takenOver(page)
  await create(page, "My own")
  const made = page.getByRole("dialog", { name: "Access key created" })
  await expect(made).toContainText("list-handshakes-for-account")
  const [id, secret] = [
    await made.getByLabel("Access key ID").inputValue(),
    await made.getByLabel("Secret access key").inputValue(),
  ]
  expect(await secretOf(world, id)).toBe(secret)
  await made.getByRole("button", { name: "Done" }).click()
  await expect(row(page, "My own")).toContainText(/Read.*Respond.*Never.*Enabled/)
  await expectAccessible(page)
  await page.getByRole("link", { name: "Request log" }).click()
  await expect(page.getByText("No requests yet")).toBeVisible()
  await expectAccessible(page)
  await open(page, world, acme)
  await expect(page.getByText("No access keys yet")).toBeVisible()
})

test("a page that fails says so, and Retry brings it back", async ({ page, world }) => {
  const acme = await world.enterprise()
  await keyOf(acme, "Pipeline")
  await world.logIn(page.context(), acme.owner)
  await page.goto(`${pathOf(acme)}?tab=requests`)
  await takenOver(page)
  await withoutCalendar(page.getByRole("link", { name: "Access keys", exact: true }))
  await expect(page.getByRole("heading", { name: "Something went wrong" })).toBeVisible()
  await expectAccessible(page)
  await findCalendar(page)
  await page.getByRole("button", { name: "Retry" }).click()
  await expect(row(page, "Pipeline")).toBeVisible()
})

test("what a program has done stands in the audit with its access key", async ({ page, world }) => {
  const acme = await world.enterprise()
  const key = await keyOf(acme, "Pipeline")
  const program = { ...acme.owner.ctx, actor: { ...acme.owner.ctx.actor, accessKeyId: key } }
  await world.invite({ ...acme, owner: { ...acme.owner, ctx: program } }, "guest@by-program.example")
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/iam/audit`)
  await expect(page.getByRole("row").filter({ hasText: "guest@by-program.example" })).toContainText(
    `With access key ${key} (Pipeline)`,
  )
})

test("everything is there in 简体中文 and on a phone", async ({ browser, world }) => {
  const acme = await world.enterprise()
  const key = await keyOf(acme, "Account-vending-pipeline-of-the-platform-team-in-Hangzhou-and-Shanghai")
  await asked(world, acme, { ...REFUSED, key })
  const phone = { locale: "zh-CN", baseURL: process.env.MUSTER_ORIGIN, viewport: { width: 390, height: 844 } }
  const context = await browser.newContext(phone)
  await world.logIn(context, acme.owner)
  const page = await context.newPage()
  const fits = async () =>
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  for (const path of [pathOf(acme), `${pathOf(acme)}?tab=requests`, "/me/access-keys"]) {
    await page.goto(path)
    await expect(page.getByRole("heading", { name: "访问密钥", level: 1 })).toBeVisible()
    await fits()
    await expectAccessible(page)
  }
  await page.getByRole("button", { name: "创建访问密钥" }).click()
  await page.getByLabel("名称").fill("流水线")
  await page.getByRole("dialog").getByRole("button", { name: "创建访问密钥" }).click()
  const made = page.getByRole("dialog", { name: "访问密钥已创建" })
  await expect(made.getByText("请立即复制密钥")).toBeVisible()
  expect(await made.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0)
  await expectAccessible(page)
  await context.close()
})

async function open(page: Page, world: World, acme: Enterprise) {
  await world.logIn(page.context(), acme.owner)
  await page.goto(pathOf(acme))
  await takenOver(page)
}

async function create(page: Page, name: string) {
  await page.getByRole("button", { name: "Create access key" }).click()
  const dialog = page.getByRole("dialog", { name: "Create access key" })
  await dialog.getByLabel("Name").fill(name)
  await dialog.getByRole("button", { name: "Create access key" }).click()
}

async function keyOf({ id, owner }: Enterprise, name: string): Promise<string> {
  const key = await createAccessKey(owner.ctx, { organizationId: id, name, permissions: ["read", "invite"] })
  return key.id
}

interface Asked {
  key: string
  operation: string
  error?: string | null
}

/** What the door would have written of a request. */
async function asked(world: World, { id }: Enterprise, { key, operation, error = null }: Asked) {
  await world.run(sql`
    insert into requests (id, access_key_id, organization_id, operation, error, ip, at)
    values (${uuidv7()}, ${key}, ${id}, ${operation}, ${error}, '203.0.113.7', clock_timestamp())`)
  await world.run(sql`
    update access_keys set last_used_at = clock_timestamp(), last_used_from = '203.0.113.7' where id = ${key}`)
}

async function secretOf(world: World, id: string) {
  const [row] = await world.run(sql`select secret, key_id from access_keys where id = ${id}`)
  return decrypt(String(row?.secret), id, String(row?.key_id))
}

function pathOf({ id }: Enterprise) {
  return `/${id}/iam/access-keys`
}

function navigation(page: Page) {
  return page.getByRole("navigation", { name: "Main navigation" })
}

function row(page: Page, name: string) {
  return page
    .getByRole("table", { name: "Access Keys" })
    .getByRole("row")
    .filter({ has: page.getByText(name, { exact: true }) })
}

/** The rows of the request log below its head. */
function requests(page: Page) {
  return page.getByRole("table", { name: "Request log" }).locator("tbody").getByRole("row")
}
