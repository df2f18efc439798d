import { readFileSync } from "node:fs"
import type { Page } from "@playwright/test"
import { expect, newEmail, PASSWORD, test } from "@/e2e/world"

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true })

test("no link, code, password, session or contact stands in a log, whatever goes well or wrong", async ({
  page,
  world,
}) => {
  const acme = await world.enterprise()
  const address = newEmail("discreet")
  const { path, token } = await world.invite(acme, address)
  await page.goto(path)
  await page.getByRole("link", { name: "Register" }).click()
  await button(page, "Send me a code").click()
  const code = await world.latestCode(address)
  for (const typed of ["000000", code]) {
    await page.getByLabel("Code").fill(typed)
    await page.getByLabel("Your name").fill("Noa Park")
    await page.getByLabel("Password").fill(PASSWORD)
    await button(page, "Create account").click()
    if (typed !== code) await expect(page.getByLabel("Code")).toHaveAccessibleDescription(/Incorrect code/)
  }
  await expect(button(page, "Accept")).toBeVisible()
  const session = (await page.context().cookies()).find(({ name }) => name.endsWith("muster-session"))?.value ?? ""
  // What is malformed is refused too, and what is refused is not quoted.
  for (const body of [`token=${token}`, `{"password":"${PASSWORD}"}`, "\0"]) {
    await page.request.post("/login", { data: body, failOnStatusCode: false })
    await page.request.post(`/invite?token=${token}`, { data: body, failOnStatusCode: false })
  }
  await button(page, "Accept").click()
  await expect(page.getByRole("heading", { name: "Invitation accepted" })).toBeVisible()

  const logs = readFileSync(process.env.MUSTER_LOG ?? "", "utf8")
  expect(logs.length).toBeGreaterThan(100)
  expect(session.length).toBeGreaterThan(40)
  for (const secret of [token, session, PASSWORD, address]) expect(logs).not.toContain(secret)
  expect(logs).not.toMatch(new RegExp(`\\b${code}\\b`))
})
