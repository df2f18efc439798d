import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit, handshakes, letters, memberships, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { completeVerification } from "@/lib/accounts/contacts/proving"
import { codeFor } from "@/lib/core/secrets"
import { tokenFor } from "@/lib/core/tokens"
import { accept, cancel, decline, propose, resend } from "@/lib/handshake"
import {
  invitationLink,
  inviteMember,
  requestNewLink,
  verifyInvited,
  viewInvitation,
} from "@/lib/invitations/invitations"
import { listInvitations } from "@/lib/invitations/records"
import { changeOwner } from "@/lib/members/ownership"
import { Refusal, type RefusalCode } from "@/lib/shared/refusals"
import { roles } from "@/lib/shared/roles"
import {
  clockAfter,
  contextOf,
  invited,
  member,
  newEmail,
  newPhone,
  organization,
  person,
  succeeded,
} from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const invite = (
  organizationId: string,
  contact: string,
  role: "member" | "dev_admin" | "finance_admin" = "member",
) => ({
  organizationId,
  contact,
  role,
  note: "",
})
const refusal = (code: RefusalCode, field: string) => new Refusal(code, { field })
const stateOf = async (id: string) => (await db.select().from(handshakes).where(eq(handshakes.id, id)))[0]
const roleIn = async (organizationId: string, accountId: string) =>
  (
    await db
      .select()
      .from(memberships)
      .where(sql`${memberships.organizationId} = ${organizationId} and ${memberships.accountId} = ${accountId}`)
  )[0]?.role
const lettersTo = (address: string) =>
  db.select().from(letters).where(eq(letters.recipient, address)).orderBy(letters.id)
const effects = (id: string) =>
  db
    .select()
    .from(audit)
    .where(
      sql`${audit.handshakeId} = ${id} and ${audit.refusal} is null and ${audit.action} in ('invitation.accept', 'invitation.decline', 'invitation.cancel')`,
    )
const everything = async () => {
  const [row] =
    await db.execute(sql`select (select count(*) from handshakes) as h, (select count(*) from memberships) as m,
    (select count(*) from audit where refusal is null) as a, (select count(*) from letters) as l,
    (select max(xmin::text::bigint) from handshakes) as x`)
  return row
}

