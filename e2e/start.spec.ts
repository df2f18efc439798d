import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import fs from "node:fs"
import net from "node:net"
import path from "node:path"
import { expect, test } from "@playwright/test"
import { sql } from "drizzle-orm"
import { connect } from "@/db/client"
import { alive, freePort, root } from "@/scripts/tools/process-tools.mjs"

// npm start as an operator meets it: what it prints, and how it ends.

const READY = /^Muster is ready: /m
const SLOW = 120_000

interface Started {
  port: number
  launcher: ChildProcess
  printed: () => string
  /** The programs below the launcher that run now. */
  programs: () => number[]
  exit: Promise<unknown>
}

const started: Started[] = []
/** A database of their own, whose letters are nobody else's. */
let database: string
test.beforeAll(async () => {
  const name = `start_${randomBytes(6).toString("hex")}`
  const { db, close } = connect(String(process.env.DATABASE_URL), { pool: 1, statementSeconds: 0, role: null })
  await db.execute(sql.raw(`create database ${name}`)).finally(close)
  database = String(process.env.DATABASE_URL).replace(/[^/]+$/, name)
})
test.afterEach(async () => {
  for (const { launcher, programs, exit, port } of started.splice(0)) {
    const left = programs()
    if (launcher.exitCode === null && launcher.signalCode === null) launcher.kill("SIGTERM")
    await exit
    for (const pid of left) if (alive(pid)) process.kill(pid, "SIGKILL")
    fs.rmSync(noteOf(port), { force: true })
  }
})

const noteOf = (port: number) => path.join(root, ".data", `running-${port}.json`)

/** Settings of a production start. */
const production = (port: number) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  PORT: String(port),
  HOST: "127.0.0.1",
  DATABASE_URL: database,
  MUSTER_ORIGIN: `http://localhost:${port}`,
  MUSTER_SECRET: process.env.MUSTER_SECRET,
  MAIL_FROM: "Muster <muster@example.com>",
  SMTP_URL: "smtp://127.0.0.1:1",
  TRUST_PROXY: "0",
})

async function start(command: string[], env: Record<string, string | undefined> = {}): Promise<Started> {
  const port = Number(env.PORT ?? (await freePort()))
  const [program = "", ...args] = command
  const launcher = spawn(program, args, {
    cwd: root,
    env: { NODE_ENV: "production", ...production(port), ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  })
  let text = ""
  for (const stream of [launcher.stdout, launcher.stderr])
    stream?.on("data", (bytes) => {
      text += bytes
    })
  const programs = () => {
    const { launcher: own, children = [] } = JSON.parse(fs.readFileSync(noteOf(port), "utf8") || "{}")
    return [own, ...children].filter((pid: number) => alive(pid))
  }
  const one = { port, launcher, printed: () => text, programs: () => tried(programs), exit: once(launcher, "exit") }
  started.push(one)
  return one
}

function tried(read: () => number[]): number[] {
  try {
    return read()
  } catch {
    return []
  }
}

const ready = (one: Started) => expect.poll(one.printed, { timeout: SLOW }).toMatch(READY)
const gone = (pids: number[]) => expect.poll(() => pids.filter((pid) => alive(pid)), { timeout: 30_000 }).toEqual([])
const node = [process.execPath, "scripts/start.mjs"]

for (const command of [["npm", "start"], node]) {
  test(`${path.basename(command[0] ?? "")} that is told to end leaves nothing running`, async () => {
    test.setTimeout(SLOW)
    const one = await start(command)
    await ready(one)
    const programs = one.programs()
    expect(programs.length).toBeGreaterThanOrEqual(3)
    one.launcher.kill("SIGTERM")
    await one.exit
    await gone(programs)
    expect(fs.existsSync(noteOf(one.port))).toBe(false)
  })
}

/** A container as the kernel makes one: whose first process ends takes all others along, and what has no handler is lost. */
const contained = ["--fork", "--pid", "--mount-proc", "--kill-child"]
if (spawnSync("unshare", [...contained, "true"]).status === 0)
  for (const command of [["npm", "start"], node]) {
    test(`${path.basename(command[0] ?? "")} as the first process of a container ends everything in order`, async () => {
      test.setTimeout(SLOW)
      const port = await freePort()
      const container = spawn("unshare", [...contained, ...command], {
        cwd: root,
        env: { NODE_ENV: "production", ...production(port) },
        stdio: ["ignore", "pipe", "inherit"],
      })
      let printed = ""
      container.stdout.on("data", (bytes) => {
        printed += bytes
      })
      await expect.poll(() => printed, { timeout: SLOW }).toMatch(READY)
      const [first = 0, ...others] = below(container.pid ?? 0)
      expect(others.length).toBeGreaterThanOrEqual(2)
      const ended = once(container, "exit")
      process.kill(first, "SIGTERM")
      expect(await ended).toEqual([0, null])
      expect(printed).toContain("Stopping …")
      await gone([first, ...others])
      fs.rmSync(noteOf(port), { force: true })
    })
  }

/** The processes that a process has started, and theirs, by their numbers outside of any container. */
function below(pid: number): number[] {
  const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number)
  return children.flatMap((child) => [child, ...below(child)])
}

