import { randomBytes } from "node:crypto"
import net from "node:net"
import { type SQL, sql } from "drizzle-orm"
import { PgDialect } from "drizzle-orm/pg-core"
import { connect, type Database } from "@/db/client"
import { Written } from "@/db/statement"

const POOL = 10
const WIRE_MS = 10
const dialect = new PgDialect()

/**
 * A database of its own, made from the migrated template, for one test file: as the app, and as who owns the tables.
 */
export async function testDatabase({ pool = POOL } = {}) {
  const server = process.env.MUSTER_TEST_SERVER
  if (!server) throw new Error("No test server: run this file by npm run test:domain.")
  const name = `test_${randomBytes(6).toString("hex")}`
  await onServer(server, `create database ${name} template template_muster`)
  const url = server.replace(/[^/]+$/, name)
  const [app, owner] = [connect(url, { pool }), connect(url, { pool: 1, statementSeconds: 0, role: null })]
  const drop = () => onServer(server, `drop database ${name} with (force)`)
  const close = () => Promise.all([app.close(), owner.close()]).then(drop)
  return { db: app.db, owner: owner.db, url, close }
}

async function onServer(url: string, statement: string) {
  const { db, close } = connect(url, { pool: 1, statementSeconds: 0, role: null })
  await db.execute(sql.raw(statement)).finally(close)
}

/** The buffers that the server says the statements of a call touched, planning left out as it is done once. */
export async function buffersOf(db: Database, call: (db: Database) => Promise<unknown>): Promise<number> {
  let touched = 0
  const execute = async (query: SQL) => {
    const { sql: text, params } = dialect.sqlToQuery(query)
    const explain = new Written(`explain (analyze, buffers, format json) ${text}`, params)
    const [row] = await db.execute<{ "QUERY PLAN": { Plan: Record<string, number> }[] }>(explain)
    const plan = row?.["QUERY PLAN"][0]?.Plan
    touched += (plan?.["Shared Hit Blocks"] ?? 0) + (plan?.["Shared Read Blocks"] ?? 0)
    return db.execute(query)
  }
  const explaining = { execute } as unknown as Database
  await call(explaining)
  touched = 0
  await call(explaining)
  return touched
}

/**
 * A door before PostgreSQL that counts flights: what the client sends after the server last answered. Answers travel for
 * a while, as they do from another machine, so that what is sent without waiting for one is never taken for a flight.
 */
export async function countingProxy(url: string) {
  const target = new URL(url)
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
