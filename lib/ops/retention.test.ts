import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit, letters, sessions, verifications } from "@/db/schema"
import { buffersOf, testDatabase } from "@/db/testing"
import { forgotPassword } from "@/lib/accounts/login"
import { openSession } from "@/lib/accounts/sessions"
import { databaseClock } from "@/lib/core/context"
import { deleteExpired } from "@/lib/ops/retention"
import { settings } from "@/lib/settings"
import { clockAfter, invited, newEmail, organization } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const forget = (after: string) => deleteExpired(db, { clock: clockAfter(after) })
const lettersTo = async (recipient: string) =>
  (await db.select().from(letters).where(eq(letters.recipient, recipient))).length
const codesOf = async (contact: string) =>
  (await db.select().from(verifications).where(eq(verifications.contact, contact))).length
const sent = () => db.update(letters).set({ state: "sent" })

test("messages, codes and logins go after as many days as the settings say, and the audit stays", async () => {
  const org = await organization(db)
  const guest = newEmail()
  await invited(org, guest)
  await openSession(db, { clock: databaseClock }, org.owner.id)
  await forgotPassword({ db, actor: null, clock: databaseClock, ip: null }, { contact: org.owner.address }, "en")
  await sent()
  const rows = await db.$count(audit)

  await forget("29 days")
  expect([await codesOf(org.owner.address), await lettersTo(org.owner.address)]).toEqual([1, 1])
  expect(await db.$count(sessions)).toBe(1)
  await forget("32 days")
  expect([await codesOf(org.owner.address), await lettersTo(org.owner.address)]).toEqual([0, 1])
  expect(await db.$count(sessions)).toBe(0)
  await forget("179 days")
  expect([await lettersTo(org.owner.address), await lettersTo(guest)]).toEqual([1, 1])
  await forget("181 days")
  expect([await lettersTo(org.owner.address), await lettersTo(guest)]).toEqual([0, 0])
  expect(await db.$count(audit)).toBe(rows)
})

test("a message of what still waits, or one that is queued, is kept however old it is", async () => {
  const org = await organization(db)
  const [waiting, queued] = [newEmail(), newEmail()]
  await invited(org, waiting, { lifetimeSeconds: 400 * 86_400 })
  await sent()
  await invited(org, queued)
  await forget("200 days")
  expect([await lettersTo(waiting), await lettersTo(queued)]).toEqual([1, 1])
  const { keep } = settings()
  const { messagesDays } = keep
  keep.messagesDays = 500
  await forget("450 days")
  expect(await lettersTo(waiting)).toBe(1)
  keep.messagesDays = messagesDays
  await forget("450 days")
  expect(await lettersTo(waiting)).toBe(0)
})

test("what is old is found by its place, without reading what is kept", async () => {
  const many = 20_000
  await db.execute(sql`
    insert into letters (id, template, channel, recipient, locale, state)
    select (lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') || '70008000' || lpad(n::text, 12, '0'))::uuid,
           'code', 'email', 'many@example.com', 'en', 'sent' from generate_series(1, ${many}::int) n`)
  const look = (own: Database) => deleteExpired(own, { clock: databaseClock })
  await look(db)
  expect(await buffersOf(db, look)).toBeLessThan(150)
  await forget("200 days")
  expect(await lettersTo("many@example.com")).toBe(0)
})
