import type { Node } from "oxc-parser"
import { expect, test } from "vitest"
import { nodesOf, parsed, testFiles, textOf } from "@/lib/testing/sources"

test("no test expects a bare regular expression within toMatchObject, which takes anything for it", () => {
  const found = testFiles.flatMap((file) => bareIn(textOf(file)).map((regex) => `${file}: ${regex}`))
  expect(found).toEqual([])
})

test("a bare regular expression is found at any depth, and one within a call is none", () => {
  const asked = (what: string) => bareIn(`expect(a).toMatchObject(${what})\nexpect(b).toEqual(/no/)`)
  expect(asked("{ code: /x|y/ }")).toEqual(["/x|y/"])
  expect(asked('[{ a: ")", b: [\n  /[/)]/ ] }]')).toEqual(["/[/)]/"])
  expect(asked("/x/")).toEqual(["/x/"])
  expect(asked("{ a: of(1), b: /x/, c: 4 / 2 } // or: /y/\n")).toEqual(["/x/"])
  expect(asked('{ a: expect.stringMatching(/x/), b: "https://example.com", c: 4 / 2 / 1 }')).toEqual([])
})

/** The regular expressions in what `toMatchObject` is given, other than those that are given to a call of their own. */
function bareIn(text: string): string[] {
  return [...nodesOf(parsed(text))].flatMap(expectedOf).flatMap(bareBelow)
}

/** What a node that is a call of `toMatchObject` is given. */
function expectedOf(node: Node): Node[] {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return []
  const { property } = node.callee
  return property.type === "Identifier" && property.name === "toMatchObject" ? node.arguments : []
}

function bareBelow(node: Node): string[] {
  const below = [...nodesOf(node, ({ type }) => type !== "CallExpression")]
  return below.flatMap((each) => (each.type === "Literal" && "regex" in each ? [`/${each.regex.pattern}/`] : []))
}
