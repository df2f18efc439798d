import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
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
  app = connect(server.url, { pool: 4, role: null, statementSeconds: 1 })
  await owner.db.execute(sql`create table notes (name text primary key)`)
  await confirmedBy("nobody")
}, LONG)
afterAll(async () => {
  await Promise.all([app.close(), owner.close()])
  await server.stop()
  fs.rmSync(folder, { recursive: true })
}, LONG)

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
    const asked = Promise.all([1, 2, 3, 4].map((n) => codeOf(inTransaction(`waiting ${n}`))))
    await vi.waitFor(async () => expect(await waits()).toBe(4), SOON)
    await vi.waitFor(read, SOON)
    expect(await asked).toEqual(["08007", "08007", "08007", "08007"])
    // One finds out whether that has an end; whatever comes meanwhile is refused before it has done anything.
    const probe = codeOf(inTransaction("a probe"))
    const refused = await Promise.all(Array.from({ length: 20 }, (_, n) => codeOf(inTransaction(`refused ${n}`))))
    expect(new Set(refused)).toEqual(new Set(["COMMITS_WAIT"]))
    await read()
    expect(await probe).toBe("08007")
    expect(await waits()).toBe(5)
    await confirmedBy("")
    await vi.waitFor(() => inTransaction("confirmed"), SOON)
    expect(await waits()).toBe(0)
    expect((await owner.db.execute(sql`select from notes where name like 'refused%'`)).length).toBe(0)
  })
})
