import { type ChildProcess, spawn } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { connect } from "@/db/client"
import { isOutage } from "@/db/driver/failure"
import { migrate } from "@/db/migrate"
import { audit, heartbeats, letters, seals } from "@/db/schema"
import { chains, verifyChain } from "@/lib/audit/seals/verify"
import { databaseClock } from "@/lib/core/context"
import { inviteMember } from "@/lib/invitations/invitations"
import { newEmail, organization } from "@/lib/testing"
import { resendStandIn } from "@/lib/testing/letters/providers"
import { programOf } from "@/lib/testing/processes"
import { caughtUp, type Server, severalOf, standbyOf, startPrimary, tell } from "@/lib/testing/standbys"
import { endChild } from "@/scripts/tools/process-tools.mjs"

const LONG = 120_000
const SOON = { timeout: 30_000, interval: 100 }

let folder: string
let primary: Server
let standby: Server
let mail: Awaited<ReturnType<typeof resendStandIn>>
const workers: ChildProcess[] = []
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-worker-failover-"))
  fs.chmodSync(folder, 0o755)
  primary = await startPrimary(path.join(folder, "primary"))
  await migrate(primary.url)
  standby = await standbyOf(primary, { dataDir: path.join(folder, "standby") })
  mail = await resendStandIn()
}, LONG)
afterAll(async () => {
  await Promise.all(workers.map((worker) => endChild(worker)))
  for (const close of closing) await close()
  await Promise.all([primary.stop(), standby.stop(), mail.close()])
  fs.rmSync(folder, { recursive: true })
}, LONG)

function opened(url: string) {
  const { db, close } = connect(url, { pool: 2, waitSeconds: 2 })
  closing.push(close)
  return db
}

function startWorker(DATABASE_URL: string) {
  const env = { RESEND_API_KEY: "re_test", RESEND_BASE_URL: mail.url, MAIL_FROM: "Muster <muster@example.com>" }
  const settings = { ...process.env, ...env, DATABASE_URL }
  workers.push(spawn(process.execPath, [programOf("scripts/worker.ts")], { stdio: "ignore", env: settings }))
}

test("workers and whoever writes go on after a failover, none of them started again: letters go out once, and each row of the audit has one seal", {
  timeout: LONG,
}, async () => {
  const several = severalOf(primary.url, standby.url)
  const db = opened(several)
  const org = await organization(db)
  startWorker(several)
  startWorker(several)
  const invite = () =>
    inviteMember(org.owner.ctx, { organizationId: org.id, contact: newEmail(), role: "member", note: "" })
  const settled = (at: typeof db) =>
    vi.waitFor(async () => {
      expect(await at.$count(letters, eq(letters.state, "queued"))).toBe(0)
      expect(await at.$count(seals)).toBe(await at.$count(audit))
    }, SOON)
  for (let n = 0; n < 5; n++) await invite()
  await settled(db)
  await caughtUp(standby, primary)

  // As an operator ends it, with connections that are open.
  await primary.stop()
  const refused = await invite().catch((error) => error)
  expect(isOutage(refused)).toBe(true)
  await tell(standby, "select pg_promote()")
  const after = opened(standby.url)
  const [promoted] = await after.execute<{ at: string }>(sql`select clock_timestamp()::text as at`)
  await vi.waitFor(invite, SOON)
  for (let n = 0; n < 5; n++) await invite()
  await settled(after)
  const isLater = sql`${heartbeats.name} = 'worker' and ${heartbeats.at} > ${promoted?.at}::timestamptz`
  await vi.waitFor(async () => expect(await after.$count(heartbeats, isLater)).toBe(1), SOON)
  await vi.waitFor(async () => expect(await after.$count(heartbeats, sql`name like 'timeline %'`)).toBe(2), SOON)

  for await (const { chain } of chains(after))
    expect(await verifyChain({ db: after, clock: databaseClock }, chain)).toMatchObject({ broken: null, waiting: 0 })
  const sent = await after.$count(letters, eq(letters.state, "sent"))
  expect([mail.tries.length, mail.delivered.size]).toEqual([sent, sent])
  expect(workers.map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([null, null])
})
