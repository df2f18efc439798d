import { dirname } from "node:path"
import { expect, test } from "vitest"
import { boundaries, floors, packages } from "@/lib/testing/floors"
import { codeFiles, importsOf, sourceFiles } from "@/lib/testing/sources"

const MOST_FILES = 12
/** The shelf of the interface, where each file is one thing that any product could use. */
const SHELF = "components/ui"

const places = floors.flatMap((rooms, floor) => rooms.map((room) => ({ room, floor: floor + 1 })))
const imports = new Map(codeFiles.map((file) => [file, importsOf(file)]))
const edges = sourceFiles.flatMap((file) => (imports.get(file) ?? []).map((target) => ({ file, target })))

test("every source file belongs to a room", () => {
  expect(sourceFiles.length).toBeGreaterThan(100)
  expect(sourceFiles.filter((file) => !placeOf(file))).toEqual([])
})

test("a room imports only rooms on floors below its own", () => {
  expect(edges.flatMap(({ file, target }) => complaintAbout(file, target))).toEqual([])
})

test("no imports, types included, go round in a circle", () => {
  expect(circles().map((circle) => circle.join(" imports "))).toEqual([])
})

test.each(packages.map((rule) => [rule.names.join(" and "), rule] as const))(
  "%s: imported where it belongs",
  (_, { names, rooms }) => {
    const strangers = edges.filter(({ file, target }) => isWithin(target, names) && !isWithin(file, rooms))
    expect(strangers.map(({ file, target }) => `${file} imports ${target}: only ${rooms.join(", ")} may`)).toEqual([])
  },
)

test.each(boundaries.map((boundary) => [boundary.why, boundary] as const))("%s", (why, { from, to, open }) => {
  const broken = edges
    .filter(({ file }) => isWithin(file, from) && !isWithin(file, to))
    .filter(({ target }) => isWithin(target, to) && !isWithin(target, open))
  expect(broken.map(({ file, target }) => `${file} imports ${target}: ${why}`)).toEqual([])
})

test(`no folder holds more than ${MOST_FILES} source files besides its tests`, () => {
  const folders = [...new Set(sourceFiles.map((file) => dirname(file)))].filter((folder) => folder !== SHELF)
  const sizes = folders.map((folder) => ({
    folder,
    size: sourceFiles.filter((file) => dirname(file) === folder).length,
  }))
  const full = sizes.filter(({ size }) => size > MOST_FILES)
  expect(full.map(({ folder, size }) => `${folder} holds ${size}: divide it by what its files are about`)).toEqual([])
})

function complaintAbout(file: string, target: string): string[] {
  const from = placeOf(file)
  const to = placeOf(target)
  if (!from || !to || from.room === to.room || from.floor > to.floor) return []
  return [
    `${file} (floor ${from.floor}, ${from.room}) imports ${target} (floor ${to.floor}, ${to.room}): ` +
      `move what it needs below ${from.room}, let the caller pass it in, or move the file above ${to.room}`,
  ]
}

/** The room of a file and its floor, counted from the ground: the innermost, where one room lies within another. */
function placeOf(file: string) {
  return places
    .filter(({ room }) => isWithin(file, [room]))
    .sort((one, other) => other.room.length - one.room.length)
    .at(0)
}

function isWithin(path: string, folders: string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`))
}

/** At least one circle of every set of files that reach each other, from a file back to itself. */
function circles(): string[][] {
  const done = new Set<string>()
  const found: string[][] = []
  const visit = (file: string, path: string[]) => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file])
    else if (!done.has(file)) for (const target of imports.get(file) ?? []) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of imports.keys()) visit(file, [])
  return found
}
