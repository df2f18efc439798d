// Finds a Chromium for the browser tests, or gets one.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import { isRoot, run } from "./process-tools.mjs"

const SHELL_PACKAGE = "chromium-headless-shell"
/** Without windows and half as dear as a full browser. */
const SHELLS = ["/usr/bin/chromium-headless-shell"]
const FULL = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
]
const ADVICE =
  "No Chromium was found and none could be installed: install Chromium or Chrome, or set CHROMIUM_PATH to one."

/**
 * The path of a browser, which is installed first when there is none; undefined for Playwright's own headless shell.
 * @returns {Promise<string | undefined>}
 */
export async function needBrowser() {
  const { CHROMIUM_PATH } = process.env
  if (CHROMIUM_PATH && !fs.existsSync(CHROMIUM_PATH))
    throw expected(`CHROMIUM_PATH is ${CHROMIUM_PATH}, where no browser is.`)
  const { chromium } = await import("@playwright/test")
  const full = chromium.executablePath()
  if (!CHROMIUM_PATH && fs.existsSync(shellBeside(full))) return undefined
  const found = CHROMIUM_PATH || there(SHELLS) || lightened(there([full, ...FULL]))
  const path = found || (await installed(full))
  // The workers of the tests, which ask too, look no further.
  if (path) process.env.CHROMIUM_PATH = path
  return path
}

/** The mark of a whole download of the headless shell, beside where the full browser of the same version would lie. */
function shellBeside(full) {
  return full.replace(/([\\/])chromium-(\d+)[\\/].*/, "$1chromium_headless_shell-$2$1INSTALLATION_COMPLETE")
}

function there(files) {
  return files.find((file) => fs.existsSync(file))
}

/** The headless shell of the same packages as a full Chromium, where root can add it in a moment. */
function lightened(full) {
  if (full === "/usr/bin/chromium" && isRoot) add(SHELL_PACKAGE)
  return there(SHELLS) ?? full
}

/** The system's package where root may add it, for it brings its libraries; Playwright's own download elsewhere. */
async function installed(full) {
  console.log("Installing a headless Chromium for the browser tests …")
  const packages = isRoot && apt("update", "-qq")
  if (packages && add(SHELL_PACKAGE)) return there(SHELLS)
  const download = ["node_modules/@playwright/test/cli.js", "install", "--only-shell", "chromium"]
  if ((await run(process.execPath, download)) === 0) return undefined
  if (packages) add("chromium")
  return there([full, ...FULL]) ?? refuse()
}

function add(name) {
  return apt("install", "-y", "-qq", "--no-install-recommends", name)
}

function apt(...args) {
  return spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0
}

/** What the browser needs to run as this user. */
export function browserArguments() {
  return isRoot ? ["--no-sandbox"] : []
}

function refuse() {
  throw expected(ADVICE)
}

function expected(text) {
  return Object.assign(new Error(text), { expected: true })
}
