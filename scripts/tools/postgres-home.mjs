// The data folder of a PostgreSQL: where it lies, whose it is, how it is made, and its lock.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { alive, commandOf, endForeign, isRoot } from "./process-tools.mjs"

const NOBODY = 65534

/** Where the data really lies: root runs PostgreSQL as an ordinary user, to whom the checkout may be closed. */
export function homeOf(dataDir) {
  const known = fs.lstatSync(dataDir, { throwIfNoEntry: false })
  if (known?.isSymbolicLink()) return fs.readlinkSync(dataDir)
  fs.mkdirSync(path.dirname(dataDir), { recursive: true })
  if (known || reachable(path.dirname(dataDir))) return dataDir
  const shelter = fs.mkdtempSync(path.join(fs.existsSync("/var/lib") ? "/var/lib" : "/var/tmp", "muster-"))
  fs.chmodSync(shelter, 0o755)
  const home = path.join(shelter, "postgres")
  fs.symlinkSync(home, dataDir)
  return home
}

/** Whether the user that runs PostgreSQL may enter a folder. */
export function reachable(folder) {
  if (!isRoot) return true
  const asNobody = { uid: NOBODY, gid: NOBODY, cwd: "/" }
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], asNobody).status === 0
}

/** PostgreSQL refuses to run as root: the data's owner, or nobody, runs it. */
export function ownerOf(home) {
  if (!isRoot) return {}
  const found = fs.statSync(home, { throwIfNoEntry: false })
  return found?.uid ? { uid: found.uid, gid: found.gid } : { uid: NOBODY, gid: NOBODY }
}

/** The cluster is made beside its place and moved in, so that an interrupted start leaves nothing half made. */
export function initialise({ home, user, binaries, password }) {
  const draft = `${home}.new`
  const pwfile = `${home}.pw`
  fs.rmSync(draft, { recursive: true, force: true })
  fs.mkdirSync(draft, { mode: 0o700 })
  give(draft, user)
  if (password) fs.writeFileSync(pwfile, password, { mode: 0o600 })
  if (password) give(pwfile, user)
  const auth = password ? ["-A", "scram-sha-256", `--pwfile=${pwfile}`] : ["-A", "trust", "--no-sync"]
  try {
    initdb([...auth, "-D", draft], user, binaries)
  } finally {
    fs.rmSync(pwfile, { force: true })
  }
  fs.renameSync(draft, home)
}

/** C.UTF-8 knows all letters, which trigrams need; where it is missing, C does for the rest. */
function initdb(args, user, binaries) {
  const common = ["-U", "postgres", "-E", "UTF8", ...args]
  for (const locale of ["C.UTF-8", "C"]) {
    const done = spawnSync(path.join(binaries, "initdb"), [...common, `--locale=${locale}`], {
      ...user,
      cwd: "/",
      encoding: "utf8",
    })
    if (done.status === 0) return
    if (locale === "C")
      throw new Error(`PostgreSQL could not make its data folder: ${lastLine(done.stderr) || done.error}`)
  }
}

function give(file, { uid, gid }) {
  if (uid !== undefined) fs.chownSync(file, uid, gid)
}

/** Refuses data that another major version wrote, or that this user may not read. */
export function refuseOtherVersion(home, binaries) {
  let written
  try {
    written = fs.readFileSync(path.join(home, "PG_VERSION"), "utf8").trim()
  } catch {
    throw new Error(`${home} belongs to another user: start as that user, or remove the .data folder.`)
  }
  const { stdout } = spawnSync(path.join(binaries, "postgres"), ["--version"], { cwd: "/", encoding: "utf8" })
  const present = /(\d+)/.exec(stdout ?? "")?.[1]
  if (present && present !== written)
    throw new Error(
      `The data in ${home} was written by PostgreSQL ${written}, but only PostgreSQL ${present} is installed.`,
    )
}

function lastLine(text) {
  return (text ?? "").trim().split("\n").at(-1)
}

/** Stops a server that outlived its launcher, and removes the lock of one that was killed. */
export async function clearLock(home) {
  const lock = path.join(home, "postmaster.pid")
  const pid = Number(lines(lock)[0])
  if (!pid) return
  if (alive(pid) && commandOf(pid).includes("postgres")) await endForeign(pid)
  // Backends of a killed server go by themselves; the lock must outlast them.
  for (let waited = 0; backends(home).length > 0 && waited < 100; waited++) await sleep(100)
  fs.rmSync(lock, { force: true })
}

function backends(home) {
  if (!fs.existsSync("/proc/self/cwd")) return []
  return fs.readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(home)
    } catch {
      return false
    }
  })
}

/** The lines of a file; none where it is not there. @param {string} file */
export function lines(file) {
  try {
    return fs.readFileSync(file, "utf8").split("\n")
  } catch {
    return []
  }
}
