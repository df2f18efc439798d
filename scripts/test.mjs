// npm test: types, lint, dead code, domain tests, build and browser tests, then one line with the sum.
// "check" is the part that needs no database; "domain" and "e2e" run alone, "races" runs what races for as long as it
// takes to be sure; "builds" builds a second time, and once more as a newer version, and lets them stand in for each
// other; "attacks" lets attacks last long enough to be timed; "cluster" pulls plugs under the console and runs the domain
// tests through a pooler, which is "pooled" alone; "patroni" pulls them under Patroni; "recipe" follows the Dockerfile in
// empty folders. Further arguments are passed on.
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { secondBuild } from "./install/second-build.mjs"
import { freshBuild, freshPackages, refuseOldNode } from "./tools/ensure-installed.mjs"
import { POOLER } from "./tools/pooler.mjs"
import { sweep } from "./tools/postgres.mjs"
import { endRunning, root, run } from "./tools/process-tools.mjs"

/** The stages of each suite: what stands in one lane runs in turn, beside the other lanes of its stage. */
const suites = {
  all: [[["tests"], ["types", "lint", "knip", "build"]], [["e2e"]], [["cluster"]]],
  check: [[["types", "lint", "rooms"]]],
  domain: [[["domain"]]],
  races: [[["races"]]],
  e2e: [[["build"]], [["e2e"]]],
  builds: [[["build"]], [["builds"]]],
  attacks: [[["build"]], [["attacks"]]],
  cluster: [[["build"]], [["clusterLong", "pooled"]]],
  pooled: [[["pooled"]]],
  patroni: [[["build"]], [["patroni"]]],
  recipe: [[["recipe"]]],
}
const NEWER = "99.0.0"
/** Those that have processes for themselves, and those that share them. */
const DOMAIN = ["domain-apart", "domain"]
const [first = "all", ...rest] = process.argv.slice(2)
const suite = first in suites ? first : "all"
const passedOn = (first in suites ? rest : process.argv.slice(2)).filter((arg) => arg !== "--")

const reports = fs.mkdtempSync(path.join(os.tmpdir(), "muster-reports-"))
const sum = { passed: 0, failed: 0, skipped: 0 }
/** What the last lines name: a long run is often read from its end. */
const failures = []
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" }

const passed = new Set()

/** Steps that say themselves how many tests have passed and failed. */
const counting = [
  "tests",
  "rooms",
  "domain",
  "races",
  "e2e",
  "builds",
  "attacks",
  "cluster",
  "clusterLong",
  "pooled",
  "patroni",
  "recipe",
]
const steps = {
  // The incremental memory of tsc 7 misses routes that were added since.
  types: async (stdio) =>
    (await node("next", ["typegen"], { stdio })) ||
    (await node("tsc", ["--noEmit", "--incremental", "false"], { stdio })),
  lint: (stdio) => node("biome", ["check", "--error-on-warnings"], { stdio }),
  knip: (stdio) => node("knip", [], { stdio }),
  rooms: () => vitest(["rooms"], passedOn),
  domain: () => vitest(DOMAIN, passedOn),
  tests: () => vitest(["rooms", ...DOMAIN], passedOn),
  recipe: () => vitest(["recipe"], passedOn),
  races: () => vitest(DOMAIN, [...filesThatRace(), ...passedOn], { TEST_RACES: "long" }),
  build: (stdio) => freshBuild({ typesChecked: passed.has("types"), stdio }).then(() => 0),
  e2e: () => playwright(passedOn),
  attacks: () => playwright(["attacks.spec.ts", ...passedOn], { TEST_ATTACKS: "long" }),
  cluster: () => vitest(["cluster"], passedOn),
  pooled: async () => {
    if (!POOLER) console.log("Left out, for PgBouncer is not installed: apt-get install pgbouncer")
    const modes = POOLER ? ["session", "transaction"] : []
    let failed = 0
    for (const mode of modes) failed ||= await vitest(DOMAIN, passedOn, { TEST_POOLER: mode })
    return failed
  },
  patroni: () => vitest(["patroni"], passedOn),
  clusterLong: async () => {
    const { folder, remove } = await secondBuild()
    return vitest(["cluster"], passedOn, { TEST_CLUSTER: "long", MUSTER_SECOND_BUILD: folder }).finally(remove)
  },
  builds: async () => {
    const builds = [await secondBuild(), await secondBuild(NEWER)]
    const [MUSTER_SECOND_BUILD, MUSTER_NEWER_BUILD] = builds.map(({ folder }) => folder)
    const specs = ["two-builds.spec.ts", "rolling.spec.ts", ...passedOn]
    return playwright(specs, { MUSTER_SECOND_BUILD, MUSTER_NEWER_BUILD }).finally(() => {
      for (const { remove } of builds) remove()
    })
  },
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => endRunning().then(() => finish(130)))

