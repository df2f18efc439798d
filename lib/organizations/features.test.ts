import { and, eq, isNull } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit, handshakes, letters, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { accept, cancel, decline, propose } from "@/lib/handshake"
import { leaveOrganization, removeMember } from "@/lib/members/members"
import {
  approveFeatures,
  cancelAllFeatures,
  confirmAllFeatures,
  declineFeatures,
  enableAllFeatures,
  featuresOf,
  ownApprovals,
} from "@/lib/organizations/features"
import { approveRequest } from "@/lib/organizations/joining"
import { createdAccount, joining, member, newEmail, organization, person, transferring } from "@/lib/testing"
import { bugs, forgetRates, outcome, rounds } from "@/lib/testing/races"

const ROUNDS = rounds(100)
const POOL = 20
const LONG = 240_000

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: POOL }))
})
afterAll(() => close())

const refusal = (code: string) => expect.objectContaining({ code })

/** An enterprise of consolidated billing alone, with accounts that have joined it. */
async function billing(accounts: number) {
  await forgetRates(db)
  const org = await organization(db)
  await db.update(organizations).set({ allFeatures: false }).where(eq(organizations.id, org.id))
  const members = []
  for (let n = 0; n < accounts; n++) members.push(await joined(org))
  return { ...org, members }
}

type Enterprise = Awaited<ReturnType<typeof organization>>

async function joined(org: Enterprise) {
  const someone = await person(db)
  const { id } = await joining(org, someone)
  await approveRequest(org.owner.ctx, { id })
  return someone
}

async function asked(accounts: number) {
  const org = await billing(accounts)
  const { id } = await enableAllFeatures(org.owner.ctx, { organizationId: org.id })
  const approvals = await Promise.all(org.members.map(async ({ ctx }) => (await ownApprovals(ctx))[0]?.id ?? ""))
  return { ...org, requestId: id, approvals }
}

const stateOf = async (id = "") => (await db.select().from(handshakes).where(eq(handshakes.id, id)))[0]?.state
const statesOf = (ids: string[]) => Promise.all(ids.map(stateOf))
const hasAll = async (id: string) =>
  (await db.select().from(organizations).where(eq(organizations.id, id)))[0]?.allFeatures
const lettersTo = async (address: string) =>
  (await db.select().from(letters).where(eq(letters.recipient, address))).map(({ template }) => template)
const actionsOf = async (id = "") => {
  const done = and(eq(audit.handshakeId, id), isNull(audit.refusal))
  const rows = await db.select({ action: audit.action }).from(audit).where(done).orderBy(audit.id)
  return rows.map(({ action }) => action)
}

test("R56 R57 the request for all features is requested until every member account has approved, then open, then accepted", async () => {
  const { id: organizationId, inView, owner, members, requestId, approvals } = await asked(2)
  expect([await stateOf(requestId), ...(await statesOf(approvals))]).toEqual(["requested", "open", "open"])
  expect(await featuresOf(owner.ctx, inView)).toMatchObject({
    allFeatures: false,
    request: { id: requestId, state: "requested", asked: 2, approved: 0, declined: [], entitled: true },
  })
  await expect(confirmAllFeatures(owner.ctx, { id: requestId })).rejects.toEqual(refusal("approvals_missing"))
  expect(await stateOf(requestId)).toBe("requested")

  await approveFeatures(members[0]?.ctx ?? owner.ctx, { id: approvals[0] ?? "" })
  await expect(confirmAllFeatures(owner.ctx, { id: requestId })).rejects.toEqual(refusal("approvals_missing"))
  await approveFeatures(members[1]?.ctx ?? owner.ctx, { id: approvals[1] ?? "" })
  expect(await stateOf(requestId)).toBe("open")
  expect(await lettersTo(owner.address)).toContain("features-approved")
  expect(await hasAll(organizationId)).toBe(false)

  await confirmAllFeatures(owner.ctx, { id: requestId })
  expect(await hasAll(organizationId)).toBe(true)
  expect(await stateOf(requestId)).toBe("accepted")
  expect(await actionsOf(requestId)).toEqual(["all-features.propose", "all-features.accept"])
  expect(await actionsOf(approvals[0])).toEqual(["feature-approval.propose", "feature-approval.accept"])
  expect(await featuresOf(owner.ctx, inView)).toEqual({ allFeatures: true, request: null })
  await expect(enableAllFeatures(owner.ctx, { organizationId })).rejects.toEqual(refusal("features_present"))
  await expect(confirmAllFeatures(owner.ctx, { id: requestId })).rejects.toEqual(refusal("already_answered"))
  await expect(approveFeatures(members[0]?.ctx ?? owner.ctx, { id: approvals[0] ?? "" })).rejects.toEqual(
    refusal("already_answered"),
  )
})

