import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accounts, bindings } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { databaseClock } from "@/lib/core/context"
import { changeRole } from "@/lib/members/members"
import { activate } from "@/lib/members/security-bindings"
import { invitationCode, resetCode } from "@/lib/organizations/invitation-code"
import { approveRequest, rejectRequest, requestToJoin, withdrawRequest } from "@/lib/organizations/joining"
import { bound, createdAccount, member, newEmail, newPhone, organization, PASSWORD, person } from "@/lib/testing"
import { bugs, forgetRates, outcome, raced, rounds, wrongSeats } from "@/lib/testing/races"

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

const affiliated = async (organizationId: string, accountId: string) =>
  (
    await db.execute(sql`
      select 1 from memberships m join accounts a on a.id = m.account_id
       where m.organization_id = ${organizationId} and m.account_id = ${accountId} and m.affiliated
         and a.entity_id is not null`)
  ).length

async function harbour() {
  const org = await organization(db, { quota: 100_000 })
  const admin = await member(db, org.id, "admin")
  return { ...org, admin, code: (await invitationCode(org.owner.ctx, org.inView)) ?? "" }
}
const asking = (org: Awaited<ReturnType<typeof harbour>>) => ({
  code: org.code,
  reviewerId: org.admin.id,
  description: "",
  agreed: true as const,
})

test(`R86 once resetting the code has returned, no request with the old one is made, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const org = await harbour()
  const seen = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    const [early, late] = [await person(db), await person(db)]
    const input = asking(org)
    const asked = outcome(requestToJoin(early.ctx, input))
    // The request gets a head start of none to some round trips, and each eighth time all that it wants.
    for (let trips = round % HEAD_STARTS; trips > 0; trips--) await db.execute(sql`select 1`)
    if (round % HEAD_STARTS === HEAD_STARTS - 1) await asked
    org.code = await resetCode(org.owner.ctx, { organizationId: org.id })
    expect(await outcome(requestToJoin(late.ctx, input))).toBe("code_unknown")
    seen.add(await asked)
    await forgetRates(db)
  }
  expect(seen).toContain("done")
  expect([...seen].filter((answer) => answer !== "done" && answer !== "code_unknown")).toEqual([])
})

test(`R95 approving, rejecting and withdrawing at once have exactly one effect, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const org = await harbour()
  const ends: Record<string, number> = {}
  for (let round = 0; round < ROUNDS; round++) {
    const applicant = await person(db)
    const { id } = await requestToJoin(applicant.ctx, asking(org))
    const moves: [string, () => Promise<void>][] = [
      ["approved", () => approveRequest(org.admin.ctx, { id })],
      ["withdrawn", () => withdrawRequest(applicant.ctx, { id })],
      ["rejected", () => rejectRequest(org.admin.ctx, { id, reason: "No." })],
    ]
    const answers = await raced(
      moves.map(([, move]) => move),
      round,
    )
    expect(bugs(answers)).toEqual([])
    const done = moves.filter((_, place) => answers[place] === "done").map(([name]) => name)
    expect(done).toHaveLength(1)
    const [end = ""] = done
    ends[end] = (ends[end] ?? 0) + 1
    expect(await affiliated(org.id, applicant.id)).toBe(end === "approved" ? 1 : 0)
    await forgetRates(db)
  }
  for (const [name] of [["approved"], ["withdrawn"], ["rejected"]]) expect(ends[name ?? ""], name).toBeGreaterThan(0)
})

test(`R94 a reviewer who is demoted meanwhile approves in time or not at all, and then the super admin can, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const org = await harbour()
  for (let round = 0; round < ROUNDS; round++) {
    const applicant = await person(db)
    const { id } = await requestToJoin(applicant.ctx, asking(org))
    const place = { organizationId: org.id, accountId: org.admin.id }
    const demote = () => outcome(changeRole(org.owner.ctx, { ...place, role: "member" }))
    const approve = () => outcome(approveRequest(org.admin.ctx, { id }))
    const [first, second] = await Promise.all(round % 2 ? [approve(), demote()] : [demote(), approve()])
    const [approved, demoted] = round % 2 ? [first, second] : [second, first]
    expect(demoted).toBe("done")
    expect(["done", "forbidden"]).toContain(approved)
    expect(await affiliated(org.id, applicant.id)).toBe(approved === "done" ? 1 : 0)
    const fallen = await outcome(approveRequest(org.owner.ctx, { id }))
    expect(fallen).toBe(approved === "done" ? "already_answered" : "done")
    await changeRole(org.owner.ctx, { ...place, role: "admin" })
    await forgetRates(db)
  }
})

test(`an account that two enterprises approve at once belongs to one of them, ${ROUNDS / 3} times`, {
  timeout: LONG,
}, async () => {
  const [one, two] = [await harbour(), await harbour()]
  for (let round = 0; round < ROUNDS / 3; round++) {
    const applicant = await person(db)
    const ids = [await requestToJoin(applicant.ctx, asking(one)), await requestToJoin(applicant.ctx, asking(two))]
    const answers = await Promise.all([
      outcome(approveRequest(one.admin.ctx, { id: ids[0]?.id ?? "" })),
      outcome(approveRequest(two.admin.ctx, { id: ids[1]?.id ?? "" })),
    ])
    expect(answers.toSorted()).toEqual(["already_affiliated", "done"])
    expect((await affiliated(one.id, applicant.id)) + (await affiliated(two.id, applicant.id))).toBe(1)
    await forgetRates(db)
  }
})

test(`R104 two bindings of one e-mail or number at once leave one, ${ROUNDS} times`, { timeout: LONG }, async () => {
  const house = await organization(db, { quota: 100_000 })
  for (let round = 0; round < ROUNDS; round++) {
    const [email, phone] = [newEmail("bound"), newPhone()]
    const answers = await Promise.all(
      [1, 2].map(async () => {
        const account = await createdAccount(db, house, "Twin")
        return outcome(bound(house, account, round % 2 ? { email } : { phone }))
      }),
    )
    expect(answers.toSorted()).toEqual(["contact_used", "done"])
    expect(await boundNow(round % 2 ? email : phone)).toHaveLength(1)
    await forgetRates(db)
  }
})

test(`R104 an e-mail that two enterprises have bound and activate at once is that of one account, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const houses = [await organization(db, { quota: 100_000 }), await organization(db, { quota: 100_000 })]
  for (let round = 0; round < ROUNDS; round++) {
    const email = newEmail("bound")
    const tokens: string[] = []
    for (const house of houses) tokens.push((await bound(house, await createdAccount(db, house), { email })).token)
    const nobody = { db, actor: null, clock: databaseClock, ip: null }
    const answers = await Promise.all(tokens.map((token) => outcome(activate(nobody, { token, password: PASSWORD }))))
    expect(answers.toSorted()).toEqual(["contact_taken", "done"])
    expect(await db.select().from(accounts).where(eq(accounts.email, email))).toHaveLength(1)
    await forgetRates(db)
  }
})

function boundNow(contact: string) {
  return db.select().from(bindings).where(eq(bindings.contact, contact))
}

test("after all of it the seats of every organization are those of its members and its invitations", async () => {
  expect(await wrongSeats(db)).toEqual([])
})
