import { once } from "node:events"
import fs from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import os from "node:os"
import path from "node:path"
import { ListAccountsCommand, ListHandshakesForOrganizationCommand } from "@aws-sdk/client-organizations"
import { sql } from "drizzle-orm"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { connect, type Database } from "@/db/client"
import { migrate } from "@/db/migrate"
import { heartbeats } from "@/db/schema"
import { countingProxy } from "@/db/testing"
import { listRequests, ownApiRequests } from "@/lib/access-keys/request-log"
import { mustReadOrganization, openSession, visitorOf } from "@/lib/accounts/sessions"
import { auditBatches, listAudit } from "@/lib/audit/records"
import { attend, written } from "@/lib/aws/door"
import { database, databaseClock } from "@/lib/core/context"
import { BEHIND, markTimeline, mustShow, positionNow } from "@/lib/core/replicas/position"
import { fromReplica } from "@/lib/core/replicas/reading"
import { replicaHere } from "@/lib/core/replicas/standing"
import { inviteMember } from "@/lib/invitations/invitations"
import { invitationBatches, listInvitations } from "@/lib/invitations/records"
import { listMemberAccounts, memberAccountBatches } from "@/lib/members/account-group"
import { changeRole } from "@/lib/members/members"
import { listMembers, memberBatches } from "@/lib/members/records"
import type { Permission } from "@/lib/shared/roles"
import { contextOf, invited, member, newEmail, organization } from "@/lib/testing"
import { clientOf, keyFor } from "@/lib/testing/aws/clients"
import { caughtUp, freeze, type Server, standbyOf, startPrimary, tell } from "@/lib/testing/standbys"
import { freePort } from "@/scripts/tools/process-tools.mjs"

const SOON = { timeout: 60_000, interval: 50 }

let folder: string
let primary: Server
let standby: Server
let toPrimary: Awaited<ReturnType<typeof countingProxy>>
let toStandby: Awaited<ReturnType<typeof countingProxy>>
let db: Database
const stops: (() => unknown)[] = []

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-replicas-"))
  fs.chmodSync(folder, 0o755)
  primary = await startPrimary(path.join(folder, "primary"))
  await migrate(primary.url)
  standby = await standbyOf(primary, { dataDir: path.join(folder, "standby") })
  ;[toPrimary, toStandby] = await Promise.all([countingProxy(primary.url), countingProxy(standby.url)])
  Object.assign(process.env, {
    DATABASE_URL: toPrimary.url,
    DATABASE_REPLICA_URL: `${toStandby.url}?target_session_attrs=prefer-standby`,
    DATABASE_POOL: "1",
  })
  const own = connect(primary.url, { pool: 4 })
  db = own.db
  stops.push(own.close)
  await markTimeline(db)
})
beforeEach(() => asked())
afterEach(async () => {
  for (const undo of undoes.splice(0)) await undo()
})
afterAll(async () => {
  for (const stop of stops) await stop()
  await Promise.all([toPrimary.close(), toStandby.close()])
  await Promise.all([primary, standby, ...others].map(({ stop }) => stop()))
  fs.rmSync(folder, { recursive: true })
})

const undoes: (() => unknown)[] = []
const others: Server[] = []

async function more(name: string, of: Server): Promise<Server> {
  const server = await standbyOf(of, { dataDir: path.join(folder, name) })
  others.push(server)
  return server
}

/** An address at which nothing listens. */
async function nowhere(): Promise<string> {
  return Object.assign(new URL(standby.url), { port: String(await freePort()) }).href
}

/** Waits until the replica is asked, and shows all that has been written. */
async function asked() {
  await caughtUp(standby, primary)
  await vi.waitFor(() => expect(replicaHere()?.isResting).toBe(false), SOON)
}

/** Lets the standby receive all that is written and show none of it. */
async function holdReplay() {
  await tell(standby, "select pg_wal_replay_pause()")
  undoes.push(() => tell(standby, "select pg_wal_replay_resume()"))
}

/** An organization, and what a page of it is drawn with: session and right are read anew for each. */
async function world() {
  const org = await organization(db)
  const session = await openSession(db, org.owner.ctx, org.owner.id)
  const page = async (permission: Permission = "audit.read") => {
    const found = await visitorOf(database(), databaseClock, session)
    const { organizationId } = mustReadOrganization(found, org.id, permission)
    const position = found.kind === "logged-in" ? (found.position ?? undefined) : undefined
    return { ctx: { ...org.owner.ctx, db: database(), position }, id: organizationId }
  }
  return { org, session, page }
}

/** How often the servers are asked by a page, its session and rights among it, once the connections are there. */
async function flightsOf({ page }: Awaited<ReturnType<typeof world>>, read: Read) {
  let flights = {}
  for (let round = 0; round < 2; round++) {
    toPrimary.reset()
    toStandby.reset()
    await read(await page())
    flights = { primary: toPrimary.flights(), replica: toStandby.flights() }
  }
  return flights
}

