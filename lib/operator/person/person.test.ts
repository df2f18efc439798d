import { eq, is, or, sql } from "drizzle-orm"
import { PgTable } from "drizzle-orm/pg-core"
import { uuidv7 } from "uuidv7"
import { afterEach, beforeEach, expect, test } from "vitest"
import type { Database } from "@/db/client"
import * as schema from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { createAccessKey } from "@/lib/access-keys/access-keys"
import { rename } from "@/lib/accounts/accounts"
import { forgotPassword, logIn } from "@/lib/accounts/login"
import { openSession } from "@/lib/accounts/sessions"
import { seal } from "@/lib/audit/seals/seal"
import { chains, verifyChain } from "@/lib/audit/seals/verify"
import { contactOf } from "@/lib/core/contacts"
import { databaseClock } from "@/lib/core/context"
import { accept, decline } from "@/lib/handshake"
import { erasePerson } from "@/lib/operator/person/erase"
import { exportPerson } from "@/lib/operator/person/export"
import { impersonal, places } from "@/lib/operator/person/places"
import { invited, joining, newEmail, organization, PASSWORD, person } from "@/lib/testing"

let world: Awaited<ReturnType<typeof testDatabase>>
let db: Database
let owner: Database
beforeEach(async () => {
  world = await testDatabase()
  ;({ db, owner } = world)
})
afterEach(() => world.close())

async function sealAll() {
  while ((await seal({ db, clock: databaseClock })) > 0);
}

async function broken() {
  const found: unknown[] = []
  for await (const { chain } of chains(db)) found.push((await verifyChain({ db, clock: databaseClock }, chain)).broken)
  return found.filter(Boolean)
}

/** Everything that the database holds, as one text. */
async function everything(): Promise<string> {
  const texts: string[] = []
  for (const table of Object.values(schema).filter((value) => is(value, PgTable)))
    texts.push(JSON.stringify(await owner.select().from(table as PgTable)))
  return texts.join("\n")
}

async function told(row: Omit<typeof schema.audit.$inferInsert, "id" | "at">) {
  await db.insert(schema.audit).values({ id: uuidv7(), at: databaseClock, ...row })
}

/** Somebody who has done what one can do, in two organizations. */
async function story() {
  const [org, other] = [await organization(db), await organization(db, { name: "Paper Lantern" })]
  const ada = await person(db, { name: "Adelheid Zhou" })
  const { token } = await invited(org, ada.address, { note: "Dear Adelheid, welcome" })
  await accept(ada.ctx, { token })
  await decline(ada.ctx, { ...(await invited(other, ada.address)), reason: "I am Adelheid and busy" })
  await invited(await organization(db, { name: "Third" }), ada.address, { note: "for Adelheid" })
  await rename({ ...ada.ctx, ip: "203.0.113.77" }, { name: "Adelheid Other" })
  const session = await openSession(db, { clock: databaseClock }, ada.id)
  const key = await createAccessKey({ ...ada.ctx, ip: "203.0.113.77" }, { name: "mine", permissions: ["read"] })
  await forgotPassword({ db, actor: null, clock: databaseClock, ip: null }, { contact: ada.address }, "en")
  await told({ action: "account.log-in", target: ada.id, refusal: "wrong_login", ip: "203.0.113.77" })
  await joining(other, ada, { description: "Adelheid here" })
  await sealAll()
  return { org, other, ada, session, key }
}

const TRACES = (address: string) => [address, "Adelheid", "203.0.113.77"]

test("every table either tells of persons, and how it is exported and erased, or is named as telling of none", () => {
  const known = [...places.map(({ table }) => table), ...impersonal]
  const tables = Object.entries(schema).filter(([, value]) => is(value, PgTable))
  expect(tables.filter(([, table]) => !known.includes(table as PgTable)).map(([name]) => name)).toEqual([])
  expect(new Set(known).size).toBe(known.length)
})

