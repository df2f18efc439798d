import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { eq, sql } from "drizzle-orm"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { audit, letters, seals } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { record } from "@/lib/audit/audit"
import { headsIn } from "@/lib/audit/seals/heads"
import { chains, verifyChain } from "@/lib/audit/seals/verify"
import { databaseClock } from "@/lib/core/context"
import { inviteMember } from "@/lib/invitations/invitations"
import { newEmail, organization } from "@/lib/testing"
import { resendStandIn } from "@/lib/testing/letters/providers"
import { programOf } from "@/lib/testing/processes"
import { endChild } from "@/scripts/tools/process-tools.mjs"

let world: Awaited<ReturnType<typeof testDatabase>>
const workers: ChildProcess[] = []
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

test("two workers side by side send each letter once, and seal each row once, in one chain", async () => {
  const mail = await resendStandIn()
  const org = await organization(world.db, { quota: 1000 })
  const env = { RESEND_API_KEY: "re_test", RESEND_BASE_URL: mail.url, MAIL_FROM: "Muster <muster@example.com>" }
  start(env)
  start(env)
  const invite = () =>
    inviteMember(org.owner.ctx, { organizationId: org.id, contact: newEmail(), role: "member", note: "" })
  for (let n = 0; n < 20; n++) await Promise.all([invite(), invite(), invite()])
  const settled = () => world.db.$count(letters, eq(letters.state, "sent"))
  await until(async () => expect(await settled()).toBe(60), 60_000)
  expect([mail.tries.length, mail.delivered.size]).toEqual([60, 60])
  await until(async () => expect(await sealed()).toBe(await world.db.$count(audit)))
  await end()
  for await (const { chain } of chains(world.db))
    expect(await verifyChain({ db: world.db, clock: databaseClock }, chain)).toMatchObject({ broken: null, waiting: 0 })
  await mail.close()
}, 120_000)

function start(env: Record<string, string> = {}) {
  lines = []
  const worker = spawn(process.execPath, [programOf("scripts/worker.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, DATABASE_URL: world.url, LOG_LEVEL: "info", ...env },
  })
  if (worker.stdout) createInterface({ input: worker.stdout }).on("line", (line) => lines.push(line))
  workers.push(worker)
}

async function end() {
  await Promise.all(workers.splice(0).map((worker) => endChild(worker)))
}

function sealed() {
  return world.db.$count(seals)
}

function until(holds: () => void | Promise<void>, timeout = 20_000) {
  return vi.waitFor(holds, { timeout, interval: 100 })
}
