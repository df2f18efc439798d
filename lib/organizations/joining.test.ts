import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accounts, audit, letters, memberships, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { ownEntity } from "@/lib/accounts/own-entity"
import { openSession, visitorOf } from "@/lib/accounts/sessions"
import { listAudit } from "@/lib/audit/records"
import { databaseClock } from "@/lib/core/context"
import { certify } from "@/lib/effects/certify"
import { accept } from "@/lib/handshake"
import { resendInvitation } from "@/lib/invitations/invitations"
import { listMemberAccounts } from "@/lib/members/account-group"
import { changeRole, leaveOrganization, removeMember } from "@/lib/members/members"
import { invitationCode, resetCode } from "@/lib/organizations/invitation-code"
import {
  affiliationNotice,
  approveRequest,
  ownRequests,
  rejectRequest,
  requestToJoin,
  withdrawRequest,
} from "@/lib/organizations/joining"
import { foundOrganization } from "@/lib/organizations/organizations"
import { countReapprovals, countTasks, tasksOf } from "@/lib/organizations/tasks"
import { forms } from "@/lib/shared/forms"
import { type EntityType, roles } from "@/lib/shared/roles"
import {
  clockAfter,
  invited,
  member,
  newEmail,
  organization,
  PASSWORD,
  person,
  takeSeat,
  transferring,
} from "@/lib/testing"
import { forgetRates, wrongSeats } from "@/lib/testing/races"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const refusal = (code: string, field?: string) => ({ code, ...(field ? { extra: { field } } : {}) })
const account = async (id: string) => (await db.select().from(accounts).where(eq(accounts.id, id)))[0]
const enterprise = async (id: string) => (await db.select().from(organizations).where(eq(organizations.id, id)))[0]

/** A certified enterprise with its code, and an administrator who may review. */
async function harbour() {
  const org = await organization(db)
  const admin = await member(db, org.id, "admin")
  const code = (await invitationCode(org.owner.ctx, org.inView)) ?? ""
  return { ...org, admin, code }
}

async function requested({ description = "The billing team" } = {}) {
  const org = await harbour()
  const applicant = await person(db)
  const input = { code: org.code, reviewerId: org.admin.id, description, agreed: true as const }
  const { id } = await requestToJoin(applicant.ctx, input)
  return { org, applicant, id, input }
}

/** An account whose own enterprise is certified as a legal person of this type. */
async function verifiedAs(type: EntityType) {
  const someone = await person(db)
  const organizationId = await foundOrganization(someone.ctx, { name: "Own House" })
  await certify(db, { organizationId, initiatorId: someone.id }, { name: "Own", licenceNumber: organizationId, type })
  return { ...someone, organizationId }
}

