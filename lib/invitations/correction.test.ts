import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit, handshakes, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { accept } from "@/lib/handshake"
import { correctContact } from "@/lib/invitations/correction"
import { editInvitation, inviteMember, resendInvitation } from "@/lib/invitations/invitations"
import { resendMany } from "@/lib/invitations/many"
import { listInvitations } from "@/lib/invitations/records"
import { invited, member, newEmail, newPhone, organization, person } from "@/lib/testing"
import { bugs, forgetRates, raced, rounds, wrongSeats } from "@/lib/testing/races"

const ROUNDS = rounds(300)
const LONG = 240_000

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: 10 }))
})
afterAll(() => close())

type Organization = Awaited<ReturnType<typeof organization>>

/** An invitation whose letter came back. */
async function bounced(org: Organization, delivery: "bounced" | "complained" = "bounced") {
  const { id, token } = await inviteAs(org)
  await db.update(handshakes).set({ delivery }).where(eq(handshakes.id, id))
  return { id, token }
}
const inviteAs = (org: Organization) => invited(org, newEmail(), { role: "dev_admin", note: "Welcome" })
const rowOf = async (id: string) => (await db.select().from(handshakes).where(eq(handshakes.id, id)))[0]
const auditOf = async (organizationId: string) =>
  db
    .select({ action: audit.action, target: audit.target, refusal: audit.refusal })
    .from(audit)
    .where(sql`${audit.organizationId} = ${organizationId} and ${audit.action} like 'invitation.%'`)
    .orderBy(audit.at, audit.id)

test.each(["bounced", "complained"] as const)("what is %s is not sent again, alone or among many", async (delivery) => {
  const org = await organization(db)
  const [{ id }, fine] = [await bounced(org, delivery), await inviteAs(org)]
  await expect(resendInvitation(org.owner.ctx, { id })).rejects.toMatchObject({ code: "undeliverable" })
  const edited = editInvitation(org.owner.ctx, { id, role: "member", note: "" })
  await expect(edited).rejects.toMatchObject({ code: "undeliverable" })
  const [refused, done] = await resendMany(org.owner.ctx, { organizationId: org.id, ids: [id, fine.id] })
  expect(refused).toMatchObject({ refused: { code: "undeliverable" } })
  expect(done).toMatchObject({ done: { id: fine.id } })
  expect(await rowOf(id)).toMatchObject({ generation: 1, delivery })
})

test("a corrected contact is invited with the same role, note and lifetime, and the old link is dead", async () => {
  const org = await organization(db)
  const { id, token } = await bounced(org)
  const old = await rowOf(id)
  const guest = await person(db)
  const corrected = await correctContact(org.owner.ctx, { id, contact: ` ${guest.address.toUpperCase()} ` })
  expect(corrected.contact).toBe(guest.address)
  expect(await rowOf(id)).toMatchObject({ state: "canceled", settledBy: org.owner.id })
  expect(await rowOf(corrected.id)).toMatchObject({
    state: "open",
    subject: guest.address,
    terms: { role: "dev_admin", note: "Welcome" },
    lifetimeSeconds: old?.lifetimeSeconds,
    delivery: "queued",
  })
  await expect(accept(guest.ctx, { token })).rejects.toMatchObject({ code: "link_invalid" })
  await accept(guest.ctx, { token: new URL(corrected.link).searchParams.get("token") ?? "" })
  expect(await auditOf(org.id)).toEqual([
    { action: "invitation.propose", target: old?.subject, refusal: null },
    { action: "invitation.cancel", target: old?.subject, refusal: null },
    { action: "invitation.propose", target: guest.address, refusal: null },
    { action: "invitation.accept", target: guest.address, refusal: null },
  ])
  expect(await wrongSeats(db)).toEqual([])
})

test("a correction that is asked for twice is done once, and gives the same link", async () => {
  const org = await organization(db)
  const { id } = await bounced(org)
  const contact = newEmail()
  const [first, second] = await Promise.all([1, 2].map(() => correctContact(org.owner.ctx, { id, contact })))
  expect(second).toEqual(first)
  expect(await correctContact(org.owner.ctx, { id, contact })).toEqual(first)
  await expect(correctContact(org.owner.ctx, { id, contact: newEmail() })).rejects.toMatchObject({ code: "revoked" })
  expect(await db.$count(handshakes, eq(handshakes.organizationId, org.id))).toBe(2)
  const { rows } = await listInvitations(org.owner.ctx, org.inView, {})
  expect(rows.map((row) => row.contact)).toEqual([contact, (await rowOf(id))?.subject])
})