/** How many of ten requests, one after another, try a replica; all are answered. */
async function triesOf({ page }: Awaited<ReturnType<typeof world>>) {
  let tries = 0
  for (let n = 0; n < 10; n++) {
    const { ctx } = await page()
    const [row] = await fromReplica(ctx, ({ db }) => {
      if (db !== ctx.db) tries++
      return db.execute<{ one: number }>(sql`select 1 as one`)
    })
    expect(row?.one).toBe(1)
  }
  return tries
}

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof world>>["page"]>>
type Read = (page: Page) => Promise<unknown>

const audit = ({ ctx, id }: Page) => listAudit(ctx, id, {})

async function all<Row>(batches: AsyncIterable<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for await (const batch of batches) rows.push(...batch)
  return rows
}

const cursor = (values: string[]) => Buffer.from(JSON.stringify(["after", values])).toString("base64url")
const LAST = "ffffffff-ffff-4fff-bfff-ffffffffffff"
const whoCame = cursor(["2020-01-01T00:00:00.000Z", LAST])

test.each<[string, Read]>([
  ["the audit", audit],
  ["its export", ({ ctx, id }) => all(auditBatches(ctx, id, {}))],
  ["the request log", ({ ctx, id }) => listRequests(ctx, id, {})],
  ["an account's own requests", ({ ctx }) => ownApiRequests(ctx, {})],
  ["records beyond the first page", ({ ctx, id }) => listInvitations(ctx, id, { cursor: cursor([LAST]) })],
  ["their export", ({ ctx, id }) => all(invitationBatches(ctx, id, {}))],
  ["members beyond the first page", ({ ctx, id }) => listMembers(ctx, id, { cursor: whoCame })],
  ["their export", ({ ctx, id }) => all(memberBatches(ctx, id, {}))],
  ["accounts beyond the first page", ({ ctx, id }) => listMemberAccounts(ctx, id, { cursor: whoCame })],
  ["their export", ({ ctx, id }) => all(memberAccountBatches(ctx, id, {}))],
])("%s: the primary is asked for session and rights, a replica for the rows, one flight each", async (_, read) => {
  expect(await flightsOf(await world(), read)).toEqual({ primary: 1, replica: 1 })
})

test("the first page of records, of members and of accounts comes from the primary", async () => {
  const here = await world()
  for (const read of [listInvitations, listMembers, listMemberAccounts])
    expect(await flightsOf(here, ({ ctx, id }) => read(ctx, id, {}))).toEqual({ primary: 2, replica: 0 })
})

test("whoever has written reads it at once, by whichever process, while a replica shows nothing new", async () => {
  const { org, page } = await world()
  await asked()
  await holdReplay()
  await inviteMember(org.owner.ctx, { organizationId: org.id, contact: newEmail(), role: "member", note: "" })
  const { ctx, id } = await page()
  const { rows } = await listAudit(ctx, id, {})
  expect(rows[0]?.action).toBe("invitation.propose")
  expect(await all(invitationBatches(ctx, id, {}))).toHaveLength(1)
})

test("a right that was taken away opens nothing, though a replica still shows it", async () => {
  const { org } = await world()
  const admin = await member(db, org.id, "admin")
  const session = await openSession(db, admin.ctx, admin.id)
  await asked()
  await holdReplay()
  await changeRole(org.owner.ctx, { organizationId: org.id, accountId: admin.id, role: "member" })
  const found = await visitorOf(database(), databaseClock, session)
  expect(() => mustReadOrganization(found, org.id, "audit.read")).toThrow()
})