describe("the invitation code", () => {
  test("R84 every certified enterprise has a code of its own, of 80 bits and in groups that can be read aloud", async () => {
    const codes = await Promise.all([harbour(), harbour(), harbour()].map(async (one) => (await one).code))
    expect(new Set(codes).size).toBe(3)
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
  })

  test("R84 an enterprise that is not certified has none", async () => {
    const org = await organization(db, { certified: false })
    expect(await invitationCode(org.owner.ctx, org.inView)).toBeNull()
    await expect(resetCode(org.owner.ctx, { organizationId: org.id })).rejects.toMatchObject(refusal("not_certified"))
  })

  test("R85 it can be used again and again, in any case, with or without its groups", async () => {
    const { code } = await harbour()
    for (const typed of [code, code.toLowerCase(), code.replaceAll("-", ""), ` ${code.replaceAll("-", " ")} `]) {
      expect((await affiliationNotice((await person(db)).ctx, { code: typed })).organization).toBe("Cloud Harbour")
    }
  })

  test("R86 once a reset has returned the old code opens nothing and the new one does", async () => {
    const org = await harbour()
    const fresh = await resetCode(org.owner.ctx, { organizationId: org.id })
    expect(fresh).not.toBe(org.code)
    expect(await invitationCode(org.owner.ctx, org.inView)).toBe(fresh)
    const applicant = await person(db)
    await expect(affiliationNotice(applicant.ctx, { code: org.code })).rejects.toMatchObject(
      refusal("code_unknown", "code"),
    )
    const input = { code: org.code, reviewerId: org.admin.id, description: "", agreed: true as const }
    await expect(requestToJoin(applicant.ctx, input)).rejects.toMatchObject(refusal("code_unknown", "code"))
    await requestToJoin(applicant.ctx, { ...input, code: fresh })
  })

  test("R86 a login that is not fresh resets it with the password alone, and a wrong one is recorded", async () => {
    const org = await harbour()
    const old = { ...org.owner.ctx, actor: { ...org.owner.ctx.actor, freshLogin: false } }
    const reset = (password?: string) => resetCode(old, { organizationId: org.id, password })
    await expect(reset()).rejects.toMatchObject(refusal("password_needed", "password"))
    await expect(reset("not the right one 55")).rejects.toMatchObject(refusal("wrong_password", "password"))
    expect(await invitationCode(org.owner.ctx, org.inView)).toBe(org.code)
    const attempts = await db.$count(
      audit,
      sql`${audit.organizationId} = ${org.id} and ${audit.action} = 'invitation-code.reset' and ${audit.refusal} is not null`,
    )
    expect(attempts).toBe(1)
    expect(await reset(PASSWORD)).not.toBe(org.code)
  })

  test("R86 a request made before the reset stays, and its reviewer is told that the code was replaced", async () => {
    const { org, applicant, id } = await requested()
    expect(await tasksOf(org.admin.ctx, org.inView)).toMatchObject([{ id, codeReplaced: false }])
    await resetCode(org.owner.ctx, { organizationId: org.id })
    expect(await tasksOf(org.admin.ctx, org.inView)).toMatchObject([{ id, codeReplaced: true }])
    await approveRequest(org.admin.ctx, { id })
    expect((await account(applicant.id))?.entityId).toBe((await enterprise(org.id))?.entityId)
  })

  test("R87 only the super admin resets it", async () => {
    const org = await harbour()
    for (const role of roles.filter((one) => one !== "super_admin")) {
      const other = await member(db, org.id, role)
      await expect(resetCode(other.ctx, { organizationId: org.id })).rejects.toMatchObject(refusal("forbidden"))
    }
    const outsider = await person(db)
    await expect(resetCode(outsider.ctx, { organizationId: org.id })).rejects.toMatchObject(refusal("not_found"))
    expect(await invitationCode(org.owner.ctx, org.inView)).toBe(org.code)
  })

  test("R84 the database holds no code", async () => {
    const { id, code } = await harbour()
    const row = JSON.stringify(await enterprise(id))
    for (const form of [code, code.replaceAll("-", "")]) expect(row).not.toContain(form)
  })

  test("R89 wrong codes are refused at the field, and after ten of them for an hour", async () => {
    const { code } = await harbour()
    const guesser = await person(db)
    for (let n = 0; n < 10; n++) {
      await expect(affiliationNotice(guesser.ctx, { code: `WRNG-0000-0000-000${n}` })).rejects.toMatchObject(
        refusal("code_unknown", "code"),
      )
    }
    await expect(affiliationNotice(guesser.ctx, { code })).rejects.toMatchObject(refusal("rate_reached"))
    const later = { ...guesser.ctx, clock: clockAfter("61 minutes") }
    expect((await affiliationNotice(later, { code })).organization).toBe("Cloud Harbour")
    await forgetRates(db)
  })

  test("R89 a right code counts as no attempt, and forgives no wrong one", async () => {
    const { code } = await harbour()
    const guesser = await person(db)
    const ctx = { ...guesser.ctx, ip: "192.0.2.89" }
    for (let n = 0; n < 40; n++) await affiliationNotice(ctx, { code })
    for (let n = 0; n < 10; n++) {
      await expect(affiliationNotice(ctx, { code: `WRNG-0000-0000-000${n}` })).rejects.toMatchObject(
        refusal("code_unknown", "code"),
      )
      if (n < 9) await affiliationNotice(ctx, { code })
    }
    await expect(affiliationNotice(ctx, { code })).rejects.toMatchObject(refusal("rate_reached"))
    await forgetRates(db)
  })

  test("R89 wrong codes from one network address are counted over all accounts", async () => {
    const { code } = await harbour()
    for (let n = 0; n < 30; n++) {
      const ctx = { ...(await person(db)).ctx, ip: "192.0.2.90" }
      await expect(affiliationNotice(ctx, { code: "WRNG-0000-0000-0000" })).rejects.toMatchObject({
        code: "code_unknown",
      })
    }
    const ctx = { ...(await person(db)).ctx, ip: "192.0.2.90" }
    await expect(affiliationNotice(ctx, { code })).rejects.toMatchObject(refusal("rate_reached"))
    await forgetRates(db)
  })
})

