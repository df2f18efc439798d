import { randomBytes } from "node:crypto"
import net from "node:net"
import { sql } from "drizzle-orm"
import { connect, type Database, type Queries } from "@/db/client"

const POOL = 10
const WIRE_MS = 10
const SSL_REQUEST = Buffer.from("0000000804d2162f", "hex")

/**
 * A database of its own, made from the migrated template, for one test file: as the app, through a pooler where the run
 * has one, and as who owns the tables.
 */
export async function testDatabase({ pool = POOL } = {}) {
  const server = process.env.MUSTER_TEST_SERVER
  if (!server) throw new Error("No test server: run this file by npm run test:domain.")
  const name = `test_${randomBytes(6).toString("hex")}`
  await onServer(server, `create database ${name} template template_muster`)
  const url = server.replace(/[^/]+$/, name)
  const pooler = process.env.MUSTER_TEST_POOLER
  const [app, owner] = [
    connect(pooler ? pooler + name : url, { pool }),
    connect(url, { pool: 1, statementSeconds: 0, role: null }),
  ]
  const drop = () => onServer(server, `drop database ${name} with (force)`)
  const close = () => Promise.all([app.close(), owner.close()]).then(drop)
  return { db: app.db, owner: owner.db, url, close }
}

async function onServer(url: string, statement: string) {
  const { db, close } = connect(url, { pool: 1, statementSeconds: 0, role: null })
  await db.execute(sql.raw(statement)).finally(close)
}

/**
 * The buffers of tables and indexes that a call touches, planning included where it is done anew. Counted inside a
 * transaction of the call's own, so that it does not matter what others do; warm the connection up first.
 */
export function buffersOf(db: Database, call: (db: Database) => Promise<unknown>): Promise<number> {
  return db.transaction(async (tx) => {
    const before = await touchedBy(tx)
    await call(tx as Database)
    return (await touchedBy(tx)) - before
  })
}

/** What a transaction has touched by now. */
async function touchedBy(tx: Queries): Promise<number> {
  const [row] = await tx.execute<{ pages: number }>(sql`
    select sum(pg_stat_get_xact_blocks_fetched(c.oid))::int as pages
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'i')`)
  return row?.pages ?? 0
}

/**
 * A door before PostgreSQL that counts flights: what the client sends after the server last answered. Answers travel for
 * a while, as they do from another machine, so that what is sent without waiting for one is never taken for a flight.
 */
export async function countingProxy(url: string) {
  let target = new URL(url)
  const sockets = new Set<net.Socket>()
  let flights = 0

  const server = net.createServer((client) => {
    const upstream = net.connect(Number(target.port), target.hostname)
    let answered = true
    client.on("data", (bytes) => {
      if (answered) flights += 1
      answered = false
      upstream.write(bytes)
    })
    upstream.on("data", (bytes) => {
      setTimeout(() => {
        answered = true
        client.write(bytes)
      }, WIRE_MS)
    })
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one.setNoDelay(true))
      one.on("error", () => other.destroy())
      one.on("close", () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))

  const own = new URL(url)
  own.port = String((server.address() as net.AddressInfo).port)
  return {
    url: own.href,
    flights: () => flights,
    reset: () => {
      flights = 0
    },
    /** Leads what connects from now on to another server. */
    to: (next: string) => {
      target = new URL(next)
    },
    /** Answers no more on what is connected now, as a network does that has gone silent. */
    silence: () => {
      for (const socket of sockets) socket.pause()
    },
    /** Cuts every connection, as a network does. */
    cut: () => {
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/**
 * A door before PostgreSQL, at a port of its own or a given one, whose line can be held: nothing comes through then,
 * nothing breaks, and whoever connects is not answered. It counts who asks only whether anybody is there.
 */
export async function heldLine(url: string, port = 0) {
  const target = new URL(url)
  const sockets = new Set<net.Socket>()
  let waiting: (() => void)[] = []
  let asked = 0
  let held = false
  const door = net.createServer((client) => {
    const upstream = net.connect(Number(target.port), target.hostname)
    client.once("data", (bytes) => {
      if (bytes.equals(SSL_REQUEST)) asked++
    })
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one.on("data", (bytes) => (held ? waiting.push(() => other.write(bytes)) : other.write(bytes)))
      one.on("error", () => other.destroy()).on("close", () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => door.listen(port, "127.0.0.1", resolve))
  return {
    url: Object.assign(new URL(url), { port: String((door.address() as net.AddressInfo).port) }).href,
    asked: () => asked,
    hold: (on: boolean) => {
      held = on
      for (const send of waiting) send()
      waiting = []
    },
    close: () => {
      door.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
