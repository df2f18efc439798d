import { randomBytes } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connect } from "@/db/client"
import { applyMigrations, migrate, migrations } from "@/db/migrate"
import { accounts, handshakes, letters } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { logIn } from "@/lib/accounts/login"
import { seal } from "@/lib/audit/seals/seal"
import { chains, verifyChain } from "@/lib/audit/seals/verify"
import { databaseClock } from "@/lib/core/context"
import { tokenFor } from "@/lib/core/tokens"
import { accept, read, resend } from "@/lib/handshake"
import type { Deliver } from "@/lib/letters/deliver"
import { deliverDue } from "@/lib/letters/delivery"
import { contextOf, person } from "@/lib/testing"

// What was there when version 0.1.0 was told its demo: migrations up to 0007, and rows that its own code wrote.

const ITS_MIGRATIONS = 8
const ITS_ROWS = path.join(process.cwd(), "scripts", "upgrade", "first-version.sql")
const ITS_PASSWORD = "violet-harbour-42-lanterns"
process.env.MUSTER_SECRET = "Aq9xKp3vTz7wLm2cRb8nYd4sGh6jFe1u"
/** An hour behind it, when its links are open. */
const clock = sql<Date>`timestamptz '2026-11-29 01:50:00+00'`

let server: Awaited<ReturnType<typeof testDatabase>>
let url: string
let database: ReturnType<typeof connect>
beforeAll(async () => {
  server = await testDatabase()
  const name = `test_${randomBytes(6).toString("hex")}`
  await server.owner.execute(sql.raw(`create database ${name}`))
  url = server.url.replace(/[^/]+$/, name)
  const { db, close } = connect(url, { pool: 1, statementSeconds: 0, role: null })
  await applyMigrations(db, migrations().slice(0, ITS_MIGRATIONS))
  await db.execute(sql.raw(`set session_replication_role = replica; ${fs.readFileSync(ITS_ROWS, "utf8")}`))
  await close()
  await migrate(url)
  database = connect(url)
})
afterAll(async () => {
  await database.close()
  await server.owner.execute(sql.raw(`drop database ${path.basename(url)} with (force)`))
  await server.close()
})

test("after an upgrade from version 0.1.0 its people log in with their passwords", async () => {
  const { db } = database
  const ctx = { db, actor: null, clock, ip: null }
  for (const contact of ["grace@cloudharbour.example", "+8613800138000"])
    expect(await logIn(ctx, { contact, password: ITS_PASSWORD })).toMatch(/^[\w-]{43}$/)
  await expect(logIn(ctx, { contact: "grace@cloudharbour.example", password: "another" })).rejects.toMatchObject({
    code: "wrong_login",
  })
})

test("after an upgrade from version 0.1.0 its links open, and sending again makes new ones", async () => {
  const { db } = database
  const [first, second] = await db.select().from(handshakes).where(isOpenInvitation).orderBy(handshakes.id)
  if (!first || !second) throw new Error("The demo of version 0.1.0 has two open invitations by email.")
  const guest = await person(db, { address: first.subject })
  const ctx = { ...guest.ctx, clock }
  expect(await read(ctx, { token: tokenFor(first) })).toMatchObject({ handshake: { state: "open" } })
  await accept(ctx, { token: tokenFor(first) })
  expect(await read(ctx, { token: tokenFor(first) })).toMatchObject({ handshake: { state: "accepted" } })
  const renewed = await resend({ ...contextOf(db, second.initiatorId), clock }, { id: second.id })
  expect(tokenFor(renewed)).not.toBe(tokenFor(second))
})

test("after an upgrade from version 0.1.0 the letters that waited go out, each once", async () => {
  const { db } = database
  const waiting = await db.$count(letters, eq(letters.state, "queued"))
  expect(waiting).toBeGreaterThan(3)
  const sent: string[] = []
  const deliver: Deliver = async (_, { id }) => {
    sent.push(id)
    return { providerId: id }
  }
  while ((await deliverDue(db, deliver, databaseClock)) > 0);
  expect(await db.$count(letters, eq(letters.state, "queued"))).toBe(0)
  expect(new Set(sent).size).toBe(sent.length)
})

test("after an upgrade from version 0.1.0 its audit is sealed and verifies, and nobody is missing", async () => {
  const { db } = database
  while ((await seal({ db, clock: databaseClock })) > 0);
  for await (const { chain } of chains(db)) {
    const { broken, sealed } = await verifyChain({ db, clock: databaseClock }, chain)
    expect([chain, broken]).toEqual([chain, null])
    expect(sealed).toBeGreaterThan(0)
  }
  expect(await db.$count(accounts)).toBe(13)
})

const isOpenInvitation = sql`${handshakes.kind} = 'invitation' and ${handshakes.state} = 'open' and ${handshakes.expiresAt} > ${clock} and ${handshakes.subject} like '%@%'`
