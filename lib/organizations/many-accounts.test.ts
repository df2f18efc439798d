import { and, eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { audit, handshakes, letters, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { deleteOrganization } from "@/lib/organizations/delete-organization"
import { cancelAllFeatures, enableAllFeatures } from "@/lib/organizations/features"
import { foundOrganization } from "@/lib/organizations/organizations"
import { organization, person } from "@/lib/testing"

// A verb that concerns many ends within the deadlines of its statements and its transaction, or does nothing at all.

const MANY = 10_000
const LONG = 120_000

let setup: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  setup = await testDatabase()
})
afterAll(() => setup.close())

const pendingOf = (organizationId: string, kind: string) =>
  setup.db.$count(
    handshakes,
    and(eq(handshakes.organizationId, organizationId), eq(handshakes.kind, kind), eq(handshakes.state, "open")),
  )
const entriesOf = (organizationId: string, action: string) =>
  setup.db.$count(audit, and(eq(audit.organizationId, organizationId), eq(audit.action, action)))

test("ten thousand accounts are asked to approve all features, and the question is taken back", {
  timeout: LONG,
}, async () => {
  const owner = await person(setup.db)
  const organizationId = await foundOrganization(owner.ctx, { name: "Harbour Ltd.", allFeatures: false })
  await setup.owner.execute(sql`
    with made as (
      insert into accounts (id, number, name, email)
      select gen_random_uuid(), (700000000000 + n)::text, 'Account ' || n, 'account' || n || '@example.com'
        from generate_series(1, ${MANY}::int) n returning id)
    insert into memberships (organization_id, account_id, role, origin, handshake_id, affiliated)
    select ${organizationId}, id, 'member', 'invitation', gen_random_uuid(), true from made`)
  await setup.owner.execute(sql`analyze`)
  await enableAllFeatures(owner.ctx, { organizationId })
  expect(await pendingOf(organizationId, "feature-approval")).toBe(MANY)
  expect(await entriesOf(organizationId, "feature-approval.propose")).toBe(MANY)
  expect(await setup.db.$count(letters, eq(letters.template, "feature-approval"))).toBe(MANY)
  await cancelAllFeatures(owner.ctx, { organizationId })
  expect(await pendingOf(organizationId, "feature-approval")).toBe(0)
  expect(await entriesOf(organizationId, "feature-approval.cancel")).toBe(MANY)
})

test("an organization with ten thousand pending invitations is deleted", { timeout: LONG }, async () => {
  const org = await organization(setup.db, { quota: 2 * MANY })
  await setup.owner.execute(sql`
    insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
      proposed_at, sent_at, expires_at)
    select gen_random_uuid(), ${org.id}, 'invitation', 'open', 'guest' || n || '@example.com', ${org.owner.id},
      '{"role": "member", "note": ""}', 'k', 604800, now(), now(), now() + interval '7 days'
      from generate_series(1, ${MANY}::int) n`)
  await setup.owner.execute(sql`update organizations set seats_taken = ${MANY + 1} where id = ${org.id}`)
  await setup.owner.execute(sql`analyze`)
  await deleteOrganization(org.owner.ctx, { organizationId: org.id })
  expect(await pendingOf(org.id, "invitation")).toBe(0)
  expect(await entriesOf(org.id, "invitation.cancel")).toBe(MANY)
  const [row] = await setup.db.select().from(organizations).where(eq(organizations.id, org.id))
  expect(row).toMatchObject({ seatsTaken: 0, closedAt: expect.any(Date) })
})
