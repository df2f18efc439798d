import { sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Database } from "@/db/client"
import { jsonObject, jsonObjectOrNull, jsonRow, jsonRows, queryRows } from "@/db/rows"
import { accounts, memberships } from "@/db/schema"
import { testDatabase } from "@/db/testing"
import { member, organization } from "@/lib/testing"

const a = alias(accounts, "a")
const m = alias(memberships, "m")
const shape = { role: m.role, joinedAt: m.joinedAt, account: jsonObject({ name: a.name, email: a.email }) }

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

test("dates are dates and empty values are null at any depth of an object, and lists keep their order", async () => {
  const org = await organization(db)
  const other = await member(db, org.id, "admin", { name: "Omar" })
  const members = sql`from ${memberships} ${m} join ${accounts} ${a} on ${a.id} = ${m.accountId}
    where ${m.organizationId} = ${org.id}`
  const lists = {
    all: jsonRows(shape, sql`${members} order by ${m.role} desc`),
    first: jsonRow(shape, sql`${members} and ${a.id} = ${other.id}`),
    nobody: jsonRow(shape, sql`${members} and false`),
    none: jsonRows(shape, sql`${members} and false`),
    missing: jsonObjectOrNull({ one: sql<number>`1` }, sql`false`),
  }
  const [row] = await queryRows(db, lists, (columns) => sql`select ${columns}`)
  expect(row?.all.map(({ role }) => role)).toEqual(["super_admin", "admin"])
  expect(row?.first).toEqual({
    role: "admin",
    joinedAt: expect.any(Date),
    account: { name: "Omar", email: other.address },
  })
  expect([row?.nobody, row?.none, row?.missing]).toEqual([null, [], null])
})

test("rows of a statement are read by the columns that they are made of", async () => {
  const org = await organization(db)
  const found = await queryRows(db, { role: m.role, since: m.joinedAt, three: sql<number>`1 + 2` }, (columns) => {
    return sql`select ${columns} from ${memberships} ${m} where ${m.organizationId} = ${org.id}`
  })
  expect(found).toEqual([{ role: "super_admin", since: expect.any(Date), three: 3 }])
})
