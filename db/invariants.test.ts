import { eq, sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database, Queries } from "@/db/client"
import { accounts, audit, handshakes, memberships, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { accept, propose } from "@/lib/handshake"
import { removeMember } from "@/lib/members/members"
import { invited, member, newEmail, organization, person } from "@/lib/testing"

// Every statement here goes around the code: what holds, the database holds.

let db: Database
let owner: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, owner, close } = await testDatabase())
})
afterAll(() => close())

const breaks = (statement: Promise<unknown>, constraint: string) =>
  expect(statement).rejects.toMatchObject({ cause: { constraint_name: constraint } })
const refused = (statement: Promise<unknown>) => expect(statement).rejects.toMatchObject({ cause: { code: "23000" } })

test("one pending handshake for an organization, a kind and a subject", async () => {
  const org = await organization(db)
  const { id } = await invited(org, newEmail())
  const twin = () =>
    db.execute(sql`
      insert into handshakes (id, organization_id, kind, state, subject, initiator_id, terms, key_id, lifetime_seconds,
        proposed_at, sent_at, expires_at)
      select ${uuidv7()}, organization_id, kind, 'requested', subject, initiator_id, terms, key_id, lifetime_seconds,
        proposed_at, sent_at, expires_at from handshakes where id = ${id}`)
  await breaks(twin(), "handshakes_one_pending")
  await db.execute(sql`update handshakes set state = 'canceled', settled_at = now() where id = ${id}`)
  await twin()
})

test("one membership for an organization and an account", async () => {
  const org = await organization(db)
  const present = await member(db, org.id)
  const again = { organizationId: org.id, accountId: present.id, role: "admin", origin: "created" } as const
  await breaks(db.insert(memberships).values(again), "memberships_once")
})

test("at most one super admin", async () => {
  const org = await organization(db)
  const present = await member(db, org.id)
  const raise = db.update(memberships).set({ role: "super_admin" }).where(eq(memberships.accountId, present.id))
  await breaks(raise, "memberships_one_super_admin")
})

test("at least one super admin at every commit: neither demoting nor removing the last, nor founding without one", async () => {
  const org = await organization(db)
  const own = eq(memberships.accountId, org.owner.id)
  await breaks(db.update(memberships).set({ role: "member" }).where(own), "organizations_super_admin")
  await breaks(db.delete(memberships).where(own), "organizations_super_admin")
  await breaks(
    db.insert(organizations).values({ id: "o-nobodysplace", handle: "o-nobodysplace", name: "Nobody's" }),
    "organizations_super_admin",
  )
})

test("one account for an e-mail and for a phone", async () => {
  const { address } = await person(db)
  const twin = { id: uuidv7(), number: "123456789012", name: "Twin" }
  await breaks(db.insert(accounts).values({ ...twin, email: address }), "accounts_email")
  await breaks(db.insert(accounts).values({ ...twin, email: address.toUpperCase() }), "accounts_email_form")
  await breaks(db.insert(accounts).values({ ...twin, phone: "13800138000" }), "accounts_phone_form")
})

test("roles and states are words of the house", async () => {
  const org = await organization(db)
  const present = await member(db, org.id)
  const { id } = await invited(org, newEmail())
  await breaks(
    db.execute(sql`update memberships set role = 'root' where account_id = ${present.id}`),
    "memberships_role",
  )
  await breaks(
    db.execute(sql`update handshakes set state = 'won', settled_at = now() where id = ${id}`),
    "handshakes_state",
  )
  await breaks(db.execute(sql`update handshakes set state = 'accepted' where id = ${id}`), "handshakes_settled")
  await breaks(
    db.execute(sql`update handshakes set terms = '{"role":"admin"}' where id = ${id}`),
    "handshakes_invited_role",
  )
})

test("a settled handshake keeps its state, and none is deleted", async () => {
  const org = await organization(db)
  const guest = await person(db)
  const { id, token } = await invited(org, guest.address)
  await accept(guest.ctx, { token })
  await refused(db.execute(sql`update handshakes set state = 'canceled' where id = ${id}`))
  await refused(db.execute(sql`update handshakes set state = 'open', settled_at = null where id = ${id}`))
  await refused(owner.delete(handshakes).where(eq(handshakes.id, id)))
})

test("the audit is not altered, deleted or emptied, not even by its owner", async () => {
  const org = await organization(db)
  await invited(org, newEmail())
  const own = eq(audit.organizationId, org.id)
  await refused(owner.update(audit).set({ action: "nothing" }).where(own))
  await refused(owner.delete(audit).where(own))
  await refused(owner.execute(sql`truncate audit, seals`))
})

test("saying that a person is taken out of the audit opens it to its owner alone, and for nothing but changes of rows", async () => {
  const org = await organization(db)
  const own = eq(audit.organizationId, org.id)
  const erasing = (as: Database, work: (tx: Queries) => Promise<unknown>) =>
    as.transaction(async (tx) => {
      await tx.execute(sql`set local muster.erasing = 'on'`)
      await work(tx)
    })
  await erasing(owner, (tx) => tx.update(audit).set({ target: "somebody" }).where(own))
  expect(await db.select({ target: audit.target }).from(audit).where(own)).toEqual([{ target: "somebody" }])
  await refused(erasing(owner, (tx) => tx.delete(audit).where(own)))
  await refused(erasing(owner, (tx) => tx.execute(sql`update seals set hash = hash`)))
  const denied = { cause: { code: "42501" } }
  await expect(erasing(db, (tx) => tx.update(audit).set({ target: "other" }).where(own))).rejects.toMatchObject(denied)
})

test("to the role of the app, changing the audit and its seals is denied, and so is deleting a handshake", async () => {
  const denied = (statement: string) =>
    expect(db.execute(sql.raw(statement)), statement).rejects.toMatchObject({ cause: { code: "42501" } })
  for (const [table, column] of [
    ["audit", "action"],
    ["seals", "hash"],
    ["reseals", "hash"],
  ]) {
    await denied(`update ${table} set ${column} = ${column}`)
    await denied(`delete from ${table}`)
    await denied(`truncate ${table}`)
    await denied(`truncate ${table} cascade`)
    await denied(`alter table ${table} disable trigger all`)
    await denied(`drop trigger ${table}_kept on ${table}`)
    await denied(`drop table ${table} cascade`)
  }
  await denied("delete from handshakes")
  await denied("update drizzle.__drizzle_migrations set created_at = 0")
  await denied("create table public.mine (id int)")
  await denied("set session_replication_role = replica")
})

test("an organization's seats are taken by its members and its pending invitations", async () => {
  const org = await organization(db)
  const seats = async () => {
    const [row] = await db.select().from(organizations).where(eq(organizations.id, org.id))
    return row?.seatsTaken
  }
  expect(await seats()).toBe(1)
  const guest = await person(db)
  const { token } = await invited(org, guest.address)
  await propose(org.owner.ctx, "invitation", {
    organizationId: org.id,
    subject: newEmail(),
    terms: { role: "member", note: "" },
  })
  expect(await seats()).toBe(3)
  await accept(guest.ctx, { token })
  expect(await seats()).toBe(3)
  await removeMember(org.owner.ctx, { organizationId: org.id, accountId: guest.id })
  expect(await seats()).toBe(2)
})
