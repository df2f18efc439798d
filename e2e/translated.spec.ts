import type { Page } from "@playwright/test"
import { expect, logInAgain, newEmail, takenOver, test } from "@/e2e/world"

test("a wrong password on a translated page is refused in words, and the right one logs in", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  await page.goto("/login")
  await translate(page)
  for (const wrong of ["not-the-password-1", "not-the-password-2"]) {
    await logInAgain(page, acme.owner, wrong)
    await expect(page.locator("main").getByRole("alert")).toContainText("Incorrect")
    await expect(page.getByLabel("Email or phone")).toHaveValue(acme.owner.address)
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("")
  }
  await logInAgain(page, acme.owner)
  await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible()
})

test("an invitation is accepted on a translated page, and another declined", async ({ page, world }) => {
  const acme = await world.enterprise()
  const other = await world.enterprise()
  const guest = await world.person()
  await world.logIn(page.context(), guest)
  await page.goto((await world.invite(acme, guest.address)).path)
  await translate(page)
  await page.getByRole("button", { name: "Accept" }).click()
  await expect(page.getByRole("link", { name: `Open ${acme.name}` })).toBeVisible()
  await page.goto((await world.invite(other, guest.address)).path)
  await translate(page)
  await page.getByRole("button", { name: "Reject" }).click()
  await expect(page.getByRole("heading", { name: "Invitation rejected" })).toBeVisible()
})

test("Send Invitation, Copy and Revoke work on a translated page", async ({ page, world }) => {
  const acme = await world.enterprise()
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/enterprise/members?tab=records`)
  await translate(page)
  for (const contact of [newEmail(), newEmail()]) {
    await page.getByRole("button", { name: "Invite", exact: true }).first().click()
    await page.getByLabel("Invite by Email or Phone").fill(contact)
    await page.getByRole("radio", { name: /^member/ }).check()
    await page.getByRole("button", { name: "Send Invitation" }).click()
    await expect(page.getByLabel(`Invitation link for ${contact}`)).toBeVisible()
    await page.getByRole("button", { name: "Copy", exact: true }).click()
    await expect(page.getByRole("button", { name: "Copied" })).toBeVisible()
    await page.keyboard.press("Escape")
    await expect(page.getByRole("dialog")).toBeHidden()
    const row = page.getByRole("row").filter({ hasText: contact })
    await row.getByRole("button", { name: "Revoke" }).click()
    await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click()
    await expect(row).toContainText("Revoked")
  }
})

test("what comes and goes elsewhere in the console survives a translation", async ({ page, world }) => {
  const acme = await world.enterprise()
  const colleague = await world.member(acme.id)
  await world.logIn(page.context(), acme.owner)
  await page.goto(`/${acme.id}/iam/access-keys`)
  await translate(page)
  await page.getByRole("button", { name: "Create access key" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Name").fill("Nightly export")
  await dialog.getByRole("button", { name: "Create access key" }).click()
  await expect(dialog.getByRole("button", { name: "Copy" }).first()).toBeVisible()
  await page.goto(`/${acme.id}/iam/audit`)
  await translate(page)
  for (let times = 0; times < 2; times += 1) {
    await page.getByRole("button", { name: "Verify" }).click()
    await expect(page.getByText(/^The log (is|has)/)).toBeVisible()
  }
  await page.goto(`/${acme.id}/enterprise/members`)
  await translate(page)
  await page.getByRole("combobox", { name: colleague.name }).selectOption("finance_admin")
  await expect(page.getByText(`${colleague.name} is now finance_admin.`)).toBeVisible()
})

/** Does what the browser's translator does: puts every text into two elements of its own, and every text that comes. */
async function translate(page: Page) {
  await takenOver(page)
  await page.waitForLoadState("networkidle")
  await page.evaluate(() => {
    const UNTRANSLATED = "script, style, noscript, textarea, title, font"
    const wrap = (text: Text) => {
      if (!text.data.trim() || !text.parentElement || text.parentElement.closest(UNTRANSLATED)) return
      const [outer, inner] = [document.createElement("font"), document.createElement("font")]
      inner.textContent = text.data
      outer.append(inner)
      text.replaceWith(outer)
    }
    const wrapIn = (node: Node) => {
      const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT)
      const texts = node instanceof Text ? [node] : []
      while (walker.nextNode()) texts.push(walker.currentNode as Text)
      for (const text of texts) wrap(text)
    }
    wrapIn(document.body)
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) wrapIn(node)
    }).observe(document.body, { childList: true, subtree: true })
  })
  await expect(page.locator("main h1 font > font").first()).toBeVisible()
}
