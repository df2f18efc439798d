import { expect, test } from "vitest"
import { hurriedLimiter, limiter } from "@/lib/core/limiter"

const inTurn = limiter({ atOnce: 3, waiting: 60, retrySeconds: 5 })

/** Works that end when they are told to. */
function works() {
  const ends: (() => void)[] = []
  let under = 0
  let most = 0
  const work = async () => {
    under += 1
    most = Math.max(most, under)
    await new Promise<void>((end) => ends.push(end))
    under -= 1
  }
  const end = () => ends.shift()?.()
  const endOne = async () => {
    end()
    await new Promise(setImmediate)
  }
  return { work, end, endOne, most: () => most, under: () => under }
}

test("three works of one owner are under way at once, the others follow in order, and another's do not wait", async () => {
  const [own, other] = [works(), works()]
  const all = Array.from({ length: 8 }, () => inTurn("o-one", own.work))
  const apart = inTurn("o-two", other.work)
  await new Promise(setImmediate)
  expect([own.under(), other.under()]).toEqual([3, 1])
  for (let n = 0; n < 8; n++) await own.endOne()
  await Promise.all(all)
  expect(own.most()).toBe(3)
  await other.endOne()
  await apart
})

test("a work that fails gives its turn on, and too many that wait are told to come back", async () => {
  const { work, endOne } = works()
  const failing = Array.from({ length: 3 }, () => inTurn("o-one", () => Promise.reject(new Error("no"))))
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(Array(3).fill("rejected"))
  const all = Array.from({ length: 63 }, () => inTurn("o-one", work))
  await expect(inTurn("o-one", work)).rejects.toMatchObject({ code: "rate_reached", extra: { retryAfter: 5 } })
  for (let n = 0; n < 63; n++) await endOne()
  await Promise.all(all)
})

test("a work that asks while a turn is handed on does not pass the one that waits", async () => {
  const { work, end, endOne, most } = works()
  const pair = limiter({ atOnce: 2, waiting: 20, retrySeconds: 5 })
  const all = Array.from({ length: 3 }, () => pair("all", work))
  await new Promise(setImmediate)
  end()
  for (let tick = 0; tick < 10; tick++) {
    all.push(pair("all", work))
    await Promise.resolve()
  }
  for (let n = 0; n < 12; n++) await endOne()
  await Promise.all(all)
  expect(most()).toBe(2)
})

test("as many works wait as can begin in time, going by how long the latest ones took", async () => {
  const { work, endOne, under } = works()
  let now = 0
  const inTime = hurriedLimiter({ atOnce: 2, longestWaitMs: 1000, usualMs: 100, retrySeconds: 3, now: () => now })
  const all: Promise<unknown>[] = []
  const waitingNow = async () => {
    let full = false
    while (!full) {
      const one = inTime("all", work).catch((refusal) => {
        expect(refusal).toMatchObject({ code: "rate_reached", extra: { retryAfter: 3 } })
        full = true
      })
      all.push(one)
      await new Promise(setImmediate)
      if (!full) taken += 1
    }
    return taken - under()
  }
  let taken = 0
  const end = async (count: number, tookMs: number) => {
    for (let n = 0; n < count; n++) {
      now += tookMs
      taken -= 1
      await endOne()
    }
  }
  expect(await waitingNow()).toBe(20)
  await end(22, 3_600_000)
  expect(await waitingNow()).toBeLessThan(5)
  await end(taken, 0)
  for (let n = 0; n < 60; n++) {
    all.push(inTime("all", work))
    await new Promise(setImmediate)
    now += 10
    await endOne()
  }
  expect(await waitingNow()).toBeGreaterThan(20)
  taken += 1
  await end(taken, 0)
  await Promise.all(all)
})
