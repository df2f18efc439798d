import { and, eq, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit, handshakes, letters, memberships } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { logIn } from "@/lib/accounts/login"
import { openSession, visitorOf } from "@/lib/accounts/sessions"
import { databaseClock, type LoggedIn } from "@/lib/core/context"
import { tokenFor } from "@/lib/core/tokens"
import { accept, cancel, decline, resend } from "@/lib/handshake"
import { viewInvitation } from "@/lib/invitations/invitations"
import { changeRole, leaveOrganization, removeMember } from "@/lib/members/members"
import { changeOwner, ownershipOf, viewTransfer } from "@/lib/members/ownership"
import { type Role, roles } from "@/lib/shared/roles"
import { clockAfter, invited, member, newEmail, newPhone, organization, PASSWORD, person } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const refusal = (code: string, extra = {}) => ({ code, ...(Object.keys(extra).length > 0 ? { extra } : {}) })
const roleOf = async (organizationId: string, accountId: string) => {
  const [row] = await db
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.organizationId, organizationId), eq(memberships.accountId, accountId)))
  return row?.role
}

/** An enterprise whose owner has offered the seat to a member. */
async function offered(role: Role = "member") {
  const org = await organization(db)
  const heir = await member(db, org.id, role)
  const proposed = await changeOwner(org.owner.ctx, { organizationId: org.id, accountId: heir.id })
  return { org, heir, id: proposed.id, expiresAt: proposed.expiresAt, token: tokenFor(proposed) }
}

describe("starting a change of owner", () => {
  test("R68 only the owner can start it: every other role and outsiders are refused, and the attempt is kept", async () => {
    const org = await organization(db)
    const heir = await member(db, org.id)
    const outsider = await person(db)
    const others = await Promise.all(
      roles.filter((role) => role !== "super_admin").map((role) => member(db, org.id, role)),
    )
    for (const other of others) {
      const attempt = changeOwner(other.ctx, { organizationId: org.id, accountId: heir.id })
      await expect(attempt).rejects.toMatchObject(refusal("forbidden"))
    }
    const foreign = changeOwner(outsider.ctx, { organizationId: org.id, accountId: heir.id })
    await expect(foreign).rejects.toMatchObject(refusal("not_found"))
    const kept = await db.select().from(audit).where(eq(audit.organizationId, org.id))
    expect(kept.filter(({ refusal }) => refusal).map(({ actorId, refusal }) => [actorId, refusal])).toEqual([
      ...others.map(({ id }) => [id, "forbidden"]),
      [outsider.id, "not_found"],
    ])
    expect(await db.select().from(handshakes).where(eq(handshakes.organizationId, org.id))).toEqual([])
  })

  test("R70 the target is a member: no outsider, and not the owner himself", async () => {
    const org = await organization(db)
    const outsider = await person(db)
    const to = (accountId: string) => changeOwner(org.owner.ctx, { organizationId: org.id, accountId })
    await expect(to(outsider.id)).rejects.toMatchObject(refusal("not_a_member"))
    await expect(to(uuidv7())).rejects.toMatchObject(refusal("not_a_member"))
    await expect(to(org.owner.id)).rejects.toMatchObject(refusal("already_owner"))
  })

  test("R71 the letter goes to the target's own e-mail address, whatever was typed", async () => {
    const org = await organization(db)
    const heir = await member(db, org.id)
    const input = { organizationId: org.id, accountId: heir.id, email: newEmail("elsewhere") }
    const { id } = await changeOwner(org.owner.ctx, input)
    const [letter] = await db.select().from(letters).where(eq(letters.handshakeId, id))
    expect(letter).toMatchObject({ template: "ownership-transfer", recipient: heir.address, channel: "email" })
  })

  test("R71 a target without e-mail gets the letter at the address that the owner types", async () => {
    const org = await organization(db)
    const heir = await person(db, { address: newPhone() })
    await db
      .insert(memberships)
      .values({ organizationId: org.id, accountId: heir.id, role: "member", origin: "created" })
    const to = (email?: string) => changeOwner(org.owner.ctx, { organizationId: org.id, accountId: heir.id, email })
    await expect(to()).rejects.toMatchObject(refusal("email_needed", { field: "email" }))
    for (const typed of ["nonsense", newPhone(), "a@b"]) {
      await expect(to(typed), typed).rejects.toMatchObject(refusal("invalid_input", { field: "email" }))
    }
    const typed = newEmail("typed")
    const { id } = await to(` ${typed.toUpperCase()} `)
    const [letter] = await db.select().from(letters).where(eq(letters.handshakeId, id))
    expect(letter).toMatchObject({ recipient: typed, channel: "email" })
  })

  test("a login older than ten minutes needs the password once more", async () => {
    const org = await organization(db)
    const heir = await member(db, org.id)
    const stale: LoggedIn = { ...org.owner.ctx, actor: { accountId: org.owner.id, freshLogin: false } }
    const start = (password?: string) => changeOwner(stale, { organizationId: org.id, accountId: heir.id, password })
    await expect(start()).rejects.toMatchObject(refusal("password_needed", { field: "password" }))
    await expect(start("wrong")).rejects.toMatchObject(refusal("wrong_password", { field: "password" }))
    expect((await start(PASSWORD)).kind).toBe("ownership-transfer")
    const attempts = await db.execute(sql`
      select refusal from audit where organization_id = ${org.id} and action = 'ownership-transfer.propose' order by id`)
    expect(attempts).toEqual([{ refusal: "wrong_password" }, { refusal: null }])
  })

  test("R74 one change waits at a time; once it is taken back another can start", async () => {
    const { org, heir, id } = await offered()
    const other = await member(db, org.id)
    const again = () => changeOwner(org.owner.ctx, { organizationId: org.id, accountId: other.id })
    await expect(again()).rejects.toMatchObject(
      refusal("already_pending", { facts: { id, kind: "ownership-transfer" } }),
    )
    expect((await ownershipOf(org.owner.ctx, org.inView)).transfer).toMatchObject({ id, name: heir.name })
    await cancel(org.owner.ctx, { id })
    expect((await ownershipOf(org.owner.ctx, org.inView)).transfer).toBeNull()
    await again()
  })

  test("R74 only the owner takes it back or sends it again: not the target, not an administrator", async () => {
    const { org, heir, id } = await offered()
    const admin = await member(db, org.id, "admin")
    for (const other of [heir, admin]) {
      await expect(cancel(other.ctx, { id })).rejects.toMatchObject(refusal("forbidden"))
      await expect(resend(other.ctx, { id })).rejects.toMatchObject(refusal("forbidden"))
    }
    const outsider = await person(db)
    await expect(cancel(outsider.ctx, { id })).rejects.toMatchObject(refusal("not_found"))
    await cancel(org.owner.ctx, { id })
  })
})