describe("inviting", () => {
  test("R1 only the super admin can invite; every other role and outsiders are refused and change nothing", async () => {
    const org = await organization(db)
    const others = await Promise.all(
      roles.filter((role) => role !== "super_admin").map((role) => member(db, org.id, role)),
    )
    const before = await everything()
    for (const other of others) {
      await expect(inviteMember(other.ctx, invite(org.id, newEmail()))).rejects.toMatchObject({ code: "forbidden" })
    }
    expect(await everything()).toEqual(before)
    const outsider = await person(db)
    await expect(inviteMember(outsider.ctx, invite(org.id, newEmail()))).rejects.toMatchObject({ code: "not_found" })
    await expect(inviteMember(outsider.ctx, invite("o-nosuchplace", newEmail()))).rejects.toMatchObject({
      code: "not_found",
    })
  })

  test("R2 an enterprise that is not certified cannot invite", async () => {
    const org = await organization(db, { certified: false })
    await expect(inviteMember(org.owner.ctx, invite(org.id, newEmail()))).rejects.toMatchObject({
      code: "not_certified",
    })
  })

  test("R6 one field takes an e-mail address or a phone number, in one form", async () => {
    const org = await organization(db)
    const email = newEmail("Mixed.Case")
    const { contact } = await inviteMember(org.owner.ctx, invite(org.id, `  ${email.toUpperCase()} `))
    expect(contact).toBe(email.toLowerCase())
    const phone = newPhone()
    const spaced = `0086 ${phone.slice(3, 6)} ${phone.slice(6, 10)} ${phone.slice(10)}`
    expect((await inviteMember(org.owner.ctx, invite(org.id, spaced))).contact).toBe(phone)
    expect((await lettersTo(phone))[0]).toMatchObject({ channel: "sms", template: "invitation" })
    for (const bad of [
      "",
      "nobody",
      "a@b",
      "x@example.com, y@example.com",
      "+86 12",
      '"a b"@example.com',
      "call 13800138000",
      "13800138000x",
      "+8613800138000 ext 5",
      "a\u0000@example.com",
    ]) {
      await expect(inviteMember(org.owner.ctx, invite(org.id, bad))).rejects.toMatchObject({
        code: "invalid_input",
        extra: { field: "contact" },
      })
    }
    for (const look of ["a@exаmple.com", "аda@example.com"])
      await expect(inviteMember(org.owner.ctx, invite(org.id, look))).rejects.toEqual(refusal("look_alike", "contact"))
  })

  test("R6 a number without its country is shown as it is read before anything is sent", async () => {
    const org = await organization(db)
    const reader = { ...org.owner.ctx, countries: ["US"] }
    const typed = "07700 900123"
    await expect(inviteMember(reader, invite(org.id, typed))).rejects.toEqual(refusal("country_needed", "contact"))
    await db.execute(sql`update organizations set country = 'GB' where id = ${org.id}`)
    const number = "+44 7700 900123"
    await expect(inviteMember(reader, invite(org.id, typed))).rejects.toMatchObject({
      code: "number_read",
      extra: { field: "contact", instead: number, facts: { number, country: "GB" } },
    })
    expect(await lettersTo("+447700900123")).toEqual([])
    expect((await inviteMember(reader, invite(org.id, number))).contact).toBe("+447700900123")
    expect(await lettersTo("+447700900123")).toHaveLength(1)
  })

  test("R6 a number grouped as in North America does not become a Chinese one", async () => {
    const org = await organization(db)
    await db.execute(sql`update organizations set country = 'CN' where id = ${org.id}`)
    const typed = invite(org.id, "1 (510) 555-0132")
    await expect(inviteMember(org.owner.ctx, typed)).rejects.toEqual(refusal("country_needed", "contact"))
    await expect(inviteMember({ ...org.owner.ctx, countries: ["US"] }, typed)).rejects.toMatchObject({
      code: "number_read",
      extra: { facts: { country: "US" } },
    })
  })

  test("R11 super_admin cannot be given by an invitation, nor by a row written past the code", async () => {
    const org = await organization(db)
    for (const role of [
      "super_admin",
      "admin",
      " member",
      "SUPER_ADMIN",
      ["member"],
      null,
      { toString: () => "member" },
    ]) {
      const proposal = { organizationId: org.id, subject: newEmail(), terms: { role, note: "" } as never }
      await expect(propose(org.owner.ctx, "invitation", proposal)).rejects.toMatchObject({ code: "invalid_input" })
    }
    const { id } = await invited(org, newEmail())
    const direct = db.execute(sql`update handshakes set terms = '{"role":"super_admin"}' where id = ${id}`)
    await expect(direct).rejects.toMatchObject({ cause: { constraint_name: "handshakes_invited_role" } })
  })

  test("R12 every invitation has a link of its own", async () => {
    const org = await organization(db)
    const links = new Set<string>()
    for (let n = 0; n < 5; n++) links.add((await inviteMember(org.owner.ctx, invite(org.id, newEmail()))).link)
    expect(links.size).toBe(5)
    for (const link of links) expect(link).toMatch(/^http:\/\/localhost:3000\/invite\?token=[\w-]{64}$/)
  })

  test("R35 a present member is not invited again, and one contact has one live invitation", async () => {
    const org = await organization(db)
    const present = await member(db, org.id)
    await expect(inviteMember(org.owner.ctx, invite(org.id, present.address))).rejects.toMatchObject({
      code: "already_member",
    })
    const address = newEmail()
    const first = await inviteMember(org.owner.ctx, invite(org.id, address))
    await expect(inviteMember(org.owner.ctx, invite(org.id, address.toUpperCase()))).rejects.toMatchObject({
      code: "already_pending",
      extra: { facts: { id: first.id } },
    })
  })

  test("R31 an invitation whose hour has passed makes place for a new one and stays in the history as expired", async () => {
    const org = await organization(db)
    const address = newEmail()
    const old = await invited(org, address)
    const later = { ...org.owner.ctx, clock: clockAfter("8 days") }
    const fresh = await inviteMember(later, invite(org.id, address))
    expect((await stateOf(old.id))?.state).toBe("expired")
    expect((await stateOf(fresh.id))?.state).toBe("open")
  })

  test("the letter and the audit row are written with the invitation, or nothing is", async () => {
    const org = await organization(db)
    const address = newEmail()
    const { id } = await inviteMember(org.owner.ctx, invite(org.id, address))
    expect(await lettersTo(address)).toMatchObject([
      { template: "invitation", handshakeId: id, generation: 1, state: "queued" },
    ])
    const rows = await db.select().from(audit).where(eq(audit.handshakeId, id))
    expect(rows).toMatchObject([{ action: "invitation.propose", actorId: org.owner.id, organizationId: org.id }])
  })

  test("a quota counts members and pending invitations, and expired ones give their place back", async () => {
    const org = await organization(db, { quota: 3 })
    await invited(org, newEmail())
    const second = await invited(org, newEmail())
    await expect(invited(org, newEmail())).rejects.toMatchObject({ code: "quota_reached" })
    await cancel(org.owner.ctx, { id: second.id })
    await invited(org, newEmail())
    const later = { ...org, owner: { ...org.owner, ctx: { ...org.owner.ctx, clock: clockAfter("8 days") } } }
    await invited(later, newEmail())
    await invited(later, newEmail())
    await expect(invited(later, newEmail())).rejects.toMatchObject({ code: "quota_reached" })
  })

  test("a refused invitation is not counted against the rate, one too many says when to try again", async () => {
    const org = await organization(db)
    const address = newEmail()
    for (let n = 0; n < 5; n++) {
      const { id } = await inviteMember(org.owner.ctx, invite(org.id, address))
      await expect(inviteMember(org.owner.ctx, invite(org.id, address))).rejects.toMatchObject({
        code: "already_pending",
      })
      await cancel(org.owner.ctx, { id })
    }
    await expect(inviteMember(org.owner.ctx, invite(org.id, address))).rejects.toMatchObject({
      code: "rate_reached",
      extra: { retryAfter: expect.any(Number) },
    })
    const nextDay = { ...org.owner.ctx, clock: clockAfter("25 hours") }
    await inviteMember(nextDay, invite(org.id, address))
  })
})