test("an export holds all that is known of a person, of an account and of its contact, and no secret", async () => {
  const { org, ada, session, key } = await story()
  const found = await exportPerson({ db }, contactOf(ada.address))
  const { data } = found ?? { data: {} as Record<string, object[]> }
  expect(found).toMatchObject({ format: "muster-person", version: 1, contacts: [ada.address] })
  expect(data.account).toMatchObject([{ id: ada.id, name: "Adelheid Other", email: ada.address }])
  expect(data.memberships).toMatchObject([{ organizationId: org.id, role: "member" }])
  expect(data.logins).toHaveLength(1)
  expect(data.accessKeys).toMatchObject([{ id: key.id, name: "mine" }])
  expect(data.handshakes).toHaveLength(4)
  expect(data.codes).toHaveLength(1)
  expect(data.messages?.length).toBeGreaterThan(3)
  expect(data.audit).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ action: "account.rename", detail: { from: "Adelheid Zhou", to: "Adelheid Other" } }),
      expect.objectContaining({ action: "invitation.propose", target: ada.address }),
    ]),
  )
  const text = JSON.stringify(found)
  for (const secret of [session, key.secret, "$argon2", "passwordHash", '"hash"', '"secret"'])
    expect(text).not.toContain(secret)
  expect(await exportPerson({ db }, contactOf(newEmail()))).toBeNull()
  const [entry] = await db.select().from(schema.audit).where(eq(schema.audit.action, "person.export"))
  expect(entry).toMatchObject({ actorId: null, target: ada.id })
})

test("an erased person is found nowhere in the database, the history has a pseudonym, and every seal holds", async () => {
  const { org, ada } = await story()
  expect(await everything()).toContain("Adelheid")
  const done = await erasePerson({ db: owner }, contactOf(ada.address))
  const [account] = await db.select().from(schema.accounts).where(eq(schema.accounts.id, ada.id))
  const pseudonym = `erased-${account?.number}`
  expect(done).toMatchObject({ state: "erased", pseudonym, left: 1 })
  const left = await everything()
  for (const trace of TRACES(ada.address)) expect(left).not.toContain(trace)
  expect(account).toMatchObject({ name: pseudonym, email: null, passwordHash: null })
  expect(await broken()).toEqual([])
  await sealAll()
  expect(await broken()).toEqual([])

  const rows = await db
    .select()
    .from(schema.audit)
    .where(or(eq(schema.audit.actorId, ada.id), eq(schema.audit.target, `${pseudonym}@erased.invalid`)))
  expect(rows.map(({ action }) => action).sort()).toEqual(
    expect.arrayContaining([
      "account.rename",
      "invitation.accept",
      "invitation.decline",
      "invitation.propose",
      "member.leave",
    ]),
  )
  const [organizationRow] = await db.select().from(schema.organizations).where(eq(schema.organizations.id, org.id))
  expect(organizationRow?.seatsTaken).toBe(1)
  const visitor = { db, actor: null, clock: databaseClock, ip: null }
  await expect(logIn(visitor, { contact: ada.address, password: PASSWORD })).rejects.toThrow("wrong_login")
  expect(await erasePerson({ db: owner }, contactOf(ada.address))).toEqual({ state: "unknown" })
  await person(db, { address: ada.address })
})

test("a contact without an account is taken out of the invitations that it was sent", async () => {
  const org = await organization(db)
  const guest = newEmail("stranger")
  await invited(org, guest, { note: "hello" })
  await sealAll()
  expect(await erasePerson({ db: owner }, contactOf(guest))).toMatchObject({ state: "erased", left: 0 })
  expect(await everything()).not.toContain(guest)
  expect(await broken()).toEqual([])
})

