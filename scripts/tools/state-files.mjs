// Files that remember something from one start to the next: written whole, and looked at when they are read.
import { randomBytes } from "node:crypto"
import fs from "node:fs"
import path from "node:path"

/** Of the demo's secret. */
export const SECRET_BYTES = 48

/**
 * Writes a file beside its place and moves it there, so that a crash leaves the former one or the new one, whole; for
 * this user's eyes alone.
 * @param {string} file @param {string} text
 */
export function writeWhole(file, text) {
  const draft = `${file}.${process.pid}.new`
  try {
    fs.writeFileSync(draft, text, { mode: 0o600, flush: true })
    fs.renameSync(draft, file)
  } finally {
    fs.rmSync(draft, { force: true })
  }
}

/** What a file of JSON holds; undefined where there is none, or what it holds was cut off. @param {string} file */
export function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"))
  } catch {
    return undefined
  }
}

/**
 * The random word of so many bytes that a file keeps. It is made where it is missing, and where it was cut off and
 * nothing has been made with it yet; refuses one that was cut off later.
 * @param {string} file @param {{ bytes: number, used: boolean }} options
 * @returns {string}
 */
export function keptWord(file, { bytes, used }) {
  const shortest = Math.ceil((bytes * 4) / 3)
  const word = fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : ""
  if (word.length >= shortest) return word
  if (used && fs.existsSync(file))
    throw Object.assign(
      new Error(
        `${file} is damaged: it is cut off. Put it back from a copy, or remove the folder ${path.dirname(file)} for a fresh demo.`,
      ),
      { expected: true },
    )
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const made = randomBytes(bytes).toString("base64url")
  writeWhole(file, made)
  return made
}