test("R57 only accounts that have joined are asked: neither people, nor created accounts, nor the super admin", async () => {
  const org = await billing(1)
  await member(db, org.id)
  await createdAccount(db, org)
  const { id } = await enableAllFeatures(org.owner.ctx, { organizationId: org.id })
  const rows = await db.select().from(handshakes).where(eq(handshakes.kind, "feature-approval"))
  const here = rows.filter(({ organizationId }) => organizationId === org.id)
  expect(here).toMatchObject([{ recipientId: org.members[0]?.id, terms: { parentId: id } }])
  expect(here[0]?.subject).toMatch(/^\d{12}$/)
  expect(await lettersTo(org.members[0]?.address ?? "")).toContain("feature-approval")
  const days = (Number(here[0]?.expiresAt) - Number(here[0]?.sentAt)) / 86_400_000
  expect(days).toBe(90)
})

test("R56 with nobody to ask the request is open at once", async () => {
  const { id: organizationId, owner, requestId } = await asked(0)
  expect(await stateOf(requestId)).toBe("open")
  await confirmAllFeatures(owner.ctx, { id: requestId })
  expect(await hasAll(organizationId)).toBe(true)
})

test("a second request waits for the end of the first, and is refused with its id", async () => {
  const { id: organizationId, owner, requestId } = await asked(1)
  const again = await enableAllFeatures(owner.ctx, { organizationId }).catch((error) => error)
  expect(again).toMatchObject({ code: "already_pending", extra: { facts: { id: requestId } } })
  await cancelAllFeatures(owner.ctx, { organizationId })
  const { id } = await enableAllFeatures(owner.ctx, { organizationId })
  expect(await stateOf(id)).toBe("requested")
})

test("asking cancels the pending invitations of accounts, each with its row in the audit, and leaves those of people", async () => {
  const org = await billing(0)
  const target = await person(db)
  const invite = (subject: string, affiliates: true | undefined) =>
    propose(org.owner.ctx, "invitation", {
      organizationId: org.id,
      subject,
      terms: { role: "member", note: "", affiliates },
    })
  const account = await invite(target.address, true)
  const someone = await invite(newEmail(), undefined)
  await enableAllFeatures(org.owner.ctx, { organizationId: org.id })
  expect(await statesOf([account.id, someone.id])).toEqual(["canceled", "open"])
  expect(await actionsOf(account.id)).toEqual(["invitation.propose", "invitation.cancel"])
  await expect(invite(target.address, true)).rejects.toEqual(refusal("features_underway"))
})

test("being asked counts as no invitation: more members than may be invited in ten minutes can be asked", async () => {
  const org = await billing(0)
  for (let n = 0; n < 40; n++) {
    await joined(org)
    await forgetRates(db)
  }
  await enableAllFeatures(org.owner.ctx, { organizationId: org.id })
  expect((await featuresOf(org.owner.ctx, org.inView)).request).toMatchObject({ asked: 40, approved: 0 })
})

test("canceling takes every open approval back; none of them can be given any more", async () => {
  const { id: organizationId, owner, members, requestId, approvals } = await asked(2)
  await approveFeatures(members[0]?.ctx ?? owner.ctx, { id: approvals[0] ?? "" })
  await cancelAllFeatures(owner.ctx, { organizationId })
  expect([await stateOf(requestId), ...(await statesOf(approvals))]).toEqual(["canceled", "accepted", "canceled"])
  await expect(approveFeatures(members[1]?.ctx ?? owner.ctx, { id: approvals[1] ?? "" })).rejects.toEqual(
    refusal("revoked"),
  )
  await expect(cancelAllFeatures(owner.ctx, { organizationId })).rejects.toEqual(refusal("not_found"))
  expect(await ownApprovals(members[1]?.ctx ?? owner.ctx)).toEqual([])
})

