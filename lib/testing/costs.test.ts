import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connect } from "@/db/client"
import { buffersOf, countingProxy, testDatabase } from "@/db/testing"
import { openSession, visitorOf } from "@/lib/accounts/sessions"
import { databaseClock } from "@/lib/core/context"
import { accept, cancel, decline, resend } from "@/lib/handshake"
import { inviteMember, viewInvitation } from "@/lib/invitations/invitations"
import { listInvitations } from "@/lib/invitations/records"
import { listMembers } from "@/lib/members/members"
import { contextOf, invited, newEmail, organization, person } from "@/lib/testing"

// Counted, not timed: what a call costs on the wire and in the database is the same on every machine.

let setup: Awaited<ReturnType<typeof testDatabase>>
let wire: Awaited<ReturnType<typeof countingProxy>>
let counted: ReturnType<typeof connect>
beforeAll(async () => {
  setup = await testDatabase()
  wire = await countingProxy(setup.url)
  // One connection, so that every statement is prepared by the time it counts.
  counted = connect(wire.url, { pool: 1 })
})
afterAll(async () => {
  await counted.close()
  await wire.close()
  await setup.close()
})

/** The flights of a call that has been made before, its session and roles read first as every request does. */
async function flightsOf(prepare: () => Promise<{ session: string; call: () => Promise<unknown> }>) {
  let flights = 0
  for (let round = 0; round < 3; round++) {
    const { session, call } = await prepare()
    wire.reset()
    await visitorOf(counted.db, databaseClock, session)
    await call()
    flights = wire.flights()
  }
  return flights
}

async function world() {
  const org = await organization(setup.db)
  const guest = await person(setup.db)
  const { token, id } = await invited(org, guest.address)
  const [ownerSession, guestSession] = await Promise.all(
    [org.owner, guest].map(({ ctx, id }) => openSession(setup.db, ctx, id)),
  )
  return {
    org,
    token,
    id,
    ownerSession: ownerSession ?? "",
    guestSession: guestSession ?? "",
    owner: contextOf(counted.db, org.owner.id),
    guest: contextOf(counted.db, guest.id),
  }
}

const writes = {
  create: async () => {
    const { org, owner, ownerSession } = await world()
    const input = { organizationId: org.id, contact: newEmail(), role: "member" as const, note: "" }
    return { session: ownerSession, call: () => inviteMember(owner, input) }
  },
  accept: async () => {
    const { guest, guestSession, token } = await world()
    return { session: guestSession, call: () => accept(guest, { token }) }
  },
  decline: async () => {
    const { guest, guestSession, token } = await world()
    return { session: guestSession, call: () => decline(guest, { token }) }
  },
  revoke: async () => {
    const { owner, ownerSession, id } = await world()
    return { session: ownerSession, call: () => cancel(owner, { id }) }
  },
  resend: async () => {
    const { owner, ownerSession, id } = await world()
    return { session: ownerSession, call: () => resend(owner, { id }) }
  },
}

for (const [name, prepare] of Object.entries(writes)) {
  // Session, begin and lock with all that is read, effect with letter and audit row, commit.
  test(`to ${name} takes four round trips, session and role included, in one transaction`, async () => {
    expect(await flightsOf(prepare)).toBe(4)
  })
}

test("to read an invitation by its link takes two round trips with the session", async () => {
  const flights = await flightsOf(async () => {
    const { guest, guestSession, token } = await world()
    return { session: guestSession, call: () => viewInvitation(guest, token) }
  })
  expect(flights).toBe(2)
})

test("a page of records and a page of members take two round trips each with the session", async () => {
  const records = await flightsOf(async () => {
    const { owner, org, ownerSession } = await world()
    return { session: ownerSession, call: () => listInvitations(owner, org.inView, { status: "pending" }) }
  })
  const members = await flightsOf(async () => {
    const { owner, org, ownerSession } = await world()
    return { session: ownerSession, call: () => listMembers(owner, org.inView, {}) }
  })
  expect([records, members]).toEqual([2, 2])
})

const PAGES = [
  {},
  { status: "pending" },
  { status: "accepted" },
  { status: "rejected" },
  { status: "revoked" },
  { status: "expired" },
  { sort: "contact", direction: "asc" },
  { direction: "asc" },
] as const

test("a page of records touches at most 25 buffers at 1,000 and at 1,000,000 rows", { timeout: 400_000 }, async () => {
  for (const rows of [1_000, 1_000_000]) {
    const org = await organization(setup.db)
    await manyInvitations(org, rows)
    for (const query of PAGES) {
      const first = await touchedBy(org, query)
      expect.soft(first, `${rows} rows, ${JSON.stringify(query)}`).toBeLessThanOrEqual(25)
    }
    const { later } = await listInvitations(org.owner.ctx, org.inView, {})
    expect.soft(await touchedBy(org, { cursor: later ?? "" }), `${rows} rows, second page`).toBeLessThanOrEqual(25)
    const middle = Buffer.from(JSON.stringify(["after", [idAt(rows / 2)]])).toString("base64url")
    expect.soft(await touchedBy(org, { cursor: middle }), `${rows} rows, deep page`).toBeLessThanOrEqual(25)
  }
})

type Organization = Awaited<ReturnType<typeof organization>>

const idAt = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`

/** Fills an organization's history; a bulk write ends with ANALYZE, or plans go stale. */
async function manyInvitations({ id, owner }: Organization, rows: number) {
  const bulk = connect(setup.url, { pool: 1, statementSeconds: 0, role: null })
  await bulk.db.execute(sql`delete from limits`)
  await bulk.db.execute(sql`alter table handshakes disable trigger handshakes_kept`)
  await bulk.db.execute(sql`delete from handshakes where id < '00000000-0000-7000-8001-000000000000'`)
  await bulk.db.execute(sql`alter table handshakes enable trigger handshakes_kept`)
  await bulk.db.execute(sql`
    insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
      proposed_at, sent_at, expires_at, settled_at, settled_by, delivery)
    select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ${id}, 'invitation',
      (array['accepted', 'declined', 'canceled', 'expired', 'open'])[1 + n % 5], 'guest' || n || '@example.com',
      ${owner.id}, '{"role": "member", "note": ""}', 'k', 604800, t.at, t.at, t.at + interval '7 days',
      case when n % 5 = 4 then null else t.at end, null, 'sent'
    from generate_series(1, ${rows}::int) n, lateral (select now() - (${rows}::int - n) * interval '10 minutes' as at) t`)
  await bulk.db.execute(sql`vacuum analyze handshakes`)
  await bulk.close()
}

function touchedBy({ inView, owner }: Organization, query: Parameters<typeof listInvitations>[2]): Promise<number> {
  return buffersOf(setup.db, (db) => listInvitations({ ...owner.ctx, db }, inView, query))
}
