import fs from "node:fs"
import { ListAccountsCommand } from "@aws-sdk/client-organizations"
import { balancer } from "@/e2e/balancer"
import { webServer } from "@/e2e/web-server"
import { expect, takenOver, test } from "@/e2e/world"
import { clientOf, keyFor } from "@/lib/testing/aws/clients"
import { freePort, root } from "@/scripts/tools/process-tools.mjs"

/** The folder of a newer version, which npm run test:builds makes; otherwise the one build takes its own place. */
const newer = process.env.MUSTER_NEWER_BUILD ?? root
/** Longer than the balancer takes to notice. */
const DRAIN_SECONDS = "2"
const ENOUGH = 20

test("servers that are restarted one after the other, under load, fail no request", async ({ context, world }) => {
  test.slow()
  const site = await twoServers()
  const acme = await world.enterprise()
  const cookie = `muster-session=${await world.logIn(context, acme.owner)}`
  const program = clientOf(await keyFor(acme.owner, { in: acme }), {
    endpoint: `${site.origin}/api/aws`,
    maxAttempts: 1,
  })
  const page = (path: string) => async () => {
    const answer = await fetch(`${site.origin}${path}`, { headers: { cookie } })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  }
  const pages = ["/login", "/me", `/${acme.id}/enterprise/members`, "/api/session"].map(page)
  const load = under([...pages, () => program.send(new ListAccountsCommand({}))])
  for (const at of [0, 1]) {
    await load.atLeast(ENOUGH)
    await site.replace(at, newer)
  }
  await load.atLeast(ENOUGH)
  await load.end()
  expect(site.failures).toEqual([])
  expect(load.failures).toEqual([])
  for (const { given } of site.behind) expect(given).toBeGreaterThan(ENOUGH)
  await site.close()
})

if (newer !== root) {
  test("a tab of an older version keeps what was typed over an update, and goes on", async ({ browser, world }) => {
    test.slow()
    const site = await twoServers()
    const someone = await world.person()
    const context = await browser.newContext({ baseURL: site.origin })
    await world.logIn(context, someone)
    const [page, walking] = [await context.newPage(), await context.newPage()]
    await page.goto("/me/organization")
    await takenOver(page)
    await page.getByLabel("Organization name").fill("Paper Lantern")
    await walking.goto("/me")
    await takenOver(walking)
    await walking.evaluate(() => Object.assign(window, { same: true }))
    for (const at of [0, 1]) await site.replace(at, newer)

    await page.getByRole("button", { name: "Create organization" }).click()
    await expect(page.getByText("Muster was updated.")).toBeVisible()
    await page.getByRole("button", { name: "Reload the page" }).click()
    await takenOver(page)
    await expect(page.getByLabel("Organization name")).toHaveValue("Paper Lantern")
    await page.getByRole("button", { name: "Create organization" }).click()
    await expect(page).toHaveURL(/\/o-[a-z0-9]+\/enterprise\/members$/)

    // What the server draws is of another version than what shows it: the browser loads the whole page.
    await walking.getByRole("link", { name: "Access keys" }).first().click()
    await expect(walking).toHaveURL("/me/access-keys")
    await expect(walking.getByRole("heading", { level: 1 })).toBeVisible()
    expect(await walking.evaluate(() => "same" in window)).toBe(false)
    expect(site.failures).toEqual([])
    await context.close()
    await site.close()
  })

  test("a dialog of an older version, whose script is gone, says so and is there once the page is loaded again", async ({
    browser,
    world,
  }) => {
    test.slow()
    const site = await twoServers()
    const acme = await world.enterprise()
    const context = await browser.newContext({ baseURL: site.origin })
    await world.logIn(context, acme.owner)
    const page = await context.newPage()
    await page.goto(`/${acme.id}/enterprise/members`)
    await takenOver(page)
    for (const at of [0, 1]) await site.replace(at, newer)
    await page.getByRole("button", { name: "Invite", exact: true }).first().click()
    await page.getByRole("button", { name: "Reload the page" }).click()
    await takenOver(page)
    await page.getByRole("button", { name: "Invite", exact: true }).first().click()
    await expect(page.getByLabel("Invite by Email or Phone")).toBeVisible()
    expect(site.failures).toEqual([])
    await context.close()
    await site.close()
  })
}

/** Two web servers behind a balancer, and what replaces one of them as a careful operator does. */
async function twoServers() {
  const [port, ...ports] = await Promise.all([freePort(), freePort(), freePort()])
  const origin = `http://localhost:${port}`
  const output = fs.openSync(process.env.MUSTER_LOG ?? "/dev/null", "a")
  const start = async (at: number, folder: string) => {
    const own = Number(ports[at])
    const server = webServer({ folder, port: own, origin, env: { DRAIN_SECONDS }, output })
    await server.answers(`http://127.0.0.1:${own}/api/health/ready`, origin)
    return server
  }
  const servers = await Promise.all(ports.map((_, at) => start(at, root)))
  const { failures, behind, close } = await balancer(port, ports)
  const seen = (at: number) => expect.poll(() => behind[at]?.isReady).toBe(true)
  await Promise.all(ports.map((_, at) => seen(at)))
  return {
    origin,
    failures,
    behind,
    async replace(at: number, folder: string) {
      await servers[at]?.stop("SIGTERM", Number(DRAIN_SECONDS))
      servers[at] = await start(at, folder)
      await seen(at)
    },
    async close() {
      await close()
      await Promise.all(servers.map(({ stop }) => stop("SIGINT")))
    },
  }
}

/** Does each of these without a pause, and counts what came of it. */
function under(works: (() => Promise<unknown>)[]) {
  const failures: string[] = []
  let [done, ended] = [0, false]
  const running = works.map(async (work) => {
    while (!ended) {
      await work().catch((error) => failures.push(String(error)))
      done += 1
    }
  })
  return {
    failures,
    async atLeast(more: number) {
      const before = done
      await expect.poll(() => done - before, { timeout: 60_000 }).toBeGreaterThan(more)
    },
    async end() {
      ended = true
      await Promise.all(running)
    },
  }
}
