import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { claimedNames, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { createUnnamedOrganization } from "@/lib/aws/queries/organization"
import { claimNames, claimNext } from "@/lib/effects/names"
import { approveCertification } from "@/lib/organizations/certification"
import { deleteOrganization } from "@/lib/organizations/delete-organization"
import { createOrganization } from "@/lib/organizations/organizations"
import { updateProfile } from "@/lib/organizations/profile"
import { settings } from "@/lib/settings"
import { forms } from "@/lib/shared/forms"
import { clockAfter, newLicence, operator, organization, person, requested } from "@/lib/testing"
import { bugs, raced, rounds } from "@/lib/testing/races"

const ROUNDS = rounds(100)

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
beforeEach(() => db.delete(claimedNames))
afterAll(() => close())

type Org = Awaited<ReturnType<typeof organization>>
const refusal = (code: string) => expect.objectContaining({ code, extra: expect.objectContaining({ field: "name" }) })

function renamed(org: Org, name: string, { version = 0, after = "0 seconds" } = {}) {
  const empty = { address: "", licenceNumber: "", industry: "", country: "", scale: "" }
  const typed = { organizationId: org.id, version: String(version), handle: org.id, name, ...empty }
  return updateProfile({ ...org.owner.ctx, clock: clockAfter(after) }, forms.updateProfile.parse(typed))
}

/** A certified enterprise whose names are its alone. */
async function claiming(name: string) {
  const org = await organization(db, { name })
  await db.execute(sql`update entities set name = ${`${name} Legal`} where licence_number = ${org.id}`)
  await claimNames(db, org.id)
  return org
}

test("nobody creates an organization, or renames one, to what looks like a certified enterprise or its legal name", async () => {
  await claiming("Cloud Harbour")
  const someone = await person(db)
  const other = await organization(db, { name: "Other" })
  const plain = await organization(db, { name: "Plain", certified: false })
  for (const name of ["Cloud Harbour", "Сloud Harbоur", "CLOUD-HARBOUR", "CIoud Harbour", "cloud harbour legal"]) {
    await expect(createOrganization(someone.ctx, { name }), name).rejects.toEqual(refusal("name_alike"))
    for (const org of [other, plain]) await expect(renamed(org, name), name).rejects.toEqual(refusal("name_alike"))
  }
  await createOrganization(someone.ctx, { name: "Cloud Harbours" })
  await renamed(other, "Cloud Haven")
})

test("an organization that a program creates under the name of its account gets the number where that looks alike", async () => {
  await claiming("Cloud Harbour")
  const nameOf = async (name: string) => {
    const founder = await person(db, { name })
    const id = await createUnnamedOrganization(founder.ctx, { allFeatures: true })
    const [row] = await db.select({ name: organizations.name }).from(organizations).where(eq(organizations.id, id))
    return row?.name
  }
  expect(await nameOf("Ada Zhou")).toBe("Ada Zhou")
  for (const name of ["Сloud Harbour", "Muster Security"]) expect(await nameOf(name)).toMatch(/^\d{12}$/)
})

test("what looks like the site itself is refused, as the settings name it", async () => {
  const someone = await person(db)
  for (const name of ["Muster", "Μuster Security", "MUSTER support"])
    await expect(createOrganization(someone.ctx, { name })).rejects.toEqual(refusal("name_reserved"))
  const { names } = settings()
  const { reserved } = names
  names.reserved = []
  await createOrganization(someone.ctx, { name: "Muster Bakery" })
  names.reserved = reserved
})

test("an enterprise keeps its own names, also in another spelling, and its former name while that is shown", async () => {
  const org = await claiming("Cloud Harbour")
  const other = await organization(db, { name: "Other" })
  await renamed(org, "CLOUD HARBOUR")
  await renamed(org, "Paper Lantern", { version: 1 })
  await expect(renamed(other, "Cloud Harbour")).rejects.toEqual(refusal("name_alike"))
  await expect(renamed(other, "Paper Lanterп")).resolves.toBeUndefined()
  await expect(renamed(other, "Рaper Lantern", { version: 1 })).rejects.toEqual(refusal("name_alike"))
  await renamed(org, "Third Name", { version: 2, after: "31 days" })
  await renamed(other, "Cloud Harbour", { version: 1 })
  await expect(renamed(other, "Paper Lantern", { version: 2 })).rejects.toEqual(refusal("name_alike"))
})

test("certification claims the names, deletion frees them, and an operator may certify two that are called alike", async () => {
  const org = await organization(db, { name: "Harbour One", certified: false })
  const sam = await operator(db)
  const { id } = await requested(org, { licenceNumber: newLicence() })
  await approveCertification(sam.ctx, { id, shared: false })
  const someone = await person(db)
  await expect(createOrganization(someone.ctx, { name: "Harbour One" })).rejects.toEqual(refusal("name_alike"))
  await expect(createOrganization(someone.ctx, { name: "Harbour Ltd" })).rejects.toEqual(refusal("name_alike"))
  const twin = await organization(db, { name: "Harbour One", certified: false })
  const second = await requested(twin, { licenceNumber: newLicence() })
  await approveCertification(sam.ctx, { id: second.id, shared: false })
  await deleteOrganization(org.owner.ctx, { organizationId: org.id })
  await createOrganization(someone.ctx, { name: "Harbour One" })
})

test("what was certified before names were kept is claimed in portions, each name by one, and by another when that one is gone", async () => {
  const orgs = [await organization(db, { name: "First" }), await organization(db, { name: "First" })]
  expect(await db.$count(claimedNames)).toBe(0)
  for (let last: string | null = ""; last !== null; ) last = await claimNext(db, last)
  const rows = await db.select().from(claimedNames).where(eq(claimedNames.skeleton, "first"))
  expect(orgs.map(({ id }) => id)).toContain(rows[0]?.organizationId)
  const before = await db.$count(claimedNames)
  for (let last: string | null = ""; last !== null; ) last = await claimNext(db, last)
  expect(await db.$count(claimedNames)).toBe(before)
  const [first, second] = orgs.toSorted(({ id }) => (id === rows[0]?.organizationId ? -1 : 1))
  if (first) await deleteOrganization(first.owner.ctx, { organizationId: first.id })
  for (let last: string | null = ""; last !== null; ) last = await claimNext(db, last)
  const [claimed] = await db.select().from(claimedNames).where(eq(claimedNames.skeleton, "first"))
  expect(claimed?.organizationId).toBe(second?.id)
})

test(`of two certified enterprises that take names which look alike at once one is refused, ${ROUNDS} times`, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await db.delete(claimedNames)
    const [one, other] = [await organization(db, { name: "One" }), await organization(db, { name: "Two" })]
    const outcomes = await raced([() => renamed(one, "Sea Harbour"), () => renamed(other, "Sеa Hаrbour")], round)
    expect(bugs(outcomes)).toEqual([])
    expect(outcomes.toSorted()).toEqual(["done", "name_alike"])
    const names = await db
      .select({ name: organizations.name })
      .from(organizations)
      .where(sql`id in (${one.id}, ${other.id})`)
    expect(names.filter(({ name }) => name.endsWith("rbour"))).toHaveLength(1)
  }
})
