import { eq, sql } from "drizzle-orm"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { handshakes, letters, verifications } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { databaseClock } from "@/lib/core/context"
import { requeueFailed } from "@/lib/letters"
import type { Deliver } from "@/lib/letters/deliver"
import { deliverDue } from "@/lib/letters/delivery"
import { DeliveryFailure } from "@/lib/letters/failure"
import { claim, recordResult } from "@/lib/letters/outbox"
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

let world: Awaited<ReturnType<typeof testDatabase>>
let northwind: Awaited<ReturnType<typeof enterprise>>

/** A queue of its own for every test: whoever delivers takes whatever is due. */
beforeEach(async () => {
  world = await testDatabase()
  northwind = await enterprise(world.db)
})
afterEach(() => world.close())

const outbox = () => ({ db: world.db, clock: databaseClock })

describe("A letter in the queue", () => {
  it("is sent once, and its record says so", async () => {
    const { deliver, sent } = provider()
    const id = await invite(world.db, northwind)
    await deliverAll(world.db, deliver)
    await deliverAll(world.db, deliver)
    const [letter] = await lettersOf(world.db, id)
    expect(letter).toMatchObject({ state: "sent", attempts: 1, providerId: "p-1", failure: null })
    expect(letter?.sentAt).toBeInstanceOf(Date)
    expect(sent).toEqual([letter?.id])
    expect(await deliveryOf(world.db, id)).toBe("sent")
  })

  it("is not sent when its invitation was revoked meanwhile", async () => {
    const { deliver, sent } = provider()
    const id = await invite(world.db, northwind)
    await world.db.execute(
      sql`update handshakes set state = 'canceled', settled_at = clock_timestamp() where id = ${id}`,
    )
    await deliverAll(world.db, deliver)
    expect(sent).toEqual([])
    expect(await lettersOf(world.db, id)).toMatchObject([{ state: "dropped" }])
    expect(await deliveryOf(world.db, id)).toBeNull()
  })

  it("is not sent when its invitation expired meanwhile", async () => {
    const { deliver, sent } = provider()
    const id = await invite(world.db, northwind)
    await world.db.execute(sql`update handshakes set expires_at = clock_timestamp() where id = ${id}`)
    await deliverAll(world.db, deliver)
    expect(sent).toEqual([])
  })

  it("gives way to the letter of a resend, whose fate alone the record shows", async () => {
    const { deliver, sent } = provider()
    const id = await invite(world.db, northwind)
    const [first] = await lettersOf(world.db, id)
    await world.db.update(handshakes).set({ generation: 2 }).where(eq(handshakes.id, id))
    await world.db
      .insert(letters)
      .values({ ...(first as typeof letters.$inferSelect), id: crypto.randomUUID(), generation: 2 })
    await deliverAll(world.db, deliver)
    const after = await lettersOf(world.db, id)
    expect(after.map(({ generation, state }) => ({ generation, state }))).toEqual(
      expect.arrayContaining([
        { generation: 1, state: "dropped" },
        { generation: 2, state: "sent" },
      ]),
    )
    expect(sent).toHaveLength(1)
    expect(await deliveryOf(world.db, id)).toBe("sent")
  })

  it("is not sent when its code was used or is too old", async () => {
    const { deliver, sent } = provider()
    const used = await askForCode(world.db, { channel: "email", address: "used@example.com" })
    const old = await askForCode(world.db, { channel: "sms", address: "+8613800138000" })
    await world.db.update(verifications).set({ usedAt: sql`clock_timestamp()` }).where(eq(verifications.id, used))
    await world.db.update(verifications).set({ expiresAt: sql`clock_timestamp()` }).where(eq(verifications.id, old))
    await deliverAll(world.db, deliver)
    expect(sent).toEqual([])
    expect((await onlyLetter(world.db, "used@example.com")).state).toBe("dropped")
  })

  it("is taken by one worker only, however many look", async () => {
    for (let n = 0; n < 20; n++) await invite(world.db, northwind)
    const batches = await Promise.all(Array.from({ length: 8 }, () => claim(outbox(), "email", 5)))
    const ids = batches.flat().map(({ id }) => id)
    expect(ids).toHaveLength(20)
    expect(new Set(ids).size).toBe(20)
    for (const letter of batches.flat()) await recordResult(outbox(), letter, { state: "dropped" })
  })
})

