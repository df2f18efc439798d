// Starts a real PostgreSQL as a child: the binaries that npm installed, or else those of the system.
import { spawn } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { findBinaries } from "./postgres-binaries.mjs"
import { clearLock, homeOf, initialise, lines, ownerOf, reachable, refuseOtherVersion } from "./postgres-home.mjs"
import { alive, commandOf, endChild, freePort } from "./process-tools.mjs"
import { keptWord } from "./state-files.mjs"

const READY_MS = 60_000
const RELAUNCH_MS = 300
const DATABASE = "muster"
/** The folders that tests make in the temporary one. */
const OURS =
  /^muster-(reports|standbys|replicas|failover|worker-failover|cluster|patroni|pooler|drill|faults|files|problems|start|state|sweep|sabotage|recipe|second-build)-/
const LEFT_MS = 24 * 60 * 60_000
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

/** Ends and removes what earlier test runs left behind when they were killed, and what they told long ago. @param {string} base */
export async function sweep(base) {
  for (const name of fs.readdirSync(base)) {
    const folder = path.join(base, name)
    try {
      if (!isLeft(folder)) continue
      for (const home of fs.readdirSync(folder).map((inner) => path.join(folder, inner))) {
        const [pid] = lines(path.join(home, "postmaster.pid"))
        // By now its number may be that of another server.
        if (pid && commandOf(Number(pid)).includes(home)) await clearLock(home)
      }
      fs.rmSync(folder, { recursive: true, force: true })
    } catch {
      // Another user's: that user sweeps it.
    }
  }
}

/** Whether a folder is of a run that is over: of one that names its process as soon as that is gone. */
function isLeft(folder) {
  const owner = /^muster-test-(\d+)-/.exec(path.basename(folder))?.[1]
  if (owner) return !alive(Number(owner))
  return OURS.test(path.basename(folder)) && Date.now() - fs.statSync(folder).mtimeMs > LEFT_MS
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
