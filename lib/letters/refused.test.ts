import { sql } from "drizzle-orm"
import { afterEach, beforeEach, expect, test } from "vitest"
import { refusedChannels } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { databaseClock } from "@/lib/core/context"
import type { Deliver } from "@/lib/letters/deliver"
import { deliverDue } from "@/lib/letters/delivery"
import { DeliveryFailure } from "@/lib/letters/failure"
import { claim } from "@/lib/letters/outbox"
import { refusedAccounts } from "@/lib/letters/refused"
import {
  askForCode,
  deliverAll,
  deliveryOf,
  enterprise,
  invite,
  lettersOf,
  moveClock,
  onlyLetter,
} from "@/lib/testing/letters/world"

const REFUSED = "SMTP: 535 5.7.8 Bad credentials"

let world: Awaited<ReturnType<typeof testDatabase>>
let northwind: Awaited<ReturnType<typeof enterprise>>
let tried: string[]
/** What the provider says to a letter by its recipient: nothing where it takes it. */
let answer: (recipient: string) => DeliveryFailure | undefined

beforeEach(async () => {
  world = await testDatabase()
  northwind = await enterprise(world.db)
  tried = []
  answer = () => new DeliveryFailure("account", REFUSED)
})
afterEach(() => world.close())

const provider: Deliver = async (_, { id, recipient }) => {
  tried.push(recipient)
  const failure = answer(recipient)
  if (failure) throw failure
  return { providerId: id }
}

async function invitations(count: number) {
  const ids: string[] = []
  for (let n = 0; n < count; n++) ids.push(await invite(world.db, northwind, { to: `guest${n}@example.com` }))
  return ids
}

/** Lets the time of the next probe come. */
function awaitProbe(hours = 0) {
  return world.db.update(refusedChannels).set({
    since: sql`since - ${hours}::int * interval '1 hour'`,
    nextProbeAt: sql`clock_timestamp() - interval '1 second'`,
  })
}

async function states() {
  const rows = await world.db.execute<{ state: string }>(sql`select state from letters order by id`)
  return rows.map(({ state }) => state)
}

async function secondsToProbe() {
  const [row] = await world.db.execute<{ seconds: number }>(
    sql`select extract(epoch from next_probe_at - clock_timestamp())::float8 as seconds from refused_channels`,
  )
  return row?.seconds ?? Number.NaN
}

test("while our account is refused every letter is kept and one is tried now and then, another each time", async () => {
  const ids = await invitations(20)
  await deliverAll(world.db, provider)
  expect(tried.length).toBeLessThanOrEqual(5)
  expect(await refusedAccounts(world.db)).toMatchObject([{ channel: "email", reason: REFUSED }])
  tried = []
  for (let probe = 0; probe < 10; probe++) {
    await awaitProbe()
    await deliverAll(world.db, provider)
    await deliverAll(world.db, provider)
  }
  expect(tried).toHaveLength(10)
  expect(new Set(tried).size).toBe(10)
  expect(new Set(await states())).toEqual(new Set(["queued"]))
  for (const id of ids) expect(await deliveryOf(world.db, id)).toBe("queued")
})

test("once the provider takes a letter again all go, without anybody doing anything, each once", async () => {
  await invitations(12)
  await deliverAll(world.db, provider)
  answer = () => undefined
  tried = []
  await deliverAll(world.db, provider)
  expect(tried).toEqual([])
  await awaitProbe()
  await deliverAll(world.db, provider)
  expect(new Set(await states())).toEqual(new Set(["sent"]))
  expect(tried).toHaveLength(12)
  expect(new Set(tried).size).toBe(12)
  expect(await refusedAccounts(world.db)).toEqual([])
})

test("an account that is refused for days costs no letter", async () => {
  const [id = ""] = await invitations(1)
  for (let day = 0; day < 3; day++) {
    await deliverAll(world.db, provider)
    await moveClock(world.db, 24)
    await awaitProbe(24)
  }
  answer = () => undefined
  await deliverAll(world.db, provider)
  expect(await lettersOf(world.db, id)).toMatchObject([{ state: "sent", failure: null }])
})

