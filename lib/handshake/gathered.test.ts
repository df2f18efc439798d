import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accounts, memberships } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import type { LoggedIn } from "@/lib/core/context"
import { accept, resend } from "@/lib/handshake"
import { invited, newPhone, organization, person } from "@/lib/testing"
import { holding, outcome, transactionsOf, wrongSeats } from "@/lib/testing/races"

const CROWD = 8

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

test("who accept at the same time are taken in by few transactions, each in their own name", async () => {
  const org = await organization(db)
  const guests = await Promise.all(Array.from({ length: CROWD }, (_, index) => guestOf(org, `198.51.100.${index}`)))
  const answers = guests.map(({ ctx, token }) => outcome(accept(ctx, { token })))
  expect(new Set(await Promise.all(answers))).toEqual(new Set(["done"]))
  expect((await transactionsOf(db, org.id, "invitation.accept")).toSorted()).toEqual([1, 1, CROWD - 2])
  const rows = await db.execute<{ token: string; own: boolean; role: string }>(sql`
    select m.role, t.actor_id = m.account_id and h.settled_by = m.account_id and h.subject = a.email as own, t.ip
      from memberships m join handshakes h on h.id = m.handshake_id join accounts a on a.id = m.account_id
      join audit t on t.handshake_id = h.id and t.action = 'invitation.accept'
     where m.organization_id = ${org.id} order by t.ip`)
  expect([...rows]).toEqual(guests.map(({ ctx: { ip } }) => ({ role: "member", own: true, ip })))
  expect(await wrongSeats(db)).toEqual([])
})

test("those of several organizations go together, and each is a member of their own", async () => {
  const organizations = await Promise.all(Array.from({ length: CROWD }, () => organization(db)))
  const guests = await Promise.all(organizations.map((org) => guestOf(org)))
  await Promise.all(guests.map(({ ctx, token }) => accept(ctx, { token })))
  for (const [index, { id }] of organizations.entries()) expect(await guestsIn(id)).toEqual([guests[index]?.id])
  const [{ count } = { count: 0 }] = await db.execute<{ count: number }>(sql`
    select count(distinct xmin::text)::int from audit where action = 'invitation.accept'
      and organization_id in ${organizations.map(({ id }) => id)}`)
  expect(count).toBe(3)
})

test("among others nobody gets in by a link that is not theirs, that was replaced, or a second time", async () => {
  const org = await organization(db)
  const [one, other, late, twice, stranger] = await crowd(org, 5)
  const victim = await guestOf(org)
  const replaced = { token: late.token }
  await resend(org.owner.ctx, { id: late.invitation })
  const asked = [
    accept(one.ctx, { token: one.token }),
    accept(other.ctx, { token: other.token }),
    accept(stranger.ctx, { token: victim.token }),
    accept(late.ctx, replaced),
    accept(twice.ctx, { token: twice.token }),
    accept(twice.ctx, { token: twice.token }),
    accept(stranger.ctx, { id: stranger.invitation, kind: "join-request" }),
  ]
  expect(await Promise.all(asked.map(outcome))).toEqual([
    "done",
    "done",
    "wrong_account",
    "link_invalid",
    "done",
    "already_answered",
    "not_found",
  ])
  expect(await guestsIn(org.id)).toEqual([one.id, other.id, twice.id].toSorted())
  const refusals = await db.execute<{ refusal: string; actor: string }>(sql`
    select refusal, actor_id as actor from audit where organization_id = ${org.id} and refusal is not null`)
  expect([...refusals]).toEqual([{ refusal: "wrong_account", actor: stranger.id }])
})

test("one person who accepts by e-mail and by phone at once is taken in once, and so is everybody else", async () => {
  const org = await organization(db)
  const [first, second, third, fourth] = await crowd(org, 4)
  const phone = newPhone()
  const { token } = await invited(org, phone)
  await db.update(accounts).set({ phone }).where(eq(accounts.id, third.id))
  const asked = [first, second, third, { ctx: third.ctx, token }, fourth]
  const answers = await Promise.all(asked.map((one) => outcome(accept(one.ctx, { token: one.token }))))
  expect(answers.toSorted()).toEqual(["already_member", "done", "done", "done", "done"])
  expect(await guestsIn(org.id)).toEqual([first.id, second.id, third.id, fourth.id].toSorted())
})

