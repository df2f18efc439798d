import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { type Databases, type Node, startDatabases } from "@/cluster/databases"
import { held, NOTHING, outageSince, settle, summary } from "@/cluster/ledger"
import { type Load, sendersOf, startLoad } from "@/cluster/load"
import { type Mail, startMail } from "@/cluster/mail"
import { type Site, startSite } from "@/cluster/site"
import { connect } from "@/db/client"
import { lostOf } from "@/lib/testing/acts/ledger"

const LONG = process.env.TEST_CLUSTER === "long"
const ROUNDS = LONG ? 20 : 1
const BETWEEN = LONG ? 100 : 30
const FIRST_SUCCESS_MS = 5000
/** How long nothing is confirmed, and from when on a page has a connection for itself. */
const UNCONFIRMED_MS = 45_000
const LATE_MS = 18_000

let folder: string
let databases: Databases
let mail: Mail
let site: Site
let app: ReturnType<typeof connect>
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-cluster-"))
  fs.chmodSync(folder, 0o755)
  ;[databases, mail] = await Promise.all([startDatabases(folder), startMail()])
  const second = process.env.MUSTER_SECOND_BUILD
  site = await startSite({ databaseUrl: databases.url, mailUrl: mail.url, folder, second })
  app = connect(databases.url)
})
afterAll(async () => {
  await app?.close()
  await site?.close()
  await databases?.close()
  mail?.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** How many rows of the audit a server has, asked at its own address. */
async function recordedOn({ server }: Node): Promise<number> {
  const { db, close } = connect(server.url, { pool: 1, role: null })
  const [row] = await db.execute<{ n: number }>(sql`select count(*)::int as n from audit`).finally(close)
  return row?.n ?? 0
}

/** At which port the server is that a process finds which starts at this moment. */
async function portForNewcomers(): Promise<string> {
  const { db, close } = connect(databases.url)
  const [row] = await db.execute<{ port: number }>(sql`select inet_server_port() as port`).finally(close)
  return String(row?.port)
}

/**
 * Loses the primary, promotes a standby, and starts what was lost again, as if nothing had been: nobody is led to it.
 * Gives how long nothing was acknowledged.
 */
async function loseTheFirst(load: Load): Promise<number> {
  const lost = databases.primary()
  databases.pullPlug(lost)
  const { server } = await databases.promote()
  const promoted = performance.now()
  await databases.bringBack(lost)
  const before = await recordedOn(lost)
  await load.more(BETWEEN)
  expect(await portForNewcomers()).toBe(new URL(server.url).port)
  expect(await recordedOn(lost)).toBe(before)
  await databases.recreate(lost)
  return outageSince(promoted, load)
}

describe("a primary that is lost", () => {
  test("and comes back beside its successor: nothing that was acknowledged is lost, nothing is done twice, and nothing is written to it", {
    timeout: ROUNDS * 60_000 + 60_000,
  }, async () => {
    const load = startLoad({ db: app.db, origin: site.origin, senders: await sendersOf(app.db, site.origin) })
    await load.more(BETWEEN)
    const outages: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      outages.push(await loseTheFirst(load))
      await load.more(BETWEEN)
    }
    await load.stop()
    await settle(app.db, site)
    const times = outages.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(", ")
    console.info(`${summary(load, mail)}\nfrom each promotion to the first success: ${times}`)
    expect(await held({ db: app.db, ledger: load.ledger, mail })).toEqual(NOTHING)
    expect(site.log()).not.toContain("a seal is gone or changed")
    if (LONG) expect(Math.max(...outages)).toBeLessThan(FIRST_SUCCESS_MS)
  })

  test.runIf(LONG)("by its standbys: no write is acknowledged, all are refused, and pages are read", async () => {
    const load = startLoad({ db: app.db, origin: site.origin, senders: await sendersOf(app.db, site.origin) })
    await load.more(BETWEEN)
    databases.primary().inner.cut()
    // What was confirmed by then is answered within a moment; from there on nothing is.
    await pause(1000)
    const [before, cut] = [load.ledger.length, performance.now()]
    await pause(UNCONFIRMED_MS)
    expect(load.ledger.length).toBe(before)
    const pages = load.pages.filter(({ at }) => at > cut + LATE_MS)
    expect(pages.length).toBeGreaterThan(10)
    expect(pages.filter(({ fault }) => fault)).toEqual([])
    // Under way by then, or refused because no commit is confirmed.
    expect([...load.faults.keys()].join()).toMatch(/unresolved|unavailable/)
    databases.primary().inner.leadTo(databases.primary().server.url)
    await load.more(BETWEEN)
    await load.stop()
    await settle(app.db, site)
    expect(await held({ db: app.db, ledger: load.ledger, mail })).toEqual(NOTHING)
  })

  test("before its standbys have what it acknowledged, which does not wait for them: the ledger tells what was lost", async () => {
    await databases.asynchronous()
    const load = startLoad({ db: app.db, origin: site.origin, senders: await sendersOf(app.db, site.origin) })
    await load.more(BETWEEN)
    const lost = databases.primary()
    lost.inner.cut()
    await load.more(BETWEEN)
    databases.pullPlug(lost)
    await load.stop()
    await databases.promote()
    await vi.waitFor(async () => expect(await lostOf(app.db, load.ledger)).toBeGreaterThan(0), { timeout: 20_000 })
    expect(await lostOf(app.db, load.ledger.slice(0, 5))).toBe(0)
  })
})
