import { randomUUID } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { connect } from "@/db/client"
import { heartbeats } from "@/db/schema"
import { countingProxy, testDatabase } from "@/db/testing"

let world: Awaited<ReturnType<typeof testDatabase>>
let proxy: Awaited<ReturnType<typeof countingProxy>>
let counted: ReturnType<typeof connect>

beforeAll(async () => {
  world = await testDatabase()
  await world.db.insert(heartbeats).values({ name: "worker", at: new Date() })
  proxy = await countingProxy(world.url)
  counted = connect(proxy.url, { pool: 1 })
})
afterEach(() => proxy.reset())
afterAll(async () => {
  await counted.close()
  await proxy.close()
  await world.close()
})

const read = (queries: Pick<typeof counted.db, "select">, name = "worker") =>
  queries.select().from(heartbeats).where(eq(heartbeats.name, name))

const beat = (queries: Pick<typeof counted.db, "insert">, name: string) =>
  queries.insert(heartbeats).values({ name, at: new Date() }).returning()

async function flightsOf(work: () => Promise<unknown>) {
  await work()
  proxy.reset()
  await work()
  return proxy.flights()
}

describe("round trips", () => {
  it("takes one for a warm query", async () => {
    expect(await flightsOf(() => read(counted.db))).toBe(1)
  })

  it("takes one for a warm write with a date and JSON", async () => {
    const beat = () =>
      counted.db
        .insert(heartbeats)
        .values({ name: "other", at: new Date() })
        .onConflictDoUpdate({ target: heartbeats.name, set: { at: new Date() } })
        .returning()
    expect(await flightsOf(beat)).toBe(1)
    const [row] = await beat()
    expect(row?.at).toBeInstanceOf(Date)
  })

  it("takes one more for commit, and none for begin", async () => {
    expect(await flightsOf(() => counted.db.transaction((tx) => read(tx)))).toBe(2)
  })

  it("takes one for a transaction whose commit travels with its statements", async () => {
    const committing = () =>
      counted.db.transaction(async (tx) => {
        const [rows] = await Promise.all([read(tx), tx.execute(sql`commit`)])
        return rows
      })
    expect(await flightsOf(committing)).toBe(1)
    expect(await committing()).toMatchObject([{ name: "worker" }])
  })

  it("sends queries of one transaction that start together in one flight", async () => {
    const three = (tx: Pick<typeof counted.db, "select">) =>
      Promise.all(["a", "b", "worker"].map((name) => read(tx, name)))
    expect(await flightsOf(() => counted.db.transaction(three))).toBe(2)
  })

  it("prepares inside savepoints too", async () => {
    const nested = () => counted.db.transaction((tx) => tx.transaction((inner) => read(inner)))
    expect(await flightsOf(nested)).toBe(3)
  })

  it("takes one for a statement that is prepared by it", async () => {
    await read(counted.db)
    proxy.reset()
    expect(await counted.db.execute(sql`select ${"a"} || ${1}::text || ${null}::text as anew`)).toHaveLength(1)
    expect(proxy.flights()).toBe(1)
  })

  it("prepares a statement once, however many ask it at once", async () => {
    const ask = (value: string) => counted.db.execute(sql`select ${value}::text as at_once`)
    await Promise.all(["a", "b", "c", "d"].map(ask))
    const named = sql`select from pg_prepared_statements where statement like '%as at_once%' and statement not like '%pg_prep%'`
    expect(await counted.db.execute(named)).toHaveLength(1)
  })

  it("takes no more where a pooler lets nothing be prepared", async () => {
    const pooled = connect(proxy.url, { prepare: false, pool: 1 })
    expect(await flightsOf(() => read(pooled.db))).toBe(1)
    expect(await flightsOf(() => pooled.db.transaction((tx) => Promise.all([read(tx), read(tx, "b")])))).toBe(2)
    expect(await read(pooled.db)).toHaveLength(1)
    await pooled.close()
  })
})

describe("a statement that is prepared no more", () => {
  it("fails its transaction, and is not done behind it", async () => {
    const name = randomUUID()
    const { db, close } = connect(world.url, { pool: 1 })
    const committing = (value: string) =>
      db.transaction((tx) => Promise.all([beat(tx, value), tx.execute(sql`commit`)]))
    await committing(randomUUID())
    await db.execute(sql`deallocate all`)
    await expect(committing(name)).rejects.toThrow("26000")
    expect(await read(db, name)).toEqual([])
    await close()
  })
})