test.each([
  ["canceled", cancel],
  ["declined", decline],
])("an approval is dead once its request is %s, though nothing has touched it", async (_, end) => {
  const { id: organizationId, owner, members, requestId, approvals } = await asked(1)
  const { ctx } = members[0] ?? owner
  await end(owner.ctx, { id: requestId })
  expect(await stateOf(approvals[0])).toBe("open")
  expect(await ownApprovals(ctx)).toEqual([])
  await expect(approveFeatures(ctx, { id: approvals[0] ?? "" })).rejects.toEqual(refusal("revoked"))
  // Nor does it count for the next request, or stand in its way.
  await enableAllFeatures(owner.ctx, { organizationId })
  expect(await stateOf(approvals[0])).toBe("canceled")
  await expect(approveFeatures(ctx, { id: approvals[0] ?? "" })).rejects.toEqual(refusal("revoked"))
})

test("a declined approval keeps the request from opening, and whoever asked is told by name", async () => {
  const { owner, inView, id: organizationId, members, requestId, approvals } = await asked(1)
  await declineFeatures(members[0]?.ctx ?? owner.ctx, { id: approvals[0] ?? "" })
  expect(await stateOf(requestId)).toBe("requested")
  expect(await lettersTo(owner.address)).toContain("features-declined")
  expect((await featuresOf(owner.ctx, inView)).request).toMatchObject({ asked: 1, approved: 0, declined: ["Ada Zhou"] })
  await expect(confirmAllFeatures(owner.ctx, { id: requestId })).rejects.toEqual(refusal("approvals_missing"))
  // Who has declined and is removed is missing no more.
  await removeMember(owner.ctx, { organizationId, accountId: members[0]?.id ?? "" })
  expect(await stateOf(requestId)).toBe("open")
})

test("whoever takes a single approval back has not got it: the request stays closed", async () => {
  const { owner, requestId, approvals } = await asked(1)
  await cancel(owner.ctx, { id: approvals[0] ?? "" })
  await expect(confirmAllFeatures(owner.ctx, { id: requestId })).rejects.toEqual(refusal("approvals_missing"))
  expect(await stateOf(requestId)).toBe("requested")
})

test("a member who is removed is asked no more; when it was the last, the request opens", async () => {
  const { id: organizationId, owner, members, requestId, approvals } = await asked(2)
  await approveFeatures(members[0]?.ctx ?? owner.ctx, { id: approvals[0] ?? "" })
  await removeMember(owner.ctx, { organizationId, accountId: members[1]?.id ?? "" })
  expect(await statesOf([requestId, approvals[1] ?? ""])).toEqual(["open", "canceled"])
  expect(await actionsOf(approvals[1])).toEqual(["feature-approval.propose", "feature-approval.cancel"])
})

test("a member who leaves ends the approval; when it was the last, the request opens", async () => {
  const { id: organizationId, owner, members, requestId, approvals } = await asked(2)
  await leaveOrganization(members[0]?.ctx ?? owner.ctx, { organizationId })
  expect(await statesOf([requestId, approvals[0] ?? ""])).toEqual(["requested", "declined"])
  await leaveOrganization(members[1]?.ctx ?? owner.ctx, { organizationId })
  expect(await stateOf(requestId)).toBe("open")
})

