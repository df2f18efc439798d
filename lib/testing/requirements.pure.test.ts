import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"

const root = process.cwd()
const REQUIREMENTS = 114
const ROW = /^\| R(\d+) \| .+ \| (.+) \|$/gm
/** Of `test("…")`, of `test.skipIf(…)("…")`, and of `test.each(…)("…")`, whose table may be long. */
const TITLE = /(?:\b(?:test|it)(?:\.skipIf\([^"]*\))?|\))\(\s*(["'`])([\s\S]*?)\1/g
const MAY_SKIP = /\b(?:test|it)\.skip/

const page = readFileSync(join(root, "docs/requirements.md"), "utf8")
const rows = new Map([...page.matchAll(ROW)].map(([, number, files = ""]) => [Number(number), filesIn(files)]))
const [shown, shownAlways] = [titlesByRequirement(() => true), titlesByRequirement((test) => !MAY_SKIP.test(test))]

test("the page has a line for every requirement", () => {
  expect([...rows.keys()]).toEqual(Array.from({ length: REQUIREMENTS }, (_, n) => n + 1))
})

test("the page and the titles of the tests agree on what is shown where", () => {
  for (const [number, files] of rows) {
    expect([...(shown.get(number) ?? [])].sort(), `R${number}`).toEqual(files)
  }
})

test("every requirement that is shown is shown by a test that runs on every machine", () => {
  expect([...shown.keys()].filter((number) => !shownAlways.has(number))).toEqual([])
})

function filesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file).sort()
}

function titlesByRequirement(counts: (test: string) => boolean) {
  const found = new Map<number, Set<string>>()
  for (const file of testFiles()) {
    for (const { title, test } of testsIn(readFileSync(join(root, file), "utf8"))) {
      if (!counts(test)) continue
      for (const [, number] of title.matchAll(/\bR(\d+)\b/g)) {
        const files = found.get(Number(number)) ?? new Set()
        found.set(Number(number), files.add(file))
      }
    }
  }
  return found
}

/** The tests of a file, each as the text from its title to the next. */
function testsIn(text: string) {
  const titles = [...text.matchAll(TITLE)]
  return titles.map(({ index, 2: title = "" }, place) => ({ title, test: text.slice(index, titles[place + 1]?.index) }))
}

function testFiles(): string[] {
  return ["lib", "db", "app", "components", "scripts", "e2e"].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(test|spec)\.ts$/.test(path))
      .map((path) => `${room}/${path}`),
  )
}