test("nobody waits for an organization that is being changed but who is asked by it", async () => {
  const [org, changing] = [await organization(db), await organization(db)]
  const [first, second, ...others] = await crowd(org, 5)
  const slow = await crowd(changing, 3)
  const held = await holding(db, changing.id, "alone")
  const [before, waits, after] = [[first, second], slow, others].map((guests) =>
    Promise.all(guests.map(({ ctx, token }) => outcome(accept(ctx, { token })))),
  )
  expect([await before, await after]).toEqual([
    ["done", "done"],
    ["done", "done", "done"],
  ])
  expect((await transactionsOf(db, org.id, "invitation.accept")).toSorted()).toEqual([1, 1, 3])
  await held.release()
  expect(await waits).toEqual(["done", "done", "done"])
})

test("nobody waits for long for those whom another transaction is just taking in", async () => {
  const org = await organization(db)
  const [one, another, third] = await crowd(org, 3)
  const elsewhere = await guestOf(await organization(db))
  let waits = Promise.resolve<string[]>([])
  await db.transaction(async (tx) => {
    for (const { id: accountId } of [one, another])
      await tx.insert(memberships).values({ organizationId: org.id, accountId, role: "member", origin: "created" })
    const waiting = [one, another].map(({ ctx, token }) => outcome(accept(ctx, { token })))
    const answers = [third, elsewhere].map(({ ctx, token }) => outcome(accept(ctx, { token })))
    expect(await Promise.all(answers)).toEqual(["done", "done"])
    waits = Promise.all(waiting)
  })
  expect(await waits).toEqual(["already_member", "already_member"])
})

test("an id means the same in capital letters, alone and among others", async () => {
  const org = await organization(db)
  const guests = await crowd(org, 4)
  const [victim, stranger] = await crowd(org, 2)
  const answers = guests.map(({ ctx, invitation }) => outcome(accept(ctx, { id: invitation.toUpperCase() })))
  const bySpelling = [
    outcome(accept(stranger.ctx, { id: victim.invitation.toUpperCase() })),
    outcome(accept(victim.ctx, { id: victim.invitation })),
  ]
  expect(await Promise.all(answers)).toEqual(["done", "done", "done", "done"])
  const [refused, accepted] = await Promise.all(bySpelling)
  expect(["wrong_account", "link_invalid"]).toContain(refused)
  expect(accepted).toBe("done")
  expect(await guestsIn(org.id)).toEqual([...guests, victim].map(({ id }) => id).toSorted())
})

test("an id that names two gives nobody the place of another", async () => {
  const org = await organization(db)
  const [first, second, third, fourth, stranger] = await crowd(org, 5)
  const victim = await guestOf(org)
  const named = `${victim.invitation},${fourth.invitation}`
  const asked = [first, second, { ...stranger, invitation: named }, third].map(({ ctx, invitation }) =>
    outcome(accept(ctx, { id: invitation })),
  )
  const last = outcome(accept(fourth.ctx, { token: fourth.token }))
  expect([...(await Promise.all(asked)), await last]).toEqual(["done", "done", "wrong_account", "done", "done"])
  // The refusal is written for itself, too.
  expect((await transactionsOf(db, org.id, "invitation.accept")).toSorted()).toEqual([1, 1, 1, 2])
  expect(await guestsIn(org.id)).toEqual([first.id, second.id, third.id, fourth.id].toSorted())
})

test("among others, who may not come in any more is told so", async () => {
  const org = await organization(db)
  const elsewhere = await organization(db)
  const guests = [...(await crowd(org, 3)), ...(await crowd(elsewhere, 3))]
  await db.execute(sql`update organizations set entity_id = null where id = ${org.id}`)
  const answers = await Promise.all(guests.map(({ ctx, token }) => outcome(accept(ctx, { token }))))
  expect(answers).toEqual(["not_certified", "not_certified", "not_certified", "done", "done", "done"])
})

type Organization = Awaited<ReturnType<typeof organization>>

async function guestOf(org: Organization, ip: string | null = null) {
  const guest = await person(db)
  const { id: invitation, token } = await invited(org, guest.address)
  const ctx: LoggedIn = { ...guest.ctx, ip }
  return { ...guest, ctx, invitation, token }
}

/** So many who were invited; exactly as many as are named. */
async function crowd(org: Organization, size: number) {
  const guests = await Promise.all(Array.from({ length: size }, () => guestOf(org)))
  return guests as [Guest, Guest, Guest, Guest, Guest]
}

type Guest = Awaited<ReturnType<typeof guestOf>>

async function guestsIn(organizationId: string): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select account_id as id from memberships where organization_id = ${organizationId} and role <> 'super_admin'
     order by account_id`)
  return rows.map(({ id }) => id)
}
