import fs from "node:fs"
import http from "node:http"
import path from "node:path"
import { webServer } from "@/e2e/web-server"
import { expect, logInAgain, takenOver, test } from "@/e2e/world"
import { versionOfSources } from "@/scripts/tools/ensure-installed.mjs"
import { freePort, root } from "@/scripts/tools/process-tools.mjs"

/** The folder of a second build, which npm run test:builds makes; otherwise two instances of the one build stand here. */
const second = process.env.MUSTER_SECOND_BUILD ?? root

test("a build is named by its sources, and by them alone its actions are", () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, ".next/server/server-reference-manifest.json"), "utf8"))
  expect(fs.readFileSync(path.join(root, ".next/BUILD_ID"), "utf8")).toBe(versionOfSources().slice(0, 20))
  expect(Buffer.from(manifest.encryptionKey, "base64").toString("hex")).toBe(versionOfSources())
})

test("two builds have the same actions and give a browser the same files", () => {
  const [here, there] = [path.join(root, ".next"), path.join(second, ".next")]
  expect(actionsOf(there)).toEqual(actionsOf(here))
  expect(actionsOf(here).length).toBeGreaterThan(50)
  expect(filesOf(there)).toEqual(filesOf(here))
})

test("two builds behind a proxy that turns to the other at each request are one console", async ({
  browser,
  world,
}) => {
  test.slow()
  const acme = await world.enterprise()
  const guest = await world.person()
  const { path: invitation } = await world.invite(acme, guest.address)
  const { origin, close } = await alternating([root, second])
  for (const javaScriptEnabled of [false, true]) {
    const context = await browser.newContext({ baseURL: origin, javaScriptEnabled })
    const page = await context.newPage()
    await page.goto("/login")
    if (javaScriptEnabled) await takenOver(page)
    await logInAgain(page, acme.owner, "not-the-password-1")
    await expect(page.getByRole("main").getByRole("alert")).toContainText("Incorrect")
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("")
    await logInAgain(page, acme.owner)
    await expect(page.getByRole("heading", { name: "Members", level: 1 })).toBeVisible()
    await context.close()
  }
  const context = await browser.newContext({ baseURL: origin })
  const page = await context.newPage()
  await world.logIn(context, guest)
  await page.goto(invitation)
  await takenOver(page)
  await page.getByRole("button", { name: "Accept" }).click()
  await page.getByRole("link", { name: `Open ${acme.name}` }).click()
  await takenOver(page)
  await page.evaluate(() => Object.assign(window, { same: true }))
  for (const name of ["Overview", "Organization Profile", "Overview"]) {
    await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name }).click()
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible()
  }
  expect(await page.evaluate(() => Reflect.get(window, "same"))).toBe(true)
  await context.close()
  await close()
})

/** A server of each folder, and a proxy before them that gives each request to the next one. */
async function alternating(folders: string[]) {
  const port = await freePort()
  const behind = await Promise.all(folders.map(() => freePort()))
  const origin = `http://localhost:${port}`
  const output = fs.openSync(process.env.MUSTER_LOG ?? "/dev/null", "a")
  const servers = folders.map((folder, at) => webServer({ folder, port: Number(behind[at]), origin, output }))
  await Promise.all(
    servers.map(({ answers }, at) => answers(`http://127.0.0.1:${behind[at]}/api/health/ready`, origin)),
  )
  let turn = 0
  const proxy = http.createServer((request, response) => {
    turn += 1
    const { method, headers, url } = request
    const to = { host: "127.0.0.1", port: behind[turn % behind.length], method, headers, path: url }
    const passed = http.request(to, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    passed.on("error", () => response.destroy())
    request.pipe(passed)
  })
  await new Promise<void>((done) => void proxy.listen(port, "127.0.0.1", done))
  return {
    origin,
    async close() {
      proxy.closeAllConnections()
      proxy.close()
      await Promise.all(servers.map(({ stop }) => stop()))
    },
  }
}

function actionsOf(build: string): string[] {
  const manifest = fs.readFileSync(path.join(build, "server/server-reference-manifest.json"), "utf8")
  return Object.keys(JSON.parse(manifest).node).sort()
}

function filesOf(build: string): string[] {
  return fs.readdirSync(path.join(build, "static"), { recursive: true, encoding: "utf8" }).sort()
}
