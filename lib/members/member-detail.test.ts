import { eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accounts } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { tokenFor } from "@/lib/core/tokens"
import { accept } from "@/lib/handshake"
import { createMemberAccount } from "@/lib/members/member-accounts"
import { memberDetail } from "@/lib/members/member-detail"
import { changeRole, removeMember } from "@/lib/members/members"
import { activate, bindSecurity } from "@/lib/members/security-bindings"
import { invitationCode } from "@/lib/organizations/invitation-code"
import { approveRequest, requestToJoin } from "@/lib/organizations/joining"
import type { AssignableRole } from "@/lib/shared/roles"
import { attachPolicy, createPolicy, disablePolicies, enablePolicies } from "@/lib/tags/policies"
import { tagAccount } from "@/lib/tags/tags"
import { invited, member, newEmail, newPhone, organization, PASSWORD, person, transferring } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

type Organization = Awaited<ReturnType<typeof organization>>

const detail = ({ owner, inView }: Organization, accountId: string) => memberDetail(owner.ctx, inView, accountId)

/** Invites somebody, who accepts. */
async function joined(org: Organization, role: "finance_admin" | "member" = "member") {
  const guest = await person(db, { name: "Mei Chen" })
  const invitation = await invited(org, guest.address, { role })
  await accept(guest.ctx, { id: invitation.id })
  return { ...guest, handshakeId: invitation.id }
}

async function created(org: Organization) {
  const number = await createMemberAccount(org.owner.ctx, { organizationId: org.id, name: "Shared Billing" })
  const [account] = await db.select().from(accounts).where(eq(accounts.number, number))
  return account?.id ?? ""
}

describe("why an account is here", () => {
  test("R114 an invited member came through an invitation: who sent it, who accepted it, when, and the role", async () => {
    const org = await organization(db)
    const guest = await joined(org, "finance_admin")
    const found = await detail(org, guest.id)
    expect(found).toMatchObject({ name: "Mei Chen", origin: "invitation", affiliated: false, email: guest.address })
    expect(found.handshake).toMatchObject({
      id: guest.handshakeId,
      proposedBy: "Grace Lin",
      answeredBy: "Mei Chen",
      role: "finance_admin",
    })
    expect(found.handshake?.answeredAt.getTime()).toBeGreaterThanOrEqual(found.handshake?.proposedAt.getTime() ?? 0)
    expect(found.changes).toEqual([])
  })

  test("R97 R114 an account that joined by code proposed it itself, and its reviewer answered", async () => {
    const org = await organization(db)
    const admin = await member(db, org.id, "admin", { name: "Omar Haddad" })
    const applicant = await person(db, { name: "Priya Nair" })
    const code = (await invitationCode(org.owner.ctx, org.inView)) ?? ""
    const request = { code, reviewerId: admin.id, description: "The billing team", agreed: true as const }
    const { id } = await requestToJoin(applicant.ctx, request)
    await approveRequest(admin.ctx, { id })
    const found = await detail(org, applicant.id)
    expect(found).toMatchObject({ origin: "join-request", affiliated: true, entity: "Harbour Ltd." })
    expect(found.handshake).toMatchObject({
      id,
      proposedBy: "Priya Nair",
      answeredBy: "Omar Haddad",
      role: null,
    })
  })

  test("R114 a founder and a created account came through no handshake; of the latter it says who created it", async () => {
    const org = await organization(db)
    const founder = await detail(org, org.owner.id)
    expect(founder).toMatchObject({ origin: "founder", handshake: null, createdBy: null, role: "super_admin" })
    const account = await detail(org, await created(org))
    expect(account).toMatchObject({ origin: "created", handshake: null, createdBy: "Grace Lin", affiliated: true })
  })

  test("R114 the login e-mail shows once the account has been activated, and the number as bound only", async () => {
    const org = await organization(db)
    const accountId = await created(org)
    const contacts = { email: newEmail("bound"), phone: newPhone() }
    const bound = await bindSecurity(org.owner.ctx, { organizationId: org.id, accountId, ...contacts })
    expect(await detail(org, accountId)).toMatchObject({ email: null, phone: null, boundPhone: null })
    await activate({ ...org.owner.ctx, actor: null }, { token: tokenFor(bound), password: PASSWORD })
    const after = await detail(org, accountId)
    expect(after).toMatchObject({ email: contacts.email, phone: null, boundPhone: contacts.phone })
  })

  test("of who is no member, and of what is no account, nothing is told", async () => {
    const [org, other] = [await organization(db), await organization(db)]
    const stranger = await person(db)
    for (const id of [stranger.id, other.owner.id, "nobody", "00000000-0000-7000-8000-000000000000"]) {
      await expect(detail(org, id)).rejects.toMatchObject({ code: "not_found" })
    }
  })
})

