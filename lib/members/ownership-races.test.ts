import { and, eq, inArray, isNull, sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { queryRows } from "@/db/rows"
import { audit, memberships } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { tokenFor } from "@/lib/core/tokens"
import { accept, cancel, decline, resend } from "@/lib/handshake"
import { changeRole, removeMember } from "@/lib/members/members"
import { changeOwner } from "@/lib/members/ownership"
import { contextOf, member, organization } from "@/lib/testing"
import { bugs, forgetRates, raced, rounds, wrongSeats } from "@/lib/testing/races"

const ROUNDS = rounds(300)
const POOL = 20
const LONG = 240_000

let db: Database
let close: () => Promise<void>
let observed: (organizationId: string) => Promise<number[]>
beforeAll(async () => {
  const world = await testDatabase({ pool: POOL })
  ;({ db, close } = world)
  observed = await observeCommits(world.owner)
})
afterAll(() => close())

/** Writes down, at every commit that touched members, how many super admins the organization has then. */
async function observeCommits(owner: Database) {
  await owner.execute(sql`create table observed (organization_id text, owners int)`)
  await owner.execute(sql`
    create function observe() returns trigger language plpgsql security definer as $$
    begin
      insert into observed select o, count(m.*) filter (where m.role = 'super_admin')
        from (select coalesce(new.organization_id, old.organization_id) as o) t
        left join memberships m on m.organization_id = t.o group by 1;
      return null;
    end $$`)
  await owner.execute(sql`
    create constraint trigger observe after insert or update or delete on memberships
    deferrable initially deferred for each row execute function observe()`)
  return async (organizationId: string) => {
    const observation = { owners: sql<number>`owners` }
    const rows = await queryRows(
      owner,
      observation,
      (columns) => sql`select ${columns} from observed where organization_id = ${organizationId}`,
    )
    return rows.map(({ owners }) => owners)
  }
}

const effectsOf = async (id: string) => {
  const moves = ["ownership-transfer.accept", "ownership-transfer.decline", "ownership-transfer.cancel"]
  const rows = await db
    .select({ action: audit.action })
    .from(audit)
    .where(and(eq(audit.handshakeId, id), isNull(audit.refusal), inArray(audit.action, moves)))
  return rows.map(({ action }) => action.replace("ownership-transfer.", ""))
}
const ownersOf = async (organizationId: string) => {
  const rows = await db
    .select({ accountId: memberships.accountId })
    .from(memberships)
    .where(and(eq(memberships.organizationId, organizationId), eq(memberships.role, "super_admin")))
  return rows.map(({ accountId }) => accountId)
}

test(`R74 R75 confirming, canceling, confirming again, declining and demoting at once leave exactly one owner at every commit, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const org = await organization(db)
  const heir = await member(db, org.id, "admin")
  let [owner, next] = [org.owner.id, heir.id]
  const ends: Record<string, number> = {}
  for (let round = 0; round < ROUNDS; round++) {
    const [present, chosen] = [contextOf(db, owner), contextOf(db, next)]
    const place = { organizationId: org.id, accountId: next }
    const proposed = await changeOwner(present, place)
    const [token, id] = [tokenFor(proposed), proposed.id]
    const moves = [
      () => accept(chosen, { token }),
      () => cancel(present, { id }),
      () => accept(chosen, { token }),
      () => changeRole(present, { ...place, role: round % 2 ? "member" : "admin" }),
      () => (round % 3 ? decline(chosen, { token }) : resend(present, { id })),
    ]
    const answers = await raced(moves, round)
    expect(bugs(answers)).toEqual([])
    const effects = await effectsOf(id)
    expect(effects.length).toBeLessThanOrEqual(1)
    const [end = "none"] = effects
    ends[end] = (ends[end] ?? 0) + 1
    expect(await ownersOf(org.id)).toEqual([end === "accept" ? next : owner])
    if (end === "none") await cancel(present, { id })
    if (end === "accept") [owner, next] = [next, owner]
    await forgetRates(db)
  }
  for (const end of ["accept", "cancel", "decline"]) expect(ends[end], end).toBeGreaterThan(0)
  const commits = await observed(org.id)
  expect(commits.length).toBeGreaterThan(ROUNDS)
  expect(commits.filter((owners) => owners !== 1)).toEqual([])
})

test(`confirming against removing the target leaves an owner who is a member, ${ROUNDS} times`, {
  timeout: LONG,
}, async () => {
  const org = await organization(db)
  let owner = org.owner.id
  const ends = { moved: 0, removed: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    const heir = await member(db, org.id)
    const place = { organizationId: org.id, accountId: heir.id }
    const { id } = await changeOwner(contextOf(db, owner), place)
    const both = [() => accept(heir.ctx, { id }), () => removeMember(contextOf(db, owner), place)]
    const answers = await raced(both, round)
    expect(bugs(answers)).toEqual([])
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1)
    const moved = (await effectsOf(id)).includes("accept")
    ends[moved ? "moved" : "removed"]++
    expect(await ownersOf(org.id)).toEqual([moved ? heir.id : owner])
    if (moved) owner = heir.id
    await forgetRates(db)
  }
  expect(Math.min(ends.moved, ends.removed)).toBeGreaterThan(0)
  const commits = await observed(org.id)
  expect(commits.length).toBeGreaterThan(ROUNDS)
  expect(commits.filter((owners) => owners !== 1)).toEqual([])
})

test("after all of it the seats of every organization are those of its members and its invitations", async () => {
  expect(await wrongSeats(db)).toEqual([])
})
