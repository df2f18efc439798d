import { expect, test } from "vitest"
import { limiter } from "@/lib/core/turns/limiter"

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
