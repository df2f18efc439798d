import { expect, test } from "vitest"
import { fairLimiter, isBusy, turnOf } from "@/lib/core/turns/fair"

const options = { atOnce: 1, longestWaitMs: 1000, usualMs: 100, retrySeconds: 3 }

/** A limiter whose works end when they are told to, with the names of those that have begun. */
function desk(given: Partial<typeof options> = {}) {
  let now = 0
  const inTurn = fairLimiter({ ...options, ...given, now: () => now })
  const begun: string[] = []
  const refused: string[] = []
  const ends: (() => void)[] = []
  const works: Promise<unknown>[] = []
  const ask = (lane: "known" | "login" | "registration", owner: string, name = owner) => {
    const work = () => {
      begun.push(name)
      return new Promise<void>((end) => ends.push(end))
    }
    const asked = inTurn({ lane, owner }, work).catch((error) => {
      expect(isBusy(error)).toBe(true)
      expect(error.extra.retryAfter).toBe(3)
      refused.push(name)
    })
    works.push(asked)
  }
  const end = async (tookMs = 100) => {
    now += tookMs
    ends.shift()?.()
    await new Promise(setImmediate)
  }
  const endAll = async () => {
    await new Promise(setImmediate)
    while (ends.length > 0) await end()
    await Promise.all(works)
  }
  return { ask, end, endAll, begun, refused }
}

test("an address that asks once waits behind one work of another that asks often", async () => {
  const { ask, endAll, begun } = desk()
  for (let n = 0; n < 6; n++) ask("login", "many", `many-${n}`)
  ask("login", "owner")
  ask("login", "other")
  await endAll()
  expect(begun).toEqual(["many-0", "many-1", "owner", "other", "many-2", "many-3", "many-4", "many-5"])
})

test("registrations, logins and who is known take turns, however many of the others wait", async () => {
  const { ask, endAll, begun } = desk()
  for (let n = 0; n < 4; n++) ask("registration", `r-${n}`)
  for (let n = 0; n < 4; n++) ask("login", `l-${n}`)
  ask("known", "owner")
  await endAll()
  expect(begun.slice(0, 5)).toEqual(["r-0", "r-1", "l-0", "owner", "r-2"])
  expect(begun).toHaveLength(9)
})

test("when all places are taken, who holds most of them gives its latest up to a newcomer", async () => {
  const { ask, endAll, begun, refused } = desk()
  // One is at work, ten wait.
  for (let n = 0; n < 12; n++) ask("login", "many", `many-${n}`)
  await new Promise(setImmediate)
  expect(refused).toEqual(["many-11"])
  ask("login", "owner")
  await new Promise(setImmediate)
  expect(refused).toEqual(["many-11", "many-10"])
  await endAll()
  expect(begun.slice(0, 3)).toEqual(["many-0", "many-1", "owner"])
})

test("a stranger more is refused at once where each address holds one place", async () => {
  const { ask, endAll, refused } = desk()
  for (let n = 0; n < 12; n++) ask("login", `address-${n}`)
  ask("known", "owner")
  await new Promise(setImmediate)
  expect(refused).toEqual(["address-11"])
  await endAll()
})

test("no more works run at once than may, and a work that fails gives its turn on", async () => {
  const inTurn = fairLimiter({ ...options, atOnce: 2 })
  let under = 0
  let most = 0
  const work = async () => {
    under += 1
    most = Math.max(most, under)
    await new Promise(setImmediate)
    under -= 1
    throw new Error("no")
  }
  const all = Array.from({ length: 12 }, (_, n) => inTurn({ lane: "login", owner: `o-${n % 3}` }, work))
  expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(Array(12).fill("rejected"))
  expect(most).toBe(2)
})

test("as many wait as can begin in time, going by how long the latest works took", async () => {
  const { ask, end, endAll, refused } = desk()
  const waiting = async () => {
    let asked = 0
    const before = refused.length
    for (; refused.length === before; asked++) {
      ask("login", "many")
      await new Promise(setImmediate)
    }
    return asked - 1
  }
  // One of these is at work.
  expect(await waiting()).toBe(11)
  // A machine that slept for an hour is not slow.
  for (let n = 0; n < 11; n++) await end(3_600_000)
  expect(await waiting()).toBeLessThan(4)
  await endAll()
})

test("who is logged in has a lane that no stranger enters", () => {
  const actor = { accountId: "a-1", freshLogin: true }
  expect(turnOf({ actor, ip: "192.0.2.1" }, "login")).toEqual({ lane: "known", owner: "a-1" })
  expect(turnOf({ actor: null, ip: "192.0.2.1" }, "registration")).toEqual({ lane: "registration", owner: "192.0.2.1" })
})