describe("a lost connection", () => {
  it("fails the calls under way and serves the next", async () => {
    const slow = counted.db.execute(sql`select pg_sleep(5)`)
    setTimeout(() => proxy.cut(), 200)
    await expect(slow).rejects.toThrow()
    expect(await read(counted.db)).toHaveLength(1)
  })

  it("rolls a transaction back and serves the next", async () => {
    const broken = counted.db.transaction(async (tx) => {
      await tx.update(heartbeats).set({ name: "changed" }).where(eq(heartbeats.name, "worker"))
      proxy.cut()
      for (let i = 0; i < 5; i++) await read(tx).catch(() => {})
      await read(tx)
    })
    await expect(broken).rejects.toThrow()
    expect(await read(counted.db)).toHaveLength(1)
  })

  it("lets nothing of a transaction run outside of it", async () => {
    const broken = counted.db.transaction(async (tx) => {
      await tx.insert(heartbeats).values({ name: "inside", at: new Date() })
      // Waits for the only connection, and has it made anew.
      const waiting = read(counted.db).catch(() => read(counted.db))
      proxy.cut()
      await waiting
      await tx.insert(heartbeats).values({ name: "outside", at: new Date() })
    })
    await expect(broken).rejects.toThrow()
    expect([await read(counted.db, "inside"), await read(counted.db, "outside")]).toEqual([[], []])
  })

  it("is survived many times under load", async () => {
    const [cuts, clients, servedBetween] = [20, 20, 40]
    const busy = connect(proxy.url, { pool: 4, statementSeconds: 2, transactionSeconds: 3 })
    let [served, failed, over] = [0, 0, false]
    const client = async () => {
      while (!over)
        await busy.db
          .transaction(async (tx) => {
            await read(tx)
            await tx.update(heartbeats).set({ at: new Date() }).where(eq(heartbeats.name, "worker"))
          })
          .then(
            () => served++,
            () => failed++,
          )
    }
    const working = Array.from({ length: clients }, client)
    for (let cut = 0; cut < cuts; cut++) {
      const before = served
      await expect.poll(() => served, { interval: 5, timeout: 60_000 }).toBeGreaterThan(before + servedBetween)
      proxy.cut()
    }
    over = true
    await Promise.all(working)
    expect(failed).toBeGreaterThan(0)
    // Nobody loses more than what was under way at a cut.
    expect(failed).toBeLessThanOrEqual(cuts * clients)
    expect(await read(busy.db)).toHaveLength(1)
    await busy.close()
  })
})

describe("a transaction", () => {
  it("is taken back by a failed statement before a commit that travels with it", async () => {
    const failing = counted.db.transaction((tx) =>
      Promise.all([beat(tx, "failing"), tx.execute(sql`select 1 / 0 where ${1} = 1`), tx.execute(sql`commit`)]),
    )
    await expect(failing).rejects.toThrow("22012")
    expect(await read(counted.db, "failing")).toEqual([])
  })

  it("lets nothing come after its commit", async () => {
    const late = counted.db.transaction(async (tx) => {
      await tx.execute(sql`commit`)
      await beat(tx, "late")
    })
    await expect(late).rejects.toThrow("A query failed")
    expect(await read(counted.db, "late")).toEqual([])
  })

  it("is not ended by a commit under a savepoint", async () => {
    const undone = counted.db.transaction(async (tx) => {
      await tx.transaction(async (inner) => {
        await beat(inner, "nested")
        await inner.execute(sql`commit`)
      })
      throw new Error("undone")
    })
    await expect(undone).rejects.toThrow("undone")
    expect(await read(counted.db, "nested")).toEqual([])
  })

  it("fails when a statement failed whose error nobody heard", async () => {
    const deaf = counted.db.transaction(async (tx) => {
      await tx.execute(sql`select 1 / 0 where ${1} = 1`).catch(() => {})
      return "done"
    })
    await expect(deaf).rejects.toThrow("ended with ROLLBACK")
  })

  it("goes on after what failed under a savepoint", async () => {
    const kept = counted.db.transaction(async (tx) => {
      await tx.transaction((inner) => inner.execute(sql`select 1 / 0 where ${1} = 1`)).catch(() => {})
      return read(tx)
    })
    expect(await kept).toHaveLength(1)
  })
})

describe("a silent database", () => {
  it("ends a statement that takes too long", async () => {
    const impatient = connect(world.url, { pool: 1, statementSeconds: 0.2 })
    const slow = impatient.db.execute(sql`select pg_sleep(3) where ${1} = 1`)
    await expect(slow).rejects.toMatchObject({ cause: { code: "57014" } })
    await impatient.close()
  })

  it("is given up after the deadline, and the next call goes round it", async () => {
    const impatient = connect(proxy.url, { pool: 1, statementSeconds: 0.5 })
    await read(impatient.db)
    proxy.silence()
    await expect(read(impatient.db)).rejects.toMatchObject({ cause: { code: "DEADLINE_EXCEEDED" } })
    expect(await read(impatient.db)).toHaveLength(1)
    await impatient.close()
  })

  it("takes a transaction back that is given up, and lets the next one have its connection", async () => {
    const impatient = connect(world.url, { pool: 1, transactionSeconds: 0.3 })
    let statements = 0
    const endless = impatient.db.transaction(async (tx) => {
      await tx.insert(heartbeats).values({ name: "endless", at: new Date() })
      for (; statements < 100; statements++) await tx.execute(sql`select pg_sleep(0.05) where ${1} = 1`)
    })
    await expect(endless).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" })
    // Behind it on the only connection.
    const kept = await impatient.db.select().from(heartbeats).where(eq(heartbeats.name, "endless"))
    expect(kept).toEqual([])
    expect(statements).toBeLessThan(100)
    await impatient.close()
  })

  it("serves those who waited for a connection, or refuses them in time", async () => {
    const narrow = connect(world.url, { pool: 1, statementSeconds: 2 })
    const holding = narrow.db.execute(sql`select pg_sleep(1) where ${1} = 1`)
    const waiting = await Promise.all(Array.from({ length: 50 }, () => read(narrow.db)))
    expect(waiting).toHaveLength(50)
    await holding
    await narrow.close()
  })
})
