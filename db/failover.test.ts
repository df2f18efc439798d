import { once } from "node:events"
import fs from "node:fs"
import net from "node:net"
import os from "node:os"
import path from "node:path"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { connect } from "@/db/client"
import { isOutage } from "@/db/driver/failure"
import { countingProxy } from "@/db/testing"
import { type Server, severalOf, standbyOf, startPrimary, tell } from "@/lib/testing/standbys"
import { freePort } from "@/scripts/tools/process-tools.mjs"

const LONG = 120_000
const SOON = { timeout: 5000, interval: 100 }
const WAIT_SECONDS = 2

let folder: string
let primary: Server
let standby: Server
const stops: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-failover-"))
  fs.chmodSync(folder, 0o755)
  primary = await startPrimary(path.join(folder, "primary"))
  await tell(primary, "create table notes (name text)")
  standby = await standbyOf(primary, { dataDir: path.join(folder, "standby") })
}, LONG)
afterAll(async () => {
  for (const stop of stops) await stop()
  await Promise.all([primary.stop(), standby.stop()])
  fs.rmSync(folder, { recursive: true })
}, LONG)

function opened(url: string) {
  const { db, close } = connect(url, { pool: 3, role: null, waitSeconds: WAIT_SECONDS })
  stops.push(close)
  return { write: () => db.execute(sql`insert into notes values ('one')`), read: () => db.execute(sql`select 1`) }
}

/** Lets a server be read only, or no more; what is connected knows of it once a new connection does. */
async function readOnly(server: Server, on: boolean) {
  const state = on ? "on" : "off"
  await tell(server, `alter system set default_transaction_read_only = ${state}`, "select pg_reload_conf()")
  await vi.waitFor(async () => {
    const { db, close } = connect(server.url, { pool: 1, role: null })
    const [row] = await db.execute(sql`select current_setting('default_transaction_read_only') as state`).finally(close)
    expect(row?.state).toBe(state)
  }, SOON)
}

const secondsOf = async (work: () => Promise<unknown>) => {
  const since = performance.now()
  const outcome = await work().then(
    () => "done",
    (error) => (isOutage(error) ? "unavailable" : String(error)),
  )
  return { outcome, seconds: (performance.now() - since) / 1000 }
}

describe("a failover", () => {
  it("among several addresses: the one that can be written to is found, whichever comes first", async () => {
    const { write } = opened(severalOf(standby.url, primary.url))
    await Promise.all(Array.from({ length: 20 }, write))
    await readOnly(primary, true)
    expect((await secondsOf(write)).outcome).toBe("unavailable")
    await readOnly(primary, false)
    await vi.waitFor(write, SOON)
  })

  it("that takes long: whoever asks is told within two seconds, and served once there is a primary", async () => {
    const silent = net.createServer(() => {}).listen(0, "127.0.0.1")
    await once(silent, "listening")
    stops.push(async () => silent.close())
    const hung = Object.assign(new URL(primary.url), { port: String((silent.address() as net.AddressInfo).port) }).href
    const dead = Object.assign(new URL(primary.url), { port: String(await freePort()) }).href
    for (const nowhere of [hung, dead, severalOf(hung, dead), severalOf(standby.url, dead), severalOf(dead, hung)]) {
      const { write } = opened(nowhere)
      const asked = await Promise.all(Array.from({ length: 20 }, () => secondsOf(write)))
      expect(new Set(asked.map(({ outcome }) => outcome))).toEqual(new Set(["unavailable"]))
      expect(Math.max(...asked.map(({ seconds }) => seconds))).toBeLessThan(4 * WAIT_SECONDS)
    }
    const { write } = opened(severalOf(hung, dead, standby.url, primary.url))
    await vi.waitFor(write, SOON)
  })

  it("that outlasts what was asked meanwhile: what is asked once a server answers is served", async () => {
    const lines: net.Socket[] = []
    const door = net.createServer((line) => lines.push(line)).listen(0, "127.0.0.1")
    await once(door, "listening")
    stops.push(async () => door.close())
    const { port: behind, hostname } = new URL(primary.url)
    const silent = Object.assign(new URL(primary.url), { port: String((door.address() as net.AddressInfo).port) }).href
    const { db, close } = connect(silent, { pool: 1, role: null, statementSeconds: 1 })
    stops.push(close)
    const read = () => db.execute(sql`select 1`)
    const first = await Promise.all([read, read].map(secondsOf))
    expect(first.map(({ outcome }) => outcome)).toEqual(["unavailable", "unavailable"])
    for (const line of lines) line.pipe(net.connect(Number(behind), hostname)).pipe(line)
    expect((await secondsOf(read)).outcome).toBe("done")
  })

  it("leaves who only reads with a standby, with another server where none answers, and with any where any will do", async () => {
    const dead = Object.assign(new URL(standby.url), { port: String(await freePort()) }).href
    const portOf = async (url: string) => {
      const { db, close } = connect(url, { pool: 1, role: null, purpose: "reading" })
      stops.push(close)
      const [row] = await db.execute<{ port: number }>(sql`select inet_server_port() as port`)
      return String(row?.port)
    }
    const [ofPrimary, ofStandby] = [new URL(primary.url).port, new URL(standby.url).port]
    for (const url of [severalOf(primary.url, standby.url, dead), severalOf(dead, standby.url, primary.url)])
      for (let n = 0; n < 3; n++) expect(await portOf(url)).toBe(ofStandby)
    expect(await portOf(severalOf(dead, primary.url))).toBe(ofPrimary)
    const any = `${severalOf(primary.url, standby.url)}?target_session_attrs=any`
    expect([ofPrimary, ofStandby]).toContain(await portOf(any))
  })

  it("to a standby that was promoted: what was left on the former primary goes there, behind one address too", async () => {
    const door = await countingProxy(primary.url)
    const [one, several] = [opened(door.url), opened(severalOf(primary.url, standby.url))]
    stops.push(door.close)
    await Promise.all([one.write(), one.write(), one.write(), several.write()])
    await readOnly(primary, true)
    for (const { write } of [one, several]) expect((await secondsOf(write)).outcome).toBe("unavailable")
    // New connections behind the one address lead to what can only be read, which is better than nothing.
    expect((await secondsOf(one.read)).outcome).toBe("done")
    await tell(standby, "select pg_promote()")
    door.to(standby.url)
    await vi.waitFor(one.write, SOON)
    await vi.waitFor(several.write, SOON)
  })

  it("after which the former primary is started again and comes first: nobody is led to it", async () => {
    await readOnly(primary, false)
    await readOnly(standby, false)
    const { port } = new URL(standby.url)
    for (const url of [severalOf(primary.url, standby.url), severalOf(standby.url, primary.url)]) {
      const { db, close } = connect(url, { pool: 1, role: null })
      stops.push(close)
      const [row] = await db.execute(sql`select inet_server_port() as port`)
      expect(row?.port).toBe(Number(port))
    }
  })
})
