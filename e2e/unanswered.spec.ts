import fs from "node:fs"
import { heldLine } from "@/db/testing"
import { webServer } from "@/e2e/web-server"
import { expect, test } from "@/e2e/world"
import { freePort } from "@/scripts/tools/process-tools.mjs"

test("a page says that no database answers, or answers no more, and is there once one does", async ({
  world,
  page,
}) => {
  const { owner } = await world.enterprise()
  await world.logIn(page.context(), owner)
  const [target, door, port] = [new URL(String(process.env.DATABASE_URL)), await freePort(), await freePort()]
  const url = Object.assign(new URL(target.href), { port: String(door) }).href
  const origin = `http://localhost:${port}`
  const output = fs.openSync(String(process.env.MUSTER_LOG), "a")
  const web = webServer({ port, origin, env: { DATABASE_URL: url }, output })
  await web.answers(`${origin}/api/health`, origin)
  await page.goto(`${origin}/me`)
  await expect(page.getByRole("heading", { name: "Temporarily unavailable" })).toBeVisible()
  await expect(page.getByText("Reference")).toHaveCount(0)
  const ready = async () => (await page.request.get(`${origin}/api/health/ready`)).status()
  expect(await ready()).toBe(503)

  const line = await heldLine(target.href, door)
  await expect.poll(ready).toBe(200)
  await page.getByRole("button", { name: "Retry" }).click()
  await expect(page.getByRole("heading", { name: "Temporarily unavailable" })).toHaveCount(0)
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible()

  line.hold(true)
  await page.reload()
  await expect(page.getByRole("heading", { name: "Temporarily unavailable" })).toBeVisible()
  // Once for all that waits, however many there are.
  expect(line.asked()).toBe(1)
  expect(await ready()).toBe(503)
  line.hold(false)
  await expect.poll(ready).toBe(200)
  await page.getByRole("button", { name: "Retry" }).click()
  await expect(page.getByRole("heading", { name: "Temporarily unavailable" })).toHaveCount(0)
  await web.stop()
  line.close()
})
