import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accounts, audit } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { barredFrom, factorDemandsOn, startFactorTime } from "@/lib/accounts/second-step/demands"
import { mustReadOrganization, openSession, visitorOf } from "@/lib/accounts/sessions"
import { databaseClock } from "@/lib/core/context"
import { ownFactors, removeFactor } from "@/lib/factors/factors"
import { accept, cancel, decline, read } from "@/lib/handshake"
import { inviteMember } from "@/lib/invitations/invitations"
import { changeRole } from "@/lib/members/members"
import { demandedRolesOf, demandFactors } from "@/lib/organizations/factor-policy"
import { clockAfter, invited, member, newEmail, organization, person, transferring } from "@/lib/testing"
import { fresh, stale, withApp } from "@/lib/testing/factors/world"
import { bugs, forgetRates, raced, rounds } from "@/lib/testing/races"

const ROUNDS = rounds(300)

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: 12 }))
})
afterAll(() => close())

type Organization = Awaited<ReturnType<typeof organization>>

/** An organization whose owner has a factor and demands one of these roles. */
async function demanding(roles: Parameters<typeof demandFactors>[1]["roles"]): Promise<Organization> {
  const org = await organization(db)
  await withApp(db, org.owner)
  const ctx = fresh(org.owner.ctx)
  await demandFactors(ctx, { organizationId: org.id, roles })
  return org
}

const visiting = async (token: string, after = "0 seconds") => visitorOf(db, clockAfter(after), token)

test("only the super admin says of which roles a factor is demanded, with a fresh login, and the audit keeps it", async () => {
  const org = await organization(db)
  const admin = await member(db, org.id, "admin")
  const wish = { organizationId: org.id, roles: ["admin" as const] }
  await expect(demandFactors(admin.ctx, wish)).rejects.toMatchObject({ code: "forbidden" })
  await expect(demandFactors((await person(db)).ctx, wish)).rejects.toMatchObject({ code: "not_found" })
  await expect(demandFactors(stale(org.owner.ctx), wish)).rejects.toMatchObject({ code: "password_needed" })
  await demandFactors(org.owner.ctx, wish)
  expect(await demandedRolesOf(org.owner.ctx, org.inView)).toEqual(["admin"])
  const rows = await db.select().from(audit).where(eq(audit.organizationId, org.id))
  const demanded = rows.filter(({ action }) => action === "organization.demand-factor")
  expect(demanded.map(({ refusal, detail }) => [refusal, detail])).toEqual([
    ["forbidden", {}],
    ["not_found", {}],
    [null, { from: [], to: ["admin"] }],
  ])
})

test("a factor of the own role is demanded only by who has one", async () => {
  const org = await organization(db)
  const wish = { organizationId: org.id, roles: ["super_admin" as const, "member" as const] }
  await expect(demandFactors(org.owner.ctx, wish)).rejects.toMatchObject({ code: "own_factor_first" })
  await withApp(db, org.owner)
  await demandFactors(fresh(org.owner.ctx), wish)
  expect(await demandedRolesOf(org.owner.ctx, org.inView)).toEqual(["super_admin", "member"])
})

