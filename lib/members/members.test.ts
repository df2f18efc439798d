import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit, memberships } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { mustReadOrganization, openSession, visitorOf } from "@/lib/accounts/sessions"
import { databaseClock } from "@/lib/core/context"
import { changeRole, removeMember } from "@/lib/members/members"
import { listMembers } from "@/lib/members/records"
import { assignableRoles, can, permissions, roles } from "@/lib/shared/roles"
import { member, organization } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const roleOf = async (accountId: string) =>
  (await db.select().from(memberships).where(eq(memberships.accountId, accountId)))[0]?.role
const refusedFor = (code: string) => expect.objectContaining({ code })

test("R3 the list shows each member with name, number, contact, role and origin, in the order they came", async () => {
  const org = await organization(db)
  const added = await member(db, org.id, "dev_admin")
  const { rows } = await listMembers(org.owner.ctx, org.inView, {})
  expect(rows).toMatchObject([
    { name: "Grace Lin", role: "super_admin", origin: "founder", email: org.owner.address },
    {
      name: "Ada Zhou",
      role: "dev_admin",
      origin: "created",
      email: added.address,
      number: expect.stringMatching(/^\d{12}$/),
    },
  ])
  expect((await listMembers(org.owner.ctx, org.inView, { role: "dev_admin" })).rows).toHaveLength(1)
  expect((await listMembers(org.owner.ctx, org.inView, { search: added.address.slice(0, 12) })).rows).toHaveLength(1)
  expect((await listMembers(org.owner.ctx, org.inView, { search: "nobody-like-this" })).rows).toEqual([])
})

test("members are paged by key in both directions", async () => {
  const org = await organization(db)
  for (let n = 0; n < 29; n++) await member(db, org.id)
  const first = await listMembers(org.owner.ctx, org.inView, {})
  const second = await listMembers(org.owner.ctx, org.inView, { cursor: first.later ?? "" })
  expect([first.rows.length, second.rows.length, second.later]).toEqual([25, 5, null])
  const back = await listMembers(org.owner.ctx, org.inView, { cursor: second.earlier ?? "" })
  expect(back.rows.map((row) => row.accountId)).toEqual(first.rows.map((row) => row.accountId))
  const reversed = await listMembers(org.owner.ctx, org.inView, { direction: "desc" })
  expect(reversed.rows.at(0)?.accountId).toBe(second.rows.at(-1)?.accountId)
})

test("the leader stands on the first page alone, whichever way it is reached, and nobody is listed twice", async () => {
  const org = await organization(db)
  for (let n = 0; n < 29; n++) await member(db, org.id)
  const led = { direction: "desc", leader: org.owner.id } as const
  const first = await listMembers(org.owner.ctx, org.inView, led)
  const second = await listMembers(org.owner.ctx, org.inView, { ...led, cursor: first.later ?? "" })
  const back = await listMembers(org.owner.ctx, org.inView, { ...led, cursor: second.earlier ?? "" })
  expect([first.rows.length, second.rows.length, second.later]).toEqual([26, 4, null])
  expect(first.rows.at(0)?.accountId).toBe(org.owner.id)
  expect(back.rows).toEqual(first.rows)
  expect(new Set([...first.rows, ...second.rows].map(({ accountId }) => accountId)).size).toBe(30)
})

test("the super admin changes a member's role, and it holds on the member's next request", async () => {
  const org = await organization(db)
  const someone = await member(db, org.id)
  const session = await openSession(db, someone.ctx, someone.id)
  for (const role of assignableRoles) {
    await changeRole(org.owner.ctx, { organizationId: org.id, accountId: someone.id, role })
    expect(await visitorOf(db, databaseClock, session)).toMatchObject({ memberships: [{ role }] })
  }
})

