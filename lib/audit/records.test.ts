import { sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { audit } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { createAccessKey } from "@/lib/access-keys/access-keys"
import { audited, record } from "@/lib/audit/audit"
import { type AuditQuery, auditBatches, listAudit } from "@/lib/audit/records"
import { SEARCHED } from "@/lib/audit/records-page"
import type { LoggedIn } from "@/lib/core/context"
import { accept } from "@/lib/handshake"
import { changeRole, removeMember } from "@/lib/members/members"
import { refuse } from "@/lib/shared/refusals"
import type { AuditRecord } from "@/lib/shared/rows/audit"
import { invited, member, newEmail, organization, person } from "@/lib/testing"

let setup: Awaited<ReturnType<typeof testDatabase>>
let db: Database
beforeAll(async () => {
  setup = await testDatabase()
  db = setup.db
})
afterAll(() => setup.close())

type Organization = Awaited<ReturnType<typeof organization>>

const list = async (org: Organization, query: AuditQuery = {}) =>
  (await listAudit(org.owner.ctx, org.inView, query)).rows
const actionsIn = async (org: Organization, query?: AuditQuery) => (await list(org, query)).map(({ action }) => action)

test("the audit tells who did what to whom, when and from where, latest first", async () => {
  const org = await organization(db)
  const guest = await person(db, { name: "Omar Haddad" })
  const { id } = await invited(org, guest.address)
  await accept({ ...guest.ctx, ip: "203.0.113.7" }, { id })
  await changeRole(org.owner.ctx, { organizationId: org.id, accountId: guest.id, role: "admin" })
  expect(await list(org)).toMatchObject([
    {
      action: "member.change-role",
      actor: { name: "Grace Lin", member: true, number: expect.stringMatching(/^\d{12}$/) },
      target: guest.id,
      concerned: { name: "Omar Haddad", member: true },
      refusal: null,
      ip: null,
      detail: { from: "member", role: "admin" },
      at: expect.any(Date),
    },
    { action: "invitation.accept", actor: { name: "Omar Haddad" }, target: guest.address, ip: "203.0.113.7" },
    { action: "invitation.propose", actor: { name: "Grace Lin" }, target: guest.address, concerned: null },
    { action: "organization.found", target: null, detail: { name: "Cloud Harbour" } },
  ])
})

test("a refused attempt is there with its reason; a stranger behind an id that was tried stays unknown", async () => {
  const org = await organization(db)
  const low = await member(db, org.id)
  const stranger = await person(db, { name: "Stranger Unknown" })
  for (const accountId of [stranger.id, org.owner.id])
    await removeMember(low.ctx, { organizationId: org.id, accountId }).catch(() => {})
  await removeMember(org.owner.ctx, { organizationId: org.id, accountId: stranger.id }).catch(() => {})
  expect(await list(org, { result: "refused" })).toMatchObject([
    { refusal: "not_found", target: stranger.id, concerned: null },
    { refusal: "forbidden", target: org.owner.id, concerned: { name: "Grace Lin" }, actor: { name: "Ada Zhou" } },
    { refusal: "forbidden", target: stranger.id, concerned: null },
  ])
  expect(await list(org, { search: "Stranger" })).toEqual([])
  await expect(list(org, { result: "done" })).resolves.toHaveLength(1)
})

test("what a program has done names the key of the organization, and not a member's own one", async () => {
  const org = await organization(db)
  const through = async (organizationId?: string) => {
    const { id } = await createAccessKey(org.owner.ctx, { organizationId, name: "Pipeline", permissions: ["invite"] })
    const program = { ...org.owner.ctx, actor: { ...org.owner.ctx.actor, accessKeyId: id } }
    await invited({ ...org, owner: { ...org.owner, ctx: program } }, newEmail())
  }
  await through(org.id)
  await through()
  const rows = await list(org, { action: "invitation.propose" })
  expect(rows.map(({ keyName }) => keyName)).toEqual([null, "Pipeline"])
})

test("an outsider who tried, and one who was a member once, are told from members", async () => {
  const org = await organization(db)
  const [outsider, former] = [await person(db, { name: "Out Sider" }), await member(db, org.id)]
  await removeMember(outsider.ctx, { organizationId: org.id, accountId: former.id }).catch(() => {})
  await removeMember(org.owner.ctx, { organizationId: org.id, accountId: former.id })
  expect(await list(org)).toMatchObject([
    { action: "member.remove", concerned: { name: "Ada Zhou", member: false }, actor: { member: true } },
    { action: "member.remove", refusal: "not_found", actor: { name: "Out Sider", member: false } },
    { action: "organization.found" },
  ])
})

test("search finds names, account numbers and contacts of both sides, and takes every character for itself", async () => {
  const org = await organization(db)
  const omar = await person(db, { name: "100% Omar_Haddad" })
  const { id } = await invited(org, omar.address)
  await accept(omar.ctx, { id })
  await removeMember(org.owner.ctx, { organizationId: org.id, accountId: omar.id })
  const [latest] = await list(org)
  expect(await actionsIn(org, { search: "omar_h" })).toEqual(["member.remove", "invitation.accept"])
  expect(await actionsIn(org, { search: latest?.concerned?.number })).toEqual(["member.remove", "invitation.accept"])
  expect(await actionsIn(org, { search: omar.address })).toEqual(["invitation.accept", "invitation.propose"])
  expect(await actionsIn(org, { search: "100%" })).toEqual(["member.remove", "invitation.accept"])
  expect(await actionsIn(org, { search: "1%O" })).toEqual([])
  expect(await actionsIn(org, { search: "omar-h" })).toEqual([])
})

test("a search looks at ten thousand entries a page, says so, and goes on behind them and back", async () => {
  const org = await organization(db)
  const numbered = (from: number, to: number) =>
    db.execute(sql`
    insert into audit (id, organization_id, action, target, at)
    select gen_random_uuid(), ${org.id}, 'tag.attach', case n when 1 then 'needle' else 'hay' end,
        clock_timestamp() + n * interval '1 second'
      from generate_series(${from}::int, ${to}::int) n`)
  await numbered(1, SEARCHED + 1)
  const search = (cursor?: string | null) =>
    listAudit(org.owner.ctx, org.inView, { search: "needle", cursor: cursor ?? undefined })
  const first = await search()
  expect([first.rows, first.earlier, first.goesOn]).toEqual([[], null, true])
  const second = await search(first.later)
  expect([second.rows.map(({ target }) => target), second.later, second.goesOn]).toEqual([["needle"], null, false])
  const back = await search(second.earlier)
  expect([back.rows, back.earlier, back.goesOn]).toEqual([[], expect.any(String), true])
  const exported: AuditRecord[] = []
  for await (const batch of auditBatches(org.owner.ctx, org.inView, { search: "needle" })) exported.push(...batch)
  expect(exported).toHaveLength(1)
})

test("filters by action, result and period hold together", async () => {
  const org = await organization(db)
  const at = (moment: string): LoggedIn => ({ ...org.owner.ctx, clock: sql<Date>`${moment}::text::timestamptz` })
  for (const moment of [
    "2026-03-01T23:59:59.999Z",
    "2026-03-02T00:00:00Z",
    "2026-03-02T23:59:59Z",
    "2026-03-03T00:00:00Z",
  ])
    await record(db, at(moment), { organizationId: org.id, action: `day-${moment.slice(5, 10)}.accept` })
  expect(await actionsIn(org, { from: "2026-03-02T00:00:00Z", to: "2026-03-03T00:00:00Z" })).toEqual([
    "day-03-02.accept",
    "day-03-02.accept",
  ])
  expect(await actionsIn(org, { to: "2026-03-02T00:00:00Z" })).toEqual(["day-03-01.accept"])
  expect(await list(org, { from: "2026-03-02T00:00:00Z", action: "day-03-03.accept" })).toHaveLength(1)
  expect(await list(org, { from: "2026-03-02T00:00:00Z", action: "day-03-03.accept", result: "refused" })).toEqual([])
})

test("nothing of another organization, and nothing of nobody's, is ever listed", async () => {
  const [org, other] = [await organization(db), await organization(db)]
  await invited(other, newEmail())
  await record(db, other.owner.ctx, { action: "account.log-in" })
  expect(await actionsIn(org)).toEqual(["organization.found"])
})

test("pages follow each other by key in both directions, and a forged cursor is the first page", async () => {
  const org = await organization(db)
  for (let n = 0; n < 29; n++) await record(db, org.owner.ctx, { organizationId: org.id, action: `n${n}.accept` })
  const first = await listAudit(org.owner.ctx, org.inView, {})
  const second = await listAudit(org.owner.ctx, org.inView, { cursor: first.later ?? "" })
  expect([first.rows.length, second.rows.length, first.earlier, second.later]).toEqual([25, 5, null, null])
  const back = await listAudit(org.owner.ctx, org.inView, { cursor: second.earlier ?? "" })
  expect(back.rows.map(({ id }) => id)).toEqual(first.rows.map(({ id }) => id))
  expect((await list(org, { cursor: "forged" }))[0]?.id).toBe(first.rows[0]?.id)
})

test("an export goes through every row once, latest first, in batches", async () => {
  const org = await organization(db)
  const entries = Array.from({ length: 2500 }, (_, n) => ({
    id: uuidv7(),
    organizationId: org.id,
    action: n % 5 === 0 ? "invitation.cancel" : "invitation.propose",
  }))
  await db.insert(audit).values(entries)
  const batches: AuditRecord[][] = []
  for await (const batch of auditBatches(org.owner.ctx, org.inView, {})) batches.push(batch)
  expect(batches.map(({ length }) => length)).toEqual([1000, 1000, 501])
  const ids = batches.flat().map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)].sort().reverse())
  const some = auditBatches(org.owner.ctx, org.inView, { action: "invitation.cancel" })
  expect((await some.next()).value).toHaveLength(500)
  expect((await some.next()).done).toBe(true)
})

test("a denial is kept, with the person's address, outside of the transaction that it undoes", async () => {
  const org = await organization(db)
  const low = await member(db, org.id)
  const ctx = { ...low.ctx, ip: "198.51.100.4" }
  const entry = { organizationId: org.id, action: "policy.enable" } as const
  const trying = audited(
    ctx,
    async () => ({ entry }),
    async (tx) => {
      await record(tx, ctx, entry)
      refuse("forbidden")
    },
  )
  await expect(trying).rejects.toMatchObject({ code: "forbidden" })
  expect(await list(org)).toMatchObject([
    { action: "policy.enable", refusal: "forbidden", ip: "198.51.100.4", detail: {} },
    { action: "organization.found" },
  ])
})
