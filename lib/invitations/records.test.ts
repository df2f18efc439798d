import { sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testDatabase } from "@/db/testing"
import { cancel } from "@/lib/handshake"
import { inviteMany } from "@/lib/invitations/many"
import { invitationBatches, listInvitations, type RecordsQuery } from "@/lib/invitations/records"
import { statusCounts } from "@/lib/invitations/status-counts"
import { statuses } from "@/lib/shared/states"
import { clockAfter, invited, newEmail, newPhone, organization } from "@/lib/testing"
import { bulk, fillInvitations, timeAt } from "@/lib/testing/filling"

let setup: Awaited<ReturnType<typeof testDatabase>>
let org: Awaited<ReturnType<typeof organization>>
/** Has many records, each of whose ids says when it was first sent. */
let large: typeof org
const ROWS = 4_300
beforeAll(async () => {
  setup = await testDatabase()
  org = await organization(setup.db)
  large = await organization(setup.db)
  const filling = { organizationId: large.id, ownerId: large.owner.id, rows: ROWS, accounts: 1 }
  await bulk(setup.url, ["handshakes", "handshake_subjects"], (db) => fillInvitations(db, filling))
})
afterAll(() => setup.close())

async function allOf(of: typeof org, query: RecordsQuery) {
  const contacts: string[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listInvitations(of.owner.ctx, of.inView, { ...query, cursor })
    contacts.push(...page.rows.map(({ contact }) => contact))
    cursor = page.later
  }
  return contacts
}

async function inFile(of: typeof org, query: RecordsQuery) {
  const batches: string[][] = []
  for await (const rows of invitationBatches(of.owner.ctx, of.inView, query))
    batches.push(rows.map(({ contact }) => contact))
  return batches
}

test("a file has what all pages have, in their order, a thousand rows at a time, however it is narrowed", async () => {
  for (const query of [
    {},
    { direction: "asc" },
    { sort: "contact", direction: "asc" },
    { status: "expired" },
    { role: "finance_admin" },
    { search: "guest1" },
    { from: timeAt(200), to: timeAt(1900), search: "9@" },
  ] satisfies RecordsQuery[]) {
    const batches = await inFile(large, query)
    expect(batches.flat(), JSON.stringify(query)).toEqual(await allOf(large, query))
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(1000)
  }
  expect((await inFile(large, {})).map(({ length }) => length)).toEqual([1000, 1000, 1000, 1000, 300])
})

test("a period holds what was first sent from its first moment on and before its last, in both directions", async () => {
  const period = { from: timeAt(100), to: timeAt(160) }
  const wanted = Array.from({ length: 60 }, (_, n) => `guest${n + 100}@example.com`)
  expect(await allOf(large, { ...period, direction: "asc" })).toEqual(wanted)
  expect(await allOf(large, period)).toEqual(wanted.toReversed())
  expect(await allOf(large, { from: timeAt(ROWS - 3) })).toHaveLength(4)
  expect(await allOf(large, { to: timeAt(4) })).toHaveLength(3)
  const { later } = await listInvitations(large.owner.ctx, large.inView, {})
  const beyond = await listInvitations(large.owner.ctx, large.inView, { ...period, cursor: later ?? "" })
  expect(beyond.rows.every(({ contact }) => wanted.includes(contact))).toBe(true)
})

test("what came in a batch stands where it was sent, in the list and in a period", async () => {
  const { id, owner, inView } = await organization(setup.db)
  const since = new Date().toISOString()
  const [before, after] = [newEmail(), newEmail()]
  await invited({ id, owner }, before)
  const rows = Array.from({ length: 5 }, () => ({ contact: newEmail(), role: "member" as const, note: "" }))
  await inviteMany(owner.ctx, { organizationId: id, batch: uuidv7(), rows })
  await invited({ id, owner }, after)
  const { rows: listed } = await listInvitations(owner.ctx, inView, { from: since })
  const contacts = listed.map(({ contact }) => contact)
  expect([contacts[0], contacts[6]]).toEqual([after, before])
  expect(contacts.slice(1, 6).sort()).toEqual(rows.map(({ contact }) => contact).sort())
})

test("what expires within some days is what waits and has less time left", async () => {
  await invited(org, newEmail())
  const { id } = await invited(org, newEmail("revoked"))
  await cancel(org.owner.ctx, { id })
  const within = async (expires: number, after: string) =>
    (await listInvitations({ ...org.owner.ctx, clock: clockAfter(after) }, org.inView, { expires })).rows.length
  expect(await within(3, "1 day")).toBe(0)
  expect(await within(7, "1 minute")).toBe(1)
  expect(await within(1, "6 days 1 hour")).toBe(1)
  expect(await within(7, "8 days")).toBe(0)
})

test("an invited contact is found in any spelling, an account by its number with blanks or hyphens", async () => {
  const phone = newPhone()
  await invited(org, phone)
  await setup.owner.execute(sql`
    with sent as (
      insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
        proposed_at, sent_at, expires_at)
      values (gen_random_uuid(), ${org.id}, 'invitation', 'open', '123456789012', ${org.owner.id},
        '{"role": "member", "note": "", "affiliates": true}', 'k', 60, now(), now(), now())
      returning organization_id, kind, subject, id)
    insert into handshake_subjects select * from sent`)
  const spelled = [
    phone,
    phone.slice(3),
    `${phone.slice(3, 6)} ${phone.slice(6, 10)}-${phone.slice(10)}`,
    `0086 ${phone.slice(3)}`,
  ]
  for (const search of spelled) expect(await allOf(org, { search }), search).toEqual([phone])
  for (const search of ["123456789012", "1234 5678 9012", "1234-5678-9012"])
    expect(await allOf(org, { search }), search).toEqual(["123456789012"])
})

test("each status is counted up to a thousand and one, what is overdue as expired", async () => {
  const counts = await statusCounts(large.owner.ctx, large.inView)
  for (const status of statuses) {
    const all = await allOf(large, { status })
    expect(counts?.[status], status).toBe(Math.min(all.length, 1001))
  }
  expect(counts?.expired).toBe(1001)
})
