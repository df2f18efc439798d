import { readdirSync } from "node:fs"
import compile from "icu-minify/compile"
import { describe, expect, test } from "vitest"
import type lettersEn from "@/lib/i18n/letters/en.json"
import type en from "@/lib/i18n/messages/en.json"
import { reasonWords } from "@/lib/shared/delivery-reasons"
import { refusals } from "@/lib/shared/refusals"
import { type Locale, locales, roles } from "@/lib/shared/roles"
import { statuses } from "@/lib/shared/states"
import { textOf } from "@/lib/testing/sources"

const languages = locales.map((locale) => ({ locale, messages: messagesIn(locale), letters: lettersIn(locale) }))

test("every language has its file of messages, of dialogs, controls, frame, keys and letters, and no other is there", () => {
  const files = locales.map((locale) => `${locale}.json`).sort()
  for (const folder of ["messages", "dialogs", "controls", "shell", "shortcuts", "letters"])
    expect(readdirSync(`lib/i18n/${folder}`).sort()).toEqual(files)
})

describe.each(languages)("$locale", ({ locale, messages, letters }) => {
  const words = wordsIn(locale)

  test("has the same messages as English", () => {
    expect([...words.keys()].sort()).toEqual([...wordsIn("en").keys()].sort())
  })

  test("names the same values as English in each message", () => {
    for (const [key, english] of wordsIn("en")) expect(values(words.get(key) ?? ""), key).toEqual(values(english))
  })

  test("has no empty message", () => {
    for (const [key, message] of words) expect(message.trim(), key).not.toBe("")
  })

  test("has its words for every refusal, role, status and reason", () => {
    expect(Object.keys(messages.deliveryReasons).sort()).toEqual([...reasonWords].sort())
    expect(Object.keys(messages.refusals).sort()).toEqual([...refusals].sort())
    expect(Object.keys(letters.duties).sort()).toEqual([...roles].sort())
    expect(Object.keys(messages.statuses).sort()).toEqual([...statuses].sort())
  })
})

function messagesIn(locale: Locale): typeof en {
  return JSON.parse(textOf(`lib/i18n/messages/${locale}.json`))
}

function lettersIn(locale: Locale): typeof lettersEn {
  return JSON.parse(textOf(`lib/i18n/letters/${locale}.json`))
}

/** Everything that a language says: screens, dialogs, controls and letters. */
function wordsIn(locale: Locale): Map<string, string> {
  const folders = ["dialogs", "controls", "shell", "shortcuts"]
  const own = folders.map((folder) => [folder, JSON.parse(textOf(`lib/i18n/${folder}/${locale}.json`))])
  return flatten({ messages: messagesIn(locale), ...Object.fromEntries(own), letters: lettersIn(locale) })
}

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
