import { sql } from "drizzle-orm"
import { expect, test, vi } from "vitest"
import { connect } from "@/db/client"
import { testDatabase } from "@/db/testing"

const AN_HOUR_MS = 3_600_000

test("what has no deadline, as a migration of many rows, outlives the connections that are made anew meanwhile", async () => {
  const { url, close } = await testDatabase()
  vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ["setTimeout", "clearTimeout"] })
  const migrating = connect(url, { pool: 1, statementSeconds: 0, role: null })
  const backends = await migrating.db.transaction(async (tx) => {
    const backend = async () => (await tx.execute(sql`select pg_backend_pid() as pid`))[0]?.pid
    const first = await backend()
    vi.advanceTimersByTime(AN_HOUR_MS)
    return [first, await backend()]
  })
  vi.useRealTimers()
  expect(backends[1]).toBe(backends[0])
  const [after] = await migrating.db.execute(sql`select pg_backend_pid() as pid`)
  expect(after?.pid).not.toBe(backends[0])
  await migrating.close()
  await close()
})