describe("answering", () => {
  test("R27 accepting makes the person a member with the assigned role", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const { token, id } = await invited(org, guest.address, { role: "dev_admin" })
    await accept(guest.ctx, { token })
    expect(await roleIn(org.id, guest.id)).toBe("dev_admin")
    expect(await stateOf(id)).toMatchObject({ state: "accepted", settledBy: guest.id })
    const [row] = await db.select().from(memberships).where(eq(memberships.handshakeId, id))
    expect(row).toMatchObject({ origin: "invitation", affiliated: false })
  })

  test("R28 rejecting declines it, and the inviter's record says Rejected", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const { token } = await invited(org, guest.address)
    await decline(guest.ctx, { token })
    expect(await roleIn(org.id, guest.id)).toBeUndefined()
    const { rows } = await listInvitations(org.owner.ctx, org.inView, {})
    expect(rows[0]).toMatchObject({ contact: guest.address, status: "rejected" })
  })

  test("R29 the wrong account is refused, whoever holds the link", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const stranger = await person(db)
    const { token, id } = await invited(org, guest.address)
    await expect(accept(stranger.ctx, { token })).rejects.toMatchObject({ code: "wrong_account" })
    await expect(decline(stranger.ctx, { token })).rejects.toMatchObject({ code: "wrong_account" })
    await expect(accept(org.owner.ctx, { token })).rejects.toMatchObject({ code: "wrong_account" })
    expect((await stateOf(id))?.state).toBe("open")
    expect(await viewInvitation(stranger.ctx, token)).toMatchObject({ state: "mismatch" })
  })

  test("R30 an invitation by phone is answered by the account that verified the phone", async () => {
    const org = await organization(db)
    const guest = await person(db, { address: newPhone() })
    const { token } = await invited(org, guest.address)
    await accept(guest.ctx, { token })
    expect(await roleIn(org.id, guest.id)).toBe("member")
  })

  test("R34 a contact must be verified before it counts, by a code that goes to it alone", async () => {
    const org = await organization(db)
    const guest = await person(db, { address: newPhone() })
    const address = newEmail()
    const { token } = await invited(org, address)
    await expect(accept(guest.ctx, { token })).rejects.toMatchObject({ code: "contact_not_verified" })
    expect((await viewInvitation(guest.ctx, token)).state).toBe("unverified")
    const verificationId = await verifyInvited(guest.ctx, { token }, "en")
    const [, code] = await lettersTo(address)
    expect(code).toMatchObject({ template: "code", verificationId, recipient: address })
    await completeVerification(guest.ctx, { verificationId, code: codeFor(verificationId) })
    await accept(guest.ctx, { token })
    expect(await roleIn(org.id, guest.id)).toBe("member")
  })

  test("R18 a revoked link is dead at once", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const { token, id } = await invited(org, guest.address)
    await cancel(org.owner.ctx, { id })
    await expect(accept(guest.ctx, { token })).rejects.toMatchObject({ code: "revoked" })
    expect(await viewInvitation(guest.ctx, token)).toMatchObject({ state: "revoked" })
    expect(await roleIn(org.id, guest.id)).toBeUndefined()
  })

  test("R17 only a pending invitation can be revoked", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const { token, id } = await invited(org, guest.address)
    await accept(guest.ctx, { token })
    await expect(cancel(org.owner.ctx, { id })).rejects.toMatchObject({ code: "already_answered" })
    const overdue = await invited(org, newEmail())
    const later = { ...org.owner.ctx, clock: clockAfter("8 days") }
    await expect(cancel(later, { id: overdue.id })).rejects.toMatchObject({ code: "expired" })
  })

  test("R31 a link expires after seven days by default, to the second", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const { token, id } = await invited(org, guest.address)
    const at = (seconds: number) => {
      const clock = sql<Date>`((select expires_at from handshakes where id = ${id}) + ${seconds}::int * interval '1 second')`
      return { ...guest.ctx, clock }
    }
    await expect(accept(at(0), { token })).rejects.toMatchObject({ code: "expired" })
    await expect(accept(at(1), { token })).rejects.toMatchObject({ code: "expired" })
    expect((await viewInvitation(at(0), token)).state).toBe("expired")
    const row = await stateOf(id)
    expect(row && row.expiresAt.getTime() - row.sentAt.getTime()).toBe(7 * 24 * 3600 * 1000)
    await accept(at(-1), { token })
  })

  test("R32 a link works once", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const { token, id } = await invited(org, guest.address)
    await accept(guest.ctx, { token })
    for (const answer of [accept, decline]) {
      await expect(answer(guest.ctx, { token })).rejects.toMatchObject({ code: "already_answered" })
    }
    expect(await effects(id)).toHaveLength(1)
    await db.delete(memberships).where(eq(memberships.accountId, guest.id))
    await expect(accept(guest.ctx, { token })).rejects.toMatchObject({ code: "already_answered" })
    expect(await roleIn(org.id, guest.id)).toBeUndefined()
  })

  test("resending kills the old link, keeps one record and restarts the seven days", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const { token, id } = await invited(org, guest.address)
    const sixDays = { ...org.owner.ctx, clock: clockAfter("6 days") }
    const again = await resend(sixDays, { id })
    await expect(accept(guest.ctx, { token })).rejects.toMatchObject({ code: "link_invalid" })
    expect(await viewInvitation(guest.ctx, token)).toEqual({ state: "invalid" })
    const link = new URL(await invitationLink(org.owner.ctx, { id }))
    await accept({ ...guest.ctx, clock: clockAfter("12 days") }, { token: link.searchParams.get("token") ?? "" })
    expect(again.generation).toBe(2)
    expect(await lettersTo(guest.address)).toHaveLength(2)
  })

  test("an invitation whose inviter lost the right waits until a super admin resends it", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const heir = await member(db, org.id)
    const { token, id } = await invited(org, guest.address)
    await succeeded(db, org, heir)
    await expect(accept(guest.ctx, { token })).rejects.toMatchObject({ code: "initiator_not_entitled" })
    expect(await viewInvitation(guest.ctx, token)).toMatchObject({
      state: "blocked",
      code: "initiator_not_entitled",
    })
    await expect(resend(org.owner.ctx, { id })).rejects.toMatchObject({ code: "forbidden" })
    await expect(cancel(org.owner.ctx, { id })).rejects.toMatchObject({ code: "forbidden" })
    const { rows } = await listInvitations(heir.ctx, org.inView, {})
    expect(rows[0]).toMatchObject({ needsApproval: true })
    await resend(heir.ctx, { id })
    const link = new URL(await invitationLink(heir.ctx, { id }))
    await accept(guest.ctx, { token: link.searchParams.get("token") ?? "" })
    expect(await roleIn(org.id, guest.id)).toBe("member")
  })

  test("an enterprise that lost its certification takes no members in", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const { token } = await invited(org, guest.address)
    await db.update(organizations).set({ entityId: null }).where(eq(organizations.id, org.id))
    await expect(accept(guest.ctx, { token })).rejects.toMatchObject({ code: "not_certified" })
    expect(await viewInvitation(guest.ctx, token)).toMatchObject({ state: "blocked", code: "not_certified" })
  })

  test.each([
    ["accept", accept],
    ["decline", decline],
  ])("time limits hold under a lock: to %s after waiting past the hour comes too late", async (_, move) => {
    const org = await organization(db)
    const guest = await person(db)
    const { token, id } = await invited(org, guest.address, { lifetimeSeconds: 2 })
    let answer: Promise<unknown> | undefined
    await db.transaction(async (tx) => {
      await tx.execute(sql`select 1 from handshakes where id = ${id} for update`)
      answer = move(guest.ctx, { token }).then(
        () => "done",
        (error) => error.code,
      )
      const hour = sql`(select expires_at from handshakes where id = ${id}) + interval '50 ms'`
      await tx.execute(sql`select pg_sleep_until(${hour})`)
    })
    expect(await answer).toBe("expired")
    expect(await roleIn(org.id, guest.id)).toBeUndefined()
  })
})

