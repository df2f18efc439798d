import { AsyncLocalStorage } from "node:async_hooks"
import { afterEach, expect, test, vi } from "vitest"
import type { Database } from "@/db/client"
import { QueryFailed } from "@/db/driver/failure"
import type { LoggedIn } from "@/lib/core/context"
import { together } from "@/lib/core/turns/together"
import { contextOf } from "@/lib/testing"

const ctx = contextOf({} as Database, "somebody")

afterEach(() => {
  vi.useRealTimers()
})

/** What was done, in turn: one item, or several together. */
function doing(fails: (items: number[]) => Error | undefined = () => undefined) {
  const done: number[][] = []
  const all = async (_: LoggedIn, items: number[]) => {
    done.push(items)
    const error = fails(items)
    if (error) throw error
    return items.map((item) => item * 10)
  }
  const ask = together<number, number>({ all, alone: async (who, item) => (await all(who, [item]))[0] ?? 0 })
  return { done, ask: (item: number) => ask(ctx, "the same", item).catch((error: Error) => error.message) }
}

test("what comes while one is under way is done together behind it, and each gets its own answer", async () => {
  const { done, ask } = doing()
  expect(await Promise.all([1, 2, 3].map(ask))).toEqual([10, 20, 30])
  expect(done).toEqual([[1], [2, 3]])
  expect(await ask(4)).toBe(40)
})

test("more than a hundred are done a hundred at a time", async () => {
  const { done, ask } = doing()
  await Promise.all(Array.from({ length: 202 }, (_, item) => ask(item)))
  expect(done.map((items) => items.length)).toEqual([1, 100, 100, 1])
})

test("an error of one item is told to who asked for it", async () => {
  const { done, ask } = doing((items) => (items.includes(3) ? new Error("of the third") : undefined))
  expect(await Promise.all([1, 2, 3, 4].map(ask))).toEqual([10, 20, "of the third", 40])
  expect(done).toEqual([[1], [2, 3, 4], [2], [3], [4]])
})

test("an outage is told to all that go together, and nothing is tried again", async () => {
  const away = new QueryFailed({ code: "57P01" })
  const { done, ask } = doing((items) => (items.length > 1 ? away : undefined))
  expect(await Promise.all([1, 2, 3].map(ask))).toEqual([10, away.message, away.message])
  expect(done).toEqual([[1], [2, 3]])
})

test("an outage on the way from one to the next ends the way", async () => {
  const away = new QueryFailed({ code: "CONNECTION_CLOSED" })
  const fails = (items: number[]) => (items.length > 1 ? new Error("one of them") : items[0] === 3 ? away : undefined)
  const { done, ask } = doing(fails)
  expect(await Promise.all([1, 2, 3, 4, 5].map(ask))).toEqual([10, 20, away.message, away.message, away.message])
  expect(done).toEqual([[1], [2, 3, 4, 5], [2], [3]])
})

test("who has waited for half a minute is told that nobody has answered, and who came later is done", async () => {
  vi.useFakeTimers({ toFake: ["performance"] })
  const { done, ask } = doing()
  const early = [1, 2, 3].map(ask)
  vi.advanceTimersByTime(30_000)
  const unanswered = new QueryFailed({ code: "DEADLINE_EXCEEDED" }).message
  expect(await Promise.all([...early, ask(4)])).toEqual([10, unanswered, unanswered, 40])
  expect(done).toEqual([[1], [4]])
})

test("what a request is traced by stays with what is done for it", async () => {
  const request = new AsyncLocalStorage<string>()
  const seen: unknown[] = []
  const note = async (items: string[]) => {
    seen.push([request.getStore(), ...items])
    return items
  }
  const ask = together<string, unknown>({ alone: (_, item) => note([item]), all: (_, items) => note(items) })
  const answers = ["a", "b", "c"].map((name) => request.run(name, () => ask(ctx, "the same", name)))
  await Promise.all(answers)
  expect(seen).toEqual([
    ["a", "a"],
    ["b", "b", "c"],
  ])
})
