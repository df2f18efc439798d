import { eq } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { accounts, limits } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { tokenFor } from "@/lib/core/tokens"
import { type AccountsQuery, listMemberAccounts } from "@/lib/members/account-group"
import { createMemberAccount } from "@/lib/members/member-accounts"
import { activate, bindSecurity } from "@/lib/members/security-bindings"
import { profileOf } from "@/lib/organizations/profile"
import { attachPolicy, createPolicy, disablePolicies, enablePolicies } from "@/lib/tags/policies"
import { tagAccount } from "@/lib/tags/tags"
import { clockAfter, invited, member, newEmail, newPhone, organization, PASSWORD } from "@/lib/testing"

let setup: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  setup = await testDatabase()
})
afterAll(() => setup.close())

type Organization = Awaited<ReturnType<typeof organization>>

/** A page's names, as the moved clock reads it. */
async function names({ owner, inView }: Organization, query: AccountsQuery, interval = "0 seconds") {
  const page = await listMemberAccounts({ ...owner.ctx, clock: clockAfter(interval) }, inView, query)
  return page.rows.map(({ name }) => name)
}

async function created({ id, owner }: Organization, name: string) {
  const number = await createMemberAccount(owner.ctx, { organizationId: id, name })
  const [row] = await setup.db.select({ id: accounts.id }).from(accounts).where(eq(accounts.number, number))
  return { id: row?.id ?? "", number }
}

/** An enterprise with an account in every state: its founder, and created ones that wait, failed and were activated. */
async function group() {
  const org = await organization(setup.db)
  const accounts = {
    fresh: await created(org, "Fresh Desk"),
    waiting: await created(org, "Waiting Desk"),
    active: await created(org, "Active Desk"),
  }
  const bind = (accountId: string, email: string) =>
    bindSecurity(org.owner.ctx, { organizationId: org.id, accountId, email, phone: newPhone() })
  const [waitingEmail, activeEmail] = [newEmail("waiting"), newEmail("active")]
  await bind(accounts.waiting.id, waitingEmail)
  const token = tokenFor(await bind(accounts.active.id, activeEmail))
  await activate({ ...org.owner.ctx, actor: null }, { token, password: PASSWORD })
  return { org, accounts, waitingEmail, activeEmail }
}

test("R102 an invitation that has expired keeps no place from an account that is created", async () => {
  const org = await organization(setup.db, { quota: 2 })
  await invited(org, newEmail())
  const create = (after: string) =>
    createMemberAccount({ ...org.owner.ctx, clock: clockAfter(after) }, { organizationId: org.id, name: "Desk" })
  await expect(create("6 days")).rejects.toMatchObject({ code: "quota_reached" })
  const pendingAt = async (after: string) =>
    (await profileOf({ ...org.owner.ctx, clock: clockAfter(after) }, org.inView)).pending
  expect([await pendingAt("6 days"), await pendingAt("8 days")]).toEqual([1, 0])
  expect(await create("8 days")).toMatch(/^\d{12}$/)
  await expect(create("8 days")).rejects.toMatchObject({ code: "quota_reached" })
})

