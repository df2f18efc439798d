import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { sql } from "drizzle-orm"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { connect } from "@/db/client"
import { startPostgres } from "@/scripts/tools/postgres.mjs"

const LONG = 120_000
const SOON = { timeout: 20_000, interval: 50 }

let folder: string
let server: Awaited<ReturnType<typeof startPostgres>>
let app: ReturnType<typeof connect>
let owner: ReturnType<typeof connect>
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-standbys-"))
  fs.chmodSync(folder, 0o755)
  server = await startPostgres({ dataDir: path.join(folder, "postgres") })
  owner = connect(server.url, { pool: 2, role: null, statementSeconds: 0 })
  await owner.db.execute(sql`create table notes (name text primary key)`)
  await owner.db.execute(sql`create role writer`)
  await owner.db.execute(sql`grant select, insert, update on notes to writer`)
  await confirmedBy("nobody")
}, LONG)
afterAll(async () => {
  await owner.close()
  await server.stop()
  fs.rmSync(folder, { recursive: true })
}, LONG)

beforeEach(() => {
  app = connect(server.url, { pool: 4, role: "writer", statementSeconds: 1 })
})
afterEach(() => app.close())

/** Lets commits wait for the standby of this name, which there is not; for none where it is empty. */
async function confirmedBy(name: string) {
  await owner.db.execute(sql.raw(`alter system set synchronous_standby_names = '${name}'`))
  await owner.db.execute(sql`select pg_reload_conf()`)
}

const insert = (name: string) => sql`insert into notes values (${name})`
const alone = (name: string) => app.db.execute(insert(name))
const inTransaction = (name: string) =>
  app.db.transaction(async (tx) => {
    await tx.execute(insert(name))
  })
const behind = (name: string) =>
  app.db.transaction(async (tx) => {
    await Promise.all([tx.execute(insert(name)), tx.execute(sql`commit`)])
  })
const ways = { alone, inTransaction, behind }

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.cause?.code ?? error.code ?? String(error),
  )

/** Ends the waits for a standby in one way or the other, once so many are there. */
async function endWaits(how: "pg_cancel_backend" | "pg_terminate_backend", waits: number) {
  await vi.waitFor(async () => {
    const rows = await owner.db.execute(sql`select pid from pg_stat_activity where wait_event = 'SyncRep'`)
    expect(rows.length).toBe(waits)
  }, SOON)
  await owner.db.execute(sql`select ${sql.raw(how)}(pid) from pg_stat_activity where wait_event = 'SyncRep'`)
}

describe("a commit that no standby confirms", () => {
  it.each(["pg_cancel_backend", "pg_terminate_backend"] as const)(
    "and that the server acknowledges all the same, because somebody ended its wait by %s, counts as unknown",
    async (how) => {
      const asked = Promise.all(Object.entries(ways).map(([name, way]) => codeOf(way(`${how} ${name}`))))
      await endWaits(how, 3)
      const [first, ...transactions] = await asked
      expect(transactions).toEqual(["08007", "08007"])
      expect(["08007", "57P01", "CONNECTION_CLOSED"]).toContain(first)
      // What it has not said is done all the same, until the server is lost.
      expect((await owner.db.execute(sql`select from notes where name like ${`${how}%`}`)).length).toBe(3)
    },
  )

  it("is told to nobody: writes end as unknown or are refused, reads go on, and nothing piles up in the server", async () => {
    const read = () => app.db.execute(sql`select from notes`)
    const waits = async () => {
      const rows = await owner.db.execute(sql`select from pg_stat_activity where wait_event = 'SyncRep'`)
      return rows.length
    }
    const refused = async (way: (name: string) => Promise<unknown>, name: string) =>
      expect(await codeOf(way(name))).toBe("COMMITS_WAIT")
    const asked = Promise.all([inTransaction, behind, alone, alone].map((way, n) => codeOf(way(`waiting ${n}`))))
    await vi.waitFor(async () => expect(await waits()).toBe(4), SOON)
    await vi.waitFor(read, SOON)
    await vi.waitFor(() => refused(inTransaction, "waits, or is refused"), SOON)
    const held = await waits()
    expect(held).toBeLessThanOrEqual(6)
    for (let n = 0; n < 20; n++) {
      for (const way of Object.values(ways)) await refused(way, `refused ${n}`)
      await read()
    }
    expect(await asked).toEqual(["08007", "08007", "DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED"])
    await refused(inTransaction, "refused still")
    expect(await waits()).toBe(held)
    await confirmedBy("")
    await vi.waitFor(() => inTransaction("confirmed"), SOON)
    expect(await waits()).toBe(0)
    expect((await owner.db.execute(sql`select from notes where name like 'refused%'`)).length).toBe(0)
  })
})

describe("a write that waits for a row", () => {
  it("keeps nobody from writing others, however long it waits", async () => {
    await confirmedBy("")
    for (const name of ["row 0", "row 1"]) await alone(name)
    let letGo = () => {}
    const held = new Promise<void>((done) => {
      letGo = done
    })
    const holding = owner.db.transaction(async (tx) => {
      await tx.execute(sql`select from notes where name = 'row 0' for update`)
      await held
    })
    const patient = connect(server.url, { pool: 8, role: "writer" })
    const again = (name: string) =>
      patient.db.transaction(async (tx) => {
        await Promise.all([tx.execute(sql`update notes set name = name where name = ${name}`), tx.execute(sql`commit`)])
      })
    const waiting = [1, 2, 3, 4].map(() => again("row 0"))
    const until = performance.now() + 5000
    while (performance.now() < until) await again("row 1")
    letGo()
    await Promise.all([...waiting, holding])
    await patient.close()
  })
})