test("a correction needs no seat but the one that it frees", async () => {
  const org = await organization(db, { quota: 2 })
  const { id } = await bounced(org)
  await expect(inviteMember(org.owner.ctx, inputOf(org))).rejects.toMatchObject({ code: "quota_reached" })
  await correctContact(org.owner.ctx, { id, contact: newPhone() })
  expect(await wrongSeats(db)).toEqual([])
})

test("a correction counts as an invitation, and where none may be sent any more it changes nothing", async () => {
  const org = await organization(db)
  await db.update(organizations).set({ dailyLimit: 2 }).where(eq(organizations.id, org.id))
  const first = await bounced(org)
  const { id } = await correctContact(org.owner.ctx, { id: first.id, contact: newEmail() })
  await db.execute(sql`update letters set state = 'sent' where handshake_id = ${id}`)
  await db.update(handshakes).set({ delivery: "sent" }).where(eq(handshakes.id, id))
  const again = correctContact(org.owner.ctx, { id, contact: newEmail() })
  await expect(again).rejects.toMatchObject({
    code: "rate_reached",
    extra: { facts: { rule: "invitesPerOrganization" } },
  })
  expect(await rowOf(id)).toMatchObject({ state: "open" })
})

test("a contact that is wrong, the same, a member's or invited already is refused, and nothing is revoked", async () => {
  const org = await organization(db)
  const { id } = await bounced(org)
  const [other, here] = [await inviteAs(org), await member(db, org.id)]
  const subjects = await Promise.all([id, other.id].map(async (one) => (await rowOf(one))?.subject ?? ""))
  for (const [contact, code] of [
    ["nobody", "invalid_input"],
    [subjects[0] ?? "", "undeliverable"],
    [subjects[1] ?? "", "already_pending"],
    [here.address, "already_member"],
  ] as const)
    await expect(correctContact(org.owner.ctx, { id, contact }), code).rejects.toMatchObject({ code })
  expect(await rowOf(id)).toMatchObject({ state: "open", delivery: "bounced" })
})

test("only who invites corrects a contact; to outsiders there is no such invitation", async () => {
  const [org, other] = [await organization(db), await organization(db)]
  const { id } = await bounced(org)
  const contact = newEmail()
  const admin = await member(db, org.id, "admin")
  await expect(correctContact(admin.ctx, { id, contact })).rejects.toMatchObject({ code: "forbidden" })
  await expect(correctContact(other.owner.ctx, { id, contact })).rejects.toMatchObject({ code: "not_found" })
  expect(await rowOf(id)).toMatchObject({ state: "open" })
})

test(`accepting against correcting the contact has exactly one effect, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const org = await organization(db, { quota: 10_000 })
  const winners = { accepted: 0, canceled: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    const guest = await person(db)
    const { token, id } = await invited(org, guest.address)
    const contact = newEmail()
    const answers = await raced(
      [() => accept(guest.ctx, { token }), () => correctContact(org.owner.ctx, { id, contact })],
      round,
    )
    expect(bugs(answers)).toEqual([])
    const { state } = (await rowOf(id)) ?? {}
    winners[state as keyof typeof winners] += 1
    const replaced = await db.$count(handshakes, eq(handshakes.subject, contact))
    expect(replaced).toBe(state === "canceled" ? 1 : 0)
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1)
    await forgetRates(db)
  }
  console.info(winners)
  expect(await wrongSeats(db)).toEqual([])
})

test(`correcting against editing keeps what was edited, ${ROUNDS} times`, { timeout: LONG }, async () => {
  const org = await organization(db, { quota: 10_000 })
  for (let round = 0; round < ROUNDS; round++) {
    const { id } = await inviteAs(org)
    const contact = newEmail()
    const edited = () => editInvitation(org.owner.ctx, { id, role: "member", note: "Less" })
    const answers = await raced([edited, () => correctContact(org.owner.ctx, { id, contact })], round)
    expect(bugs(answers)).toEqual([])
    const [corrected] = await db.select().from(handshakes).where(eq(handshakes.subject, contact))
    if (answers[0] === "done") expect(corrected?.terms).toMatchObject({ role: "member", note: "Less" })
    await forgetRates(db)
  }
})

function inputOf({ id }: Organization) {
  return { organizationId: id, contact: newEmail(), role: "member" as const, note: "" }
}
