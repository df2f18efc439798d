import { randomUUID } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import type { Database } from "@/db/client"
import { accounts, memberships } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import type { LoggedIn } from "@/lib/core/context"
import { inviteMember, revokeInvitation } from "@/lib/invitations/invitations"
import { revokeMany } from "@/lib/invitations/many"
import { invited, member, newEmail, newPhone, organization, person, succeeded, takeSeat } from "@/lib/testing"
import { fromAddresses, holding, outcome, transactionsOf, wrongSeats } from "@/lib/testing/races"

const CROWD = 8
const WAIT = { timeout: 30_000, interval: 20 }

let db: Database
let owner: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, owner, close } = await testDatabase())
})
afterAll(() => close())

test("what one actor proposes while a proposal is under way is written behind it in one transaction", async () => {
  const org = await organization(db)
  const contacts = Array.from({ length: CROWD }, () => newEmail())
  const made = await Promise.all(contacts.map((contact) => invite(org.owner.ctx, org.id, contact)))
  expect(made.map(({ contact }) => contact)).toEqual(contacts)
  expect(await transactionsOf(db, org.id, "invitation.propose")).toEqual([1, CROWD - 1])
  expect(await lettersTo(contacts)).toBe(CROWD)
})

test("what one actor takes back meanwhile is taken back behind it in one transaction", async () => {
  const org = await organization(db)
  const ids = await invitationsOf(org)
  const answers = await Promise.all(ids.map((id) => outcome(revokeInvitation(org.owner.ctx, { id }))))
  expect(new Set(answers)).toEqual(new Set(["done"]))
  expect(await transactionsOf(db, org.id, "invitation.cancel")).toEqual([1, CROWD - 1])
})

test("what comes while many are being done is done behind them, and nobody keeps waiting", async () => {
  const org = await organization(db)
  const again = async () => {
    await invite(org.owner.ctx, org.id, newEmail())
    await invite(org.owner.ctx, org.id, newEmail())
  }
  await Promise.all(Array.from({ length: CROWD }, again))
  const written = await transactionsOf(db, org.id, "invitation.propose")
  expect(written.reduce((sum, entries) => sum + entries)).toBe(2 * CROWD)
  expect(written.length).toBeLessThan(CROWD)
})

test("what comes from another address is written for itself, for the audit tells where from", async () => {
  const org = await organization(db)
  await Promise.all(fromAddresses(org.owner.ctx, 3).map((ctx) => invite(ctx, org.id, newEmail())))
  expect(await transactionsOf(db, org.id, "invitation.propose")).toEqual([1, 1, 1])
})

test("nothing is done in the name of another who asks the same at once", async () => {
  const org = await organization(db)
  const [one, another] = [await member(db, org.id), await member(db, org.id, "admin")]
  const asked = [one, org.owner, another, one].map(({ ctx }) => outcome(invite(ctx, org.id, newEmail())))
  expect(await Promise.all(asked)).toEqual(["forbidden", "done", "forbidden", "forbidden"])
})

test("where one is refused the others are done, and the audit tells of one attempt", async () => {
  const org = await organization(db, { quota: 6 })
  const twice = newEmail()
  const contacts = [newEmail(), twice, newEmail(), twice, newEmail(), newEmail(), newEmail()]
  const answers = await Promise.all(contacts.map((contact) => outcome(invite(org.owner.ctx, org.id, contact))))
  expect(answers).toEqual(["done", "done", "done", "already_pending", "done", "done", "quota_reached"])
  const refusals = await db.execute(
    sql`select refusal, target from audit where organization_id = ${org.id} and refusal is not null`,
  )
  expect([...refusals]).toEqual([{ refusal: "quota_reached", target: contacts.at(-1) }])
  expect(await lettersTo(contacts)).toBe(5)
  expect(await wrongSeats(db)).toEqual([])
})

test("what one actor takes back in two organizations at once is taken back in each", async () => {
  const org = await organization(db)
  const elsewhere = await ownedBy(org.owner)
  const [first = "", second = ""] = await invitationsOf(org)
  const { id: third } = await invited({ id: elsewhere, owner: org.owner }, newEmail())
  const answers = await Promise.all(
    [first, third, second].map((id) => outcome(revokeInvitation(org.owner.ctx, { id }))),
  )
  expect(answers).toEqual(["done", "done", "done"])
  expect(await wrongSeats(db)).toEqual([])
})

test("what is taken back twice at once is taken back once, and what is not there is not found", async () => {
  const org = await organization(db)
  const [first = "", second = ""] = await invitationsOf(org)
  const ids = [first, second, second, randomUUID()]
  const answers = await Promise.all(ids.map((id) => outcome(revokeInvitation(org.owner.ctx, { id }))))
  expect(answers).toEqual(["done", "done", "revoked", "not_found"])
  expect(await wrongSeats(db)).toEqual([])
})