test("R1 nobody but the super admin changes roles or removes members, and outsiders find nothing", async () => {
  const org = await organization(db)
  const target = await member(db, org.id)
  const others = await Promise.all(assignableRoles.map((role) => member(db, org.id, role)))
  const outsider = await organization(db)
  const change = { organizationId: org.id, accountId: target.id, role: "admin" as const }
  const remove = { organizationId: org.id, accountId: target.id }
  for (const { ctx } of others) {
    await expect(changeRole(ctx, change)).rejects.toEqual(refusedFor("forbidden"))
    await expect(removeMember(ctx, remove)).rejects.toEqual(refusedFor("forbidden"))
  }
  await expect(changeRole(outsider.owner.ctx, change)).rejects.toEqual(refusedFor("not_found"))
  await expect(removeMember(outsider.owner.ctx, remove)).rejects.toEqual(refusedFor("not_found"))
  const foreign = { ...change, organizationId: outsider.id }
  await expect(changeRole(outsider.owner.ctx, foreign)).rejects.toEqual(refusedFor("not_found"))
  expect(await roleOf(target.id)).toBe("member")
})

test("R33 the super admin is neither demoted nor removed, and nobody is made one", async () => {
  const org = await organization(db)
  const own = { organizationId: org.id, accountId: org.owner.id }
  await expect(changeRole(org.owner.ctx, { ...own, role: "member" })).rejects.toEqual(refusedFor("last_super_admin"))
  await expect(removeMember(org.owner.ctx, own)).rejects.toEqual(refusedFor("last_super_admin"))
  expect(assignableRoles).not.toContain("super_admin")
})

test("a removed member is a stranger on the next request, and the history keeps it", async () => {
  const org = await organization(db)
  const someone = await member(db, org.id, "admin")
  const session = await openSession(db, someone.ctx, someone.id)
  await removeMember(org.owner.ctx, { organizationId: org.id, accountId: someone.id })
  const visitor = await visitorOf(db, databaseClock, session)
  expect(() => mustReadOrganization(visitor, org.id, "members.read")).toThrow("not_found")
  const rows = await db.select().from(audit).where(eq(audit.target, someone.id))
  expect(rows).toMatchObject([{ action: "member.remove", actorId: org.owner.id, detail: { from: "admin" } }])
  await expect(removeMember(org.owner.ctx, { organizationId: org.id, accountId: someone.id })).rejects.toEqual(
    refusedFor("not_found"),
  )
})

test("every role may what its line of the table says, and an outsider nothing", async () => {
  const table = Object.fromEntries(
    roles.map((role) => [role, permissions.filter((permission) => can(role, permission))]),
  )
  expect(table).toEqual({
    super_admin: permissions,
    admin: ["members.read", "profile.read", "profile.edit", "requests.review", "audit.read"],
    finance_admin: ["profile.read", "billing.read"],
    dev_admin: ["profile.read", "keys.read"],
    member: ["profile.read"],
  })
  for (const permission of permissions) expect(can(null, permission)).toBe(false)
})

test("a foreign organization does not exist, a forbidden page says so", async () => {
  const [here, there] = [await organization(db), await organization(db)]
  const plain = await member(db, here.id)
  const visitor = await visitorOf(db, databaseClock, await openSession(db, plain.ctx, plain.id))
  expect(() => mustReadOrganization(visitor, here.id, "members.read")).toThrow("forbidden")
  expect(() => mustReadOrganization(visitor, there.id, "members.read")).toThrow("not_found")
  expect(() => mustReadOrganization({ kind: "expired" }, here.id, "members.read")).toThrow("login_expired")
  expect(() => mustReadOrganization({ kind: "anonymous" }, here.id, "members.read")).toThrow("not_logged_in")
})

test("a cursor with an offset that no clock has is the first page", async () => {
  const org = await organization(db)
  const cursor = (at: string) => Buffer.from(JSON.stringify(["after", [at, org.owner.id]])).toString("base64url")
  for (const offset of ["+23:59", "-23:59", "+16:00"]) {
    const page = await listMembers(org.owner.ctx, org.inView, { cursor: cursor(`2026-01-01T00:00:00${offset}`) })
    expect(page.rows).toHaveLength(1)
  }
})
