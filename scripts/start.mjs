// npm start: everything from a fresh clone to a running console. With DATABASE_URL it is the production start.
// npm run worker: the same for a worker alone.
import fs from "node:fs"
import path from "node:path"
import { loaded, runnable } from "./install/programs.mjs"
import { refuseTakenPort, whereabouts } from "./start/place.mjs"
import { telling } from "./start/progress.mjs"
import { ownFolder, takeOver } from "./start/running.mjs"
import { welcome } from "./start/welcome.mjs"
import { freshBuild, freshPackages, programsAreFresh, refuseOldNode, refuseUnbuilt } from "./tools/ensure-installed.mjs"
import { complaint, endRunning, root, run } from "./tools/process-tools.mjs"
import { keptWord, readJson, SECRET_BYTES } from "./tools/state-files.mjs"
import { supervise } from "./tools/supervise.mjs"

const DEV = process.argv.includes("--dev")
const WORKER_ALONE = process.argv.includes("--worker")
const HOME = path.join(root, ".data")
const TOLD = path.join(HOME, "demo.json")
/** Stands while the demo is filled in: a start that finds it begins the demo anew. */
const SEEDING = path.join(HOME, "seeding")
const WORKER = "scripts/worker.ts"
const SERVER = path.join(root, "scripts", "web", "server.mjs")
/**
 * The console lives in some 60 MB; left alone it would let several times as much lie before it clears up. Room for what
 * is young keeps most of what a request leaves behind from growing old; nothing is a limit that a busy hour could reach.
 */
const MEMORY = ["--max-semi-space-size=16", "--heap-growing-percent=30"]

const OFF = ["0", "false", "off"]

/** What is said where the console could become the owner of the tables. */
const ONE_LOGIN =
  "The login of DATABASE_URL owns the tables, and the console has its password. Two logins keep them apart: docs/operations.md."

/** A Ctrl-C reaches us from the terminal and from npm: what comes this soon after a signal is the same one. */
const SAME_SIGNAL_MS = 700

/** How to stop what was started, and how to end it at once: the programs together, and PostgreSQL when they are gone. */
const programs = []
const stops = []
/** The note of what runs; none where nothing can be written. */
let running = null
let stopping = false
let signalled = 0

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stopOrKill)
process.on("uncaughtException", fail)
followNpm()
await start().catch(fail)

async function start() {
  process.chdir(root)
  refuseOldNode()
  if (fs.existsSync(".env")) process.loadEnvFile(".env")
  const { port, host, embedded } = whereabouts({ workerAlone: WORKER_ALONE })
  if (!WORKER_ALONE) await takePlace({ port, host, embedded })
  await freshPackages()
  if (!DEV) refuseUnbuilt()
  // PostgreSQL starts while the rest is loaded and built.
  const world = embedded ? embeddedWorld(port) : Promise.resolve({ MUSTER_EMBEDDED: "0" })
  world.catch(() => {})
  const { checkSettings, settingsToMention, updated } = await typed()
  if (!embedded) refuseInsecure(checkSettings({ ...process.env, MUSTER_EMBEDDED: "0" }))
  if (!DEV) await freshBuild()

  const env = {
    ...process.env,
    NODE_ENV: DEV ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    ...(await world),
  }
  if (embedded) refuseInsecure(checkSettings(env))
  say("Updating the database …")
  const owns = await updated(env.DATABASE_URL)
  mention({ settings: settingsToMention(process.env), owns, embedded })
  const demo = embedded ? await seeded(env) : null
  if (stopping) return
  if (WORKER_ALONE) return startWorker(keeping(env))
  await startPrograms(env, { port, host })
  for (const line of welcome({ origin: env.MUSTER_ORIGIN, demo, seconds: performance.now() / 1000 })) say(line)
}

/** Says aloud what a production start does not refuse. */
function mention({ settings, owns, embedded }) {
  if (embedded) return
  for (const line of settings) say(line)
  if (owns) say(ONE_LOGIN)
}

/** Ends what a start before this one left behind, and refuses a place that is taken. */
async function takePlace({ port, host, embedded }) {
  if (ownFolder(HOME, embedded))
    running = await takeOver(path.join(HOME, embedded ? "running.json" : `running-${port}.json`))
  await refuseTakenPort(port, host)
}

/** Loads what is written in TypeScript; only possible once the packages are there. */
async function typed() {
  const how = { built: !DEV && programsAreFresh() }
  const { checkSettings, settingsToMention } = await loaded("lib/settings/index.ts", how)
  const { migrate } = await loaded("db/migrate.ts", how)
  const { holdLimits } = await loaded("db/limits.ts", how)
  const { explained } = await loaded("db/problems.ts", how)
  const updated = (url) =>
    migrate(url)
      .then((owns) => holdLimits(url).then(() => owns))
      .catch((error) => {
        throw explained(error, url)
      })
  return { checkSettings, settingsToMention, updated }
}

function refuseInsecure(complaints) {
  if (complaints.length > 0) throw complaint(complaints.join("\n"))
}

