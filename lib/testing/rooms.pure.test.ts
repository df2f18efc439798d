import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, normalize, relative } from "node:path"
import { expect, test } from "vitest"

// Who may import whom. There is no list of exceptions: an import that is refused belongs into another room.

const root = process.cwd()
const ROOMS = ["app", "components", "db", "lib"]
const ISOMORPHIC = /^lib\/(shared\/.+|i18n\/(?!letters).+)$/
const PURE = /^lib\/shared\/.+$/
const DOOR = /^lib\/handshake\/(index|kinds|view)$|^lib\/handshake$/

interface Rule {
  why: string
  from(file: string): boolean
  forbids(target: string, file: string): boolean
}

const inside = (folder: string) => (path: string) => path.startsWith(`${folder}/`)
const rules: Rule[] = [
  {
    why: "db knows tables and connections; of lib only the words that a table consists of",
    from: inside("db"),
    forbids: (target) => /^(app|components)\//.test(target) || (inside("lib")(target) && !PURE.test(target)),
  },
  {
    why: "lib is reached by every door, so it knows none of them",
    from: inside("lib"),
    forbids: (target) => /^(app|components)\//.test(target),
  },
  {
    why: "components run in the browser: of lib only what runs there too",
    from: inside("components"),
    forbids: (target) => /^(app|db)\//.test(target) || (inside("lib")(target) && !ISOMORPHIC.test(target)),
  },
  {
    why: "a page asks a verb of lib; it does not query",
    from: inside("app"),
    forbids: (target) => target.startsWith("db/") || target === "drizzle-orm",
  },
  {
    why: "an operation of the programs' door asks a verb of lib, as a page does; it does not query",
    from: (file) => /^lib\/aws\/(operations\/.+|handshakes)\.ts$/.test(file),
    forbids: (target) => target.startsWith("db/") || target.startsWith("drizzle-orm"),
  },
  {
    why: "queries are written in db and lib",
    from: (file) => !inside("db")(file) && !inside("lib")(file),
    forbids: (target) => target.startsWith("drizzle-orm"),
  },
  {
    why: "the driver has one place",
    from: (file) => !inside("db")(file),
    forbids: (target) => target === "postgres",
  },
  {
    why: "only lib/web and the language of a request know the web framework",
    from: (file) => inside("lib")(file) && !inside("lib/web")(file) && file !== "lib/i18n/request.ts",
    forbids: (target) => /^next(-auth)?(\/|$)/.test(target),
  },
  {
    why: "rules do not render; letters do",
    from: (file) =>
      (inside("lib")(file) && !inside("lib/letters")(file) && !inside("lib/web")(file)) || inside("db")(file),
    forbids: (target) => /^react(-dom|-email)?(\/|$)/.test(target),
  },
  {
    why: "a handshake is moved through its door: lib/handshake, its machine and its kinds' names",
    from: (file) => !inside("lib/handshake")(file),
    forbids: (target) => inside("lib/handshake")(target) && !DOOR.test(target),
  },
]

const sources = ROOMS.flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: "utf8" }).map((path) => join(room, path)),
).filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\/testing(\.ts|\/)/.test(path))

test("there are rooms to look at", () => {
  expect(sources.length).toBeGreaterThan(40)
})

test.each(rules)("$why", ({ from, forbids, why }) => {
  const broken = sources.filter(from).flatMap((file) =>
    importsOf(file)
      .filter((target) => forbids(target, file))
      .map((target) => `${file} imports ${target}: ${why}`),
  )
  expect(broken).toEqual([])
})

/** What a file imports: packages by name, our own files by their path from the root, without ending. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8")
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^"'`;]*?from\s*"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|(?:^|\n)\s*import\s+"([^"]+)"/g,
  )
  return [...found].map(([, a, b, c]) => resolve(a ?? b ?? c ?? "", file))
}

function resolve(target: string, file: string): string {
  if (target.startsWith("@/")) return plain(target.slice(2))
  if (target.startsWith(".")) return plain(relative(root, join(root, normalize(join(dirname(file), target)))))
  return target
}

function plain(path: string): string {
  return path.replace(/\.(tsx?|json)$/, "").replace(/\/index$/, path.startsWith("lib/handshake") ? "" : "/index")
}
