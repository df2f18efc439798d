import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accessKeys, accounts, handshakes, memberships, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { createAccessKey } from "@/lib/access-keys/access-keys"
import { certify } from "@/lib/effects/certify"
import { accept } from "@/lib/handshake"
import { removeMember } from "@/lib/members/members"
import { deleteOrganization } from "@/lib/organizations/delete-organization"
import { enableAllFeatures } from "@/lib/organizations/features"
import { affiliationNotice } from "@/lib/organizations/joining"
import { foundOrganization } from "@/lib/organizations/organizations"
import { updateProfile } from "@/lib/organizations/profile"
import { clockAfter, codeFrom, invited, joining, member, newEmail, organization, PASSWORD, person } from "@/lib/testing"
import { bugs, outcome } from "@/lib/testing/races"

const ROUNDS = 60
const LONG = 240_000

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: 20 }))
})
afterAll(() => close())

const refusal = (code: string, field?: string) =>
  expect.objectContaining({ code, ...(field ? { extra: { field } } : {}) })
const organizationWith = async (id: string) =>
  (await db.select().from(organizations).where(eq(organizations.id, id)))[0]
const membersOf = (id: string) => db.select().from(memberships).where(eq(memberships.organizationId, id))
const stateOf = async (id: string) => (await db.select().from(handshakes).where(eq(handshakes.id, id)))[0]?.state
const blank = { address: null, licenceNumber: null, industry: null, country: null, scale: null }

test("a deleted organization has nobody and nothing pending; its code, keys, entity and Organization ID are free", async () => {
  const org = await organization(db)
  const { ctx } = org.owner
  const code = await codeFrom(org)
  const handle = `paper-${org.id.slice(2, 10)}`
  await updateProfile(ctx, { organizationId: org.id, version: 0, name: org.name, handle, ...blank })
  const invitation = await invited(org, newEmail())
  const applicant = await person(db)
  const request = await joining(org, applicant)
  await db.update(organizations).set({ allFeatures: false }).where(eq(organizations.id, org.id))
  const features = await enableAllFeatures(ctx, { organizationId: org.id })
  const key = await createAccessKey(ctx, { organizationId: org.id, name: "Terraform", permissions: ["read"] })

  await deleteOrganization(ctx, { organizationId: org.id, name: org.name })

  expect(await membersOf(org.id)).toEqual([])
  expect(await organizationWith(org.id)).toMatchObject({
    handle: org.id,
    codeHash: null,
    entityId: null,
    seatsTaken: 0,
  })
  expect((await organizationWith(org.id))?.closedAt).toBeInstanceOf(Date)
  expect(await Promise.all([invitation, request, features].map(({ id }) => stateOf(id)))).toEqual([
    "canceled",
    "declined",
    "canceled",
  ])
  const [standing] = await db.select().from(accessKeys).where(eq(accessKeys.id, key.id))
  expect(standing?.disabledAt).toBeInstanceOf(Date)
  const [owner] = await db.select().from(accounts).where(eq(accounts.id, org.owner.id))
  expect(owner?.entityId).toBeNull()
  await expect(affiliationNotice(applicant.ctx, { code })).rejects.toEqual(refusal("code_unknown", "code"))
  await expect(accept(applicant.ctx, { token: invitation.token })).rejects.toEqual(refusal("link_invalid"))

  // All that was taken is free for the next.
  const next = await foundOrganization(ctx, { name: org.name })
  await updateProfile(ctx, { organizationId: next, version: 0, name: org.name, handle, ...blank })
  const entity = { name: "Harbour Ltd.", licenceNumber: org.id, type: "enterprise" as const }
  expect(await certify(db, { organizationId: next, initiatorId: org.owner.id }, entity)).toBe(true)
  expect(await membersOf(next)).toMatchObject([{ affiliated: true }])
})

