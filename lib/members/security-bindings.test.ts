import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accounts, handshakes, letters } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { unverifiedPhone } from "@/lib/accounts/accounts"
import { logIn } from "@/lib/accounts/login"
import type { Context } from "@/lib/core/context"
import { tokenFor } from "@/lib/core/tokens"
import { accept } from "@/lib/handshake"
import { viewInvitation } from "@/lib/invitations/invitations"
import { listMemberAccounts } from "@/lib/members/account-group"
import { createMemberAccount } from "@/lib/members/member-accounts"
import { removeMember } from "@/lib/members/members"
import { changeOwner } from "@/lib/members/ownership"
import {
  activate,
  activationContext,
  bindSecurity,
  sendActivationAgain,
  viewActivation,
} from "@/lib/members/security-bindings"
import { roles } from "@/lib/shared/roles"
import {
  bound,
  clockAfter,
  contextOf,
  createdAccount,
  member,
  newEmail,
  newPhone,
  organization,
  PASSWORD,
  person,
} from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

const refusal = (code: string, field?: string) => ({ code, ...(field ? { extra: { field } } : {}) })
const stranger = (ctx: Context) => ({ ...ctx, actor: null })
const tokenOf = async (id: string) => {
  const [row] = await db.select().from(handshakes).where(eq(handshakes.id, id))
  if (!row) throw new Error("no such handshake")
  return tokenFor(row)
}

/** An enterprise with an account that it has created. */
async function created() {
  const org = await organization(db)
  const number = await createMemberAccount(org.owner.ctx, { organizationId: org.id, name: "Shared Billing" })
  const [account] = await db.select().from(accounts).where(eq(accounts.number, number))
  if (!account) throw new Error("no account")
  const bind = (contacts: { email?: string; phone?: string } = {}, interval = "0 seconds") =>
    bindSecurity(
      { ...org.owner.ctx, clock: clockAfter(interval) },
      { organizationId: org.id, accountId: account.id, email: newEmail("bound"), phone: newPhone(), ...contacts },
    )
  const security = async (interval = "0 seconds") => {
    const page = await listMemberAccounts({ ...org.owner.ctx, clock: clockAfter(interval) }, org.inView, {})
    return page.rows.find(({ accountId }) => accountId === account.id)?.security
  }
  return { org, account, bind, security }
}

