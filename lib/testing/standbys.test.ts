import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connect } from "@/db/client"
import { asStandby, caughtUp, follow, type Server, standbyOf, startPrimary, tell } from "@/lib/testing/standbys"
import { startPostgres } from "@/scripts/tools/postgres.mjs"

let folder: string
const servers: Server[] = []

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-standbys-"))
  fs.chmodSync(folder, 0o755)
})
afterAll(async () => {
  await Promise.all(servers.map(({ stop }) => stop()))
  fs.rmSync(folder, { recursive: true })
})

const under = (name: string) => path.join(folder, name)
function started<S extends Server>(server: S): S {
  servers.push(server)
  return server
}

async function notesOn({ url }: Server): Promise<string[]> {
  const { db, close } = connect(url, { pool: 1, role: null })
  const rows = await db.execute<{ name: string }>(sql`select name from notes order by name`).finally(close)
  return rows.map(({ name }) => name)
}

test("a standby has what its primary has written, follows another that is promoted, and so does a server that ended", async () => {
  const one = started(await startPrimary(under("one")))
  await tell(one, "create table notes (name text)", "insert into notes values ('a')")
  const two = started(await standbyOf(one, { dataDir: under("two") }))
  const three = started(await standbyOf(one, { dataDir: under("three") }))
  await tell(one, "insert into notes values ('b')")
  for (const standby of [two, three]) {
    await caughtUp(standby, one)
    expect(await notesOn(standby)).toEqual(["a", "b"])
  }
  await one.stop()
  await tell(two, "select pg_promote()", "insert into notes values ('c')")
  await follow(three, two)
  asStandby(one.dataDir, two.url, "one")
  const returned = started({ ...(await startPostgres({ dataDir: one.dataDir })), dataDir: one.dataDir })
  for (const standby of [three, returned]) {
    await caughtUp(standby, two)
    expect(await notesOn(standby)).toEqual(["a", "b", "c"])
  }
})