describe("the link", () => {
  test("R72 nothing changes before the target confirms, and looking is not confirming", async () => {
    const { org, heir, token } = await offered()
    for (const ctx of [heir.ctx, org.owner.ctx, { ...heir.ctx, actor: null }]) await viewTransfer(ctx, token)
    expect(await roleOf(org.id, org.owner.id)).toBe("super_admin")
    expect(await roleOf(org.id, heir.id)).toBe("member")
  })

  test("R72 R75 confirmed by the target in time, the ownership moves", async () => {
    const { org, heir, token, id } = await offered("dev_admin")
    await accept(heir.ctx, { token })
    expect(await roleOf(org.id, heir.id)).toBe("super_admin")
    expect((await ownershipOf(heir.ctx, org.inView)).owner).toMatchObject({ accountId: heir.id })
    const [told] = await db.select().from(letters).where(eq(letters.recipient, org.owner.address))
    expect(told?.template).toBe("ownership-transferred")
    const rows = await db.select().from(audit).where(eq(audit.handshakeId, id))
    expect(rows.map(({ action }) => action)).toEqual(["ownership-transfer.propose", "ownership-transfer.accept"])
  })

  test("R72 nobody but the target can answer, whoever holds the link", async () => {
    const { org, token } = await offered()
    const others = [await member(db, org.id), await member(db, org.id, "admin"), await person(db), org.owner]
    for (const other of others) {
      await expect(accept(other.ctx, { token })).rejects.toMatchObject(refusal("wrong_account"))
      await expect(decline(other.ctx, { token })).rejects.toMatchObject(refusal("wrong_account"))
    }
    expect(await roleOf(org.id, org.owner.id)).toBe("super_admin")
  })

  test("R73 R76 it lives 24 hours: a second before it works, a second after it has expired", async () => {
    const [early, late] = [await offered(), await offered()]
    const [row] = await db.select().from(handshakes).where(eq(handshakes.id, early.id))
    expect(Number(row?.expiresAt) - Number(row?.sentAt)).toBe(24 * 3600 * 1000)
    await accept({ ...early.heir.ctx, clock: clockAfter("23:59:59") }, early)
    const after = { ...late.heir.ctx, clock: clockAfter("24:00:01") }
    await expect(accept(after, late)).rejects.toMatchObject(refusal("expired"))
    expect((await viewTransfer(after, late.token)).state).toBe("expired")
    expect(await roleOf(late.org.id, late.org.owner.id)).toBe("super_admin")
    await changeOwner(
      { ...late.org.owner.ctx, clock: clockAfter("24:00:01") },
      {
        organizationId: late.org.id,
        accountId: late.heir.id,
      },
    )
  })

  test("R77 taken back by the owner it opens nothing, and so do the links of earlier letters", async () => {
    const { org, heir, token, id } = await offered()
    const again = tokenFor(await resend(org.owner.ctx, { id }))
    await expect(accept(heir.ctx, { token })).rejects.toMatchObject(refusal("link_invalid"))
    await cancel(org.owner.ctx, { id })
    await expect(accept(heir.ctx, { token: again })).rejects.toMatchObject(refusal("revoked"))
    expect((await viewTransfer(heir.ctx, again)).state).toBe("revoked")
    expect(await viewTransfer({ ...heir.ctx, actor: null }, again)).toEqual({ state: "invalid" })
  })

  test("R78 it works once", async () => {
    const { heir, token } = await offered()
    await accept(heir.ctx, { token })
    await expect(accept(heir.ctx, { token })).rejects.toMatchObject(refusal("already_answered"))
    await expect(decline(heir.ctx, { token })).rejects.toMatchObject(refusal("already_answered"))
    expect((await viewTransfer(heir.ctx, token)).state).toBe("accepted")
  })

  test("R78 declined it is used too, and the owner is told and stays", async () => {
    const { org, heir, token } = await offered()
    await decline(heir.ctx, { token })
    await expect(accept(heir.ctx, { token })).rejects.toMatchObject(refusal("already_answered"))
    const told = await db.select().from(letters).where(eq(letters.recipient, org.owner.address))
    expect(told.map(({ template }) => template)).toEqual(["ownership-declined"])
    expect(await roleOf(org.id, org.owner.id)).toBe("super_admin")
  })

  test("R79 a target who is no member any more gets his own answer, and nothing moves", async () => {
    const { org, heir, token } = await offered()
    await db.delete(memberships).where(eq(memberships.accountId, heir.id))
    await expect(accept(heir.ctx, { token })).rejects.toMatchObject(refusal("not_a_member"))
    expect(await viewTransfer(heir.ctx, token)).toMatchObject({
      state: "blocked",
      code: "not_a_member",
    })
    expect(await roleOf(org.id, org.owner.id)).toBe("super_admin")
  })

  test("R79 an offer ends with the membership of the chosen one: coming back opens nothing", async () => {
    const moves = { remove: "revoked", leave: "already_answered" } as const
    for (const [move, end] of Object.entries(moves)) {
      const { org, heir, token } = await offered()
      const gone = { organizationId: org.id, accountId: heir.id }
      await (move === "remove" ? removeMember(org.owner.ctx, gone) : leaveOrganization(heir.ctx, gone))
      await accept(heir.ctx, await invited(org, heir.address))
      await expect(accept(heir.ctx, { token }), move).rejects.toMatchObject(refusal(end))
      expect(await roleOf(org.id, org.owner.id)).toBe("super_admin")
      await changeOwner(org.owner.ctx, gone)
    }
  })

  test("an invitation's page knows nothing of a change of owner, and the other way round", async () => {
    const { org, heir, token } = await offered()
    expect(await viewInvitation(heir.ctx, token)).toEqual({ state: "invalid" })
    const guest = await person(db)
    const invitation = await invited(org, guest.address)
    expect(await viewTransfer(guest.ctx, invitation.token)).toEqual({ state: "invalid" })
  })
})