describe("binding security information", () => {
  test("R101 R102 a created account has a number, belongs to the enterprise's entity and cannot log in", async () => {
    const { org, account, security } = await created()
    expect(account).toMatchObject({ email: null, phone: null, passwordHash: null })
    expect(account.number).toMatch(/^\d{12}$/)
    const entities = await db.execute(sql`
      select a.entity_id = o.entity_id as same from accounts a, organizations o where a.id = ${account.id} and o.id = ${org.id}`)
    expect([...entities]).toEqual([{ same: true }])
    expect(await security()).toMatchObject({ state: "none", modificationsLeft: 3 })
  })

  test("R102 no other member can be bound: not an invited one, not the founder, and nobody of another enterprise", async () => {
    const { org } = await created()
    const other = await created()
    const invited = await member(db, org.id)
    const to = (accountId: string) =>
      bindSecurity(org.owner.ctx, { organizationId: org.id, accountId, email: newEmail(), phone: newPhone() })
    await expect(to(invited.id)).rejects.toMatchObject(refusal("not_created"))
    await expect(to(org.owner.id)).rejects.toMatchObject(refusal("not_created"))
    await expect(to(other.account.id)).rejects.toMatchObject(refusal("not_found"))
  })

  test("R103 only the super admin creates and binds", async () => {
    const { org, account } = await created()
    for (const role of roles.filter((one) => one !== "super_admin")) {
      const { ctx } = await member(db, org.id, role)
      const input = { organizationId: org.id, accountId: account.id, email: newEmail(), phone: newPhone() }
      await expect(bindSecurity(ctx, input)).rejects.toMatchObject(refusal("forbidden"))
      await expect(createMemberAccount(ctx, { organizationId: org.id, name: "X" })).rejects.toMatchObject(
        refusal("forbidden"),
      )
    }
  })

  test("R103 R106 the link goes to the e-mail and lives fifteen days", async () => {
    const { bind, security } = await created()
    const email = newEmail("bound")
    const { id } = await bind({ email: ` ${email.toUpperCase()}` })
    const [row] = await db.select().from(handshakes).where(eq(handshakes.id, id))
    expect(Number(row?.expiresAt) - Number(row?.sentAt)).toBe(15 * 24 * 3600 * 1000)
    const [letter] = await db.select().from(letters).where(eq(letters.handshakeId, id))
    expect(letter).toMatchObject({ template: "security-binding", recipient: email })
    expect(await security()).toMatchObject({ state: "waiting", email, handshakeId: id, modificationsLeft: 3 })
  })

  test("R103 what is no e-mail or no mobile number is refused at its field", async () => {
    const { bind } = await created()
    await expect(bind({ email: "nobody" })).rejects.toMatchObject(refusal("invalid_input", "email"))
    await expect(bind({ email: newPhone() })).rejects.toMatchObject(refusal("invalid_input", "email"))
    await expect(bind({ phone: "12" })).rejects.toMatchObject(refusal("invalid_input", "phone"))
    await expect(bind({ phone: newEmail() })).rejects.toMatchObject(refusal("invalid_input", "phone"))
  })

  test("R104 one e-mail and one number for one account of an enterprise, and a verified one nowhere else", async () => {
    const [one, two] = [await created(), await created()]
    const sibling = await createdAccount(db, one.org)
    const taken = await person(db)
    const [email, phone] = [newEmail("bound"), newPhone()]
    await one.bind({ email, phone })
    await expect(bound(one.org, sibling, { email })).rejects.toMatchObject(refusal("contact_used", "email"))
    await expect(bound(one.org, sibling, { phone })).rejects.toMatchObject(refusal("contact_used", "phone"))
    await expect(two.bind({ email: taken.address })).rejects.toMatchObject(refusal("contact_used", "email"))
    await bound(one.org, sibling)
  })

  test("R104 what one enterprise binds without proof keeps no other from it; who has the mailbox decides", async () => {
    const [squatter, holder] = [await created(), await created()]
    const [email, phone] = [newEmail("bound"), newPhone()]
    await squatter.bind({ email, phone })
    const { id } = await holder.bind({ email, phone })
    await activate(stranger(holder.org.owner.ctx), { token: await tokenOf(id), password: PASSWORD })
    expect(await holder.security()).toMatchObject({ state: "bound", email, phone })
    expect(await squatter.security()).toMatchObject({ state: "waiting", email })
  })

  test("R104 a number that an enterprise has bound and nobody has verified is left to whoever verifies it", async () => {
    const { org, bind } = await created()
    const phone = newPhone()
    const { id } = await bind({ phone })
    await activate(stranger(org.owner.ctx), { token: await tokenOf(id), password: PASSWORD })
    const other = await created()
    await other.bind({ phone })
    const holder = await person(db, { address: phone })
    expect(holder.address).toBe(phone)
    await expect((await created()).bind({ phone })).rejects.toMatchObject(refusal("contact_used", "phone"))
  })

  test("R104 an e-mail that somebody has verified as his own meanwhile activates no other account", async () => {
    const { org, account, bind } = await created()
    const email = newEmail("bound")
    const token = await tokenOf((await bind({ email })).id)
    await person(db, { address: email })
    const late = activate(stranger(org.owner.ctx), { token, password: PASSWORD })
    await expect(late).rejects.toMatchObject(refusal("contact_taken"))
    const [row] = await db.select().from(accounts).where(eq(accounts.id, account.id))
    expect(row).toMatchObject({ email: null, passwordHash: null })
  })

  test("R104 whether contacts are taken cannot be asked without end", async () => {
    const { org, bind } = await created()
    const { address } = await person(db)
    await expect(bind({ email: address })).rejects.toMatchObject(refusal("contact_used", "email"))
    await db.execute(sql`update limits set count = 60 where key = ${`bindingsPerAccount:${org.owner.id}`}`)
    await expect(bind({ email: address })).rejects.toMatchObject(refusal("rate_reached"))
    await expect(bind()).rejects.toMatchObject(refusal("rate_reached"))
  })

  test("R105 three modifications after the first submission; the next one is refused, and the old links are dead", async () => {
    const { bind, security } = await created()
    const proposed = [await bind()]
    for (const left of [2, 1, 0]) {
      proposed.push(await bind())
      expect((await security())?.modificationsLeft).toBe(left)
    }
    await expect(bind()).rejects.toMatchObject(refusal("modifications_spent"))
    const ctx = (await created()).org.owner.ctx
    for (const { id } of proposed.slice(0, -1)) {
      const token = await tokenOf(id)
      await expect(activate(stranger(ctx), { token, password: PASSWORD })).rejects.toMatchObject(refusal("revoked"))
    }
  })

  test("R105 what was modified in time is free for others", async () => {
    const [one, two] = [await created(), await created()]
    const [email, phone] = [newEmail("bound"), newPhone()]
    await one.bind({ email, phone })
    await one.bind({ email, phone: newPhone() })
    await one.bind()
    await two.bind({ email, phone })
  })

  test("R108 sent again, the same e-mail gets a new link for another fifteen days, and the old one is dead", async () => {
    const { org, bind, security } = await created()
    const first = await bind()
    const old = tokenFor(first)
    const again = { ...org.owner.ctx, clock: clockAfter("14 days 23:59:59") }
    await sendActivationAgain(again, { id: first.id })
    await expect(activate(stranger(org.owner.ctx), { token: old, password: PASSWORD })).rejects.toMatchObject(
      refusal("link_invalid"),
    )
    expect(await security("29 days")).toMatchObject({ state: "waiting", modificationsLeft: 3 })
    const late = { ...org.owner.ctx, clock: clockAfter("30 days") }
    await expect(sendActivationAgain(late, { id: first.id })).rejects.toMatchObject(refusal("expired"))
  })

  test("R109 not activated in time the binding has failed, and can be bound again as a modification", async () => {
    const { org, bind, security } = await created()
    const { id } = await bind()
    const token = await tokenOf(id)
    const late = { ...org.owner.ctx, clock: clockAfter("15 days 1 second") }
    await expect(activate(stranger(late), { token, password: PASSWORD })).rejects.toMatchObject(refusal("expired"))
    expect(await security("15 days 1 second")).toMatchObject({ state: "failed", modificationsLeft: 3 })
    await bind({}, "15 days 1 second")
    expect(await security("15 days 2 seconds")).toMatchObject({ state: "waiting", modificationsLeft: 2 })
  })

  test("R110 an e-mail whose activation failed is never bound again by that enterprise; its number is free", async () => {
    const [one, two] = [await created(), await created()]
    const [email, phone] = [newEmail("bound"), newPhone()]
    await one.bind({ email, phone })
    await expect(one.bind({ email }, "15 days 1 second")).rejects.toMatchObject(refusal("contact_burned", "email"))
    const sibling = bound(one.org, await createdAccount(db, one.org), { email, phone, after: "400 days" })
    await expect(sibling).rejects.toMatchObject(refusal("contact_burned", "email"))
    await one.bind({ phone }, "15 days 1 second")
    await two.bind({ email, phone }, "15 days 1 second")
  })
})

