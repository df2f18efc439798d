import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connect } from "@/db/client"
import { heartbeats } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { record } from "@/lib/audit/audit"
import { seal } from "@/lib/audit/seals/seal"
import { databaseClock } from "@/lib/core/context"
import { exposed } from "@/lib/core/watching/exposition"
import { inviteMember } from "@/lib/invitations/invitations"
import { installationFamilies } from "@/lib/ops/gauges"
import { installationOrNot } from "@/lib/ops/metrics"
import { clockAfter, newEmail, organization } from "@/lib/testing"
import { scraped } from "@/lib/testing/prometheus"

let world: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  world = await testDatabase()
})
afterAll(() => world.close())

const told = async (clock = databaseClock) => {
  const families = scraped(exposed(await installationFamilies({ db: world.db, clock })))
  return (name: string, labels = "") => families.get(name)?.series.get(name + labels)
}

test("a worker that has never beaten is longer silent than any, and one that has, since then", async () => {
  expect((await told())("muster_worker_heartbeat_age_seconds")).toBe(Number.POSITIVE_INFINITY)
  await world.db.insert(heartbeats).values({ name: "worker", at: sql`clock_timestamp() - interval '42 seconds'` })
  expect((await told())("muster_worker_heartbeat_age_seconds")).toBeCloseTo(42, 0)
})

test("letters are told by how many wait and since when, and by what became of those of the last hour", async () => {
  const org = await organization(world.db)
  expect((await told())("muster_letters_oldest_queued_age_seconds")).toBe(0)
  for (let n = 0; n < 5; n++)
    await inviteMember(org.owner.ctx, { organizationId: org.id, contact: newEmail(), role: "member", note: "" })
  const rows = await world.db.execute<{ id: string }>(sql`select id from letters order by id`)
  const change = (at: number, changes: string) =>
    world.db.execute(sql`update letters set ${sql.raw(changes)} where id = ${rows[at]?.id}`)
  await change(0, "created_at = clock_timestamp() - interval '20 minutes', next_try_at = next_try_at + interval '1 h'")
  await change(1, "state = 'sent'")
  await change(2, "state = 'sent', fate = 'delivered'")
  await change(3, "state = 'failed'")
  const now = await told()
  expect(now("muster_letters_queued")).toBe(2)
  expect(now("muster_letters_oldest_queued_age_seconds")).toBeCloseTo(1200, -1)
  const outcomes = ["queued", "sent", "delivered", "failed"].map((outcome) => `{outcome="${outcome}"}`)
  expect(outcomes.map((outcome) => now("muster_letters_last_hour", outcome))).toEqual([2, 1, 1, 1])
  const later = await told(clockAfter("50 minutes"))
  expect(outcomes.map((outcome) => later("muster_letters_last_hour", outcome))).toEqual([1, 1, 1, 1])
})

test("rows of the audit without a seal are told until they have one", async () => {
  const org = await organization(world.db)
  while ((await seal({ db: world.db, clock: databaseClock })) > 0);
  expect((await told())("muster_audit_unsealed_rows")).toBe(0)
  for (let n = 0; n < 3; n++) await record(world.db, org.owner.ctx, { organizationId: org.id, action: "policy.enable" })
  expect((await told())("muster_audit_unsealed_rows")).toBe(3)
  await seal({ db: world.db, clock: databaseClock })
  expect((await told())("muster_audit_unsealed_rows")).toBe(0)
})

test("a database that does not answer is told of, in place of what it would say", async () => {
  const nowhere = connect("postgres://nobody@127.0.0.1:1/none", { waitSeconds: 1 })
  const families = await installationOrNot({ db: nowhere.db, clock: databaseClock })
  expect(exposed(families)).toContain("\nmuster_database_up 0\n")
  expect(families).toHaveLength(1)
  const answering = await installationOrNot({ db: world.db, clock: databaseClock })
  expect(exposed(answering)).toContain("\nmuster_database_up 1\n")
  await nowhere.close()
})

test("the pool tells how many statements and transactions ask for its connections", async () => {
  const { db, close, use } = connect(world.url, { pool: 2 })
  expect(use()).toEqual({ size: 2, asked: 0 })
  let [begun, end] = [0, () => {}]
  const held = new Promise<void>((resolve) => {
    end = resolve
  })
  const transactions = [1, 2, 3].map(() =>
    db.transaction(async (tx) => {
      await tx.execute(sql`select 1`)
      begun += 1
      await held
    }),
  )
  await expect.poll(() => begun).toBe(2)
  const query = db.execute(sql`select 1`).then(() => use().asked)
  await expect.poll(() => use().asked).toBe(4)
  end()
  await Promise.all(transactions)
  await query
  await expect(db.execute(sql`select 1 / 0`)).rejects.toThrow()
  expect(use().asked).toBe(0)
  await close()
})
