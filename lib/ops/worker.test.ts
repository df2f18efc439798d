import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { sql } from "drizzle-orm"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { seals } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { record } from "@/lib/audit/audit"
import { headsIn } from "@/lib/audit/seals/heads"
import { organization } from "@/lib/testing"

let world: Awaited<ReturnType<typeof testDatabase>>
let worker: ChildProcess
let lines: string[]
beforeEach(async () => {
  world = await testDatabase()
})
afterEach(async () => {
  await end()
  await world.close()
})

test("the worker writes the heads into its log, and names a chain there whose seals were taken away", async () => {
  const org = await organization(world.db)
  start()
  await until(async () => expect(await sealed()).toBe(1))
  await end()
  start()
  await until(() => expect(headsIn(lines.join("\n"))).toMatchObject([{ chain: org.id, sequence: 1 }]))

  await world.owner.transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`)
    await tx.execute(sql`delete from seals`)
  })
  await record(world.db, org.owner.ctx, { organizationId: org.id, action: "policy.enable" })
  await until(() => expect(lines.filter((line) => line.includes('"level":50')).join()).toContain(org.id))
  expect(await sealed()).toBe(0)
}, 60_000)

function start() {
  lines = []
  worker = spawn(process.execPath, ["--import", "tsx", "scripts/worker.ts"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, DATABASE_URL: world.url, LOG_LEVEL: "info" },
  })
  if (worker.stdout) createInterface({ input: worker.stdout }).on("line", (line) => lines.push(line))
}

async function end() {
  if (worker.exitCode !== null || worker.signalCode !== null) return
  const gone = once(worker, "exit")
  worker.kill("SIGTERM")
  await gone
}

function sealed() {
  return world.db.$count(seals)
}

function until(holds: () => void | Promise<void>) {
  return vi.waitFor(holds, { timeout: 20_000, interval: 100 })
}
