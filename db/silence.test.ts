import { sql } from "drizzle-orm"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { connect } from "@/db/client"
import { isOutage, isUnresolved } from "@/db/driver/failure"
import { heldLine } from "@/db/testing"
import { freeze as freezing } from "@/lib/testing/standbys"
import { startThrowaway } from "@/scripts/tools/postgres.mjs"

const SOON = { timeout: 10_000, interval: 100 }

let server: Awaited<ReturnType<typeof startThrowaway>>
const stops: (() => Promise<unknown>)[] = []
const wakes: (() => void)[] = []

beforeAll(async () => {
  server = await startThrowaway()
  const { write, db } = opened(server.url)
  await db.execute(sql`create table notes (name text)`)
  await write("first")
})
afterEach(async () => {
  thaw()
  for (const stop of stops.splice(0)) await stop()
})
afterAll(() => server.stop())

function opened(url: string) {
  const { db, close } = connect(url, { pool: 3, role: null, waitSeconds: 2 })
  stops.push(close)
  return {
    db,
    read: () => db.execute(sql`select 1`),
    write: (name: string) => db.execute(sql`insert into notes values (${name})`),
    sleep: (seconds: number) => db.execute(sql`select pg_sleep(${seconds}::float)`),
    /** Opens all connections of the pool. */
    fill: () => Promise.all([1, 2, 3].map(() => db.execute(sql`select pg_sleep(0.1)`))),
  }
}

const freeze = () => wakes.push(freezing(server))

function thaw() {
  for (const wake of wakes.splice(0)) wake()
}

async function line() {
  const own = await heldLine(server.url)
  stops.push(async () => own.close())
  return own
}

const outcome = (work: PromiseLike<unknown>) =>
  Promise.resolve(work).then(
    () => "done",
    (error) => (isOutage(error) ? ((error as Error).cause as { code: string } | undefined)?.code : String(error)),
  )

describe("a server that falls silent while it is connected to", () => {
  it("frozen: all that is asked is told so, and what is asked once it wakes is served", async () => {
    const { db, fill, read, write } = opened(server.url)
    await fill()
    freeze()
    const work = [...Array.from({ length: 20 }, read), db.transaction((tx) => tx.execute(sql`select 1`))]
    const outcomes = await Promise.all(work.map(outcome))
    expect(new Set(outcomes)).toEqual(new Set(["CONNECTION_SILENT"]))
    thaw()
    await vi.waitFor(() => write("awake"), SOON)
  })

  it("before a commit: whoever waits for it is told that it is not known whether it is done", async () => {
    const { db, write } = opened(server.url)
    const writing = db.transaction(async (tx) => {
      await tx.execute(sql`insert into notes values ('in flight')`)
      freeze()
    })
    await expect(writing).rejects.toSatisfy(isUnresolved)
    thaw()
    await vi.waitFor(() => write("after"), SOON)
  })

  it("before a commit that travels with its statements: the same", async () => {
    const { db, fill } = opened(server.url)
    await fill()
    freeze()
    const writing = db.transaction((tx) =>
      Promise.all([tx.execute(sql`insert into notes values ('travels')`), tx.execute(sql`commit`)]),
    )
    await expect(writing).rejects.toSatisfy(isUnresolved)
  })

  it("behind a line that lets nothing through: the next of several addresses is asked", async () => {
    const { url, hold } = await line()
    const [one, two] = [new URL(url), new URL(server.url)]
    const { fill, read, write } = opened(url.replace(one.host, `${one.host},${two.host}`))
    await fill()
    hold(true)
    expect(await outcome(read())).toBe("CONNECTION_SILENT")
    expect(await outcome(write("elsewhere"))).toBe("done")
  })

  it("behind such a line to the only one: all are told so until it lets something through again", async () => {
    const { url, hold } = await line()
    const { fill, read, write } = opened(url)
    await fill()
    hold(true)
    expect(await outcome(read())).toBe("CONNECTION_SILENT")
    expect(await outcome(read())).toBe("CONNECT_TIMEOUT")
    hold(false)
    await vi.waitFor(() => write("through"), SOON)
  })
})

describe("a server that is busy", () => {
  it("is waited for: slow statements are answered, and one question beside them serves all that wait", async () => {
    const { url, asked } = await line()
    const { fill, sleep } = opened(url)
    await fill()
    const slow = [sleep(2), sleep(2), sleep(4.5), sleep(0)]
    expect(await Promise.all(slow.map(outcome))).toEqual(slow.map(() => "done"))
    expect([1, 2]).toContain(asked())
  })

  it("is not taken for silent by a program that is too busy to listen", async () => {
    const { fill, sleep } = opened(server.url)
    await fill()
    const slow = outcome(sleep(4.5))
    let busy = setImmediate(function spin() {
      const until = performance.now() + 1500
      while (performance.now() < until);
      busy = setImmediate(spin)
    })
    expect(await slow).toBe("done")
    clearImmediate(busy)
  })

  it("is not asked about what it answers at once", async () => {
    const { url, asked } = await line()
    const { read } = opened(url)
    for (let n = 0; n < 200; n++) await read()
    expect(asked()).toBe(0)
  })
})