test("a start with one login for all says so, then where it is ready and how long that took", async () => {
  const one = await start(node)
  await ready(one)
  const own = one
    .printed()
    .split("\n")
    .filter((line) => line && !line.includes("next.config.mjs"))
  expect(own).toEqual([
    "Updating the database …",
    expect.stringMatching(/^The login of DATABASE_URL owns the tables, .+ docs\/operations\.md\.$/),
    "Starting the console …",
    expect.stringMatching(new RegExp(`^Muster is ready: http://localhost:${one.port} \\(\\d+\\.\\d s\\)$`)),
  ])
})

test("connections that ask nothing keep no start from ending, and what is asked is answered first", async () => {
  const one = await start(node)
  await ready(one)
  const programs = one.programs()
  const open = () => net.connect(one.port, "127.0.0.1")
  const silent = open()
  const kept = open()
  kept.write(`GET /api/health HTTP/1.1\r\nHost: localhost:${one.port}\r\n\r\n`)
  await once(kept, "data")
  const asking = await halfAsked(one.port)
  const answer = once(asking, "data")
  one.launcher.kill("SIGINT")
  await Promise.all([once(silent.resume(), "close"), once(kept.resume(), "close")])
  asking.write("{}")
  expect(String(await answer)).toMatch(/^HTTP\/1\.1 400/)
  await one.exit
  await gone(programs)
})

/** A request that the server has begun to read, and whose two bytes are still to come. */
async function halfAsked(port: number) {
  const asking = net.connect(port, "127.0.0.1")
  const head = ["POST /api/aws HTTP/1.1", `Host: localhost:${port}`, "Content-Length: 2", "Expect: 100-continue"]
  asking.write(`${head.join("\r\n")}\r\n\r\n`)
  expect(String(await once(asking, "data"))).toMatch(/^HTTP\/1\.1 100/)
  return asking
}

test("a second signal ends at once what the first one lets finish", async () => {
  const one = await start(node)
  await ready(one)
  const programs = one.programs()
  const asking = await halfAsked(one.port)
  asking.on("error", () => {})
  one.launcher.kill("SIGINT")
  await expect.poll(one.printed).toContain("Stopping …")
  await expect
    .poll(
      () => {
        one.launcher.kill("SIGINT")
        return one.launcher.exitCode
      },
      { intervals: [300] },
    )
    .toBe(1)
  await gone(programs)
})

test("a note of what runs that was cut off is no obstacle", async () => {
  const port = await freePort()
  fs.mkdirSync(path.dirname(noteOf(port)), { recursive: true })
  for (const cut of ["", '{"launcher": 12, "chil']) {
    fs.writeFileSync(noteOf(port), cut)
    const one = await start(node, { PORT: String(port) })
    await ready(one)
    one.launcher.kill("SIGTERM")
    await one.exit
  }
})

test("an environment with nothing but what is needed is enough", async () => {
  const one = await start(node, { PATH: undefined, HOME: undefined })
  await ready(one)
})

test("what is wrong is said in one line, without a trace and without a secret", async () => {
  const dead = await freePort()
  for (const [env, words] of [
    [{ DATABASE_URL: `postgres://app:s3cret@127.0.0.1:${dead}/muster` }, `nothing listens at 127.0.0.1:${dead}`],
    [{ DATABASE_URL: "postgres://app:s3cret/x@127.0.0.1/muster" }, "DATABASE_URL: must look like"],
    [{ DATABASE_URL: `${database}?foo=s3cret` }, "foo: take it out"],
    [{ MUSTER_SECRET: "" }, "MUSTER_SECRET: is missing"],
  ] as const) {
    const one = await start(node, env)
    await one.exit
    expect(one.launcher.exitCode).toBe(1)
    expect(one.printed()).toContain(words)
    expect(one.printed()).not.toMatch(/s3cret|^\s+at /m)
  }
})