describe("the list of member accounts", () => {
  test("R97 R101 one row for each account that belongs to the enterprise, in the order in which they came, and none for others", async () => {
    const { org } = await group()
    await member(setup.db, org.id, "member", { name: "Invited Only" })
    await group()
    expect(await names(org, {})).toEqual(["Grace Lin", "Fresh Desk", "Waiting Desk", "Active Desk"])
    const { rows } = await listMemberAccounts(org.owner.ctx, org.inView, {})
    expect(rows.map(({ origin }) => origin)).toEqual(["founder", "created", "created", "created"])
    expect(rows.map(({ role }) => role)).toEqual(["super_admin", "member", "member", "member"])
    expect(rows.every(({ entity }) => entity === "Harbour Ltd.")).toBe(true)
  })

  test("R101 it is filtered by how an account came and by how its security information stands now", async () => {
    const { org } = await group()
    expect(await names(org, { origin: "founder" })).toEqual(["Grace Lin"])
    expect(await names(org, { origin: "created" })).toEqual(["Fresh Desk", "Waiting Desk", "Active Desk"])
    expect(await names(org, { origin: "join-request" })).toEqual([])
    expect(await names(org, { security: "none" })).toEqual(["Fresh Desk"])
    expect(await names(org, { security: "waiting" })).toEqual(["Waiting Desk"])
    expect(await names(org, { security: "failed" })).toEqual([])
    expect(await names(org, { security: "bound" })).toEqual(["Grace Lin", "Active Desk"])
    expect(await names(org, { security: "waiting" }, "16 days")).toEqual([])
    expect(await names(org, { security: "failed" }, "16 days")).toEqual(["Waiting Desk"])
    expect(await names(org, { security: "bound", origin: "created" })).toEqual(["Active Desk"])
  })

  test("R101 it is searched by name, number and e-mail, the one that waits for its activation too", async () => {
    const { org, accounts, waitingEmail, activeEmail } = await group()
    expect(await names(org, { search: "waiting d" })).toEqual(["Waiting Desk"])
    expect(await names(org, { search: accounts.fresh.number.slice(2, 11) })).toEqual(["Fresh Desk"])
    expect(await names(org, { search: activeEmail.toUpperCase() })).toEqual(["Active Desk"])
    expect(await names(org, { search: waitingEmail })).toEqual(["Waiting Desk"])
    expect(await names(org, { search: "100%" })).toEqual([])
    expect(await names(org, { search: "_" })).toEqual([])
  })

  test("R101 its pages follow one another and lead back, and a cursor that was forged is none", async () => {
    const org = await organization(setup.db)
    for (let n = 0; n < 59; n++) await created(org, `Desk ${n}`)
    const seen: string[] = []
    let cursor: string | undefined
    for (const size of [25, 25, 10]) {
      const page = await listMemberAccounts(org.owner.ctx, org.inView, { cursor })
      expect(page.rows).toHaveLength(size)
      seen.push(...page.rows.map(({ accountId }) => accountId))
      if (cursor) {
        const back = await listMemberAccounts(org.owner.ctx, org.inView, { cursor: page.earlier ?? "" })
        expect(back.rows.at(-1)?.accountId).toBe(seen.at(-1 - size))
      }
      cursor = page.later ?? undefined
    }
    expect(new Set(seen).size).toBe(60)
    expect(cursor).toBeUndefined()
    expect(await names(org, { cursor: "forged" })).toEqual(await names(org, {}))
  })

  test("R53 it shows whose tags no policy would allow today, and nothing where tag policies are not enabled", async () => {
    const { org, accounts } = await group()
    const at = { organizationId: org.id }
    const faulty = async () => {
      const { rows } = await listMemberAccounts(org.owner.ctx, org.inView, {})
      return rows.flatMap(({ name, faultyTags }) => (faultyTags.length > 0 ? [[name, ...faultyTags]] : []))
    }
    const tag = (number: string, value: string) =>
      tagAccount(org.owner.ctx, { ...at, number, tags: [{ key: "env", value }] })
    await tag(accounts.fresh.number, "test")
    await tag(accounts.waiting.number, "prod")
    await tag(accounts.active.number, "test")
    const tags = { env: { tag_value: { "@@assign": ["prod"] }, enforced_for: { "@@assign": ["organizations:*"] } } }
    const own = { env: { tag_value: { "@@append": ["test"] } } }
    await enablePolicies(org.owner.ctx, at)
    expect(await faulty()).toEqual([])
    await hold(tags, null)
    expect(await faulty()).toEqual([
      ["Fresh Desk", "env"],
      ["Active Desk", "env"],
    ])
    await hold(own, accounts.active.number)
    expect(await faulty()).toEqual([["Fresh Desk", "env"]])
    await disablePolicies(org.owner.ctx, at)
    expect(await faulty()).toEqual([])

    async function hold(tags: object, number: string | null) {
      const draft = { name: JSON.stringify(tags), description: "", content: JSON.stringify({ tags }) }
      const policyId = await createPolicy(org.owner.ctx, { ...at, ...draft })
      await attachPolicy(org.owner.ctx, { ...at, policyId, number })
    }
  })
})

test("an activation's password is counted for its account before it is looked at", async () => {
  const org = await organization(setup.db)
  const { id: accountId } = await created(org, "Busy Desk")
  const contacts = { email: newEmail(), phone: newPhone() }
  const token = tokenFor(await bindSecurity(org.owner.ctx, { organizationId: org.id, accountId, ...contacts }))
  const ctx = { ...org.owner.ctx, actor: null }
  const weak = { token, password: "passwordpassword" }
  await expect(activate(ctx, weak)).rejects.toMatchObject({ code: "weak_password", extra: { field: "password" } })
  await setup.db
    .update(limits)
    .set({ count: 60 })
    .where(eq(limits.key, `newPasswords:${accountId}`))
  await expect(activate(ctx, weak)).rejects.toMatchObject({
    code: "rate_reached",
    extra: { facts: { rule: "newPasswords" } },
  })
})
