import type { CallExpression, Node } from "oxc-parser"
import { expect, test } from "vitest"
import { nodesOf, testFiles, textOf, treeOf } from "@/lib/testing/sources"

const REQUIREMENTS = 114
const ROW = /^\| R(\d+) \| .+ \| (.+) \|$/gm
const NUMBER = /\bR(\d+)\b/g

const rows = new Map(
  [...textOf("docs/requirements.md").matchAll(ROW)].map(([, number, files = ""]) => [Number(number), filesIn(files)]),
)
const titles = testFiles.flatMap((file) => testsIn(file).map((test) => ({ ...test, file })))

test("the page has a line for every requirement", () => {
  expect([...rows.keys()]).toEqual(Array.from({ length: REQUIREMENTS }, (_, n) => n + 1))
})

test("the page and the titles of the tests agree on what is shown where", () => {
  const shown = filesByRequirement(titles)
  for (const [number, files] of rows) {
    expect([...(shown.get(number) ?? [])].sort(), `R${number}`).toEqual(files)
  }
})

test("every requirement that is shown is shown by a test that runs on every machine", () => {
  const shownAlways = filesByRequirement(titles.filter(({ maySkip }) => !maySkip))
  expect([...filesByRequirement(titles).keys()].filter((number) => !shownAlways.has(number))).toEqual([])
})

function filesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file).sort()
}

function filesByRequirement(tests: { title: string; file: string }[]) {
  const found = new Map<number, Set<string>>()
  for (const { title, file } of tests) {
    for (const [, number] of title.matchAll(NUMBER)) {
      found.set(Number(number), (found.get(Number(number)) ?? new Set()).add(file))
    }
  }
  return found
}

/** The tests of a file by their titles, and whether each may be skipped on some machine. */
function testsIn(file: string) {
  return [...nodesOf(treeOf(file))]
    .filter((node) => node.type === "CallExpression")
    .filter(isTest)
    .map((call) => ({ title: titleOf(call), maySkip: [...nodesOf(call)].some(isSkip) }))
}

/** Whether a call is `test("…")`, `test.skipIf(…)("…")` or `test.each(…)("…")`, or one of `it`. */
function isTest({ callee }: CallExpression): boolean {
  return isTestFunction(callee) || (callee.type === "CallExpression" && isModifier(callee.callee))
}

function isModifier(node: Node): boolean {
  return node.type === "MemberExpression" && isTestFunction(node.object)
}

function isSkip(node: Node): boolean {
  return (
    node.type === "MemberExpression" &&
    isTestFunction(node.object) &&
    node.property.type === "Identifier" &&
    node.property.name.startsWith("skip")
  )
}

function isTestFunction(node: Node): boolean {
  return node.type === "Identifier" && (node.name === "test" || node.name === "it")
}

/** The words of a title, those within its ${…} included. */
function titleOf({ arguments: [title] }: CallExpression): string {
  return title ? [...nodesOf(title)].map(wordsOf).join(" ") : ""
}

function wordsOf(node: Node): string {
  if (node.type === "TemplateElement") return node.value.raw
  return node.type === "Literal" && typeof node.value === "string" ? node.value : ""
}
