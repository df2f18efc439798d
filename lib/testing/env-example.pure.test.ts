import { parseEnv } from "node:util"
import { expect, test } from "vitest"
import type { z } from "zod"
import { appRole } from "@/db/role"
import { environment } from "@/lib/settings/environment"
import { textOf } from "@/lib/testing/sources"

const OPTIONAL = "# --- Optional"
/** Set by npm start itself, from whether there is a DATABASE_URL. */
const NEVER_WRITTEN = ["MUSTER_EMBEDDED"]
/** Read by npm start alone. */
const OF_THE_START = ["HOST"]

const schemas: Record<string, z.ZodType> = { ...environment.def.left.shape, ...environment.def.right.shape }
const example = textOf(".env.example")
const optional = Object.entries(parseEnv(example.slice(example.indexOf(OPTIONAL)))).map(([name, value = ""]) => ({
  name,
  value,
}))

test("the example names every setting and nothing else, each once", () => {
  const settings = Object.keys(schemas).filter((name) => !NEVER_WRITTEN.includes(name))
  const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)
  expect(named.sort()).toEqual([...settings, ...OF_THE_START].sort())
})

test("an optional setting is given the value that it has when it is not set", () => {
  expect(optional.length).toBeGreaterThan(40)
  for (const { name, value } of optional) expect(meaning(name, value), name).toEqual(meaning(name))
})

test("a setting that has a default shows it", () => {
  const empty = optional.filter(({ value }) => value === "").map(({ name }) => name)
  expect(empty.filter((name) => meaning(name))).toEqual([])
})

/** What Muster reads from a setting; an empty one is not set. */
function meaning(name: string, value?: string): unknown {
  if (name === "DATABASE_ROLE") return appRole({ DATABASE_ROLE: value })
  return schemas[name]?.parse(value || undefined)
}
