import { expect, test } from "vitest"
import { z } from "zod"
import { limitNames, limitVariable, limitVariables } from "@/lib/settings/limits"
import { textOf } from "@/lib/testing/sources"

const ROW = /^\| `(\w+)` `(\d+\/\d+[smhd])` \| (.+) \| (.+) \| (.+) \|$/gm

const rows = [...textOf("docs/security.md").matchAll(ROW)].map(([, name = "", value = ""]) => ({ name, value }))

test("what is limited stands in the table: every limit once, with its default", () => {
  expect(rows.map(({ name }) => name).sort()).toEqual([...limitNames].sort())
  const limits = z.object(limitVariables)
  const defaults = limits.parse({})
  for (const { name, value } of rows) {
    const variable = limitVariable(name as (typeof limitNames)[number])
    expect(limits.parse({ [variable]: value })[variable], name).toEqual(defaults[variable])
  }
})
