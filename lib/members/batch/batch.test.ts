import { randomUUID } from "node:crypto"
import { and, eq, sql } from "drizzle-orm"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { accounts, audit, handshakes, memberships, organizations } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { accept, type Outcome } from "@/lib/handshake"
import { removeMany, undoRemovals } from "@/lib/members/batch/removals"
import { changeRoleMany } from "@/lib/members/batch/role-changes"
import { changeRole, leaveOrganization, removeMember } from "@/lib/members/members"
import { approveRequest } from "@/lib/organizations/joining"
import {
  clockAfter,
  createdAccount,
  invited,
  joining,
  member,
  organization,
  person,
  succeeded,
  transferring,
} from "@/lib/testing"
import { bugs, forgetRates, outcome, rounds, wrongSeats } from "@/lib/testing/races"

const LONG = 240_000

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase({ pool: 10 }))
})
afterAll(() => close())

type Organization = Awaited<ReturnType<typeof organization>>

const codes = (outcomes: Outcome<unknown>[]) => outcomes.map((one) => ("done" in one ? "done" : one.refused.code))
const idsOf = (members: { id: string }[]) => members.map(({ id }) => id)
const remove = ({ id, owner }: Organization, ids: string[]) => removeMany(owner.ctx, { organizationId: id, ids })
const give = ({ id, owner }: Organization, ids: string[], role: "admin" | "member" = "admin") =>
  changeRoleMany(owner.ctx, { organizationId: id, ids, role })
const rolesIn = async ({ id }: Organization) =>
  Object.fromEntries(
    (await db.select().from(memberships).where(eq(memberships.organizationId, id))).map((one) => [
      one.accountId,
      one.role,
    ]),
  )
const entriesOf = ({ id }: Organization, action: string) =>
  db
    .select({ target: audit.target, actor: audit.actorId, detail: audit.detail, refusal: audit.refusal })
    .from(audit)
    .where(and(eq(audit.organizationId, id), eq(audit.action, action)))
    .orderBy(audit.id)
const membersOf = (org: Organization, count: number, role: "member" | "dev_admin" = "member") =>
  Promise.all(Array.from({ length: count }, () => member(db, org.id, role)))

describe("many members", () => {
  test("are given a role together, each for itself, and the audit has a line for each as for a single one", async () => {
    const org = await organization(db)
    const [one, two] = await membersOf(org, 2, "dev_admin")
    const foreign = await member(db, (await organization(db)).id)
    const [a, b] = [one?.id ?? "", two?.id ?? ""]
    const answers = await give(org, [a, org.owner.id, foreign.id, b, a, randomUUID()])
    expect(codes(answers)).toEqual(["done", "last_super_admin", "not_found", "done", "not_found"])
    expect(await rolesIn(org)).toEqual({ [org.owner.id]: "super_admin", [a]: "admin", [b]: "admin" })
    const entries = await entriesOf(org, "member.change-role")
    const line = (target: string) => ({
      target,
      actor: org.owner.id,
      detail: { role: "admin", from: "dev_admin" },
      refusal: null,
    })
    expect(entries.filter(({ refusal }) => !refusal)).toEqual([line(a), line(b)])
    // Of each refusal that the audit is told, the first.
    expect(entries.flatMap(({ refusal }) => refusal ?? []).sort()).toEqual(["last_super_admin", "not_found"])
  })

  test("are removed together, each for itself, with their seats and entities", async () => {
    const org = await organization(db)
    const [one, two] = await membersOf(org, 2)
    const affiliated = await person(db)
    await approveRequest(org.owner.ctx, { id: (await joining(org, affiliated)).id })
    const created = await createdAccount(db, org)
    const ids = [...idsOf([one, affiliated, created].flatMap((some) => some ?? [])), org.owner.id, two?.id ?? ""]
    const answers = await remove(org, ids)
    expect(codes(answers)).toEqual(["done", "done", "not_activated", "last_super_admin", "done"])
    expect(answers[0]).toEqual({ done: { accountId: one?.id, undoable: true } })
    expect(Object.keys(await rolesIn(org)).sort()).toEqual([created.id, org.owner.id].sort())
    const [account] = await db.select().from(accounts).where(eq(accounts.id, affiliated.id))
    expect(account?.entityId).toBeNull()
    const [{ taken } = { taken: 0 }] = await db
      .select({ taken: organizations.seatsTaken })
      .from(organizations)
      .where(eq(organizations.id, org.id))
    expect(taken).toBe(2)
    expect((await entriesOf(org, "member.remove")).filter(({ refusal }) => !refusal)).toHaveLength(3)
  })

  test("end what asked one of them as a member, whose removal alone cannot be undone", async () => {
    const org = await organization(db)
    const [heir, other] = await membersOf(org, 2)
    const { id } = await transferring(org, heir ?? org.owner)
    const answers = await remove(org, idsOf([heir, other].flatMap((some) => some ?? [])))
    expect(answers).toEqual([
      { done: { accountId: heir?.id, undoable: false } },
      { done: { accountId: other?.id, undoable: true } },
    ])
    const [ended] = await db.select().from(handshakes).where(eq(handshakes.id, id))
    expect(ended?.state).toBe("canceled")
  })

  test("are all taken back within a minute, as they were, and those who cannot be are named", async () => {
    const org = await organization(db)
    const [one, two, three] = await membersOf(org, 3, "dev_admin")
    const before = await rolesIn(org)
    const ids = idsOf([one, two, three].flatMap((some) => some ?? []))
    await remove(org, ids)
    await invited(org, three?.address ?? "")
    const undone = await undoRemovals(org.owner.ctx, { organizationId: org.id, ids })
    expect(codes(undone)).toEqual(["done", "done", "not_undoable"])
    const { [three?.id ?? ""]: _, ...back } = before
    expect(await rolesIn(org)).toEqual(back)
    await remove(org, ids.slice(0, 1))
    const late = { ...org.owner.ctx, clock: clockAfter("61 seconds") }
    expect(codes(await undoRemovals(late, { organizationId: org.id, ids: ids.slice(0, 1) }))).toEqual(["not_undoable"])
    expect(await wrongSeats(db)).toEqual([])
  })

  test("are neither changed nor removed by whoever may not, nor by whoever was the owner", async () => {
    const org = await organization(db)
    const [one] = await membersOf(org, 1)
    const ids = [one?.id ?? ""]
    const admin = await member(db, org.id, "admin")
    const input = { organizationId: org.id, ids }
    for (const [ctx, code] of [
      [admin.ctx, "forbidden"],
      [(await organization(db)).owner.ctx, "not_found"],
    ] as const) {
      expect(codes(await removeMany(ctx, input))).toEqual([code])
      expect(codes(await changeRoleMany(ctx, { ...input, role: "admin" }))).toEqual([code])
    }
    expect(codes(await removeMany(admin.ctx, { ...input, organizationId: "o-nosuchplace1" }))).toEqual(["not_found"])
    await succeeded(db, org, admin)
    expect(codes(await remove(org, ids))).toEqual(["forbidden"])
    expect(codes(await give(org, ids))).toEqual(["forbidden"])
    expect(await rolesIn(org)).toMatchObject({ [ids[0] ?? ""]: "member" })
  })
})