describe("After a failure", () => {
  it("the next try waits as long as the provider asked", async () => {
    const id = await invite(world.db, northwind)
    await deliverAll(world.db, failing("retry", 777))
    expect(await secondsToWait(id)).toBeCloseTo(777, -1)
    expect(await deliveryOf(world.db, id)).toBe("queued")
  })

  it("the tries become rarer, up to one in a quarter of an hour", async () => {
    const id = await invite(world.db, northwind)
    const waits = []
    for (let n = 0; n < 14; n++) {
      await moveClock(world.db)
      await deliverDue(world.db, failing("ambiguous"))
      waits.push(await secondsToWait(id))
    }
    expect(waits[0]).toBeLessThanOrEqual(2)
    expect(waits[5]).toBeGreaterThan(25)
    expect(Math.max(...waits)).toBeLessThanOrEqual(900)
    expect(waits[13]).toBeGreaterThan(440)
  })

  it("a permanent one shows on the record, with the reason but without the address", async () => {
    const id = await invite(world.db, northwind, { to: "suppressed@example.com" })
    await deliverAll(world.db, failing("permanent"))
    const [letter] = await lettersOf(world.db, id)
    expect(letter).toMatchObject({ state: "failed", attempts: 1, failure: "Refused: … is suppressed" })
    expect(await deliveryOf(world.db, id)).toBe("failed")
  })

  it("one that lasts asks for attention before the provider forgets the idempotency key", async () => {
    const id = await invite(world.db, northwind)
    await deliverAll(world.db, failing("ambiguous"))
    await moveClock(world.db, 22)
    await deliverDue(world.db, failing("ambiguous"))
    expect(await deliveryOf(world.db, id)).toBe("queued")
    await moveClock(world.db, 1)
    const { deliver, sent } = provider()
    await deliverDue(world.db, deliver)
    expect(sent).toEqual([])
    const [letter] = await lettersOf(world.db, id)
    expect(letter?.state).toBe("failed")
    expect(letter?.failure).toMatch(/^needs_attention: Refused: /)
    expect(await deliveryOf(world.db, id)).toBe("failed")
  })

  it("a wait beyond that window asks for attention at once", async () => {
    const id = await invite(world.db, northwind)
    await deliverAll(world.db, failing("retry", 86_400))
    expect(await deliveryOf(world.db, id)).toBe("failed")
  })

  it("a transport that breaks in an unforeseen way is tried again", async () => {
    const id = await invite(world.db, northwind)
    await deliverAll(world.db, async () => {
      throw new TypeError("undefined is not a function")
    })
    expect(await lettersOf(world.db, id)).toMatchObject([{ state: "queued", failure: "not_prepared" }])
  })

  it("a claim that outlived its worker is void, unless the letter was sent after all", async () => {
    const id = await invite(world.db, northwind)
    const [early] = await claim(outbox(), "email", 1)
    await moveClock(world.db)
    const [late] = await claim(outbox(), "email", 1)
    if (!early || !late) throw new Error("Not claimed")
    await recordResult(outbox(), early, { state: "failed", failure: "late news" })
    expect(await lettersOf(world.db, id)).toMatchObject([{ state: "queued", failure: null }])
    await recordResult(outbox(), late, { state: "failed", failure: "gone" })
    await recordResult(outbox(), early, { state: "sent", providerId: "p" })
    expect(await lettersOf(world.db, id)).toMatchObject([{ state: "sent", failure: null }])
    expect(await deliveryOf(world.db, id)).toBe("sent")
  })
})

describe("Retry", () => {
  it("sends a failed letter again as a new one with a new key", async () => {
    const id = await invite(world.db, northwind)
    await deliverAll(world.db, failing("permanent"))
    expect(await requeueFailed(world.db, id)).toBe(true)
    expect(await deliveryOf(world.db, id)).toBe("queued")
    const { deliver, sent } = provider()
    await deliverAll(world.db, deliver)
    const [failed, again] = await lettersOf(world.db, id)
    expect(failed?.state).toBe("failed")
    expect(sent).toEqual([again?.id])
    expect(again).toMatchObject({ state: "sent", words: failed?.words, recipient: failed?.recipient })
    expect(await deliveryOf(world.db, id)).toBe("sent")
  })

  it("pressed twice at once sends one letter", async () => {
    const id = await invite(world.db, northwind)
    await deliverAll(world.db, failing("permanent"))
    const answers = await Promise.all([requeueFailed(world.db, id), requeueFailed(world.db, id)])
    expect(answers.sort()).toEqual([false, true])
    expect(await lettersOf(world.db, id)).toHaveLength(2)
  })

  it("does nothing where nothing failed, or the invitation is over", async () => {
    const { deliver } = provider()
    const sent = await invite(world.db, northwind)
    await deliverAll(world.db, deliver)
    const over = await invite(world.db, northwind)
    await deliverAll(world.db, failing("permanent"))
    await world.db.update(handshakes).set({ expiresAt: sql`clock_timestamp()` }).where(eq(handshakes.id, over))
    expect(await requeueFailed(world.db, sent)).toBe(false)
    expect(await requeueFailed(world.db, over)).toBe(false)
  })
})

function provider() {
  const sent: string[] = []
  const deliver: Deliver = async (_, { id }) => ({ providerId: `p-${sent.push(id)}` })
  return { deliver, sent }
}

function failing(kind: DeliveryFailure["kind"], retryAfterSeconds = 0): Deliver {
  return async (_, { recipient }) => {
    throw new DeliveryFailure(kind, `Refused: ${recipient} is suppressed`, { retryAfterSeconds })
  }
}

async function secondsToWait(handshakeId: string): Promise<number> {
  const [row] = await world.db.execute<{ seconds: number }>(
    sql`select extract(epoch from next_try_at - clock_timestamp())::float8 as seconds from letters where handshake_id = ${handshakeId}`,
  )
  return row?.seconds ?? Number.NaN
}
