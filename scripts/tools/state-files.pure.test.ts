import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { keptWord, readJson, writeWhole } from "@/scripts/tools/state-files.mjs"

const BYTES = 48
const WHOLE = "x".repeat(64)

let folder: string
let file: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-state-"))
  file = path.join(folder, "secret")
})
afterEach(() => fs.rmSync(folder, { recursive: true }))

test("a file is written whole, for its owner alone, and nothing is left beside it", () => {
  writeWhole(file, "one")
  writeWhole(file, "two")
  expect(fs.readFileSync(file, "utf8")).toBe("two")
  expect(fs.statSync(file).mode & 0o777).toBe(0o600)
  expect(fs.readdirSync(folder)).toEqual(["secret"])
})

test("one that cannot be written leaves the former one as it was", () => {
  writeWhole(file, "one")
  expect(() => writeWhole(file, undefined as unknown as string)).toThrow()
  expect(fs.readFileSync(file, "utf8")).toBe("one")
  expect(fs.readdirSync(folder)).toEqual(["secret"])
})

test("what is kept as JSON reads as nothing where it is missing, empty or cut off", () => {
  expect(readJson(file)).toBeUndefined()
  for (const cut of ["", " ", '{"launcher": 12, "chil', "\0\0\0\0"]) {
    fs.writeFileSync(file, cut)
    expect(readJson(file)).toBeUndefined()
  }
  fs.writeFileSync(file, '{"launcher": 12}')
  expect(readJson(file)).toEqual({ launcher: 12 })
})

test("a secret is never empty: one that was cut off is made anew before its first use, and named after it", () => {
  fs.writeFileSync(file, `${WHOLE}\n`)
  expect(keptWord(file, { bytes: BYTES, used: true })).toBe(WHOLE)
  for (const cut of ["", "\n", "\0\0\0", WHOLE.slice(1)]) {
    fs.writeFileSync(file, cut)
    expect(() => keptWord(file, { bytes: BYTES, used: true })).toThrow(`${file} is damaged`)
    const made = keptWord(file, { bytes: BYTES, used: false })
    expect(made).toMatch(/^[\w-]{64}$/)
    expect(keptWord(file, { bytes: BYTES, used: true })).toBe(made)
  }
  fs.rmSync(file)
  expect(keptWord(file, { bytes: BYTES, used: false })).toMatch(/^[\w-]{64}$/)
})