test("its deletion stands in the audit, and each thing that it ended", async () => {
  const org = await organization(db)
  await invited(org, newEmail())
  await deleteOrganization(org.owner.ctx, { organizationId: org.id })
  const rows = await db.execute(sql`
    select action, actor_id as by, detail -> 'name' as name from audit
     where organization_id = ${org.id} order by id desc limit 2`)
  expect([...rows]).toEqual([
    { action: "organization.close", by: org.owner.id, name: org.name },
    { action: "invitation.cancel", by: org.owner.id, name: null },
  ])
})

test("an organization with other members is not deleted, until the last of them is gone", async () => {
  const org = await organization(db)
  const someone = await member(db, org.id)
  const invitation = await invited(org, newEmail())
  await expect(deleteOrganization(org.owner.ctx, { organizationId: org.id })).rejects.toEqual(refusal("not_empty"))
  expect(await stateOf(invitation.id)).toBe("open")
  expect((await organizationWith(org.id))?.closedAt).toBeNull()
  await removeMember(org.owner.ctx, { organizationId: org.id, accountId: someone.id })
  await deleteOrganization(org.owner.ctx, { organizationId: org.id })
  expect(await membersOf(org.id)).toEqual([])
})

test("only the super admin deletes, by its name as it stands, and with the password when the login is old", async () => {
  const org = await organization(db)
  const [admin, outsider] = [await member(db, org.id, "admin"), await person(db)]
  const closing = { organizationId: org.id }
  await expect(deleteOrganization(admin.ctx, closing)).rejects.toEqual(refusal("forbidden"))
  await expect(deleteOrganization(outsider.ctx, closing)).rejects.toEqual(refusal("not_found"))
  const other = { ...closing, name: org.name.toLowerCase() }
  await expect(deleteOrganization(org.owner.ctx, other)).rejects.toEqual(refusal("invalid_input", "name"))
  const old = { ...org.owner.ctx, actor: { accountId: org.owner.id, freshLogin: false } }
  await expect(deleteOrganization(old, closing)).rejects.toEqual(refusal("password_needed", "password"))
  await expect(deleteOrganization(old, { ...closing, password: "not it" })).rejects.toEqual(
    refusal("wrong_password", "password"),
  )
  expect(await membersOf(org.id)).toHaveLength(2)
  await removeMember(org.owner.ctx, { organizationId: org.id, accountId: admin.id })
  await deleteOrganization(old, { ...closing, password: PASSWORD })
  await expect(deleteOrganization(org.owner.ctx, closing)).rejects.toEqual(refusal("not_found"))
})

test.each([
  ["two blanks", "Acme  Ltd", "Acme Ltd"],
  ["a wide blank", "山田　商店", "山田 商店"],
  ["an accent of its own", "Cafe\u0301", "Café"],
  ["quotes that a phone makes", "O'Neil", "O’Neil"],
])("an organization whose name has %s is deleted by what its super admin sees", async (_, stored, typed) => {
  const org = await organization(db)
  await db.execute(sql`update organizations set name = ${stored} where id = ${org.id}`)
  await deleteOrganization(org.owner.ctx, { organizationId: org.id, name: typed })
  expect((await organizationWith(org.id))?.closedAt).not.toBeNull()
})

test("what had expired by itself stands in nobody's way", async () => {
  const org = await organization(db)
  const { id } = await invited(org, newEmail(), { lifetimeSeconds: 60 })
  await deleteOrganization({ ...org.owner.ctx, clock: clockAfter("2 minutes") }, { organizationId: org.id })
  expect(await stateOf(id)).toBe("open")
  expect(await membersOf(org.id)).toEqual([])
})

test("of a deletion and an acceptance at once, the first decides", { timeout: LONG }, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await db.execute(sql`delete from limits`)
    const org = await organization(db)
    const guest = await person(db)
    const { token } = await invited(org, guest.address)
    const [accepted, closed] = await Promise.all([
      outcome(accept(guest.ctx, { token })),
      outcome(deleteOrganization(org.owner.ctx, { organizationId: org.id })),
    ])
    expect(bugs([accepted, closed])).toEqual([])
    expect([accepted, closed].filter((answer) => answer === "done")).toHaveLength(1)
    expect(await membersOf(org.id)).toHaveLength(accepted === "done" ? 2 : 0)
  }
})
