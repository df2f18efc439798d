import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { connect, type Database } from "@/db/client"
import { testDatabase } from "@/db/testing"
import { accept, cancel, decline, resend } from "@/lib/handshake"
import { changeRole, removeMember } from "@/lib/members/members"
import { contextOf, invited, newEmail, organization, person } from "@/lib/testing"
import { outcome } from "@/lib/testing/races"

const ORGANIZATIONS = 50
const STORIES = 1

let world: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  world = await testDatabase({ pool: 4 })
})
afterAll(() => world.close())

interface Apart {
  id: string
  db: Database
  close(): Promise<unknown>
}

/** Organizations whose connections the database tells apart by their names. */
async function organizations(): Promise<Apart[]> {
  const made: Apart[] = []
  for (let n = 0; n < ORGANIZATIONS; n++) {
    const org = await organization(world.db)
    const { db, close } = connect(`${world.url}?application_name=${org.id}`, { pool: 2 })
    made.push({ id: org.id, db, close })
  }
  return made
}

/** Two stories beside each other of one organization: what is done for it every day. */
async function everyDay({ id, db }: Apart) {
  const [row] = await db.execute<{ owner: string }>(sql`
    select account_id as owner from memberships where organization_id = ${id} and role = 'super_admin'`)
  const owner = { id: row?.owner ?? "", name: "Grace Lin", address: "", ctx: contextOf(db, row?.owner ?? "") }
  const story = async () => {
    const guest = await person(db, { address: newEmail() })
    const invite = () => invited({ id, owner }, guest.address)
    await cancel(owner.ctx, await invite())
    await decline(guest.ctx, await invite())
    const { id: handshake } = await invite()
    await resend(owner.ctx, { id: handshake })
    await accept(guest.ctx, { id: handshake })
    await changeRole(owner.ctx, { organizationId: id, accountId: guest.id, role: "admin" })
    await removeMember(owner.ctx, { organizationId: id, accountId: guest.id })
    return "done"
  }
  const told: string[] = []
  for (let n = 0; n < STORIES; n++) told.push(...(await Promise.all([outcome(story()), outcome(story())])))
  return told
}

const noWaits = () => ({ samples: 0, within: 0, across: [] as string[] })

/**
 * Writes down who waits for a lock of whom, over and over again while work goes on. A file that grows is locked for that
 * moment, whoever's rows are in it.
 */
async function watch(work: Promise<unknown>, seen: ReturnType<typeof noWaits>) {
  let ended = false
  const done = work.finally(() => {
    ended = true
  })
  while (!ended) {
    const rows = await world.owner.execute<{ waits: string; holds: string; query: string }>(sql`
      select w.application_name as waits, h.application_name as holds, w.query
        from pg_stat_activity w cross join unnest(pg_blocking_pids(w.pid)) as blocking(pid)
        join pg_stat_activity h on h.pid = blocking.pid
       where w.datname = current_database() and w.wait_event_type = 'Lock'
         and w.wait_event <> 'extend'`)
    seen.samples++
    for (const { waits, holds, query } of rows)
      if (waits === holds) seen.within++
      else seen.across.push(`${waits} waits for ${holds}: ${query.slice(0, 80)}`)
  }
  await done
}

test("fifty organizations at work at once: none ever waits for a lock of another, only changes of one queue", async () => {
  const apart = await organizations()
  const work = Promise.all(apart.map(everyDay))
  const seen = noWaits()
  await watch(work, seen)
  expect(new Set((await work).flat())).toEqual(new Set(["done"]))
  expect(seen.samples).toBeGreaterThan(20)
  expect(seen.across).toEqual([])
  // Changes of one organization do queue, so a wait is seen where there is one.
  expect(seen.within).toBeGreaterThan(0)
  await Promise.all(apart.map(({ close }) => close()))
})

test("an organization that locked what all have would be seen", async () => {
  const apart = await organizations()
  const [greedy, ...others] = apart as [Apart, ...Apart[]]
  const seen = noWaits()
  const locked = greedy.db.transaction(async (tx) => {
    await tx.execute(sql`lock table memberships in share row exclusive mode`)
    await vi.waitFor(() => expect(seen.across.length).toBeGreaterThan(0), { timeout: 20_000 })
  })
  await watch(Promise.all([locked, ...others.map(everyDay)]), seen)
  await Promise.all(apart.map(({ close }) => close()))
})
