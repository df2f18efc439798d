import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit, memberships, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { openSession, visitorOf } from "@/lib/accounts/sessions"
import { listAudit } from "@/lib/audit/records"
import type { ReadableOrganizationId } from "@/lib/core/context"
import { changeRole, leaveOrganization } from "@/lib/members/members"
import { createOrganization, foundOrganization } from "@/lib/organizations/organizations"
import { forms } from "@/lib/shared/forms"
import { assignableRoles } from "@/lib/shared/roles"
import { clockAfter, member, organization, person } from "@/lib/testing"

const AT_ONCE = 8
const ROUNDS = 25

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: 10 }))
})
afterAll(() => close())

const membershipsOf = (accountId: string) => db.select().from(memberships).where(eq(memberships.accountId, accountId))
const auditOf = (organizationId: string) =>
  db.select().from(audit).where(eq(audit.organizationId, organizationId)).orderBy(audit.id)
const refusedFor = (code: string) => expect.objectContaining({ code })

test("whoever creates an organization is its super admin; it is not certified yet", async () => {
  const someone = await person(db)
  const id = await createOrganization(someone.ctx, { name: "Paper Lantern" })
  const visitor = await visitorOf(db, someone.ctx.clock, await openSession(db, someone.ctx, someone.id))
  expect(visitor).toMatchObject({
    memberships: [{ organizationId: id, name: "Paper Lantern", certified: false, role: "super_admin" }],
  })
  const [row] = await db.select().from(organizations).where(eq(organizations.id, id))
  expect(row).toMatchObject({ handle: id, seatsTaken: 1 })
  expect(await auditOf(id)).toMatchObject([
    { action: "organization.found", actorId: someone.id, detail: { name: "Paper Lantern" }, refusal: null },
  ])
})

test("an account may own several organizations, and is affiliated with the first alone", async () => {
  const someone = await person(db)
  const first = await createOrganization(someone.ctx, { name: "First" })
  const second = await createOrganization(someone.ctx, { name: "Second" })
  const rows = await membershipsOf(someone.id)
  expect(Object.fromEntries(rows.map((row) => [row.organizationId, [row.role, row.affiliated]]))).toEqual({
    [first]: ["super_admin", true],
    [second]: ["super_admin", false],
  })
})

test("who is affiliated elsewhere founds organizations unaffiliated", async () => {
  const { id: enterprise } = await organization(db)
  const created = await member(db, enterprise)
  await db.update(memberships).set({ affiliated: true }).where(eq(memberships.accountId, created.id))
  const own = await createOrganization(created.ctx, { name: "A side project" })
  const affiliated = (await membershipsOf(created.id)).map((row) => [row.organizationId, row.affiliated])
  expect(Object.fromEntries(affiliated)).toEqual({ [enterprise]: true, [own]: false })
})

test("organizations that an account founds at once are all founded, and it is affiliated with one", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { ctx, id } = await person(db)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => foundOrganization(ctx, { name: `No. ${n}` })))
    const rows = await membershipsOf(id)
    expect(rows.map(({ role }) => role)).toEqual(Array(AT_ONCE).fill("super_admin"))
    expect(rows.filter(({ affiliated }) => affiliated)).toHaveLength(1)
  }
})

test("an account creates five organizations a day, and the sixth a day later", async () => {
  const { ctx, id } = await person(db)
  for (let n = 0; n < 5; n++) await createOrganization(ctx, { name: `No. ${n}` })
  await expect(createOrganization(ctx, { name: "One more" })).rejects.toEqual(refusedFor("rate_reached"))
  expect(await membershipsOf(id)).toHaveLength(5)
  await createOrganization({ ...ctx, clock: clockAfter("24 hours") }, { name: "One more" })
  expect(await membershipsOf(id)).toHaveLength(6)
})

test("an organization needs a name of one line", () => {
  const reads = (name: unknown) => forms.createOrganization.safeParse({ name }).success
  expect(["Paper Lantern", " 纸灯笼 "].map(reads)).toEqual([true, true])
  expect(["", "   ", "two\nlines", "x".repeat(81), null, ["Paper"]].map(reads)).toEqual(Array(6).fill(false))
  expect(forms.createOrganization.safeParse({ name: "Paper", quota: 9 }).success).toBe(false)
})

test("every member but the super admin leaves, is out with the next request, and the history keeps it", async () => {
  const org = await organization(db)
  for (const role of assignableRoles) {
    const someone = await member(db, org.id, role)
    const session = await openSession(db, someone.ctx, someone.id)
    await leaveOrganization(someone.ctx, { organizationId: org.id })
    expect(await visitorOf(db, someone.ctx.clock, session)).toMatchObject({ kind: "logged-in", memberships: [] })
    const last = (await auditOf(org.id)).at(-1)
    expect(last).toMatchObject({
      action: "member.leave",
      actorId: someone.id,
      target: someone.id,
      detail: { from: role },
      refusal: null,
    })
  }
  const [row] = await db.select().from(organizations).where(eq(organizations.id, org.id))
  expect(row?.seatsTaken).toBe(1)
})

test("R33 the super admin cannot leave, only pass the ownership on", async () => {
  const org = await organization(db)
  const leaving = leaveOrganization(org.owner.ctx, { organizationId: org.id })
  await expect(leaving).rejects.toEqual(refusedFor("owner_cannot_leave"))
  expect(await membershipsOf(org.owner.id)).toMatchObject([{ role: "super_admin" }])
})

test("nobody leaves what he does not belong to: foreign and unknown are one answer, twice over too", async () => {
  const [org, other] = [await organization(db), await organization(db)]
  const someone = await member(db, org.id)
  for (const organizationId of [other.id, "o-nosuchplace1"]) {
    await expect(leaveOrganization(someone.ctx, { organizationId })).rejects.toEqual(refusedFor("not_found"))
  }
  expect((await auditOf(other.id)).at(-1)).toMatchObject({
    action: "member.leave",
    actorId: someone.id,
    refusal: "not_found",
  })
  await leaveOrganization(someone.ctx, { organizationId: org.id })
  await expect(leaveOrganization(someone.ctx, { organizationId: org.id })).rejects.toEqual(refusedFor("not_found"))
  expect(await membershipsOf(org.owner.id)).toHaveLength(1)
})

test("leaving and a change of the same member's role, at once: whichever is first, the member is gone", async () => {
  const org = await organization(db)
  for (let round = 0; round < ROUNDS; round++) {
    const someone = await member(db, org.id)
    const change = { organizationId: org.id, accountId: someone.id, role: "admin" as const }
    const [, changed] = await Promise.allSettled([
      leaveOrganization(someone.ctx, { organizationId: org.id }),
      changeRole(org.owner.ctx, change),
    ])
    expect(await membershipsOf(someone.id)).toEqual([])
    if (changed.status === "rejected") expect(changed.reason).toEqual(refusedFor("not_found"))
  }
})

test("an organization named like an account tells nothing of that account", async () => {
  const [curious, stranger] = [await person(db), await person(db, { name: "Not Your Business" })]
  const id = await createOrganization(curious.ctx, { name: stranger.id })
  const { rows } = await listAudit(curious.ctx, id as ReadableOrganizationId, {})
  expect(rows).toMatchObject([{ action: "organization.found", target: null, concerned: null }])
})