/** PostgreSQL and a secret of our own, kept in .data. */
async function embeddedWorld(port) {
  const { startPostgres } = await import("./tools/postgres.mjs")
  say("Starting PostgreSQL …")
  const starting = startPostgres({ dataDir: path.join(HOME, "postgres"), empty: fs.existsSync(SEEDING) })
  const then = (end) => starting.then(end, () => {})
  stops.push({ stop: () => then(({ stop }) => stop()), kill: () => then(({ kill }) => kill()) })
  const { url } = await starting.catch((error) => {
    throw complaint(error.message)
  })
  return {
    MUSTER_EMBEDDED: "1",
    // The demo tells what matters itself.
    LOG_LEVEL: process.env.LOG_LEVEL || "warn",
    MUSTER_ORIGIN: process.env.MUSTER_ORIGIN || `http://localhost:${port}`,
    MUSTER_SECRET: process.env.MUSTER_SECRET || kept("secret", SECRET_BYTES),
    DATABASE_URL: url,
  }
}

/** A random word made at the first start; the demo was told with it. */
function kept(name, bytes) {
  return keptWord(path.join(HOME, name), { bytes, used: fs.existsSync(TOLD) })
}

/** The demo: who can log in and how. It is made once, in an empty database. */
async function seeded(env) {
  const password = kept("demo-password", 12)
  // What was told before the end came is told anew.
  if (fs.existsSync(SEEDING)) fs.rmSync(TOLD, { force: true })
  if (!fs.existsSync(TOLD)) {
    fs.writeFileSync(SEEDING, "")
    const script = [...runnable("scripts/seed.ts", { built: !DEV }), TOLD]
    const fill = () => run(process.execPath, script, { env: { ...env, DEMO_PASSWORD: password } })
    if ((await telling("Creating the demo", fill)) !== 0)
      throw complaint("The demo could not be created. See the error above.")
    fs.rmSync(SEEDING)
  }
  const demo = readJson(TOLD)
  if (demo === undefined) say(`${TOLD} is damaged, so the logins cannot be shown. Delete ${HOME} for a fresh demo.`)
  return demo && { password, ...demo }
}

async function startPrograms(env, { port, host }) {
  const keep = keeping(env)
  say(DEV ? "Starting the development server …" : "Starting the console …")
  const limited = DEV || process.env.NODE_OPTIONS ? [] : MEMORY
  const web = keep("web", [...limited, SERVER, String(port), host])
  programs.push(web)
  const at = `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${port}`
  // People wait for the console, and letters can wait a second: the worker leaves the processors to it.
  await web.answers(`${at}/api/health`, env.MUSTER_ORIGIN)
  if (stopping) return
  if (!OFF.includes(env.START_WORKER)) startWorker(keep)
  await web.answers(`${at}/api/health/ready`, env.MUSTER_ORIGIN)
}

function startWorker(keep) {
  if (WORKER_ALONE) say("Starting the worker …")
  programs.push(keep("worker", runnable(WORKER, { built: !DEV })))
}

/** Gives what starts a program and keeps it running, until this start ends. */
function keeping(env) {
  const exitWithParent = ["--import", new URL("tools/exit-with-parent.mjs", import.meta.url).href]
  const children = new Map()
  return (name, args) =>
    supervise({
      name,
      args: [...exitWithParent, ...args],
      env,
      onSpawn: (pid) => running?.note([...children.set(name, pid).values()]),
    })
}

/** npm that is killed tells nobody: what it has started ends with it. */
function followNpm() {
  const { ppid } = process
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid === ppid || stopAll(0), 1000).unref()
}

/** The first signal lets everything come to its end; who cannot wait sends a second one. */
function stopOrKill(signal) {
  const now = Date.now()
  if (!stopping) {
    signalled = now
    return stopAll(0, signal)
  }
  if (now - signalled < SAME_SIGNAL_MS) return
  for (const { kill } of [...programs, ...stops]) kill()
  running?.forget()
  setImmediate(() => process.exit(1))
}

/** Stops what was started, PostgreSQL last. SIGTERM alone is passed on, by which the console waits for balancers. */
async function stopAll(code, signal = "SIGINT") {
  if (stopping) return
  stopping = true
  if (programs.length + stops.length > 0) console.log("\nStopping …")
  await endRunning()
  const [passedOn, seconds] = signal === "SIGTERM" ? [signal, Number(process.env.DRAIN_SECONDS) || 0] : ["SIGINT", 0]
  await Promise.all(programs.map(({ stop }) => stop(passedOn, seconds)))
  for (const { stop } of stops) await stop()
  running?.forget()
  process.exit(code)
}

function fail(error) {
  if (!stopping) console.error(error.expected ? error.message : (unwritable(error) ?? error))
  return stopAll(1)
}

function unwritable({ code, path: file }) {
  if (file && ["EACCES", "EPERM", "EROFS"].includes(code))
    return `${file} cannot be written (${code}). Start as its owner, or build there first.`
}

function say(line) {
  if (!stopping) console.log(line)
}