describe("a batch beside single acts", () => {
  test(`removes and changes everyone once, and no seat is lost, ${rounds(300, 10)} times`, {
    timeout: LONG,
  }, async () => {
    for (let round = 0; round < rounds(300, 10); round++) {
      const org = await organization(db)
      const some = await membersOf(org, 6)
      const ids = idsOf(some)
      const [a, b, c, d] = some
      const of = (one: { id: string } | undefined) => ({ organizationId: org.id, accountId: one?.id ?? "" })
      const singles = await Promise.all([
        outcome(removeMember(org.owner.ctx, of(a))),
        outcome(changeRole(org.owner.ctx, { ...of(b), role: "dev_admin" })),
        outcome(leaveOrganization(c?.ctx ?? org.owner.ctx, { organizationId: org.id })),
        outcome(give(org, ids)),
        outcome(remove(org, [d?.id ?? "", ...ids.slice(0, 3)])),
        outcome(remove(org, [...ids].reverse().slice(0, 3))),
      ])
      expect(bugs(singles)).toEqual([])
      const left = await rolesIn(org)
      expect(Object.keys(left)).toEqual([org.owner.id])
      const removals = await db.execute(sql`
        select target from audit where organization_id = ${org.id} and refusal is null
           and action in ('member.remove', 'member.leave') group by target having count(*) <> 1`)
      expect(removals).toEqual([])
      await forgetRates(db)
    }
    expect(await wrongSeats(db)).toEqual([])
  })

  test(`leaves exactly one owner beside a transfer, ${rounds(300, 10)} times`, { timeout: LONG }, async () => {
    const seen = new Set<string>()
    for (let round = 0; round < rounds(300, 10); round++) {
      const org = await organization(db)
      const some = await membersOf(org, 3)
      const heir = some[0] ?? org.owner
      const { token } = await transferring(org, heir)
      const early = round % 3 === 1 ? await remove(org, idsOf(some)) : null
      const accepting = outcome(accept(heir.ctx, { token }))
      if (round % 3 === 0) await accepting
      const removing = early ?? remove(org, idsOf(some))
      const [accepted, answers] = [await accepting, codes(await removing)]
      expect(bugs([accepted])).toEqual([])
      // Either the heir became the owner, and the former one may remove nobody, or they went with the others.
      expect(answers).toEqual(accepted === "done" ? Array(3).fill("forbidden") : Array(3).fill("done"))
      expect(Object.values(await rolesIn(org)).filter((role) => role === "super_admin")).toHaveLength(1)
      seen.add(accepted)
      await forgetRates(db)
    }
    expect(seen.size).toBeGreaterThan(1)
    expect(await wrongSeats(db)).toEqual([])
  })
})
