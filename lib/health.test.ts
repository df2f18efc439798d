import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, it } from "vitest"
import { connect } from "../db/client"
import { heartbeats } from "../db/schema"
import { testDatabase } from "../db/testing"
import { lacks } from "./health"

let world: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  world = await testDatabase()
})
afterAll(() => world.close())

it("misses a worker that never spoke, or fell silent", async () => {
  expect(await lacks(world.db)).toEqual(["worker"])
  await world.db.insert(heartbeats).values({ name: "worker", at: new Date(Date.now() - 61_000) })
  expect(await lacks(world.db)).toEqual(["worker"])
})

it("is ready while the worker speaks", async () => {
  await world.db.update(heartbeats).set({ at: new Date() })
  expect(await lacks(world.db)).toEqual([])
})

it("misses a migration that was not applied", async () => {
  await world.owner.transaction(async (tx) => {
    await tx.execute(sql`update drizzle.__drizzle_migrations set created_at = created_at - 1e12`)
    expect(await lacks(tx)).toEqual(["migrations"])
    await tx.execute(sql`update drizzle.__drizzle_migrations set created_at = created_at + 1e12`)
  })
})

it("misses a database that does not answer", async () => {
  const nowhere = connect("postgres://nobody@127.0.0.1:1/none")
  expect(await lacks(nowhere.db)).toEqual(["database"])
  await nowhere.close()
})
