import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"

const root = process.cwd()
const REGEX = String.raw`\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/`
const STRING = String.raw`(["'\x60])(?:\\[\s\S]|(?!\1)[^\\])*\1`
/** Comments, strings, regular expressions where a value may stand, and parentheses. */
const TOKEN = new RegExp(String.raw`\/\/.*|\/\*[\s\S]*?\*\/|${STRING}|(?<=[([{:,?&|=]\s*)${REGEX}|[()]`, "g")

test("no test expects a bare regular expression within toMatchObject, which takes anything for it", () => {
  const found = testFiles().flatMap((file) =>
    bareIn(readFileSync(join(root, file), "utf8")).map((regex) => `${file}: ${regex}`),
  )
  expect(found).toEqual([])
})

test("a bare regular expression is found at any depth, and one within a call is none", () => {
  const asked = (what: string) => bareIn(`expect(a).${"toMatchObject"}(${what})\nexpect(b).toEqual(/no/)`)
  expect(asked("{ code: /x|y/ }")).toEqual(["/x|y/"])
  expect(asked('[{ a: ")", b: [\n  /[/)]/ ] }]')).toEqual(["/[/)]/"])
  expect(asked("/x/")).toEqual(["/x/"])
  expect(asked("{ a: of(1), b: /x/, c: 4 / 2 } // or: /y/")).toEqual(["/x/"])
  expect(asked('{ a: expect.stringMatching(/x/), b: "https://example.com", c: 4 / 2 / 1 }')).toEqual([])
})

/** The regular expressions in what `toMatchObject` is given, other than those that are given to a call of their own. */
function bareIn(text: string): string[] {
  return text.split(".toMatchObject").slice(1).flatMap(bareInCall)
}

function bareInCall(text: string): string[] {
  const found: string[] = []
  let depth = 0
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "(") depth++
    else if (token === ")") depth--
    else if (depth === 1 && /^\/[^/*]/.test(token)) found.push(token)
    if (depth === 0) return found
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
