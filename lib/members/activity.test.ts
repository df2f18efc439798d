import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase } from "@/db/testing"
import { noteActivity, openSession, visitorOf } from "@/lib/accounts/sessions"
import { databaseClock } from "@/lib/core/context"
import { listMembers, type MembersQuery, memberBatches } from "@/lib/members/records"
import { clockAfter, member, organization } from "@/lib/testing"

let setup: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  setup = await testDatabase()
})
afterAll(() => setup.close())

type Organization = Awaited<ReturnType<typeof organization>>

async function namesOf({ owner, inView }: Organization, query: MembersQuery) {
  const { rows } = await listMembers(owner.ctx, inView, query)
  return rows.map(({ name }) => name)
}

async function activityOf({ owner, inView }: Organization, accountId: string) {
  const { rows } = await listMembers(owner.ctx, inView, {})
  return rows.find((row) => row.accountId === accountId)?.lastActiveAt ?? null
}

/** Moves what is known of all members back by some days. */
function goBack({ id }: Organization, days: number) {
  return setup.db.execute(sql`
    update memberships set watched_since = watched_since - ${days}::int * interval '1 day',
      last_active_at = last_active_at - ${days}::int * interval '1 day' where organization_id = ${id}`)
}

test("activity is known of one organization alone, and written again after five minutes", async () => {
  const [org, other] = [await organization(setup.db), await organization(setup.db)]
  const someone = await member(setup.db, org.id)
  await setup.db.execute(sql`insert into memberships (organization_id, account_id, role, origin)
    values (${other.id}, ${someone.id}, 'member', 'created')`)
  const note = (clock = databaseClock) =>
    noteActivity({ db: setup.db, clock }, { organizationId: org.id, accountId: someone.id })
  expect(await activityOf(org, someone.id)).toBeNull()
  await note()
  const first = await activityOf(org, someone.id)
  expect(first).toBeInstanceOf(Date)
  expect(await activityOf(other, someone.id)).toBeNull()
  await note(clockAfter("4 minutes"))
  expect(await activityOf(org, someone.id)).toEqual(first)
  await note(clockAfter("6 minutes"))
  expect((await activityOf(org, someone.id))?.getTime()).toBeGreaterThan((first?.getTime() ?? 0) + 5 * 60_000)
})

test("the session says of each organization whether activity there is to be written", async () => {
  const org = await organization(setup.db)
  const token = await openSession(setup.db, { clock: databaseClock }, org.owner.id)
  const due = async () => {
    const found = await visitorOf(setup.db, databaseClock, token)
    return found.kind === "logged-in" && found.memberships[0]?.activeLongAgo
  }
  expect(await due()).toBe(true)
  await noteActivity({ db: setup.db, clock: databaseClock }, { organizationId: org.id, accountId: org.owner.id })
  expect(await due()).toBe(false)
})

test("within a day the hour of an activity is written without touching an index", async () => {
  const org = await organization(setup.db)
  const hot = async () => {
    await setup.owner.execute(sql`select pg_stat_force_next_flush()`)
    await setup.owner.execute(sql`select pg_stat_clear_snapshot()`)
    const [row] = await setup.owner.execute<{ hot: number; all: number }>(sql`
      select n_tup_hot_upd::int as hot, n_tup_upd::int as all from pg_stat_user_tables where relname = 'memberships'`)
    return row ?? { hot: 0, all: 0 }
  }
  const noon = sql<Date>`(date_trunc('day', clock_timestamp(), 'UTC') + interval '12 hours')`
  const later = (minutes: number) => sql<Date>`(${noon} + ${minutes}::int * interval '1 minute')`
  const note = (minutes: number) =>
    noteActivity({ db: setup.owner, clock: later(minutes) }, { organizationId: org.id, accountId: org.owner.id })
  await note(0)
  const before = await hot()
  for (const minutes of [10, 20, 30]) await note(minutes)
  const after = await hot()
  expect([after.all - before.all, after.hot - before.hot]).toEqual([3, 3])
})

test("the inactive are found by days, the longest inactive first; nobody is before it was looked at", async () => {
  const org = await organization(setup.db)
  for (const name of ["Ada", "Bo"]) await member(setup.db, org.id, "member", { name })
  expect(await namesOf(org, { inactive: 30 })).toEqual([])
  await goBack(org, 40)
  await member(setup.db, org.id, "member", { name: "New" })
  const cy = await member(setup.db, org.id, "admin", { name: "Cy" })
  await setup.db.execute(sql`
    update memberships set last_active_at = now() - interval '100 days' where account_id = ${cy.id}`)
  expect(await namesOf(org, { inactive: 90 })).toEqual(["Cy"])
  const inactive = await namesOf(org, { inactive: 30 })
  expect(inactive[0]).toBe("Cy")
  expect(inactive.slice(1).sort()).toEqual(["Ada", "Bo", "Grace Lin"])
  expect(await namesOf(org, { inactive: 30, direction: "desc" })).toEqual(inactive.toReversed())
  expect(await namesOf(org, { inactive: 30, search: "Ada" })).toEqual(["Ada"])
  const inFile = []
  for await (const rows of memberBatches(org.owner.ctx, org.inView, { inactive: 30 })) inFile.push(...rows)
  expect(inFile.map(({ name }) => name)).toEqual(inactive)
})

test("more inactive members than fit are turned over page by page, and back", async () => {
  const org = await organization(setup.db)
  for (let n = 0; n < 30; n += 1) await member(setup.db, org.id, "member", { name: `Idle ${n}` })
  await goBack(org, 50)
  const first = await listMembers(org.owner.ctx, org.inView, { inactive: 30 })
  const second = await listMembers(org.owner.ctx, org.inView, { inactive: 30, cursor: first.later ?? "" })
  expect(new Set([...first.rows, ...second.rows].map(({ accountId }) => accountId)).size).toBe(31)
  const back = await listMembers(org.owner.ctx, org.inView, { inactive: 30, cursor: second.earlier ?? "" })
  expect(back.rows).toEqual(first.rows)
})

test("a forged cursor with a day or a moment that no database knows is none", async () => {
  const org = await organization(setup.db)
  const forged = (at: string) =>
    Buffer.from(JSON.stringify(["after", [at, "00000000-0000-7000-8000-000000000000"]])).toString("base64url")
  const { rows } = await listMembers(org.owner.ctx, org.inView, {})
  for (const query of [
    { inactive: 30, cursor: forged("0000-01-01") },
    { cursor: forged(`2024-01-01T00:00:00.${"0".repeat(200)}Z`) },
  ] as const) {
    const page = await listMembers(org.owner.ctx, org.inView, query)
    expect(page.earlier).toBeNull()
    if (!("inactive" in query)) expect(page.rows).toEqual(rows)
  }
})

test("members are narrowed to how they came", async () => {
  const org = await organization(setup.db)
  await member(setup.db, org.id, "member", { name: "Ada" })
  expect(await namesOf(org, { origin: "created" })).toEqual(["Ada"])
  expect(await namesOf(org, { origin: "founder" })).toEqual(["Grace Lin"])
  expect(await namesOf(org, { origin: "join-request" })).toEqual([])
})