try {
  process.chdir(root)
  refuseOldNode()
  await sweep(os.tmpdir())
  await freshPackages()
  finish(await runAll(suites[suite]))
} catch (error) {
  console.error(error.expected ? error.message : error)
  sum.failed += 1
  finish(1)
}

/** Runs every step, so that one report tells all; only the browser tests need the build to have worked. */
async function runAll(stages) {
  let failed = false
  for (const lanes of stages) {
    const codes = await Promise.all(lanes.map((names, lane) => runLane(names, lane > 0)))
    if (codes.some((code) => code !== 0)) failed = true
    if (lanes.flat().includes("build") && !passed.has("build")) break
  }
  return failed || sum.failed > 0 ? 1 : 0
}

/** Runs steps in turn; in a lane beside another each says all at its end. */
async function runLane(names, beside) {
  let failed = 0
  for (const name of names) {
    const started = Date.now()
    if (!beside) console.log(`\n— ${name}`)
    const told = path.join(reports, `${name}.txt`)
    const out = beside ? fs.openSync(told, "a") : "inherit"
    const code = await steps[name](beside ? ["ignore", out, out] : "inherit").catch((error) => {
      console.error(error.expected ? error.message : error)
      return 1
    })
    if (code === 0) passed.add(name)
    else failed = 1
    if (code !== 0 && !counting.includes(name)) {
      sum.failed += 1
      failures.push(name)
    }
    if (beside) fs.closeSync(out)
    if (beside) console.log(`\n— ${name}\n${fs.readFileSync(told, "utf8").trim()}`)
    console.log(`— ${name}: ${Math.round((Date.now() - started) / 1000)} s`)
  }
  return failed
}

/** Pictures of failed tests stay in the temporary folder for a day, where the report says. */
function finish(code) {
  if (code === 0) fs.rmSync(reports, { recursive: true, force: true })
  for (const failure of failures) console.log(`\nfailed: ${failure}`)
  const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : ""
  console.log(`\n${sum.passed} passed, ${sum.failed} failed${skipped}`)
  process.exit(code)
}

/** Runs a command of the installed packages. */
function node(name, args, { stdio = "inherit", ...extra } = {}) {
  const packages = { tsc: "typescript", biome: "@biomejs/biome", playwright: "@playwright/test" }
  const folder = path.join(root, "node_modules", packages[name] ?? name)
  const { bin } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"))
  const file = path.join(folder, typeof bin === "string" ? bin : bin[name])
  return run(process.execPath, [file, ...args], { stdio, env: { ...env, ...extra } })
}

async function vitest(projects, args, extra) {
  const report = path.join(reports, `vitest-${projects.join("-")}.json`)
  const among = projects.flatMap((project) => ["--project", project])
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
  const code = await node("vitest", ["run", ...among, "--passWithNoTests", ...reporters, ...args], extra)
  const { testResults = [], ...told } = reportAt(report)
  const { numPassedTests = 0, numFailedTests = 0, numFailedTestSuites = 0, numPendingTests = 0 } = told
  for (const { name: file, message, assertionResults } of testResults) {
    if (message) failures.push(`${path.relative(root, file)}: ${message.split("\n")[0]}`)
    for (const { status, fullName, failureMessages } of assertionResults)
      if (status === "failed")
        failures.push(`${path.relative(root, file)}: ${fullName}\n  ${failureMessages[0]?.split("\n")[0]}`)
  }
  const failed = numFailedTests || numFailedTestSuites
  add(code, { passed: numPassedTests, failed, skipped: numPendingTests })
  return code
}

async function playwright(args, extra) {
  const report = path.join(reports, "playwright.json")
  const config = ["-c", "e2e/playwright.config.ts", "--pass-with-no-tests"]
  const code = await node("playwright", ["test", ...config, ...args], {
    MUSTER_REPORTS: reports,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    ...extra,
  })
  const { stats, suites: files = [] } = reportAt(report)
  failures.push(...files.flatMap(failedIn))
  const { expected = 0, flaky = 0, unexpected = 0, skipped = 0 } = stats ?? {}
  add(code, { passed: expected + flaky, failed: unexpected, skipped })
  return code
}

/** The browser tests of a suite, and of the suites inside it, that failed. */
function failedIn({ specs = [], suites: inner = [] }) {
  const failed = specs.filter(({ ok }) => !ok).map(({ file, line, title }) => `${file}:${line}: ${title}`)
  return [...failed, ...inner.flatMap(failedIn)]
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

/** The test files that count their rounds by lib/testing/races.ts. */
function filesThatRace() {
  const files = ["db", "lib"].flatMap((folder) =>
    fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => path.join(folder, name)),
  )
  return files.filter((file) => /\.test\.ts$/.test(file) && /= rounds\(/.test(fs.readFileSync(file, "utf8")))
}
