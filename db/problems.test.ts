import { randomBytes } from "node:crypto"
import { once } from "node:events"
import fs from "node:fs"
import net from "node:net"
import os from "node:os"
import path from "node:path"
import postgres from "postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import { migrate } from "@/db/migrate"
import { explained } from "@/db/problems"
import { startPostgres } from "@/scripts/tools/postgres.mjs"
import { freePort } from "@/scripts/tools/process-tools.mjs"

const LONG = 120_000
const SECRET = "wr0ng-s3cret"

let folder: string
let server: Awaited<ReturnType<typeof startPostgres>>
let sql: postgres.Sql
/** The address of this server, with other parts. */
const address = (
  parts: Partial<Record<"username" | "password" | "port" | "hostname" | "pathname" | "search", string>>,
) => Object.assign(new URL(server.url), parts).href

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-problems-"))
  fs.chmodSync(folder, 0o755)
  // One that asks for passwords.
  server = await startPostgres({ dataDir: path.join(folder, "postgres") })
  sql = postgres(server.url, { max: 1, onnotice: () => {} })
}, LONG)
afterAll(async () => {
  await sql.end()
  await server.stop()
  fs.rmSync(folder, { recursive: true })
}, LONG)

/** What who starts Muster on an address reads. */
async function told(url: string): Promise<string> {
  const error = await migrate(url).then(
    () => new Error("nothing is wrong"),
    (failure) => explained(failure, url) as Error & { expected?: boolean },
  )
  expect(error).toMatchObject({ expected: true })
  expect(error.message).not.toMatch(/\n|s3cret/)
  return error.message
}

it("a port where nobody listens, a name that nobody knows, a wrong password, login and database are named with the way out", async () => {
  const dead = String(await freePort())
  expect(await told(address({ port: dead }))).toMatch(`(ECONNREFUSED): nothing listens at 127.0.0.1:${dead}.`)
  expect(await told(address({ hostname: "no-such-host.invalid" }))).toMatch(/\((ENOTFOUND|EAI_AGAIN)\)/)
  expect(await told(address({ password: SECRET }))).toMatch("(28P01): the password of the login postgres is wrong.")
  expect(await told(address({ username: "nobody", password: SECRET }))).toMatch(/\(28P01|28000\)/)
  expect(await told(address({ pathname: "/nowhere" }))).toMatch(
    "(3D000): there is no database nowhere. Make it: createdb",
  )
  expect(await told("postgres:///muster?host=/nowhere")).toMatch("(ENOENT)")
})

it("something that accepts and says nothing, or resets, is named within seconds", async () => {
  for (const behave of [(socket: net.Socket) => socket.end(), (socket: net.Socket) => socket.resetAndDestroy()]) {
    const closing = net.createServer(behave).listen(0, "127.0.0.1")
    await once(closing, "listening")
    const { port } = closing.address() as net.AddressInfo
    expect(await told(address({ port: String(port) }))).toMatch(
      /\((CONNECTION_CLOSED|ECONNRESET)\): 127\.0\.0\.1:\d+ ends/,
    )
    expect(await told(address({ port: String(port), search: "?sslmode=require" }))).toMatch(/ends the connection/)
    closing.close()
  }
  const silent = net.createServer(() => {}).listen(0, "127.0.0.1")
  await once(silent, "listening")
  const { port } = silent.address() as net.AddressInfo
  expect(await told(address({ port: String(port), search: "?connect_timeout=1" }))).toMatch("(CONNECT_TIMEOUT)")
  silent.close()
})

it("a server without encryption is named where the address asks for it", async () => {
  expect(await told(address({ search: "?sslmode=require" }))).toMatch(/encrypted|encryption/)
})

it("a login that may not make tables, roles or the extension is told what an administrator has to do", async () => {
  const name = `login_${randomBytes(4).toString("hex")}`
  await sql.unsafe(`create role ${name} login password '${SECRET}'`)
  await sql.unsafe(`create database ${name}`)
  const url = address({ username: name, password: SECRET, pathname: `/${name}` })
  expect(await told(url)).toMatch(
    `(42501): the login ${name} may not do what Muster needs. As an administrator: ALTER DATABASE ${name} OWNER TO ${name};`,
  )
  await sql.unsafe(`alter database ${name} owner to ${name}`)
  expect(await told(url)).toMatch("may not make the role muster_app")
})

it("a setting that the server does not know, and a server that can only be read, are named", async () => {
  expect(await told(address({ search: "?options=-c%20no_such=1" }))).toMatch("(42704)")
  await sql.unsafe("create database frozen")
  await sql.unsafe("alter database frozen set default_transaction_read_only = on")
  expect(await told(address({ pathname: "/frozen" }))).toMatch("(25006)")
})

it("what is no matter of the connection stays a bug with its trace", () => {
  const bug = new TypeError("x is undefined")
  expect(explained(bug, server.url)).toBe(bug)
})
