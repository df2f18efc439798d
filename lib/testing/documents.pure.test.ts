import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"
import { documents, textOf } from "@/lib/testing/sources"

const FENCED = /^```[\s\S]*?^```/gm
const QUOTED = /`([^`\n]+)`/g
const LINK = /\]\((?!https?:)([^)#\s]+)/g
/** What lies in a folder of ours, or ends as our files do. */
const PATH = /^(?:(?:app|bench|components|db|docs|e2e|lib|scripts)\/\S*|[^\s/.][^\s/]*\.(?:tsx?|mjs|md|json|sql))$/
/** A segment such as `<name>.ts`, which stands for any file of the folder. */
const PLACEHOLDER = /[^/]*<.*$/
/** It says what was, so it may name what is gone. */
const HISTORY = "CHANGELOG.md"

const present = documents.filter((file) => file !== HISTORY)

test("every path that a document names exists", () => {
  const named = present.flatMap((file) => matchesIn(file, QUOTED).map((path) => ({ file, path })))
  const paths = named.filter(({ path }) => PATH.test(path))
  expect(paths.length).toBeGreaterThan(20)
  expect(paths.filter(({ path }) => !existsSync(path.replace(PLACEHOLDER, "")))).toEqual([])
})

test("every link of a document to a file of ours leads to one", () => {
  const links = present.flatMap((file) => matchesIn(file, LINK).map((target) => join(dirname(file), target)))
  expect(links.filter((target) => !existsSync(target))).toEqual([])
})

function matchesIn(file: string, pattern: RegExp): string[] {
  return [...textOf(file).replace(FENCED, "").matchAll(pattern)].map(([, match = ""]) => match)
}
