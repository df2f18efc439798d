import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { connect } from "@/db/client"
import { heartbeats } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { canServe, readinessProblems } from "@/lib/ops/health"

let world: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  world = await testDatabase()
})
beforeEach(() => world.db.delete(heartbeats))
afterAll(() => world.close())

const heardOf = (ago: string) =>
  world.db.insert(heartbeats).values({ name: "worker", at: sql`clock_timestamp() - ${ago}::interval` })

it("misses a worker that never spoke, or fell silent", async () => {
  expect(await readinessProblems(world.db)).toEqual(["worker"])
  await heardOf("61 seconds")
  expect(await readinessProblems(world.db)).toEqual(["worker"])
})

it("answers pages without a worker, but not without a database that is up to date", () => {
  expect(canServe([])).toBe(true)
  expect(canServe(["worker"])).toBe(true)
  expect(canServe(["migrations"])).toBe(false)
  expect(canServe(["database"])).toBe(false)
})

it("is ready while the worker speaks", async () => {
  await heardOf("30 seconds")
  expect(await readinessProblems(world.db)).toEqual([])
})

it("misses a migration that was not applied", async () => {
  await world.owner.transaction(async (tx) => {
    await tx.execute(sql`update drizzle.__drizzle_migrations set created_at = created_at - 1e12`)
    expect(await readinessProblems(tx)).toEqual(["migrations"])
    await tx.execute(sql`update drizzle.__drizzle_migrations set created_at = created_at + 1e12`)
  })
})

it("misses a database that does not answer", async () => {
  const nowhere = connect("postgres://nobody@127.0.0.1:1/none")
  expect(await readinessProblems(nowhere.db)).toEqual(["database"])
  await nowhere.close()
})

it("misses a database that can only be read", async () => {
  await heardOf("30 seconds")
  const name = new URL(world.url).pathname.slice(1)
  await world.owner.execute(sql.raw(`alter database ${name} set default_transaction_read_only = on`))
  const later = connect(world.url)
  expect(await readinessProblems(later.db)).toEqual(["database"])
  await later.close()
  await world.owner.execute(sql.raw(`alter database ${name} reset all`))
})