describe("looking", () => {
  test("R24 a stranger cannot tell an unknown, a revoked and an expired link apart", async () => {
    const org = await organization(db)
    const revoked = await invited(org, newEmail())
    await cancel(org.owner.ctx, { id: revoked.id })
    const expired = await invited(org, newEmail(), { lifetimeSeconds: 1 })
    const stranger = await person(db)
    for (const ctx of [{ ...stranger.ctx, actor: null }, stranger.ctx]) {
      const late = { ...ctx, clock: clockAfter("1 hour") }
      for (const token of [revoked.token, expired.token, "nonsense", "A".repeat(64)]) {
        expect(await viewInvitation(late, token)).toEqual({ state: "invalid" })
      }
    }
  })

  test("an address from which too many dead links come is told when to try again, and still opens a live one; no link is no guess", async () => {
    const org = await organization(db)
    const { token } = await invited(org, newEmail())
    const visitor = { ...org.owner.ctx, actor: null, ip: "192.0.2.7" }
    await db.execute(sql`
      insert into limits (key, count, resets_at) values ('linksPerIp:192.0.2.7', 299, clock_timestamp() + interval '5 minutes')`)
    for (let times = 0; times < 3; times += 1) expect(await viewInvitation(visitor, "")).toEqual({ state: "missing" })
    expect(await viewInvitation(visitor, "nonsense")).toEqual({ state: "invalid" })
    expect(await viewInvitation(visitor, "nonsense")).toEqual({ state: "too-many", retryAfter: 300 })
    expect(await viewInvitation(visitor, "")).toEqual({ state: "missing" })
    expect(await viewInvitation(visitor, token)).toMatchObject({ state: "info" })
  })

  test("R21 the link shows enterprise, inviter and role; the invited contact stays masked", async () => {
    const org = await organization(db)
    const address = newEmail("secretive")
    const { token } = await invited(org, address, { role: "finance_admin", note: "Welcome!" })
    const seen = await viewInvitation({ ...org.owner.ctx, actor: null }, token)
    expect(seen).toMatchObject({
      state: "info",
      loggedIn: false,
      organization: "Cloud Harbour",
      inviter: "Grace Lin",
      role: "finance_admin",
      note: "Welcome!",
    })
    expect(JSON.stringify(seen)).not.toContain("secretive")
  })

  test("looking at a link changes nothing, however often", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const { token } = await invited(org, guest.address)
    const before = await everything()
    for (let n = 0; n < 20; n++) await viewInvitation(n % 2 ? guest.ctx : { ...guest.ctx, actor: null }, token)
    expect(await everything()).toEqual(before)
  })

  test("the addressed person can ask for a new link once a day; a stranger cannot", async () => {
    const org = await organization(db)
    const guest = await person(db)
    const { token, id } = await invited(org, guest.address)
    await expect(requestNewLink(guest.ctx, { token })).rejects.toMatchObject({ code: "still_open" })
    await cancel(org.owner.ctx, { id })
    const stranger = await person(db)
    await expect(requestNewLink(stranger.ctx, { token })).rejects.toMatchObject({ code: "link_invalid" })
    await requestNewLink(guest.ctx, { token })
    expect(await lettersTo(org.owner.address)).toMatchObject([{ template: "new-link-wanted" }])
    await expect(requestNewLink(guest.ctx, { token })).rejects.toMatchObject({ code: "rate_reached" })
  })

  test("R14 the records list every invitation, pending and past, with its state", async () => {
    const org = await organization(db)
    const guests = await Promise.all([person(db), person(db)])
    const [a, b] = [await invited(org, guests[0].address), await invited(org, guests[1].address)]
    await accept(guests[0].ctx, { token: a.token })
    await decline(guests[1].ctx, { token: b.token })
    const revoked = await invited(org, newEmail())
    await cancel(org.owner.ctx, { id: revoked.id })
    await invited(org, newEmail(), { lifetimeSeconds: 60 })
    await invited(org, newEmail())
    const later = { ...org.owner.ctx, clock: clockAfter("1 hour") }
    const { rows } = await listInvitations(later, org.inView, {})
    expect(rows.map(({ status }) => status)).toEqual(["pending", "expired", "revoked", "rejected", "accepted"])
    for (const status of ["pending", "expired", "revoked", "rejected", "accepted"] as const) {
      const only = await listInvitations(later, org.inView, { status })
      expect(only.rows.map((row) => row.status)).toEqual([status])
    }
  })

  test("records are paged by key in both directions, sorted and searched", async () => {
    const org = await organization(db)
    const ctx = contextOf(db, org.owner.id)
    await db.execute(sql`
      insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
        proposed_at, sent_at, expires_at)
      select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ${org.id}, 'invitation', 'open',
        'guest' || lpad(n::text, 3, '0') || '@example.com', ${org.owner.id}, '{"role":"member","note":""}', 'k', 60,
        now(), now(), now() + interval '1 day' from generate_series(1, 60) n`)
    await db.execute(sql`
      insert into handshake_subjects select organization_id, kind, subject, id from handshakes
       where organization_id = ${org.id}`)
    const first = await listInvitations(ctx, org.inView, {})
    expect(first.rows.map((row) => row.contact.slice(5, 8))).toEqual(
      Array.from({ length: 25 }, (_, n) => `${60 - n}`.padStart(3, "0")),
    )
    expect(first.earlier).toBeNull()
    const second = await listInvitations(ctx, org.inView, { cursor: first.later ?? "" })
    const third = await listInvitations(ctx, org.inView, { cursor: second.later ?? "" })
    expect(third.rows).toHaveLength(10)
    expect(third.later).toBeNull()
    const back = await listInvitations(ctx, org.inView, { cursor: third.earlier ?? "" })
    expect(back.rows.map((row) => row.id)).toEqual(second.rows.map((row) => row.id))
    const start = await listInvitations(ctx, org.inView, { cursor: back.earlier ?? "" })
    expect(start.rows.map((row) => row.id)).toEqual(first.rows.map((row) => row.id))
    expect(start.earlier).toBeNull()
    const sorted = await listInvitations(ctx, org.inView, { sort: "contact", direction: "asc" })
    expect(sorted.rows[0]?.contact).toBe("guest001@example.com")
    const next = await listInvitations(ctx, org.inView, {
      sort: "contact",
      direction: "asc",
      cursor: sorted.later ?? "",
    })
    expect(next.rows[0]?.contact).toBe("guest026@example.com")
    const found = await listInvitations(ctx, org.inView, { search: "ST04" })
    expect(found.rows).toHaveLength(10)
    expect((await listInvitations(ctx, org.inView, { search: "100%" })).rows).toEqual([])
    expect((await listInvitations(ctx, org.inView, { cursor: "forged" })).rows).toHaveLength(25)
    const wrong = (values: unknown) => Buffer.from(JSON.stringify(["after", values])).toString("base64url")
    for (const values of [["abc"], ["x", "y"], [1], [[]], "z"]) {
      expect((await listInvitations(ctx, org.inView, { cursor: wrong(values) })).rows).toHaveLength(25)
    }
    expect((await listInvitations(ctx, org.inView, { search: "gu\u0000est04" })).rows).toHaveLength(10)
  })

  test("an invitation of another organization does not exist", async () => {
    const [here, there] = [await organization(db), await organization(db)]
    const { id } = await invited(there, newEmail())
    await expect(cancel(here.owner.ctx, { id })).rejects.toMatchObject({ code: "not_found" })
    await expect(resend(here.owner.ctx, { id })).rejects.toMatchObject({ code: "not_found" })
    await expect(invitationLink(here.owner.ctx, { id })).rejects.toMatchObject({ code: "not_found" })
    const unknown = "018f0000-0000-7000-8000-000000000000"
    await expect(cancel(here.owner.ctx, { id: unknown })).rejects.toMatchObject({ code: "not_found" })
  })
})

test("the link of a change of owner does nothing in the invitation's moves", async () => {
  const org = await organization(db)
  const heir = await member(db, org.id)
  const proposed = await changeOwner(org.owner.ctx, { organizationId: org.id, accountId: heir.id })
  const token = tokenFor(proposed)
  await expect(verifyInvited(heir.ctx, { token }, "en")).rejects.toMatchObject({ code: "link_invalid" })
  await cancel(org.owner.ctx, { id: proposed.id })
  await expect(requestNewLink(heir.ctx, { token })).rejects.toMatchObject({ code: "link_invalid" })
})
