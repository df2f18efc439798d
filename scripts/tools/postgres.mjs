// Starts a real PostgreSQL as a child: the binaries that npm installed, or else those of the system.
import { spawn } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { findBinaries } from "./postgres-binaries.mjs"
import { homeOf, initialise, ownerOf, reachable, refuseOtherVersion } from "./postgres-home.mjs"
import { alive, commandOf, endChild, endForeign, freePort } from "./process-tools.mjs"
import { keptWord } from "./state-files.mjs"

const READY_MS = 60_000
const RELAUNCH_MS = 300
const DATABASE = "muster"
const SETTINGS = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "log_error_verbosity=terse"]
/**
 * For data that nobody misses: nothing waits for the disk, bulk writes are not stopped by checkpoints, and what a test
 * counts does not depend on when the tables are vacuumed.
 */
const FAST = [
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "wal_level=minimal",
  "max_wal_senders=0",
  "max_wal_size=2GB",
  "checkpoint_timeout=1h",
  "autovacuum=off",
  "max_connections=300",
]

/**
 * Starts PostgreSQL on a data folder that lives on, made when it is missing.
 * @param {{ dataDir: string, throwaway?: boolean, empty?: boolean }} options `empty` drops what the database holds
 * @returns {Promise<{ url: string, pid: () => number, stop: () => Promise<void>, kill: () => void }>} `kill` stops it at once, so that it recovers at its next start
 */
export async function startPostgres({ dataDir, throwaway = false, empty = false }) {
  const home = homeOf(dataDir)
  const user = ownerOf(home)
  const binaries = findBinaries(user)
  const made = fs.existsSync(path.join(home, "PG_VERSION"))
  const password = throwaway ? null : keptWord(`${dataDir}.password`, { bytes: 24, used: made })
  fs.mkdirSync(path.dirname(home), { recursive: true })
  if (!made) initialise({ home, user, binaries, password })
  refuseOtherVersion(home, binaries)
  await clearLock(home)
  const server = await keepRunning({ home, user, binaries, throwaway, log: `${dataDir}.log` })
  const url = `postgres://postgres${password ? `:${password}` : ""}@127.0.0.1:${server.port}/${DATABASE}`
  await createDatabase(url, empty).catch(async (error) => {
    await server.stop()
    throw error
  })
  return { url, pid: server.pid, stop: server.stop, kill: server.kill }
}

/** The address of a PostgreSQL that runs on this data folder now, started by another program; null where none runs. */
export function runningPostgres(dataDir) {
  const [pid, , , port] = lines(path.join(dataDir, "postmaster.pid"))
  const [password] = lines(`${dataDir}.password`)
  if (!pid || !port || !alive(Number(pid))) return null
  return `postgres://postgres${password ? `:${password}` : ""}@127.0.0.1:${port}/${DATABASE}`
}

/** A PostgreSQL for one test run, fast and forgetful; its folder goes when it stops. */
export async function startThrowaway() {
  const base =
    [os.tmpdir(), "/tmp", "/var/tmp"].find((folder) => fs.existsSync(folder) && reachable(folder)) ?? os.tmpdir()
  await sweep(base)
  const folder = fs.mkdtempSync(path.join(base, `muster-test-${process.pid}-`))
  fs.chmodSync(folder, 0o755)
  const server = await startPostgres({ dataDir: path.join(folder, "postgres"), throwaway: true })
  const stop = async () => {
    await server.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
  return { ...server, folder, stop }
}

/** Ends what earlier test runs left behind when they were killed. */
async function sweep(base) {
  for (const name of fs.readdirSync(base)) {
    const owner = /^muster-test-(\d+)-/.exec(name)?.[1]
    if (!owner || alive(Number(owner))) continue
    const folder = path.join(base, name)
    try {
      await clearLock(path.join(folder, "postgres"))
      fs.rmSync(folder, { recursive: true, force: true })
    } catch {
      // Another user's: that user sweeps it.
    }
  }
}

/** Stops a server that outlived its launcher, and removes the lock of one that was killed. */
async function clearLock(home) {
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

/** Launches the server, and again on the same port should it be killed. */
async function keepRunning({ home, user, binaries, throwaway, log }) {
  const port = await freePort()
  const flags = [...SETTINGS, ...(throwaway ? FAST : [])].flatMap((setting) => ["-c", setting])
  let stopping = false
  let child

  const launch = async () => {
    const fd = fs.openSync(log, "a", 0o600)
    child = spawn(path.join(binaries, "postgres"), ["-D", home, "-p", String(port), ...flags], {
      ...user,
      cwd: "/",
      // A Ctrl-C in the terminal must not reach it: PostgreSQL goes last.
      detached: true,
      stdio: ["ignore", fd, fd],
    })
    fs.closeSync(fd)
    const failure = await readiness(child, home)
    if (failure) throw new Error(`PostgreSQL did not start: ${lines(log).filter(Boolean).at(-1) ?? failure}`)
    child.once("exit", relaunch)
  }

  const relaunch = async () => {
    while (!stopping) {
      await sleep(RELAUNCH_MS)
      await clearLock(home)
      if (
        stopping ||
        (await launch().then(
          () => true,
          () => false,
        ))
      )
        return
    }
  }

  const stop = async () => {
    stopping = true
    await endChild(child, throwaway ? "SIGQUIT" : "SIGINT", 30_000)
  }

  const kill = () => {
    stopping = true
    child.kill("SIGQUIT")
  }

  await launch()
  return { port, pid: () => child.pid, stop, kill }
}

/** Waits for the word "ready", or "standby", in the server's own lock file; says what went wrong, or nothing. */
async function readiness(child, home) {
  const last = Date.now() + READY_MS
  let failure
  child.once("error", (error) => (failure = error.message))
  child.once("exit", (code) => (failure ??= `exit code ${code}`))
  while (!failure && Date.now() < last) {
    const lock = lines(path.join(home, "postmaster.pid"))
    if (Number(lock[0]) === child.pid && ["ready", "standby"].includes(lock[7]?.trim())) return null
    await sleep(50)
  }
  await endChild(child, "SIGQUIT")
  return failure ?? `not ready after ${READY_MS / 1000} s`
}

async function createDatabase(url, empty) {
  const { default: postgres } = await import("postgres")
  const sql = postgres(url.replace(/[^/]+$/, "postgres"), { max: 1, onnotice: () => {} })
  try {
    if (empty) await sql.unsafe(`drop database if exists ${DATABASE} with (force)`)
    const [found] = await sql`select 1 from pg_database where datname = ${DATABASE}`
    if (!found) await sql.unsafe(`create database ${DATABASE}`)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

function lines(file) {
  try {
    return fs.readFileSync(file, "utf8").split("\n")
  } catch {
    return []
  }
}
