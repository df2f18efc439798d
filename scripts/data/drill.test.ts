import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connect, type Queries } from "@/db/client"
import { migrate } from "@/db/migrate"
import { seal } from "@/lib/audit/seals/seal"
import { databaseClock } from "@/lib/core/context"
import { tokenFor } from "@/lib/core/tokens"
import { accept, cancel, read, resend } from "@/lib/handshake"
import { contextOf, invited, newEmail, organization, person } from "@/lib/testing"
import { resendStandIn } from "@/lib/testing/letters/providers"
import { archivingServer, restoredServer } from "@/lib/testing/point-in-time"
import { programOf } from "@/lib/testing/processes"
import { baseBackup } from "@/lib/testing/standbys"

// A base backup, the archived WAL, a disaster, and the runbook of docs/operations.md line by line.

const LONG = 240_000

let folder: string
let mail: Awaited<ReturnType<typeof resendStandIn>>
const stops: (() => Promise<void>)[] = []
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-drill-"))
  fs.chmodSync(folder, 0o755)
  mail = await resendStandIn()
}, LONG)
afterAll(async () => {
  for (const stop of stops) await stop()
  await mail.close()
  fs.rmSync(folder, { recursive: true, force: true })
}, LONG)

test("what is restored to a moment holds all of before it and nothing of after, says whether its audit is whole, opens the links that it sends anew, and sends no letter twice", {
  timeout: LONG,
}, async () => {
  const first = await archivingServer(folder)
  stops.push(first.stop)
  await migrate(first.url)
  const { db, close } = connect(first.url)
  const org = await organization(db)
  const [guest, other] = [await person(db), await person(db)]
  const early = await invited(org, guest.address)
  await delivering(first.url, db)
  const copied = path.join(folder, "base")
  await baseBackup(first, copied)

  // Behind the base backup, before the moment: an acceptance, and a letter that waits.
  await accept(other.ctx, { token: (await invited(org, other.address)).token })
  await invited(org, newEmail())
  const headsThen = await heads(first.url, db)
  const moment = await momentOf(db)

  // Behind the moment: the letter goes, an invitation is withdrawn, another is made.
  await delivering(first.url, db)
  await cancel(org.owner.ctx, { id: early.id })
  const lost = await invited(org, newEmail())
  const headsNow = await heads(first.url, db)
  await first.archived()
  await close()
  first.kill()

  const { url, stop } = await restoredServer(copied, moment)
  stops.push(stop)
  const later = connect(url)
  const here = { guest: contextOf(later.db, guest.id), owner: contextOf(later.db, org.owner.id) }
  expect(await read(here.guest, { token: early.token })).toMatchObject({ handshake: { state: "open" } })
  expect(await read(here.guest, { token: lost.token })).toBeNull()
  expect(await acceptedIn(later.db)).toBe(1)

  expect(command(url, "migrate").status).toBe(0)
  expect(command(url, "audit-verify", "--heads", headsThen).status).toBe(0)
  const fallen = command(url, "audit-verify", "--heads", headsNow)
  expect([fallen.status, fallen.stdout]).toEqual([1, expect.stringMatching(new RegExp(`^BROKEN  ${org.id} `, "m"))])
  const told = command(url, "data/restored", "--heads", headsNow)
  expect([told.status, told.stdout]).toEqual([
    0,
    expect.stringMatching(new RegExp(`^shorter  ${org.id} .+ are lost$`, "m")),
  ])
  expect(told.stdout).toMatch(/^messages that will not go: +2$/m)

  expect(await read(here.guest, { token: early.token })).toBeNull()
  const renewed = tokenFor(await resend(here.owner, { id: early.id }))
  await delivering(url, later.db)
  await accept(here.guest, { token: renewed })
  expect(mail.delivered.size).toBe(3)
  expect(mail.tries).toHaveLength(mail.delivered.size)
  await later.close()
})

/** Runs a worker until no letter waits. */
async function delivering(url: string, db: Queries) {
  const worker = workerOf(url)
  await until(() => truth(db, sql`not exists (select from letters where state = 'queued')`))
  const gone = once(worker, "exit")
  worker.kill("SIGTERM")
  await gone
}

/** What is printed of the audit, all of it sealed, in a file: the heads that are kept elsewhere. */
async function heads(url: string, db: ReturnType<typeof connect>["db"]): Promise<string> {
  while ((await seal({ db, clock: databaseClock })) > 0);
  const file = path.join(folder, `heads-${fs.readdirSync(folder).length}`)
  fs.writeFileSync(file, command(url, "audit-verify").stdout)
  return file
}

/** A moment that lies behind all that was committed and before all that comes. */
async function momentOf(db: Queries): Promise<string> {
  const [row] = await db.execute<{ now: string }>(sql`select clock_timestamp()::text as now`)
  return row?.now ?? ""
}

async function acceptedIn(db: Queries): Promise<number> {
  const [row] = await db.execute<{ n: number }>(sql`select count(*)::int as n from handshakes where state = 'accepted'`)
  return row?.n ?? 0
}

async function truth(db: Queries, question: ReturnType<typeof sql>): Promise<boolean> {
  const [row] = await db.execute<{ holds: boolean }>(sql`select ${question} as holds`)
  return row?.holds ?? false
}

function command(url: string, name: string, ...args: string[]) {
  const words = [programOf(`scripts/${name}.ts`), ...args]
  return spawnSync(process.execPath, words, { env: { ...process.env, DATABASE_URL: url }, encoding: "utf8" })
}

function workerOf(url: string): ChildProcess {
  const settings = { RESEND_API_KEY: "re_test", RESEND_BASE_URL: mail.url, MAIL_FROM: "Muster <muster@example.com>" }
  return spawn(process.execPath, [programOf("scripts/worker.ts")], {
    stdio: "ignore",
    env: { ...process.env, DATABASE_URL: url, ...settings },
  })
}

async function until(holds: () => boolean | Promise<boolean>) {
  while (!(await holds())) await pause(50)
}
