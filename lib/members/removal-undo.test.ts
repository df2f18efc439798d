import { and, eq, getTableColumns, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accounts, audit, memberships, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { accept, propose } from "@/lib/handshake"
import { changeRole, leaveOrganization, removeMember } from "@/lib/members/members"
import { undoRemoval } from "@/lib/members/removal-undo"
import { approveRequest } from "@/lib/organizations/joining"
import { clockAfter, invited, joining, member, newPhone, organization, person, transferring } from "@/lib/testing"
import { bugs, forgetRates, raced, rounds, wrongSeats } from "@/lib/testing/races"

const ROUNDS = rounds(100)
const LONG = 240_000

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: 10 }))
})
afterAll(() => close())

type Organization = Awaited<ReturnType<typeof organization>>

const refusedFor = (code: string) => expect.objectContaining({ code })
/** Without what is watched of a member's activity, which begins anew. */
const membershipOf = async ({ id }: Organization, accountId: string) => {
  const { watchedSince, lastActiveAt, lastActiveOn, ...kept } = getTableColumns(memberships)
  const mine = and(eq(memberships.organizationId, id), eq(memberships.accountId, accountId))
  return (await db.select(kept).from(memberships).where(mine))[0]
}
const seatsOf = async ({ id }: Organization) =>
  (await db.select({ taken: organizations.seatsTaken }).from(organizations).where(eq(organizations.id, id)))[0]?.taken
const of = ({ id }: Organization, someone: { id: string }) => ({ organizationId: id, accountId: someone.id })

/** Somebody who has accepted an invitation. */
async function joined(org: Organization, role: "member" | "dev_admin" = "member") {
  const guest = await person(db)
  const { token } = await invited(org, guest.address, { role })
  await accept(guest.ctx, { token })
  return guest
}

test("a removal is undone as if it had not been: role, origin and date, with one entry of its own", async () => {
  const org = await organization(db)
  const someone = await joined(org, "dev_admin")
  const before = await membershipOf(org, someone.id)
  expect(await removeMember(org.owner.ctx, of(org, someone))).toEqual({ undoable: true })
  expect(await seatsOf(org)).toBe(1)
  await undoRemoval(org.owner.ctx, of(org, someone))
  expect(await membershipOf(org, someone.id)).toEqual(before)
  expect(await seatsOf(org)).toBe(2)
  const entries = await db.select().from(audit).where(eq(audit.target, someone.id)).orderBy(audit.at, audit.id)
  expect(entries.map(({ action }) => action)).toEqual(["member.remove", "member.undo-removal"])
  expect(entries[1]).toMatchObject({ actorId: org.owner.id, detail: { role: "dev_admin" }, refusal: null })
  await expect(undoRemoval(org.owner.ctx, of(org, someone))).rejects.toEqual(refusedFor("not_undoable"))
})

test("an account that belonged to the enterprise has its entity again", async () => {
  const org = await organization(db)
  const someone = await person(db)
  await approveRequest(org.owner.ctx, { id: (await joining(org, someone)).id })
  const entityOf = async () => (await db.select().from(accounts).where(eq(accounts.id, someone.id)))[0]?.entityId
  const before = [await membershipOf(org, someone.id), await entityOf()]
  await removeMember(org.owner.ctx, of(org, someone))
  expect(await entityOf()).toBeNull()
  await undoRemoval(org.owner.ctx, of(org, someone))
  expect([await membershipOf(org, someone.id), await entityOf()]).toEqual(before)
})

test("only who has removed somebody, and only within a minute, takes them back", async () => {
  const org = await organization(db)
  const [someone, admin] = [await joined(org), await member(db, org.id, "admin")]
  await removeMember(org.owner.ctx, of(org, someone))
  await expect(undoRemoval(admin.ctx, of(org, someone))).rejects.toEqual(refusedFor("forbidden"))
  await expect(undoRemoval(someone.ctx, of(org, someone))).rejects.toEqual(refusedFor("not_found"))
  const late = { ...org.owner.ctx, clock: clockAfter("61 seconds") }
  await expect(undoRemoval(late, of(org, someone))).rejects.toEqual(refusedFor("not_undoable"))
  const inTime = { ...org.owner.ctx, clock: clockAfter("55 seconds") }
  await undoRemoval(inTime, of(org, someone))
  expect(await membershipOf(org, someone.id)).toMatchObject({ role: "member" })
})

test("whoever left by themselves, was never removed or owns the organization is not taken back", async () => {
  const org = await organization(db)
  const [someone, stranger] = [await joined(org), await person(db)]
  await removeMember(org.owner.ctx, of(org, someone))
  await undoRemoval(org.owner.ctx, of(org, someone))
  await leaveOrganization(someone.ctx, { organizationId: org.id })
  for (const one of [someone, stranger, org.owner])
    await expect(undoRemoval(org.owner.ctx, of(org, one))).rejects.toEqual(refusedFor("not_undoable"))
})

