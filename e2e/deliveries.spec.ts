import type { Page } from "@playwright/test"
import { sql } from "drizzle-orm"
import { expect, expectAccessible, newEmail, test, type World } from "@/e2e/world"
import { eventOf, signedByResend } from "@/lib/testing/letters/webhooks"

type Enterprise = Awaited<ReturnType<World["enterprise"]>>

const BOUNCE = { type: "Permanent", subType: "NoEmail", message: "550 5.1.1 No such user" }

test("an address that does not exist is shown with the reason, and corrected in two presses and its letters", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const [wrong, right] = [newEmail("bobb"), newEmail("bob")]
  const { id } = await world.invite(acme, wrong, { role: "dev_admin", note: "Welcome" })
  await told(page, world, id, "email.bounced")
  await open(page, world, acme)
  await expect(record(page, wrong)).toContainText("Came back: No such mailbox.")
  await expect(record(page, wrong).getByText("Came back")).toHaveAttribute("title", /No such user .*\d{4}/)
  await expectAccessible(page)
  await record(page, wrong)
    .getByRole("button", { name: `More actions for ${wrong}` })
    .click()
  await expect(page.getByRole("menuitem", { name: "Correct the contact" })).toBeVisible()
  await expect(page.getByRole("menuitem", { name: "Resend" })).toBeHidden()
  await page.keyboard.press("Escape")

  await record(page, wrong)
    .getByRole("button", { name: `Correct the contact ${wrong}` })
    .click()
  const dialog = page.getByRole("dialog", { name: "Correct the contact" })
  const field = dialog.getByLabel("Email or phone")
  await expect(field).toBeFocused()
  await expect(field).toHaveValue(wrong)
  await expectAccessible(page)
  await field.fill("nobody")
  await page.keyboard.press("Enter")
  await expect(field).toHaveAccessibleDescription(/Enter an email address or a mobile number/)
  await field.fill(wrong)
  await page.keyboard.press("Enter")
  await expect(field).toHaveAccessibleDescription(/this cannot be sent again/)
  await field.fill(right)
  await page.keyboard.press("Enter")
  await expect(page.getByText(`Invitation sent to ${right}.`)).toBeVisible()
  await expect(record(page, right)).toContainText("Pending")
  await expect(record(page, wrong)).toContainText("Revoked")
  const [row] = await world.run(sql`select terms from handshakes where subject = ${right}`)
  expect(row).toEqual({ terms: { role: "dev_admin", note: "Welcome" } })
})

test("what was delivered says nothing, what is delayed says so softly, and spam in words, in Chinese too", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const [fine, late, spam] = [newEmail("fine"), newEmail("late"), newEmail("spam")]
  for (const [contact, type] of [
    [fine, "email.delivered"],
    [late, "email.delivery_delayed"],
    [spam, "email.complained"],
  ] as const) {
    const { id } = await world.invite(acme, contact)
    await told(page, world, id, type)
  }
  await open(page, world, acme)
  await expect(record(page, late)).toContainText("Delayed")
  await expect(record(page, spam)).toContainText("Marked as spam")
  await expect(record(page, fine)).not.toContainText("elivered")
  await page.context().addCookies([{ name: "locale", value: "zh-CN", url: process.env.MUSTER_ORIGIN }])
  await page.setViewportSize({ width: 390, height: 844 })
  await page.reload()
  await expect(record(page, spam)).toContainText("被标记为垃圾邮件")
  await expect(record(page, late)).toContainText("延迟")
  await expectAccessible(page)
})

test("the address of a webhook takes what is signed and no more", async ({ page, world }) => {
  const acme = await world.enterprise()
  const { id } = await world.invite(acme, newEmail())
  const letter = await taken(world, id)
  const body = JSON.stringify(eventOf("email.complained", letter))
  const post = (data: string, headers: Record<string, string>, path = "resend") =>
    page.request.post(`/api/webhooks/${path}`, { data, headers: { ...headers, "content-type": "application/json" } })
  const status = async (...posted: Parameters<typeof post>) => (await post(...posted)).status()
  expect(await status(body, {})).toBe(401)
  expect(await status(`${body} `, signedByResend(body))).toBe(401)
  const large = JSON.stringify({ ...JSON.parse(body), more: "x".repeat(100_000) })
  expect(await status(large, signedByResend(large))).toBe(413)
  expect(await status(body, {}, "twilio")).toBe(404)
  expect((await page.request.get("/api/webhooks/resend")).status()).toBe(405)
  const fate = sql`select fate from letters where id = ${letter.id}`
  expect(await world.run(fate)).toEqual([{ fate: null }])
  expect(await status(body, signedByResend(body))).toBe(200)
  expect(await world.run(fate)).toEqual([{ fate: "complained" }])
})

/** Lets the provider tell something of the letter, once the worker has sent it. */
async function told(page: Page, world: World, id: string, type: string) {
  const body = JSON.stringify(eventOf(type, await taken(world, id), { bounce: BOUNCE }))
  const answer = await page.request.post("/api/webhooks/resend", {
    data: body,
    headers: { ...signedByResend(body), "content-type": "application/json" },
  })
  expect(answer.status()).toBe(200)
}

/** The letter of an invitation, once the worker has sent it. */
async function taken(world: World, id: string) {
  const sent = sql`select id, provider_id from letters where handshake_id = ${id} and state = 'sent'`
  await expect.poll(() => world.run(sent)).toHaveLength(1)
  const [letter] = await world.run(sent)
  return { id: String(letter?.id), providerId: String(letter?.provider_id) }
}

async function open(page: Page, world: World, { id, owner }: Enterprise) {
  await world.logIn(page.context(), owner)
  await page.goto(`/${id}/enterprise/members?tab=records`)
}

function record(page: Page, contact: string) {
  return page.locator("main tr").filter({ hasText: contact })
}
