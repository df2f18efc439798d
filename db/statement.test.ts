import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { a } from "@/db/aliases"
import type { Database } from "@/db/client"
import { asDate } from "@/db/rows"
import { accounts } from "@/db/schema"
import { type Given, statement, statements } from "@/db/statement"
import { testDatabase } from "@/db/testing"
import { clockAfter, contextOf, person } from "@/lib/testing"

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await testDatabase())
})
afterAll(() => close())

let written = 0
const named = statement((given: Given<"id" | "suffix">, clock) => {
  written += 1
  return {
    shape: {
      name: sql<string>`${a.name} || ${given.suffix}::text`,
      kind: sql<string>`${"account"}::text`,
      now: asDate(clock),
    },
    text: (columns) => sql`select ${columns} from ${accounts} ${a} where ${a.id} = ${given.id}`,
  }
})

test("a statement is written once for each clock and gives what each call asks", async () => {
  const [ada, ben] = [await person(db, { name: "Ada" }), await person(db, { name: "Ben" })]
  const ctx = contextOf(db, ada.id)
  const later = { ...ctx, clock: clockAfter("1 day") }
  const rows = [
    await named(ctx, { id: ada.id, suffix: "!" }),
    await named(ctx, { id: ben.id, suffix: "?" }),
    await named(later, { id: ben.id, suffix: null }),
    await named(later, { id: ben.id, suffix: "." }),
  ].flat()
  expect(rows.map(({ name }) => name)).toEqual(["Ada!", "Ben?", null, "Ben."])
  expect(rows.map(({ kind }) => kind)).toEqual(["account", "account", "account", "account"])
  expect((rows[3]?.now.getTime() ?? 0) - (rows[0]?.now.getTime() ?? 0)).toBeGreaterThanOrEqual(24 * 60 * 60 * 1000)
  expect(written).toBe(2)
})

test("a family of statements writes one for each variant", async () => {
  const texts: string[] = []
  const sorted = statements(({ direction }: { direction: "asc" | "desc" }) => (given: Given<"ids">) => {
    texts.push(direction)
    return {
      shape: { name: a.name },
      text: (columns) => sql`select ${columns} from ${accounts} ${a}
        where ${a.id} in (select value::uuid from json_array_elements_text(${given.ids}::text::json))
        order by ${a.name} ${sql.raw(direction)}`,
    }
  })
  const ctx = contextOf(db, (await person(db)).id)
  const ids = JSON.stringify([(await person(db, { name: "Ada" })).id, (await person(db, { name: "Ben" })).id])
  const names = async (direction: "asc" | "desc") => (await sorted({ direction })(ctx, { ids })).map(({ name }) => name)
  expect([await names("asc"), await names("desc"), await names("asc")]).toEqual([
    ["Ada", "Ben"],
    ["Ben", "Ada"],
    ["Ada", "Ben"],
  ])
  expect(texts).toEqual(["asc", "desc"])
})
