import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit, optOuts } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { type Context, databaseClock } from "@/lib/core/context"
import { optOutLink, tokenFor } from "@/lib/core/tokens"
import { accept, type Outcome, remindDue } from "@/lib/handshake"
import { inviteAccount } from "@/lib/invitations/account-invitations"
import { correctContact } from "@/lib/invitations/correction"
import { inviteMember, resendInvitation, retryDelivery } from "@/lib/invitations/invitations"
import { previewInvitations, resendMany } from "@/lib/invitations/many"
import { setOptOut, viewOptOut } from "@/lib/invitations/opt-outs"
import { clockAfter, invited, newEmail, organization, person } from "@/lib/testing"
import { deliverAll } from "@/lib/testing/letters/world"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

type Organization = Awaited<ReturnType<typeof organization>>

const stranger = (): Context => ({ db, actor: null, clock: databaseClock, ip: null })
const inviteAs = ({ id, owner }: Organization, contact: string) =>
  inviteMember(owner.ctx, { organizationId: id, contact, role: "member", note: "" })
const tokenOf = (id: string, contact: string) => new URL(optOutLink({ id, contact })).searchParams.get("token") ?? ""
const say = (wanted: "none" | "again", token: string) => setOptOut(stranger(), { token, wanted })

/** An invitation, and the link in its letter against more of them. */
async function written(org: Organization, contact = newEmail()) {
  const { id } = await invited(org, contact)
  return { id, contact, token: tokenOf(id, contact) }
}

const codes = (outcomes: Outcome<unknown>[]) => outcomes.map((one) => ("done" in one ? "done" : one.refused.code))

const toldOf = async ({ id }: Organization) =>
  db
    .select({ action: audit.action, target: audit.target, actor: audit.actorId })
    .from(audit)
    .where(sql`${audit.organizationId} = ${id} and ${audit.action} like 'invitation.opt%'`)
    .orderBy(audit.at)

test("opening the link shows whom it concerns and changes nothing", async () => {
  const org = await organization(db)
  const { token, contact } = await written(org)
  const view = await viewOptOut(stranger(), token)
  expect(view).toMatchObject({ state: "info", organization: "Cloud Harbour", optedOut: false })
  expect(JSON.stringify(view)).not.toContain(contact)
  expect(await toldOf(org)).toEqual([])
})

test("who wants no more is not invited by that organization until they allow it again, which the audit says", async () => {
  const [org, other] = [await organization(db), await organization(db)]
  const { id, token, contact } = await written(org)
  await say("none", token)
  await say("none", token)
  expect(await viewOptOut(stranger(), token)).toMatchObject({ optedOut: true })
  await expect(inviteAs(org, contact)).rejects.toMatchObject({ code: "opted_out" })
  await expect(resendInvitation(org.owner.ctx, { id })).rejects.toMatchObject({ code: "opted_out" })
  await inviteAs(other, contact)
  await say("again", token)
  await say("again", token)
  await resendInvitation(org.owner.ctx, { id })
  expect(await toldOf(org)).toEqual([
    { action: "invitation.opt-out", target: contact, actor: null },
    { action: "invitation.opt-in", target: contact, actor: null },
  ])
})

test("an invitation that waits is not declined by it", async () => {
  const org = await organization(db)
  const guest = await person(db)
  const { id, token } = await written(org, guest.address)
  await say("none", token)
  await accept(guest.ctx, { id })
})

test("among many, each is told for itself, and before anything is sent", async () => {
  const org = await organization(db)
  const [out, fine] = [await written(org), await written(org)]
  await say("none", out.token)
  const rows = [out.contact, newEmail()].map((contact) => ({ contact, role: "member" as const, note: "" }))
  const preview = await previewInvitations(org.owner.ctx, { organizationId: org.id, rows })
  expect(codes(preview.outcomes)).toEqual(["opted_out", "done"])
  const resent = await resendMany(org.owner.ctx, { organizationId: org.id, ids: [out.id, fine.id] })
  expect(codes(resent)).toEqual(["opted_out", "done"])
})

test("neither a correction, nor a retry, nor a reminder, nor a program writes to who wants no more", async () => {
  const org = await organization(db)
  const guest = await person(db)
  const [out, wrong] = [await written(org, guest.address), await written(org)]
  await deliverAll(db, async () => ({ providerId: "p" }))
  await say("none", out.token)
  const corrected = correctContact(org.owner.ctx, { id: wrong.id, contact: guest.address })
  await expect(corrected).rejects.toMatchObject({ code: "opted_out" })
  await db.execute(sql`update handshakes set delivery = 'failed' where id = ${out.id}`)
  await expect(retryDelivery(org.owner.ctx, { id: out.id })).rejects.toMatchObject({ code: "opted_out" })
  await db.execute(sql`update handshakes set delivery = 'sent' where id = ${out.id}`)
  await remindDue({ db, clock: clockAfter("6 days") })
  const reminders = await db.execute(sql`
    select handshake_id as id from letters where template = 'invitation-reminder' and handshake_id in (${out.id}, ${wrong.id})`)
  expect(reminders).toEqual([{ id: wrong.id }])
  await db.execute(sql`update handshakes set state = 'canceled', settled_at = clock_timestamp() where id = ${out.id}`)
  const [{ number } = {}] = await db.execute<{ number: string }>(
    sql`select number from accounts where id = ${guest.id}`,
  )
  for (const target of [{ email: guest.address }, { number: number ?? "" }]) {
    const program = inviteAccount(org.owner.ctx, { organizationId: org.id, target, note: "", tags: [] })
    await expect(program, JSON.stringify(target)).rejects.toMatchObject({ code: "opted_out" })
  }
})

test("a link concerns one contact and one organization, and no link of another kind opens it", async () => {
  const org = await organization(db)
  const { id, contact, token } = await written(org)
  const other = await written(org)
  const invitation = await invited(org, newEmail())
  const bad = [
    tokenFor(invitation),
    tokenFor({ ...invitation, kind: "opt-out", generation: 0 }),
    tokenOf(id, other.contact),
    tokenOf(other.id, contact),
    `${token.slice(0, -2)}AA`,
    "nonsense",
  ]
  for (const forged of bad) {
    expect(await viewOptOut(stranger(), forged)).toEqual({ state: "invalid" })
    await expect(say("none", forged)).rejects.toMatchObject({ code: "link_invalid" })
  }
  expect(await viewOptOut(stranger(), "")).toEqual({ state: "missing" })
  await expect(accept(org.owner.ctx, { token })).rejects.toMatchObject({ code: "link_invalid" })
  expect(await db.$count(optOuts, sql`${optOuts.organizationId} = ${org.id}`)).toBe(0)
})

test("a link goes on working when the invitation is sent again", async () => {
  const org = await organization(db)
  const { id, token } = await written(org)
  await resendInvitation(org.owner.ctx, { id })
  await say("none", token)
  expect(await viewOptOut(stranger(), token)).toMatchObject({ optedOut: true })
})

test("it cannot be taken back without end, which would fill the audit, and can always be said", async () => {
  const org = await organization(db)
  const { token } = await written(org)
  for (let n = 0; n < 10; n++) {
    await say("none", token)
    await say("again", token)
  }
  await say("none", token)
  await expect(say("again", token)).rejects.toMatchObject({ code: "rate_reached" })
  expect(await viewOptOut(stranger(), token)).toMatchObject({ optedOut: true })
})