test("nothing of an organization waits for another whose invitations are named among its own", async () => {
  const [org, other] = [await organization(db), await organization(db)]
  const [foreign = ""] = await invitationsOf(other)
  const [own = ""] = await invitationsOf(org)
  const held = await holding(db, other.id, "alone")
  const named = [foreign, own]
  const outcomes = await revokeMany(org.owner.ctx, { organizationId: org.id, ids: named })
  const alone = await revokeMany(org.owner.ctx, { organizationId: org.id, ids: [foreign] })
  expect(outcomes[1]).toMatchObject({ done: { id: own } })
  for (const one of [outcomes[0], ...alone]) expect(one).toMatchObject({ refused: { code: "not_found" } })
  await held.release()
})

test("one person by two names at once is invited by one of them", async () => {
  const org = await organization(db)
  const [email, phone] = [newEmail(), newPhone()]
  const { id } = await person(db, { address: email })
  await db.update(accounts).set({ phone }).where(eq(accounts.id, id))
  const contacts = [newEmail(), email, phone]
  const answers = await Promise.all(contacts.map((contact) => outcome(invite(org.owner.ctx, org.id, contact))))
  expect(answers).toEqual(["done", "done", "already_pending"])
})

test("who loses the right meanwhile is refused, and so is all that has waited behind it", async () => {
  const org = await organization(db)
  const successor = await member(db, org.id)
  const held = await holding(db, org.id)
  const answers = Array.from({ length: 3 }, () => outcome(invite(org.owner.ctx, org.id, newEmail())))
  await waitingFor(1)
  await succeeded(db, org, successor)
  await held.release()
  expect(await Promise.all(answers)).toEqual(["forbidden", "forbidden", "forbidden"])
})

test("a connection that is lost under the first takes none of those along that have waited behind it", async () => {
  const org = await organization(db)
  const held = await holding(db, org.id)
  const [first, ...others] = Array.from({ length: 4 }, () => outcome(invite(org.owner.ctx, org.id, newEmail())))
  const [pid] = await waitingFor(1)
  await owner.execute(sql`select pg_terminate_backend(${pid})`)
  expect(await first).toMatch(/^bug: QueryFailed/)
  await held.release()
  expect(await Promise.all(others)).toEqual(["done", "done", "done"])
  expect(await transactionsOf(db, org.id, "invitation.propose")).toEqual([3])
})

test("a connection that is lost under many is told to each of them, and what comes later is done", async () => {
  const org = await organization(db)
  const held = await holding(db, org.id)
  const [first, ...others] = Array.from({ length: 4 }, () => outcome(invite(org.owner.ctx, org.id, newEmail())))
  await waitingFor(1)
  const heldNext = holding(db, org.id)
  await waitingFor(2)
  await held.release()
  expect(await first).toBe("done")
  const next = await heldNext
  const [pid] = await waitingFor(1)
  await owner.execute(sql`select pg_terminate_backend(${pid})`)
  for (const one of await Promise.all(others)) expect(one).toMatch(/^bug: QueryFailed/)
  await next.release()
  expect(await outcome(invite(org.owner.ctx, org.id, newEmail()))).toBe("done")
  expect(await transactionsOf(db, org.id, "invitation.propose")).toEqual([1, 1])
})

function invite(ctx: LoggedIn, organizationId: string, contact: string) {
  return inviteMember(ctx, { organizationId, contact, role: "member", note: "" })
}

async function invitationsOf(org: Parameters<typeof invited>[0]): Promise<string[]> {
  const ids: string[] = []
  for (let made = 0; made < CROWD; made++) ids.push((await invited(org, newEmail())).id)
  return ids
}

/** Another organization with the same owner. */
async function ownedBy(owner: { id: string }): Promise<string> {
  const org = await organization(db)
  await db
    .insert(memberships)
    .values({ organizationId: org.id, accountId: owner.id, role: "member", origin: "created" })
  await takeSeat(db, org.id)
  await succeeded(db, org, owner)
  return org.id
}

async function lettersTo(contacts: string[]): Promise<number> {
  const [row] = await db.execute<{ count: number }>(
    sql`select count(*)::int from letters where recipient in ${contacts}`,
  )
  return row?.count ?? 0
}

/** Waits until so many wait for a lock; gives the processes that serve them, the latest first. */
function waitingFor(count: number): Promise<number[]> {
  return vi.waitFor(async () => {
    const rows = await owner.execute<{ pid: number }>(sql`
      select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
       order by state_change desc`)
    expect(rows).toHaveLength(count)
    return rows.map(({ pid }) => pid)
  }, WAIT)
}
