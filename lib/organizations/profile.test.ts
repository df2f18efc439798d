import { desc, eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { openSession, visitorOf } from "@/lib/accounts/sessions"
import { databaseClock } from "@/lib/core/context"
import { profileOf, updateProfile } from "@/lib/organizations/profile"
import { isMore } from "@/lib/shared/counts"
import { forms } from "@/lib/shared/forms"
import { countryName } from "@/lib/shared/kept/formatters"
import { ADDRESS_MAX, LICENCE_MAX, NAME_MAX } from "@/lib/shared/lengths"
import { countries, countriesIn, industries, scales } from "@/lib/shared/places"
import { roles } from "@/lib/shared/roles"
import { invited, member, newEmail, organization, person } from "@/lib/testing"
import { bulk, fillAccounts, fillMembers } from "@/lib/testing/filling"

const ROUNDS = 100

let db: Database
let close: () => Promise<void>
let url: string
beforeAll(async () => {
  ;({ db, close, url } = await testDatabase())
})
afterAll(() => close())

type Org = Awaited<ReturnType<typeof organization>>
const refusedFor = (code: string, extra = {}) =>
  expect.objectContaining({ code, extra: expect.objectContaining(extra) })
const handleOf = ({ id }: Pick<Org, "id">, start = "harbour") => `${start}-${id.slice(2)}`

/** What the form of an organization sends, typed in part. */
const typedFor = (org: Pick<Org, "id" | "name">, typed: Record<string, string> = {}) => ({
  organizationId: org.id,
  version: "0",
  name: org.name,
  handle: org.id,
  address: "",
  licenceNumber: "",
  industry: "",
  country: "",
  scale: "",
  ...typed,
})
const input = (org: Pick<Org, "id" | "name">, typed: Record<string, string> = {}) =>
  forms.updateProfile.parse(typedFor(org, typed))
const complaints = (org: Org, typed: Record<string, string>) =>
  forms.updateProfile.safeParse(typedFor(org, typed)).error?.issues.map(({ path }) => path[0])
const edits = ({ id }: Pick<Org, "id">) =>
  db.select().from(audit).where(eq(audit.organizationId, id)).orderBy(desc(audit.id))

test("a certified enterprise that is renamed keeps its name of before for a month, also when it is renamed twice", async () => {
  const org = await organization(db, { name: "Old Harbour" })
  const names = async () => {
    const [row] = await db.select().from(organizations).where(eq(organizations.id, org.id))
    return [row?.name, row?.formerName, row?.renamedAt !== null]
  }
  const renameTo = (name: string, version: number) =>
    updateProfile(org.owner.ctx, input(org, { name, version: String(version) }))
  await updateProfile(org.owner.ctx, input(org, { address: "Quay 1" }))
  expect(await names()).toEqual(["Old Harbour", null, false])
  await renameTo("Second Name", 1)
  expect(await names()).toEqual(["Second Name", "Old Harbour", true])
  await renameTo("Third Name", 2)
  expect(await names()).toEqual(["Third Name", "Old Harbour", true])
  await renameTo("Old Harbour", 3)
  expect(await names()).toEqual(["Old Harbour", null, true])
  await renameTo("Fourth Name", 4)
  await db.execute(sql`update organizations set renamed_at = renamed_at - interval '31 days' where id = ${org.id}`)
  await renameTo("Fifth Name", 5)
  expect(await names()).toEqual(["Fifth Name", "Fourth Name", true])
  const plain = await organization(db, { certified: false, name: "Plain" })
  await updateProfile(plain.owner.ctx, input(plain, { name: "Plainer" }))
  const [row] = await db.select().from(organizations).where(eq(organizations.id, plain.id))
  expect(row).toMatchObject({ name: "Plainer", formerName: null })
})

test("R62 R63 the profile of an organization shows its name, its id, its members, its quota and when it was founded", async () => {
  const org = await organization(db, { name: "Cloud Harbour", quota: 40 })
  await member(db, org.id)
  await invited(org, newEmail())
  const profile = await profileOf(org.owner.ctx, org.inView)
  expect(profile).toMatchObject({ name: "Cloud Harbour", handle: org.id, address: null, country: null, version: 0 })
  expect(profile).toMatchObject({ members: 2, pending: 1, quota: 40 })
  const [row] = await db.execute(sql`
    select clock_timestamp() - ${profile.createdAt.toISOString()}::timestamptz between '0' and '1 minute' as lately`)
  expect(row).toEqual({ lately: true })
})

test("R65 R67 every field is edited and shown again as it was saved, and an emptied one is empty", async () => {
  const org = await organization(db)
  const typed = {
    name: "  Harbour of Clouds ",
    handle: handleOf(org, "Harbour").toUpperCase(),
    address: " 12 Quay Road\r\n310000 Hangzhou ",
    licenceNumber: " 91330100MA2CB3XH7K ",
    industry: "K",
    country: "CN",
    scale: "50-249",
  }
  await updateProfile(org.owner.ctx, input(org, typed))
  expect(await profileOf(org.owner.ctx, org.inView)).toMatchObject({
    name: "Harbour of Clouds",
    handle: handleOf(org),
    address: "12 Quay Road\n310000 Hangzhou",
    licenceNumber: "91330100MA2CB3XH7K",
    industry: "K",
    country: "CN",
    scale: "50-249",
    version: 1,
  })
  await updateProfile(org.owner.ctx, input(org, { version: "1", name: "Harbour", address: " \r\n " }))
  const emptied = { address: null, licenceNumber: null, industry: null, country: null, scale: null }
  expect(await profileOf(org.owner.ctx, org.inView)).toMatchObject({ name: "Harbour", handle: org.id, ...emptied })
})

test("R67 the new name is what the next request of every member shows", async () => {
  const org = await organization(db)
  const someone = await member(db, org.id)
  const session = await openSession(db, someone.ctx, someone.id)
  await updateProfile(org.owner.ctx, input(org, { name: "Paper Lantern" }))
  expect(await visitorOf(db, databaseClock, session)).toMatchObject({ memberships: [{ name: "Paper Lantern" }] })
})

test("R66 without a name nothing is saved, nor with one that is too long or more than one line", async () => {
  const org = await organization(db)
  for (const name of ["", "   ", "x".repeat(NAME_MAX + 1), "two\nlines", "hid\u202eden"]) {
    expect(complaints(org, { name }), JSON.stringify(name)).toEqual(["name"])
  }
  expect(complaints(org, { name: "x".repeat(NAME_MAX) })).toBeUndefined()
})

test("R65 each field takes what belongs there and nothing else", async () => {
  const org = await organization(db)
  const bad = {
    handle: [
      "",
      "ab",
      "1harbour",
      "harbour-",
      "-harbour",
      "har bour",
      "hafen_ö",
      "o-harbour",
      "o-short",
      "x".repeat(33),
    ],
    address: ["x".repeat(ADDRESS_MAX + 1), "bell\u0007", "turned\u202eround"],
    licenceNumber: ["9".repeat(LICENCE_MAX + 1), "two\nlines"],
    industry: ["W", "k", "__proto__"],
    country: ["cn", "XX", "UK", "China"],
    scale: ["50", "1-50"],
    version: ["", "-1", "1.5", "x"],
  }
  for (const [field, values] of Object.entries(bad)) {
    for (const value of values) expect(complaints(org, { [field]: value }), `${field}: ${value}`).toEqual([field])
  }
  const good = {
    handle: ["abc", "a-1", `a${"b".repeat(31)}`, "ooo-harbour", " HARBOUR "],
    industry: industries,
    country: countries,
    scale: scales,
  }
  for (const [field, values] of Object.entries(good)) {
    for (const value of values) expect(complaints(org, { [field]: value }), `${field}: ${value}`).toBeUndefined()
  }
})

test("R65 countries are those of ISO 3166, in the reader's language and order", () => {
  expect(countries.length).toBeGreaterThan(240)
  for (const code of ["CN", "DE", "AQ", "TF", "UM"]) expect(countries).toContain(code)
  for (const code of ["AC", "EU", "SU", "UK"]) expect(countries).not.toContain(code)
  expect([countryName("DE", "en"), countryName("DE", "zh-CN")]).toEqual(["Germany", "德国"])
  const names = countriesIn("en").map(([, name]) => name)
  expect(names.slice(0, 3)).toEqual(["Afghanistan", "Åland Islands", "Albania"])
  expect(countriesIn("zh-CN")[0]).toEqual(["AL", "阿尔巴尼亚"])
  expect(new Set(names).size).toBe(countries.length)
})

test("R64 the owner and administrators edit the profile; every other role is refused, and it is kept on record", async () => {
  for (const role of roles) {
    const org = await organization(db)
    const someone = role === "super_admin" ? org.owner : await member(db, org.id, role)
    const name = `Edited by ${role}`
    const edit = updateProfile(someone.ctx, input(org, { name }))
    const allowed = role === "super_admin" || role === "admin"
    if (allowed) await edit
    else await expect(edit, role).rejects.toEqual(refusedFor("forbidden"))
    expect((await profileOf(org.owner.ctx, org.inView)).name, role).toBe(allowed ? name : "Cloud Harbour")
    const [latest] = await edits(org)
    const refusal = allowed ? null : "forbidden"
    expect(latest, role).toMatchObject({ action: "organization.edit", actorId: someone.id, refusal })
  }
})

test("R64 to outsiders an organization is none that they could edit", async () => {
  const [org, other] = [await organization(db), await organization(db)]
  for (const { ctx } of [other.owner, await person(db)]) {
    await expect(updateProfile(ctx, input(org, { name: "Taken over" }))).rejects.toEqual(refusedFor("not_found"))
  }
  const nowhere = { id: "o-nosuchplace1", name: "Nowhere" }
  await expect(updateProfile(org.owner.ctx, input(nowhere))).rejects.toEqual(refusedFor("not_found"))
  expect((await profileOf(org.owner.ctx, org.inView)).name).toBe("Cloud Harbour")
})

test("R65 no two organizations have the same Organization ID, and none has the id of another", async () => {
  const [org, other] = [await organization(db), await organization(db)]
  const taken = refusedFor("handle_taken", { field: "handle" })
  await updateProfile(org.owner.ctx, input(org, { handle: handleOf(org) }))
  for (const handle of [handleOf(org), handleOf(org).toUpperCase(), org.id, "o-000000000000"]) {
    await expect(updateProfile(other.owner.ctx, input(other, { handle })), handle).rejects.toEqual(taken)
  }
  expect(await profileOf(other.owner.ctx, other.inView)).toMatchObject({ handle: other.id, version: 0 })
  await updateProfile(org.owner.ctx, input(org, { version: "1" }))
  await updateProfile(other.owner.ctx, input(other, { handle: handleOf(org) }))
})

test("R65 of two organizations that want the same Organization ID at once, one gets it", async () => {
  const pair = [await organization(db), await organization(db)] as const
  const handle = handleOf(pair[0])
  const results = await Promise.allSettled(pair.map((org) => updateProfile(org.owner.ctx, input(org, { handle }))))
  const lost = results.filter(({ status }) => status === "rejected")
  expect(lost).toMatchObject([{ reason: { code: "handle_taken", extra: { field: "handle" } } }])
})

test("the audit keeps what an edit has changed, from what to what; saving nothing new leaves no trace", async () => {
  const org = await organization(db)
  await updateProfile(org.owner.ctx, input(org, { country: "SE", address: "Kajen 1" }))
  await updateProfile(org.owner.ctx, input(org, { version: "1", country: "NO", address: "Kajen 1" }))
  await updateProfile(org.owner.ctx, input(org, { version: "2", country: "NO", address: "Kajen 1" }))
  const details = (await edits(org)).filter(({ action }) => action === "organization.edit").map(({ detail }) => detail)
  expect(details).toEqual([
    { country: { from: "SE", to: "NO" } },
    { country: { from: null, to: "SE" }, address: { from: null, to: "Kajen 1" } },
  ])
  expect((await profileOf(org.owner.ctx, org.inView)).version).toBe(2)
})

test("R65 the second of two editors is told who changed what meanwhile, and can then save over it", async () => {
  const org = await organization(db)
  const admin = await member(db, org.id, "admin")
  await updateProfile(org.owner.ctx, input(org, { name: "First", country: "SE" }))
  await updateProfile(org.owner.ctx, input(org, { version: "1", name: "First", country: "", scale: "1-49" }))
  const second = { name: "Second", address: "Kajen 1" }
  const facts = { who: "Grace Lin", version: 2, name: "First", country: "", scale: "1-49" }
  await expect(updateProfile(admin.ctx, input(org, second))).rejects.toEqual(refusedFor("changed_meanwhile", { facts }))
  expect(await profileOf(org.owner.ctx, org.inView)).toMatchObject({ name: "First", address: null, version: 2 })
  await updateProfile(admin.ctx, input(org, { ...second, version: "2" }))
  expect(await profileOf(org.owner.ctx, org.inView)).toMatchObject({ name: "Second", scale: null, version: 3 })
  const [latest] = await edits(org)
  expect(latest).toMatchObject({ actorId: admin.id, detail: { name: { from: "First", to: "Second" } } })
})

test("R65 a version that never was is refused like an old one", async () => {
  const org = await organization(db)
  const edit = updateProfile(org.owner.ctx, input(org, { version: "7", name: "From the future" }))
  await expect(edit).rejects.toEqual(refusedFor("changed_meanwhile", { facts: { who: "nobody", version: 0 } }))
})

test(`of two editors who save at once exactly one wins, ${ROUNDS} times over`, async () => {
  const org = await organization(db)
  const editors = [org.owner, await member(db, org.id, "admin")]
  for (let round = 0; round < ROUNDS; round += 1) {
    const results = await Promise.allSettled(
      editors.map(({ ctx }, n) => updateProfile(ctx, input(org, { version: String(round), name: `${round}-${n}` }))),
    )
    const won = results.findIndex(({ status }) => status === "fulfilled")
    expect(results[1 - won], `round ${round}`).toMatchObject({
      reason: { code: "changed_meanwhile", extra: { facts: { version: round + 1, name: `${round}-${won}` } } },
    })
    const [row] = await db.select().from(organizations).where(eq(organizations.id, org.id))
    expect(row, `round ${round}`).toMatchObject({ name: `${round}-${won}`, profileVersion: round + 1 })
  }
})

test("no more than a thousand members are counted, and what is taken of the quota is known all the same", async () => {
  const org = await organization(db, { quota: 5000 })
  const filling = { organizationId: org.id, ownerId: org.owner.id, rows: 1200, accounts: 1200 }
  await bulk(url, ["accounts", "memberships"], (owner) =>
    fillAccounts(owner, filling).then(() => fillMembers(owner, filling)),
  )
  await db.update(organizations).set({ seatsTaken: 1201 }).where(eq(organizations.id, org.id))
  const profile = await profileOf(org.owner.ctx, org.inView)
  expect(profile).toMatchObject({ members: 1001, pending: 0, taken: 1201 })
  expect(isMore(profile.members)).toBe(true)
})