describe("the activation", () => {
  test("R111 R112 with the link and a password the account is activated and logs in with the e-mail, not before", async () => {
    const { org, account, bind, security } = await created()
    const [email, phone] = [newEmail("bound"), newPhone()]
    const anyone = stranger(org.owner.ctx)
    const { id } = await bind({ email, phone })
    await expect(logIn(anyone, { contact: email, password: PASSWORD })).rejects.toMatchObject(refusal("wrong_login"))
    await activate(anyone, { token: await tokenOf(id), password: PASSWORD })
    expect(await logIn(anyone, { contact: email, password: PASSWORD })).toMatch(/\S{20,}/)
    const [row] = await db.select().from(accounts).where(eq(accounts.id, account.id))
    expect(row).toMatchObject({ email, phone: null, boundPhone: phone })
    expect(await security()).toMatchObject({ state: "bound", email, phone })
  })

  test("the bound number is no verified contact: it neither logs in nor accepts an invitation", async () => {
    const { org, bind } = await created()
    const phone = newPhone()
    const { id } = await bind({ phone })
    await activate(stranger(org.owner.ctx), { token: await tokenOf(id), password: PASSWORD })
    const login = logIn(stranger(org.owner.ctx), { contact: phone, password: PASSWORD })
    await expect(login).rejects.toMatchObject(refusal("wrong_login"))
  })

  test("R103 the bound number is offered to its holder, who verifies it, and to nobody once one is verified", async () => {
    const { org, account, bind } = await created()
    const phone = newPhone()
    const { id } = await bind({ phone })
    const holder = contextOf(db, account.id)
    expect(await unverifiedPhone(holder)).toBeNull()
    await activate(stranger(org.owner.ctx), { token: await tokenOf(id), password: PASSWORD })
    expect(await unverifiedPhone(holder)).toBe(phone)
    expect(await unverifiedPhone(org.owner.ctx)).toBeNull()
    await db.update(accounts).set({ phone }).where(eq(accounts.id, account.id))
    expect(await unverifiedPhone(holder)).toBeNull()
  })

  test("R111 the holder of the link is shown whose account it is; who holds none learns nothing", async () => {
    const { org, account, bind } = await created()
    const email = newEmail("bound")
    const token = await tokenOf((await bind({ email })).id)
    const anyone = stranger(org.owner.ctx)
    const holder = (await activationContext(anyone, token)) ?? anyone
    const facts = { organization: "Cloud Harbour", name: "Shared Billing", number: account.number, email }
    expect(await viewActivation(holder, token)).toMatchObject({ state: "info", ...facts })
    expect(await viewActivation(anyone, "nonsense")).toEqual({ state: "invalid" })
    expect(await viewInvitation(holder, token)).toEqual({ state: "invalid" })
    await activate(anyone, { token, password: PASSWORD })
    expect(await viewActivation(holder, token)).toMatchObject({ state: "accepted", ...facts })
  })

  test("R111 a password made of the account's own e-mail is too weak", async () => {
    const { org, bind } = await created()
    const email = newEmail("harbourbilling")
    const token = await tokenOf((await bind({ email })).id)
    const weak = activate(stranger(org.owner.ctx), { token, password: email })
    await expect(weak).rejects.toMatchObject(refusal("weak_password", "password"))
  })

  test("R111 the link works once", async () => {
    const { org, bind } = await created()
    const token = await tokenOf((await bind()).id)
    await activate(stranger(org.owner.ctx), { token, password: PASSWORD })
    const again = activate(stranger(org.owner.ctx), { token, password: `${PASSWORD}-other` })
    await expect(again).rejects.toMatchObject(refusal("already_answered"))
  })

  test("R111 a weak password is refused at its field and the link stays", async () => {
    const { org, bind } = await created()
    const token = await tokenOf((await bind()).id)
    const weak = activate(stranger(org.owner.ctx), { token, password: "password" })
    await expect(weak).rejects.toMatchObject(refusal("weak_password", "password"))
    await activate(stranger(org.owner.ctx), { token, password: PASSWORD })
  })

  test("a link that is none stands for nobody, and an invitation's link activates nothing", async () => {
    const { org, account } = await created()
    expect(await activationContext(stranger(org.owner.ctx), "nonsense")).toBeNull()
    const heir = await member(db, org.id)
    const transfer = tokenFor(await changeOwner(org.owner.ctx, { organizationId: org.id, accountId: heir.id }))
    expect(await activationContext(stranger(org.owner.ctx), transfer)).toBeNull()
    const used = activate(stranger(org.owner.ctx), { token: transfer, password: PASSWORD })
    await expect(used).rejects.toMatchObject(refusal("link_invalid"))
    expect((await db.select().from(accounts).where(eq(accounts.id, account.id)))[0]?.passwordHash).toBeNull()
  })

  test("after a change of owner the activation waits for the new one, who sends it again", async () => {
    const { org, bind } = await created()
    const { id } = await bind()
    const heir = await member(db, org.id)
    await accept(heir.ctx, {
      id: (await changeOwner(org.owner.ctx, { organizationId: org.id, accountId: heir.id })).id,
    })
    const anyone = stranger(org.owner.ctx)
    const early = activate(anyone, { token: await tokenOf(id), password: PASSWORD })
    await expect(early).rejects.toMatchObject(refusal("initiator_not_entitled"))
    await sendActivationAgain(heir.ctx, { id })
    await activate(anyone, { token: await tokenOf(id), password: PASSWORD })
  })

  test("R113 only then it can be removed", async () => {
    const { org, account, bind } = await created()
    const remove = () => removeMember(org.owner.ctx, { organizationId: org.id, accountId: account.id })
    await expect(remove()).rejects.toMatchObject(refusal("not_activated"))
    const { id } = await bind()
    await expect(remove()).rejects.toMatchObject(refusal("not_activated"))
    await activate(stranger(org.owner.ctx), { token: await tokenOf(id), password: PASSWORD })
    await remove()
  })

  test("R102 an activated account is not bound again", async () => {
    const { org, bind } = await created()
    const { id } = await bind()
    await activate(stranger(org.owner.ctx), { token: await tokenOf(id), password: PASSWORD })
    await expect(bind()).rejects.toMatchObject(refusal("already_activated"))
  })
})