describe("after the change", () => {
  test("R80 the former owner is a plain member whose rights are all gone", async () => {
    const { org, heir, token } = await offered()
    const other = await member(db, org.id)
    await accept(heir.ctx, { token })
    expect(await roleOf(org.id, org.owner.id)).toBe("member")
    const former = org.owner.ctx
    const moves = [
      changeRole(former, { organizationId: org.id, accountId: other.id, role: "admin" }),
      removeMember(former, { organizationId: org.id, accountId: other.id }),
      changeOwner(former, { organizationId: org.id, accountId: other.id }),
      invited(org, newEmail()),
    ]
    for (const answer of await Promise.allSettled(moves)) {
      expect(answer).toMatchObject({ status: "rejected", reason: refusal("forbidden") })
    }
  })

  test("R80 an invitation of the former owner waits for the new one's approval", async () => {
    const { org, heir, token } = await offered()
    const guest = await person(db)
    const invitation = await invited(org, guest.address)
    await accept(heir.ctx, { token })
    await expect(accept(guest.ctx, invitation)).rejects.toMatchObject(refusal("initiator_not_entitled"))
    const approved = tokenFor(await resend(heir.ctx, { id: invitation.id }))
    await accept(guest.ctx, { token: approved })
  })

  test("R81 R82 every login of the former owner has expired; logged in again he has no permissions", async () => {
    const { org, heir, token } = await offered()
    const sessions = await Promise.all([1, 2, 3].map(() => openSession(db, org.owner.ctx, org.owner.id)))
    await accept(heir.ctx, { token })
    for (const session of sessions) expect(await visitorOf(db, databaseClock, session)).toEqual({ kind: "expired" })
    const again = await logIn({ ...org.owner.ctx, actor: null }, { contact: org.owner.address, password: PASSWORD })
    const visitor = await visitorOf(db, databaseClock, again)
    expect(visitor).toMatchObject({ kind: "logged-in", memberships: [{ organizationId: org.id, role: "member" }] })
  })

  test("R83 the new owner's open login has the rights at its next action", async () => {
    const { org, heir, token } = await offered()
    const session = await openSession(db, heir.ctx, heir.id)
    await accept(heir.ctx, { token })
    const visitor = await visitorOf(db, databaseClock, session)
    expect(visitor).toMatchObject({ kind: "logged-in", memberships: [{ organizationId: org.id, role: "super_admin" }] })
    await changeRole(heir.ctx, { organizationId: org.id, accountId: org.owner.id, role: "finance_admin" })
  })

  test("the former owner's logins end with the change or not at all", async () => {
    const { org, heir, token } = await offered()
    const session = await openSession(db, org.owner.ctx, org.owner.id)
    const doomed = db.transaction(async (tx) => {
      await accept({ ...heir.ctx, db: tx }, { token })
      throw new Error("something later in the same transaction")
    })
    await expect(doomed).rejects.toThrow("something later")
    expect(await visitorOf(db, databaseClock, session)).toMatchObject({ kind: "logged-in" })
    expect(await roleOf(org.id, org.owner.id)).toBe("super_admin")
  })

  test("two changes that wait at once, against every rule, cannot make two owners", async () => {
    const { org, heir, id, token } = await offered()
    const second = await member(db, org.id)
    const twin = uuidv7()
    await db.execute(sql`
      insert into handshakes (id, organization_id, kind, state, subject, initiator_id, recipient_id, terms, key_id,
        lifetime_seconds, proposed_at, sent_at, expires_at)
      select ${twin}, organization_id, kind, state, 'another seat', initiator_id, ${second.id}, terms, key_id,
        lifetime_seconds, proposed_at, sent_at, expires_at from handshakes where id = ${id}`)
    const answers = await Promise.allSettled([accept(heir.ctx, { token }), accept(second.ctx, { id: twin })])
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
    expect(answers.find(({ status }) => status === "rejected")).toMatchObject({
      reason: refusal("initiator_not_entitled"),
    })
    const owners = await db.execute(
      sql`select 1 from memberships where organization_id = ${org.id} and role = 'super_admin'`,
    )
    expect(owners).toHaveLength(1)
  })
})