test("a removal that has ended more than a membership cannot be undone", async () => {
  const org = await organization(db)
  const heir = await joined(org)
  await transferring(org, heir)
  expect(await removeMember(org.owner.ctx, of(org, heir))).toEqual({ undoable: false })
  await expect(undoRemoval(org.owner.ctx, of(org, heir))).rejects.toEqual(refusedFor("not_undoable"))
})

test("whoever was invited again meanwhile decides themselves, and whoever is back keeps their new role", async () => {
  const org = await organization(db)
  const someone = await joined(org, "dev_admin")
  await removeMember(org.owner.ctx, of(org, someone))
  const { token } = await invited(org, someone.address)
  await expect(undoRemoval(org.owner.ctx, of(org, someone))).rejects.toEqual(refusedFor("not_undoable"))
  await accept(someone.ctx, { token })
  await expect(undoRemoval(org.owner.ctx, of(org, someone))).rejects.toEqual(refusedFor("already_member"))
  expect(await membershipOf(org, someone.id)).toMatchObject({ role: "member" })
})

test("a full, uncertified or otherwise sold organization takes nobody back", async () => {
  const org = await organization(db, { quota: 2 })
  const someone = await joined(org)
  await removeMember(org.owner.ctx, of(org, someone))
  const states = {
    other_seller: [sql`seller = 'AISPL'`, sql`seller = 'muster'`],
    not_certified: [sql`entity_id = null`, sql`entity_id = (select id from entities where licence_number = ${org.id})`],
  } as const
  for (const [code, [state, former]] of Object.entries(states)) {
    await db.execute(sql`update organizations set ${state} where id = ${org.id}`)
    await expect(undoRemoval(org.owner.ctx, of(org, someone))).rejects.toEqual(refusedFor(code))
    await db.execute(sql`update organizations set ${former} where id = ${org.id}`)
  }
  await invited(org, newPhone())
  await expect(undoRemoval(org.owner.ctx, of(org, someone))).rejects.toEqual(refusedFor("quota_reached"))
  await db.execute(sql`update handshakes set expires_at = clock_timestamp() where organization_id = ${org.id}`)
  await undoRemoval(org.owner.ctx, of(org, someone))
  expect(await seatsOf(org)).toBe(2)
})

test(`undoing twice at once, against the same person's own way back and another's place, seats everybody once, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const wins = { undone: 0, accepted: 0, rival: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    const org = await organization(db, { quota: 3 })
    const someone = await joined(org)
    const phone = newPhone()
    const rival = await person(db)
    // It was sent to another contact, which they prove only now.
    const { token } = await invited(org, phone)
    await removeMember(org.owner.ctx, of(org, someone))
    const moves = [
      () => undoRemoval(org.owner.ctx, of(org, someone)),
      () => undoRemoval(org.owner.ctx, of(org, someone)),
      async () => {
        await db.update(accounts).set({ phone }).where(eq(accounts.id, someone.id))
        await accept(someone.ctx, { token })
      },
      () =>
        propose(org.owner.ctx, "invitation", {
          organizationId: org.id,
          subject: rival.address,
          terms: { role: "member", note: "" },
        }),
      () => changeRole(org.owner.ctx, { ...of(org, someone), role: "admin" }),
    ]
    const answers = await raced(moves, round)
    expect(bugs(answers)).toEqual([])
    const [one, two, accepted, invitedRival] = answers
    const undone = [one, two].filter((answer) => answer === "done").length
    expect(undone).toBeLessThanOrEqual(1)
    expect(undone + (accepted === "done" ? 1 : 0)).toBeLessThanOrEqual(1)
    expect(await wrongSeats(db)).toEqual([])
    expect(await seatsOf(org)).toBeLessThanOrEqual(3)
    if (undone) wins.undone += 1
    if (accepted === "done") wins.accepted += 1
    if (invitedRival === "done") wins.rival += 1
    await forgetRates(db)
  }
  for (const won of Object.values(wins)) expect(won).toBeGreaterThan(0)
})

test(`undoing against decertifying takes nobody into an uncertified organization, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const org = await organization(db)
    const someone = await joined(org)
    await removeMember(org.owner.ctx, of(org, someone))
    const [undone] = await raced(
      [
        () => undoRemoval(org.owner.ctx, of(org, someone)),
        () => db.execute(sql`update organizations set entity_id = null where id = ${org.id}`),
      ],
      round,
    )
    expect(["done", "not_certified"]).toContain(undone)
    expect(Boolean(await membershipOf(org, someone.id))).toBe(undone === "done")
    expect(await wrongSeats(db)).toEqual([])
  }
})