test("whoever has a longer address or number keeps all of theirs", async () => {
  const others = ["joann@example.com", "j.ann@example.co", "ann@example.co.uk", "+447700900123"]
  const own = ["ann@example.co", "+44770090012"]
  const entries = (words: string[]) => words.map((word) => ({ contact: word, told: `Write to ${word}, or\n${word}.` }))
  for (const word of [...others, ...own]) {
    await told({ action: "contact.free", target: word, detail: { entries: entries([word]) } })
    for (const key of [word, `${word}@198.51.100.7`])
      await db.insert(schema.limits).values({ key: `codesPerContact:reset:${key}`, count: 1, resetsAt: databaseClock })
  }
  await sealAll()
  const before = await everything()
  for (const word of own)
    expect(await erasePerson({ db: owner }, contactOf(word))).toMatchObject({ state: "erased", rows: 1 })
  const after = await everything()
  const occurrences = (text: string, word: string) => text.split(word).length
  for (const word of others) expect(occurrences(after, word), word).toBe(occurrences(before, word))
  const rows = await db.select().from(schema.audit).where(eq(schema.audit.action, "contact.free"))
  const kept = rows.filter(({ detail }) => JSON.stringify(detail).includes("erased.invalid"))
  expect(kept).toHaveLength(own.length)
  for (const { detail, target } of kept) expect(detail).toEqual({ entries: entries([target ?? ""]) })
  expect(await db.$count(schema.limits)).toBe(others.length * 2)
  expect(await broken()).toEqual([])
})

test("an owner is refused with the organizations, and nothing is changed", async () => {
  const org = await organization(db)
  const before = await everything()
  expect(await erasePerson({ db: owner }, contactOf(org.owner.address))).toEqual({
    state: "owner",
    organizations: [{ id: org.id, name: "Cloud Harbour" }],
  })
  expect(await everything()).toBe(before)
})

test("a row that was altered is named, and not sealed over; after an end by force the rest is done", async () => {
  const { ada } = await story()
  const [row] = await db.select().from(schema.audit).where(sql`action = 'account.rename'`)
  const altered = (to: string) =>
    owner.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`)
      await tx.execute(sql`update audit set ip = ${to} where id = ${row?.id}`)
    })
  await altered("198.51.100.1")
  expect(await erasePerson({ db: owner }, contactOf(ada.address))).toEqual({ state: "broken", rows: [row?.id] })
  expect(await broken()).toMatchObject([{ why: "changed", id: row?.id }])
  await altered("203.0.113.77")
  expect(await erasePerson({ db: owner }, contactOf(ada.address))).toMatchObject({ state: "erased", left: 0 })
  for (const trace of TRACES(ada.address)) expect(await everything()).not.toContain(trace)
  expect(await broken()).toEqual([])
})

test("an erasure that was ended by force finds what the person had before, and takes it out when it is run again", async () => {
  const { ada } = await story()
  const former = newEmail("former")
  const change = { id: uuidv7(), accountId: ada.id, former, contact: ada.address }
  await db.insert(schema.contactChanges).values({ ...change, at: databaseClock, heldUntil: databaseClock })
  await told({ action: "contact.free", target: "other", actorId: ada.id, detail: { of: "Adelheid Zhou", to: former } })
  await sealAll()
  const cut = (words: string) => owner.execute(sql.raw(words))
  for (const at of ["new.action = 'contact.free'", "new.action = 'account.rename'"]) {
    await cut(`create function cut() returns trigger language plpgsql as $$ begin raise 'cut'; end $$`)
    await cut(`create trigger cut before update on audit for each row when (${at}) execute function cut()`)
    await expect(erasePerson({ db: owner }, contactOf(ada.address))).rejects.toThrow()
    expect(await everything()).toContain("Adelheid")
    await cut("drop function cut cascade")
  }
  expect(await erasePerson({ db: owner }, contactOf(ada.address))).toMatchObject({ state: "erased" })
  for (const trace of [...TRACES(ada.address), former]) expect(await everything()).not.toContain(trace)
  expect(await broken()).toEqual([])
})
