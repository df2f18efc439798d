import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"

const root = join(import.meta.dirname, "..")
const REQUIREMENTS = 114
const ROW = /^\| R(\d+) \| .+ \| (.+) \|$/gm
const TITLE = /\b(?:test|it)\(\s*(["`])([\s\S]*?)\1/g

const page = readFileSync(join(root, "docs/requirements.md"), "utf8")
const rows = new Map([...page.matchAll(ROW)].map(([, number, files = ""]) => [Number(number), filesIn(files)]))
const shown = titlesByRequirement()

test("the page has a line for every requirement", () => {
  expect([...rows.keys()]).toEqual(Array.from({ length: REQUIREMENTS }, (_, n) => n + 1))
})

test("the page and the titles of the tests agree on what is shown where", () => {
  for (const [number, files] of rows) {
    expect([...(shown.get(number) ?? [])].sort(), `R${number}`).toEqual(files)
  }
})

function filesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file).sort()
}

function titlesByRequirement() {
  const found = new Map<number, Set<string>>()
  for (const file of testFiles()) {
    for (const [, , title = ""] of readFileSync(join(root, file), "utf8").matchAll(TITLE)) {
      for (const [, number] of title.matchAll(/\bR(\d+)\b/g)) {
        const files = found.get(Number(number)) ?? new Set()
        found.set(Number(number), files.add(file))
      }
    }
  }
  return found
}

function testFiles(): string[] {
  return ["lib", "db", "app", "components", "scripts", "e2e"].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(test|spec)\.ts$/.test(path))
      .map((path) => `${room}/${path}`),
  )
}
