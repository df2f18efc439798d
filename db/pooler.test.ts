import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { eq, sql } from "drizzle-orm"
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { connect, settingsOf } from "@/db/client"
import { holdLimits } from "@/db/limits"
import { migrate } from "@/db/migrate"
import { heartbeats } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { freePort, isRoot } from "@/scripts/tools/process-tools.mjs"

const PROGRAM = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"].find((file) =>
  fs.existsSync(file),
)
const LOGIN = `web_${randomBytes(4).toString("hex")}`

let world: Awaited<ReturnType<typeof testDatabase>>
const running: ChildProcess[] = []
const folders: string[] = []
beforeAll(async () => {
  world = await testDatabase()
  await world.owner.execute(sql.raw(`create role ${LOGIN} login in role muster_app`))
})
afterEach(() => vi.unstubAllEnvs())
afterAll(async () => {
  for (const child of running) {
    const gone = once(child, "exit")
    child.kill("SIGKILL")
    await gone
  }
  for (const folder of folders) fs.rmSync(folder, { recursive: true })
  await world.owner.execute(sql.raw(`drop owned by ${LOGIN}; drop role ${LOGIN}`))
  await world.close()
})

/** A pooler before the server of the tests, which has two connections for any number of clients; gives its address. */
async function pooler(more: string[] = []) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-pooler-"))
  folders.push(folder)
  fs.chmodSync(folder, 0o755)
  const [server, port] = [new URL(world.url), await freePort()]
  const users = path.join(folder, "users.txt")
  fs.writeFileSync(users, `"postgres" ""\n"${LOGIN}" ""\n`)
  const config = path.join(folder, "pgbouncer.ini")
  const settings = [
    "listen_addr=127.0.0.1",
    `listen_port=${port}`,
    "unix_socket_dir=",
    "auth_type=trust",
    `auth_file=${users}`,
    "pool_mode=transaction",
    "default_pool_size=2",
    ...more,
  ]
  const databases = `* = host=${server.hostname} port=${server.port}`
  fs.writeFileSync(config, `[databases]\n${databases}\n[pgbouncer]\n${settings.join("\n")}\n`)
  const child = spawn(String(PROGRAM), [...(isRoot ? ["-u", "nobody"] : []), config], { stdio: "ignore" })
  running.push(child)
  const through = (login = LOGIN) => `postgres://${login}@127.0.0.1:${port}${server.pathname}`
  const plain = connect(through("postgres"), { pool: 1, statementSeconds: 0, role: null })
  await vi.waitFor(() => plain.db.execute(sql`select 1`), { timeout: 20_000, interval: 100 })
  await plain.close()
  return through
}

const heldBy = async (url: string) => {
  const { db, close } = connect(url, { pool: 1 })
  const rows = await db.execute<{ name: string; setting: string }>(
    sql`select name, setting from pg_settings where name in ${Object.keys(settingsOf())}`,
  )
  await close()
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
}

describe.skipIf(!PROGRAM)("behind PgBouncer that pools by transaction (needs pgbouncer)", () => {
  test("a login in the app's role starts, and the database itself holds its limits", async () => {
    vi.stubEnv("DATABASE_ROLE", "none")
    const through = await pooler()
    await holdLimits(through())
    expect(await heldBy(through())).toEqual(settingsOf())
  })

  test("many clients share two connections: reads, transactions and commits that travel with their statements", async () => {
    vi.stubEnv("DATABASE_ROLE", "none")
    const through = await pooler()
    const app = connect(through(), { pool: 10 })
    const write = (n: number) =>
      app.db.transaction(async (tx) => {
        await tx.insert(heartbeats).values({ name: `pooled ${n}`, at: new Date() })
        const [rows] = await Promise.all([
          tx
            .select()
            .from(heartbeats)
            .where(eq(heartbeats.name, `pooled ${n}`)),
          tx.execute(sql`commit`),
        ])
        return rows
      })
    const written = await Promise.all(Array.from({ length: 200 }, (_, n) => write(n)))
    expect(written.map((rows) => rows?.[0]?.name)).toEqual(Array.from({ length: 200 }, (_, n) => `pooled ${n}`))
    const read = (n: number) =>
      app.db
        .select()
        .from(heartbeats)
        .where(eq(heartbeats.name, `pooled ${n}`))
    const found = await Promise.all(Array.from({ length: 200 }, (_, n) => read(n)))
    expect(found.every((rows) => rows.length === 1)).toBe(true)
    await app.close()
  })

  test("statements that were prepared on a shared connection are prepared no more once one is missed", async () => {
    vi.stubEnv("DATABASE_ROLE", "none")
    const through = await pooler()
    const app = connect(through(), { pool: 10, prepare: true })
    const asked = (n: number) =>
      app.db.transaction((tx) =>
        tx
          .select()
          .from(heartbeats)
          .where(eq(heartbeats.name, `p${n}`)),
      )
    const many = () => Promise.allSettled(Array.from({ length: 40 }, (_, n) => asked(n)))
    const refused = (results: PromiseSettledResult<unknown>[]) => results.filter(({ status }) => status === "rejected")
    for (let n = 0; n < 5; n++) await many()
    expect(refused(await many())).toEqual([])
    await app.close()
  })

  test("a question behind a slow one on the only connection is waited for; a pooler that is silent is not", async () => {
    vi.stubEnv("DATABASE_ROLE", "none")
    const through = await pooler(["default_pool_size=1"])
    const app = connect(through(), { pool: 3, waitSeconds: 2 })
    const one = () => app.db.execute(sql`select 1 as one`)
    await one()
    const behind = await Promise.all([app.db.execute(sql`select pg_sleep(3)`), one(), one()])
    expect(behind.map((rows) => rows.length)).toEqual([1, 1, 1])
    running.at(-1)?.kill("SIGSTOP")
    await expect(one()).rejects.toMatchObject({ cause: { code: "CONNECTION_SILENT" } })
    running.at(-1)?.kill("SIGCONT")
    await vi.waitFor(one, { timeout: 10_000, interval: 100 })
    await app.close()
  })

  test("a pooler that swallows the settings of a connection is found out", async () => {
    const ignoring = `ignore_startup_parameters=role,search_path,${Object.keys(settingsOf()).join()}`
    const through = await pooler([ignoring])
    await expect(holdLimits(through("postgres"))).rejects.toThrow("does not let Muster work as the role muster_app")
    vi.stubEnv("DATABASE_ROLE", "none")
    await world.owner.execute(
      sql.raw(`alter role ${LOGIN} in database ${new URL(world.url).pathname.slice(1)} reset all`),
    )
    expect(await heldBy(through())).not.toEqual(settingsOf())
    await holdLimits(through())
    expect(await heldBy(through())).toEqual(settingsOf())
  })

  test("who owns the tables migrates through it, and is told to give the app a login of its own", async () => {
    const through = await pooler()
    const owner = through("postgres")
    const fresh = `test_${randomBytes(6).toString("hex")}`
    await world.owner.execute(sql.raw(`create database ${fresh}`))
    const url = owner.replace(/[^/]+$/, fresh)
    await Promise.all([migrate(url), migrate(url), migrate(url)])
    await expect(holdLimits(url)).rejects.toMatchObject({
      message: expect.stringMatching(/^The pooler at 127\.0\.0\.1:\d+ does not let .*DATABASE_ROLE=none.*$/),
      expected: true,
    })
    await world.owner.execute(sql.raw(`drop database ${fresh} with (force)`))
  })
})
