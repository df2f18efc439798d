import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accounts, memberships } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { tokenFor } from "@/lib/core/tokens"
import { listMemberAccounts } from "@/lib/members/account-group"
import { createMemberAccount } from "@/lib/members/member-accounts"
import { removeMember } from "@/lib/members/members"
import { listMembers } from "@/lib/members/records"
import { activate, bindSecurity } from "@/lib/members/security-bindings"
import { newEmail, newPhone, organization, PASSWORD, person } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

/** What both lists say of an account. */
async function told({ owner: { ctx }, inView }: Awaited<ReturnType<typeof organization>>, accountId: string) {
  const [members, group] = [await listMembers(ctx, inView, {}), await listMemberAccounts(ctx, inView, {})]
  const [member] = members.rows.filter((one) => one.accountId === accountId)
  const [account] = group.rows.filter((one) => one.accountId === accountId)
  return { member: member?.removable, account: account?.removable, security: account?.security.state }
}

test("R113 both lists say of a created account what its removal is answered, before and after its activation", async () => {
  const org = await organization(db)
  const number = await createMemberAccount(org.owner.ctx, { organizationId: org.id, name: "Shared Billing" })
  const [{ id = "" } = {}] = await db.select().from(accounts).where(eq(accounts.number, number))
  const about = { organizationId: org.id, accountId: id }
  expect(await told(org, id)).toEqual({ member: false, account: false, security: "none" })
  const contacts = { email: newEmail(), phone: newPhone() }
  const bound = await bindSecurity(org.owner.ctx, { ...about, ...contacts })
  expect(await told(org, id)).toEqual({ member: false, account: false, security: "waiting" })
  await expect(removeMember(org.owner.ctx, about)).rejects.toMatchObject({ code: "not_activated" })
  await activate({ ...org.owner.ctx, actor: null }, { token: tokenFor(bound), password: PASSWORD })
  expect(await told(org, id)).toEqual({ member: true, account: true, security: "bound" })
  await removeMember(org.owner.ctx, about)
})

test("an account with a verified contact that has set no password yet counts as activated", async () => {
  const org = await organization(db)
  const { id } = await person(db)
  await db.update(accounts).set({ passwordHash: null }).where(eq(accounts.id, id))
  const joined = { organizationId: org.id, accountId: id, role: "member", origin: "created" } as const
  await db.insert(memberships).values({ ...joined, affiliated: true })
  expect(await told(org, id)).toEqual({ member: true, account: true, security: "bound" })
})
