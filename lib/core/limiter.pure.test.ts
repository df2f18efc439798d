import { expect, test } from "vitest"
import { limited } from "@/lib/core/limiter"

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
  const endOne = async () => {
    ends.shift()?.()
    await new Promise(setImmediate)
  }
  return { work, endOne, most: () => most, under: () => under }
}

test("three works of one owner are under way at once, the others follow in order, and another's do not wait", async () => {
  const [own, other] = [works(), works()]
  const all = Array.from({ length: 8 }, () => limited("o-one", own.work))
  const apart = limited("o-two", other.work)
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
  const failing = Array.from({ length: 3 }, () => limited("o-one", () => Promise.reject(new Error("no"))))
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(Array(3).fill("rejected"))
  const all = Array.from({ length: 63 }, () => limited("o-one", work))
  await expect(limited("o-one", work)).rejects.toMatchObject({ code: "rate_reached", extra: { retryAfter: 5 } })
  for (let n = 0; n < 63; n++) await endOne()
  await Promise.all(all)
})
