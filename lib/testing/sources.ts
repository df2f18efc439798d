import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { type Node, type Program, parseSync } from "oxc-parser"

const root = process.cwd()
const CODE = /(?<!\.d)\.(tsx?|mjs)$/
const TEST = /\.(test|spec)\.ts$/
const TEST_HELP = /(^|\/)testing(\.ts$|\/)/
const NO_CODE = /^(node_modules|test-results|playwright-report|\..+)$/
const ENDINGS = ["", ".ts", ".tsx", ".mjs", "/index.ts", "/index.tsx"]

const files = readdirSync(root, { withFileTypes: true })
  .filter(({ name }) => !NO_CODE.test(name))
  .flatMap((entry) => (entry.isDirectory() ? filesUnder(entry.name) : [entry.name]))
  .sort()

/** Every file of the tests, by its path from the root. */
export const testFiles = files.filter((file) => TEST.test(file))
/** Every file of code that is neither a test nor written for tests. */
export const sourceFiles = files.filter((file) => CODE.test(file) && !TEST.test(file) && !TEST_HELP.test(file))
/** Every file of code, tests included. */
export const codeFiles = files.filter((file) => CODE.test(file))
/** The pages for people: those at the root and those of docs. */
export const documents = files.filter((file) => /^(docs\/)?[^/]+\.md$/.test(file))

/** What a file of the repository says. */
export function textOf(file: string): string {
  return readFileSync(join(root, file), "utf8")
}

/** The syntax tree of a file of the repository. */
export function treeOf(file: string): Program {
  return parsed(textOf(file), file)
}

/** The syntax tree of a text; one that is no TypeScript is refused. */
export function parsed(text: string, file = "text.ts"): Program {
  const { program, errors } = parseSync(file, text)
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join("; ")}`)
  return program
}

/** A node and all nodes below it; what is below a node that `enters` refuses is left out. */
export function* nodesOf(node: Node, enters: (node: Node) => boolean = () => true): Generator<Node> {
  yield node
  if (!enters(node)) return
  for (const child of Object.values(node).flat()) if (isNode(child)) yield* nodesOf(child, enters)
}

/** What a file imports, types included: our own files by their path from the root, packages as they are written. */
export function importsOf(file: string): string[] {
  const requests = [...nodesOf(treeOf(file))].map(requestOf).filter((request) => request !== null)
  return [...new Set(requests.map((request) => resolved(request, file)))]
}

function requestOf(node: Node): string | null {
  const asks =
    node.type === "ImportDeclaration" ||
    node.type === "ExportNamedDeclaration" ||
    node.type === "ExportAllDeclaration" ||
    node.type === "ImportExpression" ||
    node.type === "TSImportType"
  return asks && node.source?.type === "Literal" && typeof node.source.value === "string" ? node.source.value : null
}

function resolved(request: string, file: string): string {
  const path = request.startsWith("@/") ? request.slice(2) : request.startsWith(".") && join(dirname(file), request)
  if (!path) return request
  return ENDINGS.map((ending) => path + ending).find((name) => CODE.test(name) && existsSync(join(root, name))) ?? path
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`)
}
