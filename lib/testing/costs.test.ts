import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connect } from "@/db/client"
import { countingProxy, testDatabase } from "@/db/testing"
import { openSession, visitorOf } from "@/lib/accounts/sessions"
import { databaseClock, type LoggedIn } from "@/lib/core/context"
import { accept, cancel, decline, resend } from "@/lib/handshake"
import { inviteMember, viewInvitation } from "@/lib/invitations/invitations"
import { inviteMany, resendMany, revokeMany } from "@/lib/invitations/many"
import { listInvitations } from "@/lib/invitations/records"
import { removeMany } from "@/lib/members/batch/removals"
import { changeRoleMany } from "@/lib/members/batch/role-changes"
import { listMembers } from "@/lib/members/records"
import { contextOf, invited, member, newEmail, organization, person, transferring } from "@/lib/testing"
import { forgetRates } from "@/lib/testing/races"

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
    await forgetRates(setup.db)
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
  // Session; begin and lock with all that is read; effect with letter and audit row, and the commit behind it.
  test(`to ${name} takes three round trips, session and role included, in one transaction`, async () => {
    expect(await flightsOf(prepare)).toBe(3)
  })
}

const batches = {
  invite: async (size: number) => {
    const { org, owner, ownerSession } = await world()
    const rows = Array.from({ length: size }, () => ({ contact: newEmail(), role: "member" as const, note: "" }))
    const input = { organizationId: org.id, batch: randomUUID(), rows }
    return { session: ownerSession, call: () => inviteMany(owner, input) }
  },
  revoke: (size: number) => pending(size, revokeMany),
  resend: (size: number) => pending(size, resendMany),
  "give another role to": (size: number) =>
    members(size, (ctx, batch) => changeRoleMany(ctx, { ...batch, role: "admin" })),
  remove: (size: number) => members(size, removeMany),
}

interface Batch {
  organizationId: string
  ids: string[]
}

/** Members of whom one is asked to become the owner, so that what ends with a membership is among what is counted. */
async function members(size: number, verb: (ctx: LoggedIn, input: Batch) => Promise<unknown>) {
  const { org, owner, ownerSession } = await world()
  const some = await Promise.all(Array.from({ length: size }, () => member(setup.db, org.id)))
  if (some[0]) await transferring(org, some[0])
  return { session: ownerSession, call: () => verb(owner, { organizationId: org.id, ids: some.map(({ id }) => id) }) }
}

async function pending(size: number, verb: typeof revokeMany | typeof resendMany) {
  const { org, owner, ownerSession } = await world()
  const rows = Array.from({ length: size }, () => ({ contact: newEmail(), role: "member" as const, note: "" }))
  const sent = await inviteMany(org.owner.ctx, { organizationId: org.id, batch: randomUUID(), rows })
  const ids = sent.flatMap((one) => ("done" in one ? one.done.id : []))
  return { session: ownerSession, call: () => verb(owner, { organizationId: org.id, ids }) }
}

// What is left of the limits is read only where not all is allowed.
test.each([
  ["invite", 3],
  ["revoke", 3],
  ["resend", 3],
  ["give another role to", 3],
  ["remove", 7],
] as const)("to %s many takes %i round trips, however many they are", async (name, flights) => {
  expect(await flightsOf(() => batches[name](5))).toBe(flights)
  expect(await flightsOf(() => batches[name](500))).toBe(flights)
})

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