describe("asking to join", () => {
  test("R90 R91 the notice names the entity and the administrators alone, masked", async () => {
    const org = await harbour()
    await member(db, org.id, "finance_admin")
    await member(db, org.id, "member")
    const notice = await affiliationNotice((await person(db)).ctx, org)
    expect(notice).toMatchObject({ organization: "Cloud Harbour", entity: "Harbour Ltd." })
    expect(notice.reviewers.map(({ accountId, role }) => [accountId, role])).toEqual([
      [org.owner.id, "super_admin"],
      [org.admin.id, "admin"],
    ])
    for (const { name, number } of notice.reviewers) {
      expect(name).toMatch(/^(\S••\s?)+$/)
      expect(number).toMatch(/^\d{4}$/)
    }
  })

  test("R91 an administrator who asks for himself finds everybody but himself to review it", async () => {
    const org = await harbour()
    const { reviewers } = await affiliationNotice(org.admin.ctx, org)
    expect(reviewers.map(({ accountId }) => accountId)).toEqual([org.owner.id])
    const input = { code: org.code, reviewerId: org.admin.id, description: "", agreed: true as const }
    await expect(requestToJoin(org.admin.ctx, input)).rejects.toMatchObject(refusal("reviewer_unfit", "reviewerId"))
  })

  test("R91 only an administrator of that enterprise can be chosen", async () => {
    const org = await harbour()
    const stranger = await harbour()
    const applicant = await person(db)
    const plain = await member(db, org.id)
    for (const reviewer of [plain, stranger.admin, applicant, stranger.owner]) {
      const input = { code: org.code, reviewerId: reviewer.id, description: "", agreed: true as const }
      await expect(requestToJoin(applicant.ctx, input)).rejects.toMatchObject(refusal("reviewer_unfit", "reviewerId"))
    }
  })

  test("R92 R93 the request goes to the chosen administrator, with the description, and is shown to the applicant", async () => {
    const { org, applicant, id } = await requested()
    const [letter] = await db.select().from(letters).where(eq(letters.handshakeId, id))
    expect(letter).toMatchObject({ template: "join-requested", recipient: org.admin.address })
    expect(await ownRequests(applicant.ctx)).toMatchObject([
      { id, organization: "Cloud Harbour", description: "The billing team", status: "pending", reviewer: "A•• Z••" },
    ])
  })

  test("R92 a description is asked for, and what is only blanks is none; requests of before that have none are shown", async () => {
    const { applicant, input } = await requested({ description: "" })
    for (const description of ["", " ", "\u3000\n"]) {
      const { error } = forms.requestToJoin.safeParse({ ...input, description })
      expect(error?.issues.map(({ path }) => path[0])).toEqual(["description"])
    }
    const { description: _, ...without } = input
    expect(forms.requestToJoin.safeParse(without).success).toBe(false)
    expect(forms.requestToJoin.safeParse({ ...input, description: "The billing team" }).success).toBe(true)
    expect(await ownRequests(applicant.ctx)).toMatchObject([{ description: "", status: "pending" }])
  })

  test("R93 one request of an account waits at an organization; withdrawn, another can be made", async () => {
    const { org, applicant, id, input } = await requested()
    await expect(affiliationNotice(applicant.ctx, input)).rejects.toMatchObject(refusal("already_pending"))
    await expect(requestToJoin(applicant.ctx, input)).rejects.toMatchObject(refusal("already_pending"))
    for (const other of [org.admin, org.owner]) {
      await expect(withdrawRequest(other.ctx, { id })).rejects.toMatchObject(refusal("forbidden"))
    }
    const stranger = await person(db)
    await expect(withdrawRequest(stranger.ctx, { id })).rejects.toMatchObject(refusal("not_found"))
    await withdrawRequest(applicant.ctx, { id })
    expect(await ownRequests(applicant.ctx)).toMatchObject([{ status: "revoked" }])
    await expect(approveRequest(org.admin.ctx, { id })).rejects.toMatchObject(refusal("revoked"))
    await requestToJoin(applicant.ctx, input)
  })

  test.each(["sole_proprietorship", "individual"] as const)(
    "R99 an account verified as %s is refused at the start",
    async (type) => {
      const org = await harbour()
      const someone = await verifiedAs(type)
      await expect(affiliationNotice(someone.ctx, org)).rejects.toMatchObject(refusal("entity_fixed"))
      const input = { code: org.code, reviewerId: org.admin.id, description: "", agreed: true as const }
      await expect(requestToJoin(someone.ctx, input)).rejects.toMatchObject(refusal("entity_fixed"))
    },
  )
})

