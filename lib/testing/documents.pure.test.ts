import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"
import { documents, textOf } from "@/lib/testing/sources"

const FENCED = /^```[\s\S]*?^```/gm
const QUOTED = /`([^`\n]+)`/g
const LINK = /\]\((?!https?:)([^)#\s]+)/g
const ANCHOR = /\]\((?!https?:)([^)\s]*#[^)\s]+)/g
const HEADING = /^#+ (.+)$/gm
/** What lies in a folder of ours, or ends as our files do. */
const PATH =
  /^(?:(?:app|bench|cluster|components|db|deploy|docs|e2e|lib|scripts)\/\S*|[^\s/.][^\s/]*\.(?:tsx?|mjs|md|json|sql))$/
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

test("every link of a document to a heading leads to one", () => {
  const links = documents.flatMap((file) => matchesIn(file, ANCHOR).map((target) => ({ file, target })))
  expect(links.length).toBeGreaterThan(20)
  expect(
    links.filter(({ file, target }) => !anchorsIn(aimOf(file, target)).includes(target.split("#")[1] ?? "")),
  ).toEqual([])
})

/** The document that a link leads to, which may be the one that it stands in. */
function aimOf(file: string, target: string): string {
  const [path] = target.split("#")
  return path ? join(dirname(file), path) : file
}

/** The headings of a document as GitHub names them. */
function anchorsIn(file: string): string[] {
  const plain = matchesIn(file, HEADING).map((heading) => heading.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, ""))
  return plain.map((heading) => heading.replaceAll(" ", "-"))
}

function matchesIn(file: string, pattern: RegExp): string[] {
  return [...textOf(file).replace(FENCED, "").matchAll(pattern)].map(([, match = ""]) => match)
}