/** The door for programs, as the web server opens it. */
async function door() {
  const server = createServer((message, response) => void attend(message, response))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  undoes.push(async () => {
    await written()
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/aws`
}

test("a program reads what was written before, and what it lists comes from a replica otherwise", async () => {
  const { org } = await world()
  const client = clientOf(await keyFor(org.owner, { in: org }), { endpoint: await door() })
  await asked()
  const list = async () => (await client.send(new ListAccountsCommand({}))).Accounts?.length
  expect(await list()).toBe(1)
  await written()
  await asked()
  toStandby.reset()
  expect(await list()).toBe(1)
  expect(toStandby.flights()).toBe(1)
  await holdReplay()
  await invited(org, newEmail())
  const { Handshakes } = await client.send(new ListHandshakesForOrganizationCommand({}))
  expect(Handshakes).toHaveLength(1)
})

test("a replica that hangs costs one request its patience, and none after it; it is asked again once it answers", async () => {
  const here = await world()
  await flightsOf(here, audit)
  undoes.push(freeze(standby))
  expect(await triesOf(here)).toBe(1)
  expect(replicaHere()?.isResting).toBe(true)
  for (const undo of undoes.splice(0)) undo()
  await asked()
  expect(await flightsOf(here, audit)).toEqual({ primary: 1, replica: 1 })
})

test("a replica that is behind is not waited for at each request", async () => {
  const here = await world()
  await asked()
  await holdReplay()
  await invited(here.org, newEmail())
  expect(await triesOf(here)).toBe(1)
  expect(replicaHere()?.lagBytes).toBeGreaterThan(0)
})

/** Keeps the replica's only connection busy with a request, which is answered once this is undone. */
async function busy({ page }: Awaited<ReturnType<typeof world>>) {
  const { db: there, close } = connect(standby.url, { pool: 1 })
  await there.execute(sql`select pg_advisory_lock(1)`)
  const { ctx } = await page()
  const long = fromReplica(ctx, ({ db }) => db.execute(sql`select pg_advisory_xact_lock(1)`))
  undoes.push(async () => {
    await close()
    await long
  })
}

test("a replica whose connections are all busy is not waited for, nor left alone: the primary answers meanwhile", async () => {
  const here = await world()
  await flightsOf(here, audit)
  await busy(here)
  expect(await triesOf(here)).toBe(0)
  expect(replicaHere()?.isResting).toBe(false)
  for (const undo of undoes.splice(0)) await undo()
  expect(await flightsOf(here, audit)).toEqual({ primary: 1, replica: 1 })
})

test("a replica that is gone is missed by nobody", async () => {
  const here = await world()
  await audit(await here.page())
  await toStandby.to(await nowhere())
  undoes.push(() => toStandby.to(standby.url))
  toStandby.cut()
  expect(await triesOf(here)).toBeLessThanOrEqual(1)
  expect(replicaHere()?.isResting).toBe(true)
})

/** A server of its own, or another database of the primary, that holds the marks of the former as a dump carries them. */
async function restored(where: string) {
  const beside = new URL(primary.url)
  beside.pathname = "/restored"
  if (where === "beside it") await tell(primary, "create database restored")
  else others.push(await startPrimary(path.join(folder, "restored")))
  const url = where === "beside it" ? beside.href : (others.at(-1)?.url ?? "")
  await migrate(url)
  const { db: there, close } = connect(url, { pool: 1 })
  stops.push(close)
  await there.insert(heartbeats).values(await db.select().from(heartbeats))
  return there
}

test.each(["beside it", "in another cluster"])(
  "what was restored from a dump %s is not looked for on a standby of the former database",
  async (where) => {
    const there = await restored(where)
    await markTimeline(there)
    const [row] = await there.execute<{ position: string }>(sql`select ${positionNow} as position`)
    await caughtUp(standby, primary)
    const { db: former, close } = connect(standby.url, { pool: 1 })
    stops.push(close)
    await expect(mustShow(former, row?.position ?? "", 0)).rejects.toMatchObject({
      cause: { constraint_name: BEHIND },
    })
    // Of the position alone it would show everything.
    const at = row?.position.split(" ")[0]
    await tell(standby, `select 1 / (pg_last_wal_replay_lsn() >= '${at}')::int`)
  },
)

test("after a failover a replica that has received more than the new primary is not asked, and another one is", async () => {
  const successor = await more("successor", primary)
  const { org, page } = await world()
  for (const one of [successor, standby]) await caughtUp(one, primary)
  const wake = freeze(successor)
  // More than what is on its way to the one that is frozen.
  await tell(primary, "create table ballast as select repeat(n::text, 100) from generate_series(1, 80000) n")
  await invited(org, newEmail("lost"))
  await caughtUp(standby, primary)
  primary.kill()
  wake()
  await tell(successor, "select pg_promote()")
  const follower = await more("follower", successor)
  toPrimary.to(successor.url)
  await vi.waitFor(() => database().execute(sql`select 1`), SOON)
  const after = connect(successor.url, { pool: 1 })
  stops.push(after.close)
  await markTimeline(after.db)
  const kept = newEmail("kept")
  const owner = contextOf(after.db, org.owner.id)
  await inviteMember(owner, { organizationId: org.id, contact: kept, role: "member", note: "" })
  // What the standby shows is of a greater position, and of the past that was lost.
  const [ahead] = await after.db.execute<{ at: string }>(sql`select pg_current_wal_insert_lsn()::text as at`)
  await tell(standby, `select 1 / (pg_last_wal_replay_lsn() > '${ahead?.at}')::int`)

  const contacts = async () => {
    const { ctx, id } = await page()
    return (await all(invitationBatches(ctx, id, {}))).map(({ contact }) => contact)
  }
  const told: string[][] = []
  for (let n = 0; n < 3; n++) told.push(await contacts())
  expect(replicaHere()?.isResting).toBe(true)
  await caughtUp(follower, successor)
  // What was promoted is read like any other.
  for (const { url } of [follower, successor]) {
    toStandby.to(url)
    toStandby.cut()
    await vi.waitFor(async () => {
      toStandby.reset()
      told.push(await contacts())
      expect([toStandby.flights() > 0, replicaHere()?.isResting]).toEqual([true, false])
    }, SOON)
  }
  for (const one of told) expect(one).toEqual([kept])
})