describe("the own entity", () => {
  test("R96 it is none at first, and after the approval the enterprise's, with the enterprise that it came from", async () => {
    const { org, applicant, id } = await requested()
    expect(await ownEntity(applicant.ctx)).toEqual({ entity: null, affiliation: null })
    await approveRequest(org.admin.ctx, { id })
    expect(await ownEntity(applicant.ctx)).toMatchObject({
      entity: { name: "Harbour Ltd.", licenceNumber: org.id, type: "enterprise" },
      affiliation: { organizationId: org.id, organization: "Cloud Harbour", origin: "join-request" },
    })
  })
})

describe("the review", () => {
  test("R94 only the chosen administrator has the task, and only he can answer", async () => {
    const { org, id } = await requested()
    const other = await member(db, org.id, "admin")
    expect(await countTasks(org.admin.ctx, org.inView)).toBe(1)
    for (const someone of [other, org.owner]) {
      expect(await tasksOf(someone.ctx, org.inView)).toEqual([])
      expect(await countTasks(someone.ctx, org.inView)).toBe(0)
      await expect(approveRequest(someone.ctx, { id })).rejects.toMatchObject(refusal("forbidden"))
      await expect(rejectRequest(someone.ctx, { id, reason: "no" })).rejects.toMatchObject(refusal("forbidden"))
    }
    await expect(approveRequest((await person(db)).ctx, { id })).rejects.toMatchObject(refusal("not_found"))
  })

  test("R94 when the chosen one is no administrator any more, the task falls to the super admin", async () => {
    const { org, id } = await requested()
    await changeRole(org.owner.ctx, { organizationId: org.id, accountId: org.admin.id, role: "member" })
    expect(await tasksOf(org.admin.ctx, org.inView)).toEqual([])
    expect(await tasksOf(org.owner.ctx, org.inView)).toMatchObject([{ id, fallen: true }])
    await expect(approveRequest(org.admin.ctx, { id })).rejects.toMatchObject(refusal("forbidden"))
    await approveRequest(org.owner.ctx, { id })
  })

  test("R94 the applicant cannot answer himself, not even as an administrator", async () => {
    const { org, applicant, id } = await requested()
    await expect(approveRequest(applicant.ctx, { id })).rejects.toMatchObject(refusal("not_found"))
    await db
      .insert(memberships)
      .values({ organizationId: org.id, accountId: applicant.id, role: "admin", origin: "created" })
    await expect(approveRequest(applicant.ctx, { id })).rejects.toMatchObject(refusal("forbidden"))
  })

  test("R94 a request that falls to the applicant himself waits for nobody until he withdraws it", async () => {
    const org = await harbour()
    const applicant = await member(db, org.id, "admin")
    const input = { code: org.code, reviewerId: org.owner.id, description: "", agreed: true as const }
    const { id } = await requestToJoin(applicant.ctx, input)
    const { token } = await transferring(org, applicant)
    await accept(applicant.ctx, { token })
    expect(await tasksOf(applicant.ctx, org.inView)).toEqual([])
    expect(await countTasks(applicant.ctx, org.inView)).toBe(0)
    await expect(approveRequest(applicant.ctx, { id })).rejects.toMatchObject(refusal("forbidden"))
    await withdrawRequest(applicant.ctx, { id })
  })

  test("after a change of owner the former owner's invitations are one task of the new super admin, until he resends them", async () => {
    const org = await harbour()
    const { id } = await invited(org, newEmail())
    await invited(org, newEmail())
    expect(await countReapprovals(org.owner.ctx, org.inView)).toBe(0)
    const { token } = await transferring(org, org.admin)
    await accept(org.admin.ctx, { token })
    expect(await countReapprovals(org.admin.ctx, org.inView)).toBe(2)
    expect(await countTasks(org.admin.ctx, org.inView)).toBe(1)
    expect(await countReapprovals(org.owner.ctx, org.inView)).toBe(0)
    await resendInvitation(org.admin.ctx, { id })
    expect(await countReapprovals(org.admin.ctx, org.inView)).toBe(1)
    const late = { ...org.admin.ctx, clock: clockAfter("8 days") }
    expect(await countTasks(late, org.inView)).toBe(0)
  })

  test("the audit tells of every step whom it concerned: the applicant", async () => {
    const { org, applicant, id } = await requested()
    await approveRequest(org.admin.ctx, { id })
    const { rows } = await listAudit(org.owner.ctx, org.inView, { search: applicant.name })
    expect(
      rows.filter(({ action }) => action.startsWith("join-")).map(({ action, target }) => [action, target]),
    ).toEqual([
      ["join-request.accept", applicant.id],
      ["join-request.propose", applicant.id],
    ])
  })

  test("R95 rejected with a reason, the applicant learns both and nothing else has changed", async () => {
    const { org, applicant, id } = await requested()
    await rejectRequest(org.admin.ctx, { id, reason: "We do not know you." })
    expect(await ownRequests(applicant.ctx)).toMatchObject([{ status: "rejected", reason: "We do not know you." }])
    const [told] = await db.select().from(letters).where(eq(letters.recipient, applicant.address))
    expect(told).toMatchObject({ template: "join-rejected", words: { reason: "We do not know you." } })
    expect((await account(applicant.id))?.entityId).toBeNull()
    expect(await tasksOf(org.admin.ctx, org.inView)).toEqual([])
  })

  test("R93 R95 the applicant learns who has answered and when, which need not be the reviewer whom he chose", async () => {
    const { org, applicant, id } = await requested()
    expect(await ownRequests(applicant.ctx)).toMatchObject([{ reviewer: "A•• Z••", answered: null }])
    await changeRole(org.owner.ctx, { organizationId: org.id, accountId: org.admin.id, role: "member" })
    await rejectRequest(org.owner.ctx, { id, reason: "We do not know you." })
    expect(await ownRequests(applicant.ctx)).toMatchObject([{ answered: { by: "G•• L••", at: expect.any(Date) } }])
  })

  test("R96 R97 approved, the account is verified with the enterprise's entity, a member, and in the Account Group", async () => {
    const { org, applicant, id } = await requested()
    await approveRequest(org.admin.ctx, { id })
    expect((await account(applicant.id))?.entityId).toBe((await enterprise(org.id))?.entityId)
    const page = await listMemberAccounts(org.owner.ctx, org.inView, {})
    expect(
      page.rows.map(({ accountId, origin, handshakeId, entity }) => [accountId, origin, handshakeId, entity]),
    ).toEqual([
      [org.owner.id, "founder", null, "Harbour Ltd."],
      [applicant.id, "join-request", id, "Harbour Ltd."],
    ])
    const [told] = await db.select().from(letters).where(eq(letters.recipient, applicant.address))
    expect(told?.template).toBe("join-approved")
    const session = await openSession(db, applicant.ctx, applicant.id)
    expect(await visitorOf(db, databaseClock, session)).toMatchObject({
      memberships: [{ organizationId: org.id, role: "member" }],
    })
  })

  test("R98 another enterprise's account moves to the inviter's entity and into the organization", async () => {
    const org = await harbour()
    const founder = await verifiedAs("enterprise")
    const input = { code: org.code, reviewerId: org.admin.id, description: "", agreed: true as const }
    const { id } = await requestToJoin(founder.ctx, input)
    await approveRequest(org.admin.ctx, { id })
    expect((await account(founder.id))?.entityId).toBe((await enterprise(org.id))?.entityId)
    const rows = await db.select().from(memberships).where(eq(memberships.accountId, founder.id))
    expect(rows.map(({ organizationId, role, affiliated }) => [organizationId, role, affiliated]).sort()).toEqual(
      [
        [founder.organizationId, "super_admin", false],
        [org.id, "member", true],
      ].sort(),
    )
  })

  test("an account that another enterprise has taken in has to leave it first", async () => {
    const { org, applicant, id } = await requested()
    await approveRequest(org.admin.ctx, { id })
    const other = await harbour()
    await expect(affiliationNotice(applicant.ctx, other)).rejects.toMatchObject(refusal("already_affiliated"))
    await leaveOrganization(applicant.ctx, { organizationId: org.id })
    expect((await affiliationNotice(applicant.ctx, other)).organization).toBe("Cloud Harbour")
  })

  test("R100 removed from the affiliation, the account gives the entity back up", async () => {
    const { org, applicant, id } = await requested()
    await approveRequest(org.admin.ctx, { id })
    await removeMember(org.owner.ctx, { organizationId: org.id, accountId: applicant.id })
    expect((await account(applicant.id))?.entityId).toBeNull()
    expect((await listMemberAccounts(org.owner.ctx, org.inView, {})).rows).toHaveLength(1)
  })

  test("a member who came by invitation and joins by code keeps the role and is affiliated", async () => {
    const { org, applicant, id } = await requested()
    await db
      .insert(memberships)
      .values({ organizationId: org.id, accountId: applicant.id, role: "dev_admin", origin: "created" })
    await takeSeat(db, org.id)
    await approveRequest(org.admin.ctx, { id })
    const [row] = await db.select().from(memberships).where(eq(memberships.accountId, applicant.id))
    expect(row).toMatchObject({ role: "dev_admin", affiliated: true })
  })

  test("an approval gets the place of an overdue invitation, and none where all are reserved", async () => {
    const { org, id } = await requested()
    await invited(org, newEmail(), { lifetimeSeconds: 60 })
    const [row] = await db.select().from(organizations).where(eq(organizations.id, org.id))
    await db.update(organizations).set({ quota: row?.seatsTaken }).where(eq(organizations.id, org.id))
    await expect(approveRequest(org.admin.ctx, { id })).rejects.toMatchObject(refusal("quota_reached"))
    await approveRequest({ ...org.admin.ctx, clock: clockAfter("61 seconds") }, { id })
    expect(await wrongSeats(db)).not.toContain(org.id)
  })

  test("a request expires after thirty days", async () => {
    const { org, id } = await requested()
    const late = { ...org.admin.ctx, clock: clockAfter("30 days 1 second") }
    await expect(approveRequest(late, { id })).rejects.toMatchObject(refusal("expired"))
    expect(await tasksOf(late, org.inView)).toEqual([])
  })
})
