import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { memberships, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import type { LoggedIn } from "@/lib/core/context"
import { accept, cancel, decline, resend } from "@/lib/handshake"
import { inviteMember } from "@/lib/invitations/invitations"
import { invited, newEmail, organization, person } from "@/lib/testing"
import { bugs, forgetRates, fromAddresses, outcome, raced, rounds, wrongSeats } from "@/lib/testing/races"

const ROUNDS = rounds(300)
const CROWD = 50
const POOL = 20
const LONG = 240_000

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: POOL }))
})
afterAll(() => close())

/** What a race did is read from its history: every effect leaves one audit row, whatever the end state says. */
const effectsOf = async (id: string) => {
  const rows = await db.execute<{ action: string }>(sql`
    select action from audit where handshake_id = ${id} and refusal is null
      and action in ('invitation.accept', 'invitation.decline', 'invitation.cancel')`)
  return rows.map(({ action }) => action.replace("invitation.", ""))
}
const joined = async (organizationId: string, accountId: string) =>
  (
    await db.execute(
      sql`select 1 from memberships where organization_id = ${organizationId} and account_id = ${accountId}`,
    )
  ).length
const tally = (answers: string[]) => answers.filter((answer) => answer === "done").length

/** Rates are not the matter here: each round's contact is its own and the counters start anew. */

test(`fifty acceptances of one invitation make one member, ${ROUNDS} times`, { timeout: LONG }, async () => {
  const org = await organization(db, { quota: 10_000 })
  for (let round = 0; round < ROUNDS; round++) {
    const guest = await person(db)
    const { token, id } = await invited(org, guest.address)
    const answers = await Promise.all(Array.from({ length: CROWD }, () => outcome(accept(guest.ctx, { token }))))
    expect(bugs(answers)).toEqual([])
    expect(tally(answers)).toBe(1)
    expect(await effectsOf(id)).toEqual(["accept"])
    expect(await joined(org.id, guest.id)).toBe(1)
    await forgetRates(db)
  }
})

test(`accepting against revoking has exactly one effect, and no member comes from a revoked invitation, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const org = await organization(db, { quota: 10_000 })
  const winners = { accept: 0, cancel: 0, decline: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    const guest = await person(db)
    const { token, id } = await invited(org, guest.address)
    const moves = [
      () => accept(guest.ctx, { token }),
      () => cancel(org.owner.ctx, { id }),
      () => accept(guest.ctx, { token }),
      () => decline(guest.ctx, { token }),
    ]
    const answers = await raced(moves, round)
    expect(bugs(answers)).toEqual([])
    expect(tally(answers)).toBe(1)
    const effects = await effectsOf(id)
    expect(effects).toHaveLength(1)
    const [winner] = effects as (keyof typeof winners)[]
    if (winner) winners[winner]++
    expect(await joined(org.id, guest.id)).toBe(winner === "accept" ? 1 : 0)
    await forgetRates(db)
  }
  for (const count of Object.values(winners)) expect(count).toBeGreaterThan(0)
})

test(`once revoking has returned, no acceptance that starts later succeeds, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const org = await organization(db, { quota: 10_000 })
  for (let round = 0; round < ROUNDS; round++) {
    const guest = await person(db)
    const { token, id } = await invited(org, guest.address)
    const flying = outcome(accept(guest.ctx, { token }))
    const revoked = await outcome(cancel(org.owner.ctx, { id }))
    const late = await outcome(accept(guest.ctx, { token }))
    expect(late).toBe(revoked === "done" ? "revoked" : "already_answered")
    const answers = [await flying, revoked]
    expect(bugs(answers)).toEqual([])
    expect(tally(answers)).toBe(1)
    await forgetRates(db)
  }
})

test(`accepting against resending: the old link either came in time or is dead, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const org = await organization(db, { quota: 10_000 })
  for (let round = 0; round < ROUNDS; round++) {
    const guest = await person(db)
    const { token, id } = await invited(org, guest.address)
    const [accepted, resent] = await Promise.all([
      outcome(accept(guest.ctx, { token })),
      outcome(resend(org.owner.ctx, { id })),
    ])
    expect([
      ["done", "already_member"],
      ["done", "already_answered"],
      ["link_invalid", "done"],
    ]).toContainEqual([accepted, resent])
    await forgetRates(db)
  }
})

test(`fifty invitations of one contact leave one pending, ${ROUNDS} times`, { timeout: LONG }, async () => {
  const org = await organization(db, { quota: 10_000 })
  for (let round = 0; round < ROUNDS; round++) {
    const input = { organizationId: org.id, contact: newEmail(), role: "member" as const, note: "" }
    const answers = await Promise.all(
      fromAddresses(org.owner.ctx, CROWD).map((ctx) => outcome(inviteMember(ctx, input))),
    )
    expect(bugs(answers)).toEqual([])
    expect(tally(answers)).toBe(1)
    const rows = await db.execute(sql`select 1 from handshakes where subject = ${input.contact}`)
    const letters = await db.execute(sql`select 1 from letters where recipient = ${input.contact}`)
    const proposals = await db.execute(
      sql`select 1 from audit where target = ${input.contact} and action = 'invitation.propose'`,
    )
    expect([rows.length, letters.length, proposals.length]).toEqual([1, 1, 1])
    await forgetRates(db)
  }
})

test(`acceptances against a quota of ten take in exactly ten, ${ROUNDS} times`, { timeout: LONG }, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const org = await organization(db, { quota: 1000 })
    const guests = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const guest = await person(db)
        return { guest, ...(await invited(org, guest.address)) }
      }),
    )
    await db.update(organizations).set({ quota: 10 }).where(eq(organizations.id, org.id))
    const answers = await Promise.all(guests.map(({ guest, token }) => outcome(accept(guest.ctx, { token }))))
    expect(bugs(answers)).toEqual([])
    expect(tally(answers)).toBe(9)
    const members = await db.select().from(memberships).where(eq(memberships.organizationId, org.id))
    expect(members).toHaveLength(10)
    const [counted] = await db.select().from(organizations).where(eq(organizations.id, org.id))
    expect(counted).toMatchObject({ seatsTaken: 13 })
    await forgetRates(db)
  }
})

test(`proposals against a quota of ten leave nine pending beside the owner, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const org = await organization(db, { quota: 10 })
    const invite = (ctx: LoggedIn) =>
      inviteMember(ctx, { organizationId: org.id, contact: newEmail(), role: "member", note: "" })
    const answers = await Promise.all(fromAddresses(org.owner.ctx, 14).map((ctx) => outcome(invite(ctx))))
    expect(bugs(answers)).toEqual([])
    expect(tally(answers)).toBe(9)
    expect(new Set(answers)).toEqual(new Set(["done", "quota_reached"]))
    await forgetRates(db)
  }
})

test("after all of it the seats of every organization are those of its members and its invitations", async () => {
  expect(await wrongSeats(db)).toEqual([])
})