describe("the history of roles", () => {
  const change = (org: Organization, accountId: string, role: AssignableRole) =>
    changeRole(org.owner.ctx, { organizationId: org.id, accountId, role })

  test("R114 every change says from what to what, by whom and when, latest first", async () => {
    const org = await organization(db)
    const guest = await joined(org)
    await change(org, guest.id, "dev_admin")
    await change(org, guest.id, "admin")
    const { changes, role } = await detail(org, guest.id)
    expect(role).toBe("admin")
    expect(changes.map(({ from, to, by }) => [from, to, by])).toEqual([
      ["dev_admin", "admin", "Grace Lin"],
      ["member", "dev_admin", "Grace Lin"],
    ])
  })

  test("R114 a change that was refused is none, and those of others do not show", async () => {
    const org = await organization(db)
    const [guest, other] = [await joined(org), await joined(org)]
    await change(org, other.id, "admin")
    const forbidden = changeRole(other.ctx, { organizationId: org.id, accountId: guest.id, role: "admin" })
    await expect(forbidden).rejects.toMatchObject({ code: "forbidden" })
    expect((await detail(org, guest.id)).changes).toEqual([])
  })

  test("R80 R114 a change of owner is told of both: who rose and who became a plain member", async () => {
    const org = await organization(db)
    const heir = await joined(org)
    const { id } = await transferring(org, heir)
    await accept(heir.ctx, { id })
    const [risen, fallen] = [await detail(org, heir.id), await detail(org, org.owner.id)]
    expect(risen.changes).toMatchObject([{ from: null, to: "super_admin", by: "Mei Chen" }])
    expect(fallen.changes).toMatchObject([{ from: "super_admin", to: "member", by: "Mei Chen" }])
  })

  test("R114 what was before a removal belongs to an earlier stay", async () => {
    const org = await organization(db)
    const guest = await joined(org)
    await change(org, guest.id, "admin")
    await removeMember(org.owner.ctx, { organizationId: org.id, accountId: guest.id })
    const again = await invited(org, guest.address, { role: "member" })
    await accept(guest.ctx, { id: again.id })
    expect(await detail(org, guest.id)).toMatchObject({ role: "member", changes: [], handshake: { id: again.id } })
  })
})

describe("its tags", () => {
  test("R51 R53 each tells why the policies of today would not allow it, those of the account itself included", async () => {
    const org = await organization(db)
    const [at, id] = [{ organizationId: org.id }, await created(org)]
    const { number } = await detail(org, id)
    const write = (key: string, value: string) => tagAccount(org.owner.ctx, { ...at, number, tags: [{ key, value }] })
    for (const [key, value] of [
      ["costcenter", "100"],
      ["env", "test"],
      ["owner", ""],
    ] as const) {
      await write(key, value)
    }
    const faults = async () =>
      (await detail(org, id)).tags.map(({ key, fault }) => [key, fault && [fault.why, fault.right]])
    expect(await faults()).toEqual([
      ["costcenter", null],
      ["env", null],
      ["owner", null],
    ])
    const enforced_for = { "@@assign": ["organizations:account"] }
    await enablePolicies(org.owner.ctx, at)
    await hold({ costcenter: { tag_key: { "@@assign": "CostCenter" }, enforced_for } }, null)
    await hold({ env: { tag_value: { "@@assign": ["prod"] }, enforced_for } }, number)
    expect(await faults()).toEqual([
      ["costcenter", ["case", ["CostCenter"]]],
      ["env", ["value", ["prod"]]],
      ["owner", null],
    ])
    await disablePolicies(org.owner.ctx, at)
    expect((await faults()).every(([, fault]) => fault === null)).toBe(true)

    async function hold(tags: object, number: string | null) {
      const draft = { name: Object.keys(tags).join(), description: "", content: JSON.stringify({ tags }) }
      const policyId = await createPolicy(org.owner.ctx, { ...at, ...draft })
      await attachPolicy(org.owner.ctx, { ...at, policyId, number })
    }
  })
})
