import { randomBytes } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { connect, settingsOf } from "@/db/client"
import { holdLimits } from "@/db/limits"
import { migrate } from "@/db/migrate"
import { heartbeats } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { POOLER, startPooler } from "@/scripts/tools/pooler.mjs"

const LOGIN = `web_${randomBytes(4).toString("hex")}`

let world: Awaited<ReturnType<typeof testDatabase>>
const running: Pick<Awaited<ReturnType<typeof startPooler>>, "child" | "stop">[] = []
beforeAll(async () => {
  world = await testDatabase()
  await world.owner.execute(sql.raw(`create role ${LOGIN} login in role muster_app`))
})
afterEach(() => vi.unstubAllEnvs())
afterAll(async () => {
  for (const { stop } of running) await stop()
  await world.owner.execute(sql.raw(`drop owned by ${LOGIN}; drop role ${LOGIN}`))
  await world.close()
})

/** A pooler before the server of the tests, which has two connections for any number of clients; gives its address. */
async function pooler(more: string[] = []) {
  const settings = ["pool_mode=transaction", "default_pool_size=2", ...more]
  const { port, child, stop } = await startPooler({ url: world.url, logins: ["postgres", LOGIN], settings })
  running.push({ child, stop })
  const through = (login = LOGIN) => `postgres://${login}@127.0.0.1:${port}${new URL(world.url).pathname}`
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

describe.skipIf(!POOLER)("behind PgBouncer that pools by transaction (needs pgbouncer)", () => {
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
    running.at(-1)?.child.kill("SIGSTOP")
    await expect(one()).rejects.toMatchObject({ cause: { code: "CONNECTION_SILENT" } })
    running.at(-1)?.child.kill("SIGCONT")
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
