import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { refusedChannels } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { cancel } from "@/lib/handshake"
import { retryDelivery } from "@/lib/invitations/invitations"
import { listInvitations } from "@/lib/invitations/records"
import { invited, member, newEmail, newPhone, organization, person } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

/** An invitation whose letter could not be delivered. */
async function undelivered() {
  const org = await organization(db)
  const { id } = await invited(org, newEmail())
  await db.execute(sql`update letters set state = 'failed' where handshake_id = ${id}`)
  await db.execute(sql`update handshakes set delivery = 'failed' where id = ${id}`)
  return { org, id }
}
const audited = (id: string) =>
  db.execute(sql`select actor_id as by, refusal from audit where handshake_id = ${id} and action = 'invitation.retry'`)

test("a letter that failed is queued once more at the word of the super admin, and the audit says so", async () => {
  const { org, id } = await undelivered()
  await retryDelivery(org.owner.ctx, { id })
  const letters = await db.execute(sql`select state from letters where handshake_id = ${id} order by id`)
  expect(letters).toEqual([{ state: "failed" }, { state: "queued" }])
  expect(await audited(id)).toEqual([{ by: org.owner.id, refusal: null }])
  await expect(retryDelivery(org.owner.ctx, { id })).rejects.toMatchObject({ code: "nothing_failed" })
})

test("a record whose letter waits says that the account of its channel is refused, and no more once it goes out", async () => {
  const org = await organization(db)
  const [mailed, texted] = [await invited(org, newEmail()), await invited(org, newPhone())]
  const failures = async () => {
    const { rows } = await listInvitations(org.owner.ctx, org.inView, {})
    return rows.map(({ id, delivery, failure }) => [id === mailed.id ? "email" : "sms", delivery, failure]).sort()
  }
  expect(texted.id).not.toBe(mailed.id)
  expect(await failures()).toEqual([
    ["email", "queued", null],
    ["sms", "queued", null],
  ])
  const now = sql`clock_timestamp()`
  await db.insert(refusedChannels).values({ channel: "email", since: now, reason: "SMTP: 535", nextProbeAt: now })
  expect(await failures()).toEqual([
    ["email", "queued", "email_refused"],
    ["sms", "queued", null],
  ])
  await db.delete(refusedChannels)
  expect(await failures()).toEqual([
    ["email", "queued", null],
    ["sms", "queued", null],
  ])
})

test("whoever may not invite queues no letter: a member's attempt is kept, and to an outsider there is none", async () => {
  const { org, id } = await undelivered()
  const [admin, stranger] = [await member(db, org.id, "admin"), await person(db)]
  await expect(retryDelivery(admin.ctx, { id })).rejects.toMatchObject({ code: "forbidden" })
  await expect(retryDelivery(stranger.ctx, { id })).rejects.toMatchObject({ code: "not_found" })
  expect(await audited(id)).toEqual([
    { by: admin.id, refusal: "forbidden" },
    { by: stranger.id, refusal: "not_found" },
  ])
})

test("the letter of a revoked invitation is not queued again", async () => {
  const { org, id } = await undelivered()
  await cancel(org.owner.ctx, { id })
  await expect(retryDelivery(org.owner.ctx, { id })).rejects.toMatchObject({ code: "revoked" })
})