test("letters that the provider put off before its account was refused for days are sent after the repair", async () => {
  const ids = await invitations(3)
  answer = () => new DeliveryFailure("retry", "SMTP: 421 4.7.0 Try again later")
  await deliverAll(world.db, provider)
  await moveClock(world.db, 20)
  answer = () => new DeliveryFailure("account", REFUSED)
  for (let day = 0; day < 3; day++) {
    await deliverAll(world.db, provider)
    await moveClock(world.db, 24)
    await awaitProbe(24)
  }
  answer = () => new DeliveryFailure("retry", "SMTP: 421 4.7.0 Try again later")
  await deliverAll(world.db, provider)
  expect(new Set(await states())).toEqual(new Set(["queued"]))
  answer = () => undefined
  await moveClock(world.db)
  await awaitProbe()
  await deliverAll(world.db, provider)
  for (const id of ids) expect(await lettersOf(world.db, id)).toMatchObject([{ state: "sent", failure: null }])
})

test("a letter whose worker was killed beneath it is one that the provider may have taken", async () => {
  const [id = ""] = await invitations(1)
  await claim({ db: world.db, clock: databaseClock }, "email", 1)
  answer = () => new DeliveryFailure("account", REFUSED)
  await moveClock(world.db, 12)
  await deliverAll(world.db, provider)
  await moveClock(world.db, 12)
  await awaitProbe(12)
  await deliverAll(world.db, provider)
  expect(await lettersOf(world.db, id)).toMatchObject([{ state: "failed", failure: `needs_attention: ${REFUSED}` }])
})

test("a letter that the provider may have taken before is still not sent beyond the time in which that is safe", async () => {
  const [id = ""] = await invitations(1)
  answer = () => new DeliveryFailure("ambiguous", "no_answer")
  await deliverAll(world.db, provider)
  answer = () => new DeliveryFailure("account", REFUSED)
  await moveClock(world.db, 12)
  await deliverAll(world.db, provider)
  await moveClock(world.db, 12)
  await awaitProbe(12)
  tried = []
  await deliverAll(world.db, provider)
  expect(tried).toEqual([])
  expect(await lettersOf(world.db, id)).toMatchObject([{ state: "failed", failure: `needs_attention: ${REFUSED}` }])
})

test("the probes become rarer, up to one in five minutes", async () => {
  await invitations(1)
  await deliverAll(world.db, provider)
  expect(await secondsToProbe()).toBeCloseTo(10, -1)
  await awaitProbe(1)
  await deliverAll(world.db, provider)
  const wait = await secondsToProbe()
  expect(wait).toBeGreaterThan(290)
  expect(wait).toBeLessThanOrEqual(300)
})

test("of many workers one probes", async () => {
  await invitations(8)
  await deliverAll(world.db, provider)
  await awaitProbe()
  const outbox = { db: world.db, clock: databaseClock }
  const taken = await Promise.all(Array.from({ length: 8 }, () => claim(outbox, "email", 5)))
  expect(taken.flat()).toMatchObject([{ probes: true }])
})

test("a recipient who is refused is final, and tells that the account is not", async () => {
  await invitations(4)
  await deliverAll(world.db, provider)
  await awaitProbe()
  answer = (to) =>
    to === "guest0@example.com" ? new DeliveryFailure("permanent", "SMTP: 550 5.1.1 Unknown") : undefined
  await deliverAll(world.db, provider)
  expect((await states()).sort()).toEqual(["failed", "sent", "sent", "sent"])
  expect(await refusedAccounts(world.db)).toEqual([])
})

test("letters that need not go any more hold up none", async () => {
  for (let n = 0; n < 6; n++) await askForCode(world.db, { channel: "email", address: `code${n}@example.com` })
  await deliverAll(world.db, provider)
  await world.db.execute(sql`update verifications set expires_at = clock_timestamp()`)
  await invitations(2)
  answer = () => undefined
  await awaitProbe()
  await deliverAll(world.db, provider)
  expect((await onlyLetter(world.db, "code0@example.com")).state).toBe("dropped")
  expect((await onlyLetter(world.db, "guest1@example.com")).state).toBe("sent")
})

test("one letter that is taken for a fault of the account does not stop the others", async () => {
  answer = (to) => (to === "guest0@example.com" ? new DeliveryFailure("account", REFUSED) : undefined)
  await invitations(10)
  for (let probe = 0; probe < 4; probe++) {
    await deliverAll(world.db, provider)
    await awaitProbe()
  }
  expect((await states()).sort()).toEqual(["queued", ...Array(9).fill("sent")])
})

test("text messages go on while the mail account is refused", async () => {
  answer = (to) => (to.includes("@") ? new DeliveryFailure("account", REFUSED) : undefined)
  await invitations(3)
  await invite(world.db, northwind, { to: "+8613800138000" })
  await deliverDue(world.db, provider)
  expect((await onlyLetter(world.db, "+8613800138000")).state).toBe("sent")
  expect(await refusedAccounts(world.db)).toMatchObject([{ channel: "email" }])
})
