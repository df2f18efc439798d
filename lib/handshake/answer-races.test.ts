import { and, eq, isNull, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit, memberships, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { databaseClock } from "@/lib/core/context"
import { lockOrganization } from "@/lib/core/locks"
import { accept, cancel, resend } from "@/lib/handshake"
import { removeMember } from "@/lib/members/members"
import { changeOwner } from "@/lib/members/ownership"
import { setOrganization } from "@/lib/operator/organization-settings"
import { deleteOrganization } from "@/lib/organizations/delete-organization"
import { invited, member, newEmail, organization, person } from "@/lib/testing"
import { bugs, forgetRates, fromAddresses, outcome, rounds, wrongSeats } from "@/lib/testing/races"

// Acceptances of one organization run beside each other, under a lock that only what they rely on waits for. Whatever
// that is, an acceptance that is done was done before it: nobody comes in by what does not hold any more.

const ROUNDS = rounds(300)
const HEAD_STARTS = 8
const POOL = 20
const LONG = 240_000

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: POOL }))
})
afterAll(() => close())

type Organization = Awaited<ReturnType<typeof organization>>

/** Lets guests accept while something else happens. */
async function race(org: Organization, guests: number, change: () => Promise<unknown>, round: number) {
  const answering = await Promise.all(
    Array.from({ length: guests }, async () => {
      const guest = await person(db)
      const { token } = await invited(org, guest.address)
      return () => accept(guest.ctx, { token })
    }),
  )
  const answer = () => Promise.all(answering.map((one) => outcome(one())))
  const start = round % HEAD_STARTS
  // Once in a while either side has all the time that it wants, else the change gets none to some round trips.
  const early = start === HEAD_STARTS - 1 ? await answer() : []
  const changed = outcome(change())
  if (start === HEAD_STARTS - 2) await changed
  for (let trips = start; trips > 0; trips--) await db.execute(sql`select 1`)
  const answers = early.length > 0 ? early : await answer()
  expect(bugs([await changed, ...answers])).toEqual([])
  await forgetRates(db)
}

/** When acceptances were done in an organization. */
async function acceptedAt(organizationId: string): Promise<number[]> {
  return (await doneAt(organizationId, "invitation.accept")).sort()
}

async function doneAt(organizationId: string, action: string): Promise<number[]> {
  const rows = await db
    .select({ at: audit.at })
    .from(audit)
    .where(and(eq(audit.organizationId, organizationId), eq(audit.action, action), isNull(audit.refusal)))
  return rows.map(({ at }) => at.getTime())
}

const rowOf = async ({ id }: Organization) => (await db.select().from(organizations).where(eq(organizations.id, id)))[0]
const membersOf = ({ id }: Organization) => db.$count(memberships, eq(memberships.organizationId, id))

/** Counts how often each side came first, so that a race that was none is noticed. */
function sides() {
  const seen = { before: 0, after: 0 }
  return {
    saw: (before: boolean) => {
      seen[before ? "before" : "after"] += 1
    },
    both: () => expect(Math.min(seen.before, seen.after)).toBeGreaterThan(0),
  }
}

