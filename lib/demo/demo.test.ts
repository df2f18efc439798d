import { and, eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { m, o, u } from "@/db/aliases"
import { accounts, handshakes, memberships } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { logIn } from "@/lib/accounts/login"
import { mustReadOrganization, visitorOf } from "@/lib/accounts/sessions"
import { databaseClock, type ReadableOrganizationId } from "@/lib/core/context"
import { seedDemo } from "@/lib/demo/demo"
import { listInvitations } from "@/lib/invitations/records"
import { listCertifications } from "@/lib/organizations/certification"
import { tasksOf } from "@/lib/organizations/tasks"
import { roles } from "@/lib/shared/roles"
import { contextOf, PASSWORD } from "@/lib/testing"

// The tests only read, and the demo is told once for all.
let setup: Awaited<ReturnType<typeof testDatabase>>
let logins: Awaited<ReturnType<typeof seedDemo>>["logins"]
beforeAll(async () => {
  setup = await testDatabase()
  logins = (await seedDemo(setup.url, PASSWORD)).logins
}, 60_000)
afterAll(() => setup.close())

test("R14 R16 the demo has a member in every role and an invitation in every state, and its logins work", async () => {
  const { db } = setup
  const nobody = { db, actor: null, clock: databaseClock, ip: null }
  for (const { contact } of logins) await logIn(nobody, { contact, password: PASSWORD })
  const visitor = await visitorOf(
    db,
    databaseClock,
    await logIn(nobody, { contact: logins[0]?.contact ?? "", password: PASSWORD }),
  )
  if (visitor.kind !== "logged-in") throw new Error("not logged in")
  expect(visitor.memberships.map(({ certified }) => certified).sort()).toEqual([false, true])
  const harbour = visitor.memberships.find(({ certified }) => certified)
  const { organizationId } = mustReadOrganization(visitor, harbour?.organizationId ?? "", "members.read")
  for (const status of ["pending", "accepted", "rejected", "revoked", "expired"] as const) {
    const { rows } = await listInvitations(nobody, organizationId, { status })
    expect(rows.length, status).toBeGreaterThan(5)
  }
  const { rows } = await listInvitations(nobody, organizationId, {})
  expect(new Set(rows.map(({ delivery }) => delivery))).toEqual(new Set(["sent", "bounced", "queued"]))
  const present = await db
    .selectDistinct({ role: memberships.role })
    .from(memberships)
    .where(eq(memberships.organizationId, organizationId))
  expect(await db.$count(memberships, eq(memberships.organizationId, organizationId))).toBeGreaterThanOrEqual(60)
  expect(await db.$count(handshakes, eq(handshakes.kind, "invitation"))).toBeGreaterThanOrEqual(150)
  expect(present.map(({ role }) => role).sort()).toEqual([...roles].sort())
})

test("R94 in the demo a request to join by code waits for the super admin", async () => {
  const { db } = setup
  const [grace] = await db
    .select({ id: m.accountId, organization: o.id })
    .from(m)
    .innerJoin(o, eq(o.id, m.organizationId))
    .where(and(eq(m.role, "super_admin"), eq(o.name, "Cloud Harbour")))
  const ctx = contextOf(db, grace?.id ?? "")
  expect(await tasksOf(ctx, grace?.organization as ReadableOrganizationId)).toMatchObject([
    { applicant: "Noah Kim", contact: "noah@tidewater.example", codeReplaced: false, fallen: false },
  ])
})

test("R2 the demo has a certified and an uncertified enterprise, and an operator whom a request waits for", async () => {
  const { db } = setup
  const enterprises = await db.execute(
    sql`select name, entity_id is not null as certified from organizations order by name`,
  )
  expect([...enterprises]).toEqual([
    { name: "Cloud Harbour", certified: true },
    { name: "Paper Lantern Studio", certified: false },
  ])
  const [sam] = await db.select({ id: accounts.id }).from(accounts).where(eq(accounts.operator, true))
  const { rows } = await listCertifications(contextOf(db, sam?.id ?? ""), { waiting: true })
  expect(rows).toMatchObject([{ organization: "Paper Lantern Studio", applicant: "Elena Rossi", status: "pending" }])
  const letters = await db.execute(sql`select template, state from letters where recipient = 'operator@muster.example'`)
  expect([...letters]).toContainEqual({ template: "certification-requested", state: "queued" })
})

test("the demo is told in the order in which it happened, so that its audit reads from top to bottom", async () => {
  const { db } = setup
  const rows = await db
    .select({ at: u.at })
    .from(u)
    .innerJoin(o, eq(o.id, u.organizationId))
    .where(eq(o.name, "Cloud Harbour"))
    .orderBy(u.id)
  const moments = rows.map(({ at }) => at.getTime())
  expect(moments.length).toBeGreaterThan(30)
  expect(moments).toEqual([...moments].sort((a, b) => a - b))
})
