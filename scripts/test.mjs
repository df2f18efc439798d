// npm test: types, lint, dead code, domain tests, build and browser tests, then one line with the sum.
// "check" is the part that needs no database; "domain" and "e2e" run alone; further arguments are passed on.
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { freshBuild, freshPackages, refuseOldNode } from "./tools/ensure-installed.mjs"
import { endRunning, root, run } from "./tools/process-tools.mjs"

const suites = { all: [], check: [], domain: [], e2e: [] }
const [first = "all", ...rest] = process.argv.slice(2)
const suite = first in suites ? first : "all"
const passedOn = (first in suites ? rest : process.argv.slice(2)).filter((arg) => arg !== "--")

const reports = fs.mkdtempSync(path.join(os.tmpdir(), "muster-reports-"))
const sum = { passed: 0, failed: 0, skipped: 0 }
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" }

const steps = {
  // The incremental memory of tsc 7 misses routes that were added since.
  types: async () => (await node("next", ["typegen"])) || (await node("tsc", ["--noEmit", "--incremental", "false"])),
  lint: () => node("biome", ["check", "--error-on-warnings"]),
  knip: () => node("knip", []),
  rooms: () => vitest("rooms", passedOn),
  domain: () => vitest("domain", passedOn),
  tests: () => vitest("*", passedOn),
  build: () => freshBuild().then(() => 0),
  e2e: () => playwright(passedOn),
}
suites.all = ["types", "lint", "knip", "tests", "build", "e2e"]
suites.check = ["types", "lint", "rooms"]
suites.domain = ["domain"]
suites.e2e = ["build", "e2e"]

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => endRunning().then(() => finish(130)))

try {
  process.chdir(root)
  refuseOldNode()
  await freshPackages()
  finish(await runAll(suites[suite]))
} catch (error) {
  console.error(error.expected ? error.message : error)
  sum.failed += 1
  finish(1)
}

/** Runs every step, so that one report tells all; only the browser tests need the build to have worked. */
async function runAll(names) {
  let failed = false
  for (const name of names) {
    console.log(`\n— ${name}`)
    const code = await steps[name]().catch((error) => {
      console.error(error.expected ? error.message : error)
      return 1
    })
    if (code !== 0) failed = true
    if (code !== 0 && !["tests", "rooms", "domain", "e2e"].includes(name)) sum.failed += 1
    if (code !== 0 && name === "build") break
  }
  return failed || sum.failed > 0 ? 1 : 0
}

/** Pictures of failed tests stay in the temporary folder, where the report says. */
function finish(code) {
  if (code === 0) fs.rmSync(reports, { recursive: true, force: true })
  const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : ""
  console.log(`\n${sum.passed} passed, ${sum.failed} failed${skipped}`)
  process.exit(code)
}

/** Runs a command of the installed packages. */
function node(name, args, extra = {}) {
  const packages = { tsc: "typescript", biome: "@biomejs/biome", playwright: "@playwright/test" }
  const folder = path.join(root, "node_modules", packages[name] ?? name)
  const { bin } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"))
  return run(process.execPath, [path.join(folder, typeof bin === "string" ? bin : bin[name]), ...args], {
    env: { ...env, ...extra },
  })
}

async function vitest(project, args) {
  const report = path.join(reports, `vitest-${project === "*" ? "all" : project}.json`)
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
  const code = await node("vitest", ["run", "--project", project, "--passWithNoTests", ...reporters, ...args])
  const { numPassedTests = 0, numFailedTests = 0, numFailedTestSuites = 0, numPendingTests = 0 } = reportAt(report)
  const failed = numFailedTests || numFailedTestSuites
  add(code, { passed: numPassedTests, failed, skipped: numPendingTests })
  return code
}

async function playwright(args) {
  const report = path.join(reports, "playwright.json")
  const config = ["-c", "e2e/playwright.config.ts", "--pass-with-no-tests"]
  const code = await node("playwright", ["test", ...config, ...args], {
    MUSTER_REPORTS: reports,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  })
  const { expected = 0, flaky = 0, unexpected = 0, skipped = 0 } = reportAt(report).stats ?? {}
  add(code, { passed: expected + flaky, failed: unexpected, skipped })
  return code
}

/** A run that failed without a failed test, in its set-up say, counts as one. */
function add(code, { passed, failed, skipped }) {
  sum.passed += passed
  sum.skipped += skipped
  sum.failed += code !== 0 ? Math.max(failed, 1) : failed
}

function reportAt(report) {
  return fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, "utf8")) : {}
}
