import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase } from "@/db/testing"
import { requestCounter } from "@/lib/aws/request-rate"
import { settings } from "@/lib/settings"
import { clockAfter } from "@/lib/testing"

let setup: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  setup = await testDatabase()
})
afterAll(() => setup.close())

const allowed = () => settings().limits.requestsPerKey.count
const clock = clockAfter("0 seconds")

/** How many of so many requests a process lets pass, as many at once as there may be connections. */
async function passing(count: ReturnType<typeof requestCounter>, key: string, requests: number, at = clock) {
  let [left, passed] = [requests, 0]
  const one = async () => {
    while (left-- > 0) {
      const outcome = await count({ db: setup.db, clock: at }, key).then(
        () => "passed",
        (error) => error.code,
      )
      if (outcome === "passed") passed += 1
      else expect(outcome).toBe("rate_reached")
    }
  }
  await Promise.all([one(), one(), one(), one()])
  return passed
}

async function counted(key: string) {
  const [row] = await setup.db.execute<{ count: number }>(
    sql`select count from limits where key = ${`requestsPerKey:${key}`}`,
  )
  return row?.count
}

test("of a key's requests exactly as many pass as are allowed, and after a minute as many again", async () => {
  const count = requestCounter()
  expect(await passing(count, "busy", allowed() + 100)).toBe(allowed())
  expect(await passing(count, "busy", 10)).toBe(0)
  expect(await passing(count, "busy", 10, clockAfter("61 seconds"))).toBe(10)
})

test("processes together let pass no more than is allowed, and what one of them has taken is little", async () => {
  const [first, second, third] = [requestCounter(), requestCounter(), requestCounter()]
  const passed = [
    await passing(first, "shared", 300),
    await passing(second, "shared", 500),
    await passing(third, "shared", allowed()),
  ]
  const all = passed.reduce((sum, one) => sum + one)
  expect(passed.slice(0, 2)).toEqual([300, 500])
  expect(all).toBeLessThanOrEqual(allowed())
  expect(all).toBeGreaterThanOrEqual(allowed() * 0.9)
})

test("a key that asks seldom is counted request by request, and a busy one in portions", async () => {
  const count = requestCounter()
  await passing(count, "seldom", 1)
  expect(await counted("seldom")).toBe(1)
  await passing(count, "seldom", 1)
  expect(await counted("seldom")).toBe(3)
  expect(await passing(count, "seldom", 500)).toBe(500)
  expect(await counted("seldom")).toBeLessThanOrEqual(502 + allowed() / 20)
})
