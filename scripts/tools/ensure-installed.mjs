// Brings packages and build up to date, so that a fresh clone needs no other command.
import { createHash } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { compressFiles } from "../install/compressed.mjs"
import { bundled, bundlePrograms } from "../install/programs.mjs"
import { telling } from "../start/progress.mjs"
import { root, run } from "./process-tools.mjs"

const OLDEST_NODE = [20, 19]
const SOURCES = [
  "app",
  "components",
  "db",
  "lib",
  "public",
  "package-lock.json",
  "next.config.mjs",
  "tsconfig.json",
  "postcss.config.mjs",
]
const SOURCES_OF_PROGRAMS = ["db", "lib", "scripts", "package-lock.json", "tsconfig.json"]

/** Says so in one line when Node is too old to run any of this. */
export function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return
  console.error(`Muster needs Node ${OLDEST_NODE.join(".")} or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

/** Installs the packages of the lock file when they are missing or of an older lock. */
export async function freshPackages() {
  const installed = changed(path.join(root, "node_modules", ".package-lock.json"))
  if (installed >= changed(path.join(root, "package-lock.json"))) return
  // What builds belongs to it where there is no build, also for NODE_ENV=production.
  const what = appIsFresh() && programsAreFresh() ? [] : ["--include=dev"]
  const args = ["ci", ...what, "--no-audit", "--no-fund", "--loglevel=error"]
  const code = await telling("Installing packages", () => run("npm", args, { shell: process.platform === "win32" }))
  if (code !== 0) throw expected("The packages could not be installed. See the npm ci error above.")
  tellSeconds("Installed")
  const now = new Date()
  fs.utimesSync(path.join(root, "node_modules", ".package-lock.json"), now, now)
}

/**
 * Builds the app and the programs beside it when there is no build, or one older than the sources.
 * @param {{ typesChecked?: boolean, stdio?: import("node:child_process").StdioOptions }} [options] `typesChecked` where the types are known to be right
 */
export async function freshBuild({ typesChecked = false, stdio = "inherit" } = {}) {
  refuseUnbuilt()
  if (!appIsFresh()) await buildApp({ typesChecked, stdio })
  // A build that was brought from elsewhere is served as it is.
  if (writable(root)) await compressFiles(path.join(root, ".next", "static"))
  if (!programsAreFresh()) await bundlePrograms()
}

/** Says so when there is something to build, and what builds it is not installed, or this user may not write here. */
export function refuseUnbuilt() {
  if (appIsFresh() && programsAreFresh()) return
  if (!writable(root))
    throw expected(`The console must be built, but ${root} cannot be written. Build it as the owner of that folder.`)
  if (canBuild()) return
  throw expected(
    "The console must be built, but the build tools are not installed. Run npm ci --include=dev, then npm start.",
  )
}

/** What the sources of the app hash to, wherever they lie: the same for all builds of one version. */
export function versionOfSources() {
  const hash = createHash("sha256")
  for (const file of SOURCES.flatMap((name) => filesAt(name)))
    hash.update(`${file}\0`).update(fs.readFileSync(path.join(root, file)))
  return hash.digest("hex")
}

function writable(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK)
    return true
  } catch {
    return false
  }
}

export function canBuild() {
  return fs.existsSync(path.join(root, "node_modules", "@tailwindcss", "postcss"))
}

function appIsFresh() {
  return isFresh(path.join(root, ".next", "BUILD_ID"), SOURCES)
}

/** Whether the programs beside the app can be run from the build. */
export function programsAreFresh() {
  return isFresh(bundled("scripts/worker.ts"), SOURCES_OF_PROGRAMS)
}

async function buildApp({ typesChecked, stdio }) {
  const next = path.join(root, "node_modules", "next", "dist", "bin", "next")
  const env = {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: "1",
    NODE_ENV: "production",
    TYPES_CHECKED: typesChecked ? "1" : "",
  }
  const build = () => run(process.execPath, [next, "build"], { env, stdio })
  if ((await telling("Building the console", build)) !== 0) throw expected("The build failed. See the error above.")
  tellSeconds("Built")
}

/** How long the start has taken by now. */
function tellSeconds(what) {
  console.log(`${what} (${Math.round(performance.now() / 1000)} s since the start).`)
}

function isFresh(made, sources) {
  const at = changed(made)
  return at > 0 && at >= Math.max(...sources.map((name) => newest(path.join(root, name))))
}

function newest(file) {
  const found = fs.statSync(file, { throwIfNoEntry: false })
  if (!found) return 0
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(
    found.mtimeMs,
    ...fs
      .readdirSync(file)
      .filter(isSource)
      .map((name) => newest(path.join(file, name))),
  )
}

/** The sources at a path from the root, in an order of their own. */
function filesAt(name) {
  const found = fs.statSync(path.join(root, name), { throwIfNoEntry: false })
  if (!found) return []
  if (!found.isDirectory()) return [name]
  const inside = fs.readdirSync(path.join(root, name)).filter((one) => isSource(one) && !one.startsWith("."))
  return inside.sort().flatMap((one) => filesAt(`${name}/${one}`))
}

function isSource(name) {
  return !/\.test\.tsx?$/.test(name)
}

function changed(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function expected(text) {
  return Object.assign(new Error(text), { expected: true })
}