test("a member without a factor has some days, then the organization is closed to that login until there is one", async () => {
  const org = await demanding(["admin"])
  const elsewhere = await organization(db)
  const someone = await member(db, org.id, "admin")
  await db.execute(sql`
    insert into memberships (organization_id, account_id, role, origin) values (${elsewhere.id}, ${someone.id}, 'admin', 'created')`)
  const token = await openSession(db, someone.ctx, someone.id)
  expect(factorDemandsOn(await visiting(token))).toMatchObject({ dueAt: null, isOverdue: false })
  await startFactorTime({ db, clock: databaseClock }, someone.id)
  await startFactorTime({ db, clock: clockAfter("5 days") }, someone.id)
  expect(barredFrom(await visiting(token, "1 hour"))).toBeUndefined()
  await db.update(accounts).set({ factorDueAt: sql`now() - interval '1 minute'` }).where(eq(accounts.id, someone.id))
  const late = await visiting(token)
  const barred = barredFrom(late)
  expect(barred).toEqual({ organizations: [org.id], operating: false })
  expect(() => mustReadOrganization(late, org.id, "members.read")).toThrow(
    expect.objectContaining({ code: "factor_demanded" }),
  )
  expect(mustReadOrganization(late, elsewhere.id, "members.read").organizationId).toBe(elsewhere.id)
  await withApp(db, someone)
  const again = await openSession(db, someone.ctx, someone.id)
  await db.execute(sql`update sessions set factor_at = now() where account_id = ${someone.id}`)
  expect(factorDemandsOn(await visiting(again))).toBeNull()
})

test("a login that is barred does nothing in its organization, past the pages too", async () => {
  const org = await organization(db)
  const { id } = await invited(org, newEmail())
  const someone = await member(db, org.id)
  const ctx = {
    ...org.owner.ctx,
    actor: { ...org.owner.ctx.actor, barred: { organizations: [org.id], operating: false } },
  }
  const organizationId = org.id
  const invitation = { organizationId, contact: newEmail(), role: "member" as const, note: "" }
  await expect(inviteMember(ctx, invitation)).rejects.toMatchObject({ code: "not_found" })
  await expect(cancel(ctx, { id })).rejects.toMatchObject({ code: "not_found" })
  await expect(changeRole(ctx, { organizationId, accountId: someone.id, role: "admin" })).rejects.toMatchObject({
    code: "factor_demanded",
  })
})

test("R27 who is given a role that demands a factor accepts with one, declines without; the invitation waits", async () => {
  const org = await demanding(["dev_admin"])
  const [first, second] = [await person(db), await person(db)]
  const one = await invited(org, first.address, { role: "dev_admin" })
  const other = await invited(org, second.address, { role: "dev_admin" })
  const plain = await invited(org, newEmail(), { role: "member" })
  expect((await read(first.ctx, { token: one.token }))?.blockedBy).toBe("factor_demanded")
  await expect(accept(first.ctx, { token: one.token })).rejects.toMatchObject({ code: "factor_demanded" })
  await decline(second.ctx, { token: other.token })
  await withApp(db, first)
  expect((await read(first.ctx, { token: one.token }))?.blockedBy).toBeUndefined()
  await accept(first.ctx, { token: one.token })
  expect((await read(first.ctx, { token: plain.token }))?.blockedBy).toBe("wrong_account")
})

test("an organization that demands a factor of its owner is handed over only to who has one", async () => {
  const org = await demanding(["super_admin"])
  const heir = await member(db, org.id)
  const { token } = await transferring({ ...org, owner: { ...org.owner, ctx: fresh(org.owner.ctx) } }, heir)
  await expect(accept(heir.ctx, { token })).rejects.toMatchObject({ code: "factor_demanded" })
  await withApp(db, heir)
  await accept(fresh(heir.ctx), { token })
})

test(`the last factor removed beside the demand for it leaves nobody who demands one without, ${ROUNDS} times`, {
  timeout: 240_000,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const org = await organization(db)
    await withApp(db, org.owner)
    const ctx = fresh(org.owner.ctx)
    const { factors } = await ownFactors(ctx)
    const answers = await raced(
      [
        () => removeFactor(ctx, { id: factors[0]?.id ?? "" }),
        () => demandFactors(ctx, { organizationId: org.id, roles: ["super_admin"] }),
      ],
      round,
    )
    expect(bugs(answers)).toEqual([])
    const left = (await ownFactors(ctx)).factors.length
    const demanded = await demandedRolesOf(ctx, org.inView)
    expect([left, demanded]).toEqual(left === 0 ? [0, []] : [1, ["super_admin"]])
    await forgetRates(db)
  }
})
