import { AsyncLocalStorage } from "node:async_hooks"
import { afterEach, expect, test, vi } from "vitest"
import type { Database } from "@/db/client"
import { QueryFailed } from "@/db/driver/failure"
import { gathered } from "@/lib/core/turns/gathered"
import { contextOf } from "@/lib/testing"

const ctx = contextOf({} as Database, "somebody")

afterEach(() => {
  vi.useRealTimers()
})

/** What was done together and alone, in turn: one that comes alone is done as one that is left out. */
function doing({ leftOut = [] as number[], fails = (_: number[]): Error | undefined => undefined } = {}) {
  const [together, alone]: [number[][], number[]] = [[], []]
  const ask = gathered<number, number>({
    async all(asks, leaveOut) {
      const [left, others] = [
        asks.filter(({ item }) => leftOut.includes(item)),
        asks.filter(({ item }) => !leftOut.includes(item)),
      ]
      for (const one of left) leaveOut(one)
      together.push(others.map(({ item }) => item))
      const error = fails(asks.map(({ item }) => item))
      if (error) throw error
      return new Map(others.map((one) => [one, one.item * 10]))
    },
    alone(_, item) {
      alone.push(item)
      if (item === 13) throw new Error("of the thirteenth")
      return Promise.resolve(item * 100)
    },
  })
  return { together, alone, ask: (item: number) => ask(ctx, item).catch((error: Error) => error.message) }
}

test("what comes while two are under way goes with the next, and each gets its own answer", async () => {
  const { together, alone, ask } = doing()
  expect(await Promise.all([1, 2, 3, 4].map(ask))).toEqual([100, 200, 30, 40])
  expect(together).toEqual([[3, 4]])
  expect(await ask(5)).toBe(500)
  expect(alone).toEqual([1, 2, 5])
})

test("more than a hundred go a hundred at a time", async () => {
  const { together, ask } = doing()
  await Promise.all(Array.from({ length: 204 }, (_, item) => ask(item)))
  expect(together.map((items) => items.length).sort()).toEqual([100, 100, 2])
})

test("what is left out is done alone, also where it fails", async () => {
  const { alone, ask } = doing({ leftOut: [3, 13] })
  expect(await Promise.all([1, 2, 3, 4, 13].map(ask))).toEqual([100, 200, 300, 40, "of the thirteenth"])
  expect(alone).toEqual([1, 2, 3, 13])
})

test("nobody waits for one that is left out, nor for long for one that came first", async () => {
  vi.useFakeTimers()
  const ask = gathered<string, string>({
    async all(asks, leaveOut) {
      const slow = asks.filter(({ item }) => item === "slow")
      for (const one of slow) leaveOut(one)
      return new Map(asks.map((one) => [one, one.item]))
    },
    alone: (_, item) => (item === "slow" ? new Promise(() => {}) : Promise.resolve(item)),
  })
  for (let times = 0; times < 3; times++) void ask(ctx, "slow")
  const answers = Promise.all(["a", "b", "c"].map((item) => ask(ctx, item)))
  await vi.advanceTimersByTimeAsync(100)
  expect(await answers).toEqual(["a", "b", "c"])
})

test("each is done alone where a transaction is refused, or stands in the way of another", async () => {
  for (const error of [new Error("refused"), new QueryFailed({ code: "55P03" }), new QueryFailed({ code: "40P01" })]) {
    const { alone, ask } = doing({ fails: () => error })
    expect(await Promise.all([1, 2, 3, 4].map(ask))).toEqual([100, 200, 300, 400])
    expect(alone).toEqual([1, 2, 3, 4])
  }
})

test("an outage is told to all that went together, and to none that was left out", async () => {
  for (const code of ["57P01", "CONNECTION_CLOSED", "08007", "DEADLINE_EXCEEDED"]) {
    const away = new QueryFailed({ code })
    const { alone, ask } = doing({ leftOut: [5], fails: () => away })
    expect(await Promise.all([1, 2, 3, 4, 5].map(ask))).toEqual([100, 200, away.message, away.message, 500])
    expect(alone).toEqual([1, 2, 5])
  }
})

test("what a request is traced by stays with what is done for it alone", async () => {
  const request = new AsyncLocalStorage<string>()
  const seen: unknown[] = []
  const ask = gathered<string, string>({
    async all(asks, leaveOut) {
      for (const one of asks) leaveOut(one)
      return new Map()
    },
    async alone(_, item) {
      seen.push([request.getStore(), item])
      return item
    },
  })
  await Promise.all(["a", "b", "c", "d"].map((name) => request.run(name, () => ask(ctx, name))))
  expect(seen.toSorted()).toEqual(["a", "b", "c", "d"].map((name) => [name, name]))
})