test(`nobody becomes a member of an organization that is deleted at the same moment, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const { saw, both } = sides()
  for (let round = 0; round < ROUNDS; round++) {
    const org = await organization(db)
    await race(org, 2, () => deleteOrganization(org.owner.ctx, { organizationId: org.id }), round)
    const closed = (await rowOf(org))?.closedAt !== null
    const members = await membersOf(org)
    // It is deleted with nobody in it, or refused because somebody was faster.
    expect(closed ? members === 0 : members > 1).toBe(true)
    expect((await rowOf(org))?.seatsTaken).toBeGreaterThanOrEqual(members)
    saw(!closed)
  }
  both()
})

test(`nobody becomes a member once the certification is taken away, ${ROUNDS} times`, { timeout: LONG }, async () => {
  const { saw, both } = sides()
  for (let round = 0; round < ROUNDS; round++) {
    const org = await organization(db)
    let takenAt = 0
    const decertify = () =>
      db.transaction(async (tx) => {
        await lockOrganization({ db: tx }, org.id, "alone")
        const [row] = await tx.execute<{ at: string }>(sql`
          update organizations set entity_id = null where id = ${org.id} returning ${databaseClock} as at`)
        takenAt = new Date(row?.at ?? 0).getTime()
      })
    await race(org, 2, decertify, round)
    const accepted = await acceptedAt(org.id)
    for (const at of accepted) expect(at).toBeLessThanOrEqual(takenAt)
    expect(await membersOf(org)).toBe(1 + accepted.length)
    saw(accepted.length > 0)
  }
  both()
})

test(`nobody becomes a member by an inviter who has passed the ownership on, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const { saw, both } = sides()
  for (let round = 0; round < ROUNDS; round++) {
    const org = await organization(db)
    const heir = await member(db, org.id)
    const { id } = await changeOwner(org.owner.ctx, { organizationId: org.id, accountId: heir.id })
    await race(org, 2, () => accept(heir.ctx, { id }), round)
    const [passedOn = 0] = await doneAt(org.id, "ownership-transfer.accept")
    const accepted = await acceptedAt(org.id)
    for (const at of accepted) expect(at).toBeLessThanOrEqual(passedOn)
    saw(accepted.length > 0)
  }
  both()
})

test(`nobody becomes a member by an inviter who was removed, ${ROUNDS} times`, { timeout: LONG }, async () => {
  const { saw, both } = sides()
  for (let round = 0; round < ROUNDS; round++) {
    const org = await organization(db)
    const heir = await member(db, org.id)
    const { id } = await changeOwner(org.owner.ctx, { organizationId: org.id, accountId: heir.id })
    const remove = async () => {
      await accept(heir.ctx, { id })
      await removeMember(heir.ctx, { organizationId: org.id, accountId: org.owner.id })
    }
    await race(org, 3, remove, round)
    const [removed = 0] = await doneAt(org.id, "member.remove")
    const accepted = await acceptedAt(org.id)
    for (const at of accepted) expect(at).toBeLessThanOrEqual(removed)
    expect(await membersOf(org)).toBe(1 + accepted.length)
    expect((await rowOf(org))?.seatsTaken).toBe(1 + 3)
    saw(accepted.length > 0)
  }
  both()
})

test(`no more become members than a quota that is lowered at the same moment allows, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const [guests, quota] = [8, 4]
  const { saw, both } = sides()
  for (let round = 0; round < ROUNDS; round++) {
    const org = await organization(db, { quota: 20 })
    await race(org, guests, () => setOrganization({ db }, org.id, { quota }), round)
    const [lowered = 0] = await doneAt(org.id, "organization.set")
    const earlier = (await acceptedAt(org.id)).filter((at) => at < lowered).length
    expect(await membersOf(org)).toBeLessThanOrEqual(Math.max(quota, 1 + earlier))
    expect((await rowOf(org))?.seatsTaken).toBe(1 + guests)
    saw(1 + earlier > quota)
  }
  both()
})

test("an invitation is accepted, and sent again, while something else of its organization is changed", async () => {
  const org = await organization(db)
  const guest = await person(db)
  const { token } = await invited(org, guest.address)
  const { id } = await invited(org, newEmail())
  await db.transaction(async (tx) => {
    await lockOrganization({ db: tx }, org.id)
    await accept(guest.ctx, { token })
    await resend(org.owner.ctx, { id })
  })
})

test("of invitations that are revoked at once each gives its own seat back, and once", { timeout: LONG }, async () => {
  const org = await organization(db)
  const ids = await Promise.all(Array.from({ length: POOL }, async () => (await invited(org, newEmail())).id))
  const actors = fromAddresses(org.owner.ctx, 2 * POOL)
  const outcomes = await Promise.all(actors.map((ctx, index) => outcome(cancel(ctx, { id: ids[index % POOL] ?? "" }))))
  expect(outcomes.filter((one) => one === "done")).toHaveLength(POOL)
  expect(bugs(outcomes)).toEqual([])
  expect(await wrongSeats(db)).toEqual([])
})

test("after all of it the seats of every organization are those of its members and its invitations", async () => {
  expect(await wrongSeats(db)).toEqual([])
})
