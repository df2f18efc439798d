import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connect, type Database } from "@/db/client"
import { migrate } from "@/db/migrate"
import { handshakes } from "@/db/schema"
import { buffersOf, testDatabase } from "@/db/testing"
import { databaseClock } from "@/lib/core/context"
import { accept, cancel, remindDue } from "@/lib/handshake"
import { inviteMember } from "@/lib/invitations/invitations"
import { previewInvitations } from "@/lib/invitations/many"
import { contextOf, invited, newEmail, organization, person } from "@/lib/testing"
import { forgetRates } from "@/lib/testing/races"
import { startThrowaway } from "@/scripts/tools/postgres.mjs"

// Counted, not timed, once every statement is prepared: the pages of tables and indexes that a write touches, in an
// organization of a thousand members and a thousand invitations, and those of looking for work. Writes are counted on a
// server of their own: transactions that last, also in other databases, keep many versions of a row that is often written.

const ROWS = 1_000
const WARM = 8
const CALLS = 10

let server: Awaited<ReturnType<typeof startThrowaway>>
let app: ReturnType<typeof connect>
let owner: ReturnType<typeof connect>
let counted: ReturnType<typeof connect>
let org: Awaited<ReturnType<typeof organization>>
beforeAll(async () => {
  server = await startThrowaway()
  await migrate(server.url)
  app = connect(server.url)
  owner = connect(server.url, { pool: 1, statementSeconds: 0, role: null })
  counted = connect(server.url, { pool: 1 })
  org = await organization(app.db, { quota: 5 * ROWS })
  await fill()
})
afterAll(async () => {
  await Promise.all([app.close(), owner.close(), counted.close()])
  await server.stop()
})

async function fill() {
  const { id, owner: initiator } = org
  await owner.db.execute(sql`
    insert into accounts (id, number, name, email)
    select gen_random_uuid(), (700000000000 + n)::text, 'Member ' || n, 'member' || n || '@example.com'
      from generate_series(1, ${ROWS}::int) n`)
  await owner.db.execute(sql`
    insert into memberships (organization_id, account_id, role, origin)
    select ${id}, id, 'member', 'created' from accounts where name like 'Member %'`)
  await owner.db.execute(sql`
    insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
      proposed_at, sent_at, expires_at, settled_at, delivery)
    select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ${id}, 'invitation',
      (array['accepted', 'declined', 'canceled', 'expired', 'open'])[1 + n % 5], 'guest' || n || '@example.com',
      ${initiator.id}, '{"role": "member", "note": ""}', 'k', 604800, now(), now(), now() + interval '7 days',
      case when n % 5 = 4 then null else now() end, 'sent' from generate_series(1, ${ROWS}::int) n`)
  await owner.db.execute(sql`
    insert into handshake_subjects select organization_id, kind, subject, id from handshakes`)
  await owner.db.execute(sql`vacuum analyze`)
}

/**
 * The pages that a call touches, of all tables and indexes: the median, since now and then a page of an index is
 * divided.
 */
async function buffersOfWrites(prepare: () => Promise<(db: Database) => Promise<unknown>>): Promise<number> {
  const calls: Awaited<ReturnType<typeof prepare>>[] = []
  for (let call = 0; call < WARM + CALLS; call++) {
    await forgetRates(app.db)
    calls.push(await prepare())
  }
  for (const call of calls.slice(0, WARM)) await call(counted.db)
  const counts: number[] = []
  for (const call of calls.slice(WARM)) counts.push(await buffersOf(counted.db, call))
  return counts.sort((a, b) => a - b)[CALLS / 2] ?? Number.NaN
}

test("an invitation touches at most 60 buffers", async () => {
  const buffers = await buffersOfWrites(async () => {
    const input = { organizationId: org.id, contact: newEmail(), role: "member" as const, note: "" }
    return (db) => inviteMember(contextOf(db, org.owner.id), input)
  })
  expect(buffers).toBeLessThanOrEqual(60)
})

test("an acceptance touches at most 60 buffers", async () => {
  const buffers = await buffersOfWrites(async () => {
    const guest = await person(app.db)
    const { token } = await invited(org, guest.address)
    return (db) => accept(contextOf(db, guest.id), { token })
  })
  expect(buffers).toBeLessThanOrEqual(60)
})

// One whose letter has not gone gives its count back, which looks for the letter and the count.
test.each([
  ["sent", 45],
  ["queued", 50],
] as const)("a revocation of what is %s touches at most %i buffers", async (delivery, allowed) => {
  const buffers = await buffersOfWrites(async () => {
    const { id } = await invited(org, newEmail())
    await app.db.update(handshakes).set({ delivery }).where(eq(handshakes.id, id))
    return (db) => cancel(contextOf(db, org.owner.id), { id })
  })
  expect(buffers).toBeLessThanOrEqual(allowed)
})

test("in a database without statistics, too, what a batch is told of each row costs the same however many wait", async () => {
  const young = await testDatabase({ pool: 1 })
  const { id: organizationId, owner } = await organization(young.db, { quota: 5 * ROWS })
  const pages = async () => {
    const rows = Array.from({ length: 20 }, () => ({ contact: newEmail(), role: "member" as const, note: "" }))
    await previewInvitations(contextOf(young.db, owner.id), { organizationId, rows })
    return buffersOf(young.db, (db) => previewInvitations(contextOf(db, owner.id), { organizationId, rows }))
  }
  const before = await pages()
  await young.owner.execute(sql`
    insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
      proposed_at, sent_at, expires_at, delivery)
    select gen_random_uuid(), ${organizationId}, 'invitation', 'open', 'guest' || n || '@example.com', ${owner.id},
      '{"role": "member", "note": ""}', 'k', 604800, now(), now(), now() + interval '7 days', 'sent'
      from generate_series(1, ${ROWS}::int) n`)
  expect(await pages()).toBeLessThanOrEqual(before + 100)
  await young.close()
})

test("to look for what is to be reminded of touches at most 5 buffers, however many invitations wait", async () => {
  const waiting = await testDatabase({ pool: 1 })
  const { id: organizationId, owner } = await organization(waiting.db)
  await waiting.owner.execute(sql`
    insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
      proposed_at, sent_at, expires_at, delivery)
    select gen_random_uuid(), ${organizationId}, 'invitation', 'open', 'guest' || n || '@example.com', ${owner.id},
      '{"role": "member", "note": ""}', 'k', 604800, now(), now(), now() + interval '6 days' + n * interval '1 second',
      'sent' from generate_series(1, ${20 * ROWS}::int) n`)
  await waiting.owner.execute(sql`vacuum analyze handshakes`)
  const look = (db: Database) => remindDue({ db, clock: databaseClock })
  for (let call = 0; call < WARM; call++) await look(waiting.db)
  expect(await buffersOf(waiting.db, look)).toBeLessThanOrEqual(5)
  await waiting.close()
})
