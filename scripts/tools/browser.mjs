// Finds a Chromium for the browser tests, or gets one.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import { isRoot, run } from "./process-tools.mjs"

const SYSTEM = [
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

/** The path of a browser that is there, or null. @returns {Promise<string | null>} */
async function findBrowser() {
  const { chromium } = await import("@playwright/test")
  const candidates = [process.env.CHROMIUM_PATH, chromium.executablePath(), ...SYSTEM]
  return candidates.find((file) => file && fs.existsSync(file)) ?? null
}

/** The path of a browser, which is installed first when there is none. @returns {Promise<string>} */
export async function needBrowser() {
  const { CHROMIUM_PATH } = process.env
  if (CHROMIUM_PATH && !fs.existsSync(CHROMIUM_PATH))
    throw expected(`CHROMIUM_PATH is ${CHROMIUM_PATH}, where no browser is.`)
  return (await findBrowser()) ?? (await installed()) ?? refuse()
}

async function installed() {
  console.log("Installing Chromium for the browser tests …")
  await run(process.execPath, ["node_modules/@playwright/test/cli.js", "install", "chromium"])
  const found = await findBrowser()
  if (found || !isRoot || spawnSync("apt-get", ["--version"]).status !== 0) return found
  await run("sh", ["-c", "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"])
  return findBrowser()
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
