import type { Page } from "@playwright/test"
import { expect, expectAccessible, newEmail, newPhone, PASSWORD, test } from "@/e2e/world"

const CONTACT = "Enter an email address or a mobile number."
const MISSING = "Fill in this field."
const SHORT = "Too short. Use at least 15 characters."

test("every faulty field of a login is marked at once, by Muster's own words and without a second box", async ({
  page,
}) => {
  await page.goto("/login")
  await send(page, "Log in")
  await expectFaults(page, { "Email or phone": CONTACT, Password: MISSING })
  await expect(field(page, "Email or phone")).toBeFocused()
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveCSS("position", "absolute")
  await expectAccessible(page)
})

test("a registration marks all that is faulty in the first round and keeps what was typed, the password too", async ({
  page,
}) => {
  await page.goto("/register")
  await field(page, "Email or phone").fill("nobody")
  await field(page, "Password").fill("too short")
  await send(page, "Continue")
  await expectFaults(page, { "Email or phone": CONTACT, "Your name": MISSING, Password: SHORT })
  await expect(field(page, "Email or phone")).toHaveValue("nobody")
  await expect(field(page, "Password")).toHaveValue("too short")
  await expect(page.getByText("9 / 15 characters")).toBeVisible()
  await expectAccessible(page)

  await field(page, "Email or phone").fill(newEmail())
  await field(page, "Password").fill(PASSWORD)
  await send(page, "Continue")
  await expectFaults(page, { "Your name": MISSING })
  await field(page, "Your name").fill("Lin Mei")
  await send(page, "Continue")
  await expect(page.getByRole("heading", { name: "Enter the code" })).toBeVisible()
})

test("a password that is refused at a login is typed again", async ({ page, world }) => {
  const { address } = await world.person()
  await page.goto("/login")
  await field(page, "Email or phone").fill(address)
  await field(page, "Password").fill("not the password at all")
  await send(page, "Log in")
  await expect(page.getByRole("alert").filter({ hasText: /Incorrect/ })).toBeVisible()
  await expect(field(page, "Email or phone")).toHaveValue(address)
  await expect(field(page, "Password")).toHaveValue("")
})

test("the forms behind the links of letters mark an empty field by themselves", async ({ page, world }) => {
  const acme = await world.enterprise()
  const { path } = await world.bind(acme, await world.createAccount(acme))
  await page.goto(path)
  await send(page, "Activate account")
  await expectFaults(page, { Password: MISSING })
  await expect(field(page, "Password")).toBeFocused()

  const invited = await world.invite(acme, newEmail())
  await world.logIn(page.context(), await world.person({ address: newPhone() }))
  await page.goto(invited.path)
  await send(page, "Send code")
  await send(page, "Verify and continue")
  await expectFaults(page, { Code: MISSING })
  await expectAccessible(page)
})

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } })

  test("the answer marks every faulty field of a login and a registration, and keeps what is no secret", async ({
    page,
  }) => {
    await page.goto("/login")
    await send(page, "Log in")
    await expectFaults(page, { "Email or phone": CONTACT, Password: MISSING })
    await page.goto("/forgot")
    await send(page, "Send code")
    await expectFaults(page, { "Email or phone": CONTACT })
    await page.goto("/register")
    await field(page, "Email or phone").fill("nobody")
    await field(page, "Password").fill("too short")
    await send(page, "Continue")
    await expectFaults(page, { "Email or phone": CONTACT, "Your name": MISSING, Password: SHORT })
    await expect(field(page, "Email or phone")).toHaveValue("nobody")
    await expect(field(page, "Password")).toHaveValue("")
  })
})

function field(page: Page, label: string) {
  return page.getByLabel(label, { exact: true })
}

function send(page: Page, button: string | RegExp) {
  return page.getByRole("button", { name: button, exact: true }).click()
}

/** These fields are marked with these words, and no other is. */
async function expectFaults(page: Page, faults: Record<string, string>) {
  await expect(page.locator("[aria-invalid]")).toHaveCount(Object.keys(faults).length)
  for (const [label, told] of Object.entries(faults)) {
    await expect(field(page, label)).toHaveAccessibleDescription(new RegExp(`${told}$`))
  }
}
