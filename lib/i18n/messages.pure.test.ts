import compile from "icu-minify/compile"
import { expect, test } from "vitest"
import lettersEn from "@/lib/i18n/letters/en.json"
import lettersZh from "@/lib/i18n/letters/zh-CN.json"
import en from "@/lib/i18n/messages/en.json"
import zh from "@/lib/i18n/messages/zh-CN.json"
import { ownReasons } from "@/lib/shared/delivery-reasons"
import { refusals } from "@/lib/shared/refusals"
import { type Role, roles } from "@/lib/shared/roles"
import { statuses } from "@/lib/shared/states"

test("both languages have the same messages", () => {
  expect([...flatten(zh).keys()].sort()).toEqual([...flatten(en).keys()].sort())
})

test("both languages name the same values in each message", () => {
  const chinese = flatten(zh)
  for (const [key, english] of flatten(en)) expect(values(chinese.get(key) ?? ""), key).toEqual(values(english))
})

test("no message is empty", () => {
  for (const [key, message] of [...flatten(en), ...flatten(zh)]) expect(message.trim(), key).not.toBe("")
})

test("the letters describe the roles in the words of the console", () => {
  for (const [console, letters] of [
    [en, lettersEn],
    [zh, lettersZh],
  ] as const) {
    for (const [role, duty] of Object.entries(letters.duties)) expect(duty).toBe(console.roles[role as Role].duty)
  }
})

test("every refusal, role, status and reason has its words", () => {
  for (const { refusals: said, roles: named, statuses: shown, records } of [en, zh]) {
    expect(Object.keys(records.reasons).sort()).toEqual([...ownReasons].sort())
    expect(Object.keys(said).sort()).toEqual([...refusals].sort())
    expect(Object.keys(named).sort()).toEqual([...roles].sort())
    expect(Object.keys(shown).sort()).toEqual([...statuses].sort())
  }
})

type Tree = { [key: string]: string | Tree }

function flatten(tree: Tree, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[prefix + key, value]] : [...flatten(value, `${prefix}${key}.`)],
    ),
  )
}

/** The names of the values and tags that a message takes. */
function values(message: string): unknown[] {
  return [...new Set(names(compile(message)))].sort()
}

function names(nodes: unknown): unknown[] {
  if (!Array.isArray(nodes)) return []
  return nodes.filter(Array.isArray).flatMap(([name, ...rest]) => [name, ...rest.flatMap(inside)])
}

function inside(part: unknown): unknown[] {
  if (Array.isArray(part)) return names([part])
  return typeof part === "object" && part !== null ? Object.values(part).flatMap(names) : []
}