test("R44 only the super admin asks, confirms and cancels, and only the account that was asked approves", async () => {
  const { id: organizationId, owner, members, requestId, approvals } = await asked(2)
  const [first, second] = members
  const outsider = await person(db)
  const admin = await member(db, organizationId, "admin")
  for (const [someone, code] of [
    [admin, "forbidden"],
    [first ?? owner, "forbidden"],
    [outsider, "not_found"],
  ] as const) {
    await expect(enableAllFeatures(someone.ctx, { organizationId })).rejects.toEqual(refusal(code))
    await expect(cancelAllFeatures(someone.ctx, { organizationId })).rejects.toEqual(refusal(code))
    await expect(confirmAllFeatures(someone.ctx, { id: requestId })).rejects.toEqual(refusal(code))
    await expect(cancel(someone.ctx, { id: requestId })).rejects.toEqual(refusal(code))
  }
  for (const [someone, code] of [
    [owner, "forbidden"],
    [admin, "forbidden"],
    [second ?? owner, "forbidden"],
    [outsider, "not_found"],
  ] as const) {
    await expect(approveFeatures(someone.ctx, { id: approvals[0] ?? "" })).rejects.toEqual(refusal(code))
    await expect(declineFeatures(someone.ctx, { id: approvals[0] ?? "" })).rejects.toEqual(refusal(code))
  }
  expect([await stateOf(requestId), ...(await statesOf(approvals))]).toEqual(["requested", "open", "open"])
})

test("a request whose super admin has passed the ownership on cannot be confirmed; the new one cancels it", async () => {
  const org = await asked(0)
  const next = await member(db, org.id)
  const { token } = await transferring(org, next)
  await accept(next.ctx, { token })
  await expect(confirmAllFeatures(org.owner.ctx, { id: org.requestId })).rejects.toEqual(refusal("forbidden"))
  await expect(confirmAllFeatures(next.ctx, { id: org.requestId })).rejects.toEqual(refusal("initiator_not_entitled"))
  expect((await featuresOf(next.ctx, org.inView)).request).toMatchObject({ entitled: false })
  await cancelAllFeatures(next.ctx, { organizationId: org.id })
  expect(await hasAll(org.id)).toBe(false)
})

test("of two last approvals at once both count, and the request opens exactly once", { timeout: LONG }, async () => {
  const org = await billing(2)
  for (let round = 0; round < ROUNDS; round++) {
    await forgetRates(db)
    const { id } = await enableAllFeatures(org.owner.ctx, { organizationId: org.id })
    const approvals = await Promise.all(
      org.members.map(async ({ ctx }) => ({ ctx, id: (await ownApprovals(ctx))[0]?.id ?? "" })),
    )
    const answers = await Promise.all(approvals.map(({ ctx, id }) => outcome(approveFeatures(ctx, { id }))))
    expect(answers).toEqual(["done", "done"])
    expect(await stateOf(id)).toBe("open")
    await cancelAllFeatures(org.owner.ctx, { organizationId: org.id })
  }
  const opened = await lettersTo(org.owner.address)
  expect(opened.filter((template) => template === "features-approved")).toHaveLength(ROUNDS)
})

test("an approval, the removal of its account and the confirmation race: never enabled without", {
  timeout: LONG,
}, async () => {
  for (let round = 0; round < ROUNDS / 4; round++) {
    const { id: organizationId, owner, members, requestId, approvals } = await asked(2)
    const [first, second] = members
    if (!first || !second) throw new Error("nobody")
    const answers = await Promise.all([
      outcome(approveFeatures(first.ctx, { id: approvals[0] ?? "" })),
      outcome(removeMember(owner.ctx, { organizationId, accountId: second.id })),
      outcome(approveFeatures(second.ctx, { id: approvals[1] ?? "" })),
      outcome(confirmAllFeatures(owner.ctx, { id: requestId })),
    ])
    expect(bugs(answers)).toEqual([])
    expect(answers.slice(0, 2)).toEqual(["done", "done"])
    expect(["done", "approvals_missing"]).toContain(answers[3])
    // Whatever came first, nobody's approval is missing in the end.
    expect(await stateOf(requestId)).toBe(answers[3] === "done" ? "accepted" : "open")
    expect(await hasAll(organizationId)).toBe(answers[3] === "done")
  }
})

test("while the members are being asked nobody joins by code, and a request that waits is not approved", async () => {
  const org = await billing(1)
  const [early, late] = [await person(db), await person(db)]
  const { id } = await joining(org, early)
  await enableAllFeatures(org.owner.ctx, { organizationId: org.id })
  await expect(joining(org, late)).rejects.toEqual(refusal("features_underway"))
  await expect(approveRequest(org.owner.ctx, { id })).rejects.toEqual(refusal("features_underway"))
  await cancelAllFeatures(org.owner.ctx, { organizationId: org.id })
  await approveRequest(org.owner.ctx, { id })
})
