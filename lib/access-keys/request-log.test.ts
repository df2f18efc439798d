import { sql } from "drizzle-orm"
import { uuidv7 } from "uuidv7"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { requests } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { createAccessKey, deleteAccessKey } from "@/lib/access-keys/access-keys"
import { listRequests, ownApiRequests, type RequestsQuery } from "@/lib/access-keys/request-log"
import type { LoggedIn } from "@/lib/core/context"
import { deleteExpired } from "@/lib/ops/retention"
import { clockAfter, organization, person } from "@/lib/testing"

let setup: Awaited<ReturnType<typeof testDatabase>>
let db: Database
beforeAll(async () => {
  setup = await testDatabase()
  db = setup.db
})
afterAll(() => setup.close())

const keyOf = (ctx: LoggedIn, organizationId?: string, name = "Pipeline") =>
  createAccessKey(ctx, { organizationId, name, permissions: ["read"] })

/** Logs a request as the endpoint does. */
function asked(accessKeyId: string, organizationId: string | null, operation: string, error: string | null = null) {
  const row = { id: uuidv7(), accessKeyId, organizationId, operation, error, ip: "203.0.113.7" }
  return db.insert(requests).values({ ...row, at: sql`clock_timestamp()` })
}

const operations = ({ rows }: { rows: { operation: string }[] }) => rows.map(({ operation }) => operation)

describe("the request log", () => {
  test("shows what was asked of an organization, latest first, with key, owner, address and answer", async () => {
    const [org, other] = [await organization(db), await organization(db)]
    const [key, foreign] = [await keyOf(org.owner.ctx, org.id), await keyOf(other.owner.ctx, other.id)]
    await asked(key.id, org.id, "DescribeOrganization")
    await asked(key.id, org.id, "InviteAccountToOrganization", "FinalizingOrganizationException")
    await asked(foreign.id, other.id, "ListAccounts")
    const { rows } = await listRequests(org.owner.ctx, org.inView, {})
    expect(rows).toMatchObject([
      { operation: "InviteAccountToOrganization", error: "FinalizingOrganizationException" },
      { operation: "DescribeOrganization", error: null, ip: "203.0.113.7" },
    ])
    expect(rows[0]?.accessKey).toEqual({ id: key.id, name: "Pipeline", deleted: false, owner: "Grace Lin" })
  })

  test("is narrowed to one key and to what was answered, and paged by a cursor", async () => {
    const org = await organization(db)
    const [first, second] = [await keyOf(org.owner.ctx, org.id), await keyOf(org.owner.ctx, org.id)]
    for (let n = 0; n < 30; n += 1) await asked(first.id, org.id, `Ask${n}`, n % 3 ? null : "AccessDeniedException")
    await asked(second.id, org.id, "Other")
    const list = (query: RequestsQuery) => listRequests(org.owner.ctx, org.inView, query)
    expect(operations(await list({ key: second.id }))).toEqual(["Other"])
    expect((await list({ result: "refused" })).rows).toHaveLength(10)
    const start = await list({ key: first.id })
    const next = await list({ key: first.id, cursor: start.later ?? "" })
    expect([...operations(start), ...operations(next)]).toEqual(Array.from({ length: 30 }, (_, n) => `Ask${29 - n}`))
    expect(operations(await list({ key: first.id, cursor: next.earlier ?? "" }))).toEqual(operations(start))
    expect((await list({ cursor: "nonsense" })).rows).toHaveLength(25)
  })

  test("finds one request by the id that the program was told, and nothing by another or by what is none", async () => {
    const [org, other] = [await organization(db), await organization(db)]
    const [key, foreign] = [await keyOf(org.owner.ctx, org.id), await keyOf(other.owner.ctx, other.id)]
    for (const name of ["First", "Second"]) await asked(key.id, org.id, name)
    await asked(foreign.id, other.id, "Foreign")
    const [second] = (await listRequests(org.owner.ctx, org.inView, {})).rows
    const [strange] = (await listRequests(other.owner.ctx, other.inView, {})).rows
    const found = async (id = "") => operations(await listRequests(org.owner.ctx, org.inView, { id }))
    expect(await found(second?.id.toUpperCase())).toEqual(["Second"])
    expect(await found(strange?.id)).toEqual([])
    expect(await found("no-id-at-all")).toEqual([])
  })

  test("keeps the requests of a deleted key, and does not tell the name of a member's own one", async () => {
    const org = await organization(db)
    const [gone, own] = [await keyOf(org.owner.ctx, org.id, "Gone"), await keyOf(org.owner.ctx, undefined, "Private")]
    await asked(gone.id, org.id, "ListAccounts")
    await asked(own.id, org.id, "AcceptHandshake")
    await deleteAccessKey(org.owner.ctx, { id: gone.id })
    const { rows } = await listRequests(org.owner.ctx, org.inView, {})
    expect(rows.map(({ accessKey }) => accessKey)).toEqual([
      { id: own.id, name: null, deleted: false, owner: "Grace Lin" },
      { id: gone.id, name: "Gone", deleted: true, owner: "Grace Lin" },
    ])
  })

  test("of one's own keys shows them all together, and nobody else's", async () => {
    const someone = await person(db)
    const [one, two] = [await keyOf(someone.ctx, undefined, "One"), await keyOf(someone.ctx, undefined, "Two")]
    const stranger = await person(db)
    await asked((await keyOf(stranger.ctx)).id, null, "Foreign")
    for (let n = 0; n < 40; n += 1) await asked(n % 2 ? one.id : two.id, null, `Ask${n}`)
    const start = await ownApiRequests(someone.ctx, {})
    const next = await ownApiRequests(someone.ctx, { cursor: start.later ?? "" })
    expect([...operations(start), ...operations(next)]).toEqual(Array.from({ length: 40 }, (_, n) => `Ask${39 - n}`))
    expect(operations(await ownApiRequests(someone.ctx, { cursor: next.earlier ?? "" }))).toEqual(operations(start))
    expect((await ownApiRequests(someone.ctx, { key: one.id, result: "done" })).rows[0]?.accessKey.name).toBe("One")
    expect((await ownApiRequests(stranger.ctx, { key: one.id })).rows).toEqual([])
  })
})

describe("forgetting", () => {
  test("takes requests after 90 days and replies after 15 minutes, and none before", async () => {
    const org = await organization(db)
    const key = await keyOf(org.owner.ctx, org.id)
    const write = () =>
      db.execute(sql`
        insert into replies (access_key_id, invocation, question, at)
        values (${key.id}, ${uuidv7()}, 'InviteAccountToOrganization', clock_timestamp())`)
    const left = async () => {
      const [row] = await db.execute(sql`
        select (select count(*)::int from requests where access_key_id = ${key.id}) as requests,
               (select count(*)::int from replies where access_key_id = ${key.id}) as replies`)
      return row
    }
    await asked(key.id, org.id, "ListAccounts")
    await write()
    await deleteExpired(db, { clock: clockAfter("14 minutes") })
    expect(await left()).toEqual({ requests: 1, replies: 1 })
    await deleteExpired(db, { clock: clockAfter("16 minutes") })
    expect(await left()).toEqual({ requests: 1, replies: 0 })
    await deleteExpired(db, { clock: clockAfter("89 days") })
    expect(await left()).toEqual({ requests: 1, replies: 0 })
    await deleteExpired(db, { clock: clockAfter("91 days") })
    expect(await left()).toEqual({ requests: 0, replies: 0 })
  })
})
