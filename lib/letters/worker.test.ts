import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { sql } from "drizzle-orm"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { refusedChannels } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { refusedAccounts } from "@/lib/letters/refused"
import { type Mood, resendStandIn, twilioStandIn } from "@/lib/testing/letters/providers"
import { enterprise, invite, lettersOf, moveClock } from "@/lib/testing/letters/world"
import { programOf } from "@/lib/testing/processes"
import { rounds } from "@/lib/testing/races"

const LETTERS = rounds(300, 100)
const KILLS = rounds(6, 3)
const FAULTS: Mood[] = ["busy", "broken", "resets", "takes it and resets", "takes it and resets"]

let world: Awaited<ReturnType<typeof testDatabase>>
let northwind: Awaited<ReturnType<typeof enterprise>>
let mail: Awaited<ReturnType<typeof resendStandIn>>
let texts: Awaited<ReturnType<typeof twilioStandIn>>
let mood: () => Mood
let worker: ChildProcess | undefined

beforeEach(async () => {
  mood = () => "well"
  world = await testDatabase()
  northwind = await enterprise(world.db)
  mail = await resendStandIn(() => mood())
  texts = await twilioStandIn()
})
afterEach(async () => {
  await kill()
  await Promise.all([mail.close(), texts.close(), world.close()])
})

describe("The worker", () => {
  it("loses no letter and sends none twice, though the provider fails and kill -9 strikes again and again", async () => {
    for (let n = 0; n < LETTERS; n++) await invite(world.db, northwind)
    mood = () => (Math.random() < 0.35 ? (FAULTS[Math.floor(Math.random() * FAULTS.length)] as Mood) : "well")
    for (let n = 0; n < KILLS; n++) {
      start()
      const before = mail.tries.length
      await until(() => mail.tries.length > before + LETTERS / 10)
      await kill()
      await moveClock(world.db)
    }
    start()
    await until(async () => {
      await world.db.execute(
        sql`update letters set next_try_at = clock_timestamp() where state = 'queued' and failure is not null and next_try_at > clock_timestamp() + interval '3 seconds'`,
      )
      return (await counts()).queued === 0
    })
    expect(await counts()).toEqual({ queued: 0, sent: LETTERS })
    expect(mail.delivered.size).toBe(LETTERS)
    expect(new Set([...mail.delivered.values()].map(({ to }) => to)).size).toBe(LETTERS)
    expect(mail.changed()).toBe(0)
    expect(mail.tries.length).toBeGreaterThan(LETTERS)
    console.info(`${LETTERS} letters, ${KILLS} kills, ${mail.tries.length} tries`)
  }, 180_000)

  it("goes on sending text messages while the mail provider hangs", async () => {
    mood = () => "hangs"
    for (let n = 0; n < 10; n++) await invite(world.db, northwind)
    await invite(world.db, northwind, { to: "+8613800138000" })
    start()
    await until(async () => (await counts()).sent === 1)
    expect(texts.messages).toHaveLength(1)
    expect(mail.delivered.size).toBe(0)
  })

  it("goes on with the other letters when one of them hangs", async () => {
    let first = true
    mood = () => {
      const now: Mood = first ? "hangs" : "well"
      first = false
      return now
    }
    for (let n = 0; n < 20; n++) await invite(world.db, northwind)
    start()
    await until(async () => (await counts()).sent === 19)
  })

  it("keeps all letters while the provider refuses our account, asks it rarely, and delivers them afterwards", async () => {
    mood = () => ({ status: 403, name: "validation_error", message: "The example.com domain is not verified." })
    for (let n = 0; n < 20; n++) await invite(world.db, northwind)
    start()
    await until(async () => (await refusedAccounts(world.db)).length === 1 && mail.tries.length > 0)
    expect(await counts()).toEqual({ queued: 20, sent: 0 })
    expect(mail.tries.length).toBeLessThanOrEqual(5)
    mood = () => "well"
    await world.db.update(refusedChannels).set({ nextProbeAt: sql`clock_timestamp()` })
    await until(async () => (await counts()).sent === 20)
    expect(mail.delivered.size).toBe(20)
    expect(mail.tries.length).toBeLessThanOrEqual(5 + 20)
    expect(await refusedAccounts(world.db)).toEqual([])
  })

  it("survives that the database cuts all its connections", async () => {
    start()
    for (let n = 0; n < 5; n++) {
      await invite(world.db, northwind)
      await cutConnections()
      await sleep(300)
    }
    await until(async () => (await counts()).sent === 5)
    expect(worker?.exitCode).toBeNull()
  })

  it("says in the database that it lives", async () => {
    start()
    await until(async () => {
      const beats = await world.db.execute(
        sql`select 1 from heartbeats where name = 'worker' and at > clock_timestamp() - interval '5 seconds'`,
      )
      return beats.length === 1
    })
  })

  it("finishes what it has in hand when it is asked to stop", async () => {
    const id = await invite(world.db, northwind)
    mood = () => "hangs"
    start()
    await until(() => mail.tries.length === 1)
    const stopped = once(worker as ChildProcess, "exit")
    worker?.kill("SIGTERM")
    const [code] = await stopped
    expect(code).toBe(0)
    expect(await lettersOf(world.db, id)).toMatchObject([{ state: "queued", attempts: 1, failure: "no_answer" }])
  }, 30_000)
})

function start() {
  worker = spawn(process.execPath, [programOf("scripts/worker.ts")], {
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      DATABASE_URL: world.url,
      DATABASE_POOL: "4",
      RESEND_API_KEY: "re_test",
      RESEND_BASE_URL: mail.url,
      TWILIO_ACCOUNT_SID: "AC1",
      TWILIO_AUTH_TOKEN: "token",
      TWILIO_FROM: "+15005550006",
      SMS_COUNTRIES: "all",
      TWILIO_BASE_URL: texts.url,
    },
  })
}

async function kill() {
  if (!worker || worker.exitCode !== null || worker.signalCode) return
  const gone = once(worker, "exit")
  worker.kill("SIGKILL")
  await gone
}

function cutConnections() {
  return world.owner.execute(sql`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
}

async function counts() {
  const [row] = await world.db.execute<{ queued: number; sent: number }>(sql`
    select count(*) filter (where state = 'queued')::int as queued, count(*) filter (where state = 'sent')::int as sent from letters`)
  return { queued: row?.queued ?? 0, sent: row?.sent ?? 0 }
}

async function until(holds: () => boolean | Promise<boolean>) {
  while (!(await holds())) await sleep(100)
}
