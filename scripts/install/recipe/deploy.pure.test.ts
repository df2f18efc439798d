import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { expect, test } from "vitest"
import { codeFiles, importsOf } from "@/lib/testing/sources"
import { stagesOf, variablesIn, wordsOf } from "@/scripts/install/recipe/dockerfile"
import { root } from "@/scripts/tools/process-tools.mjs"

const textAt = (...names: string[]) => fs.readFileSync(path.join(root, ...names), "utf8")
const settings = [...textAt(".env.example").matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)
const PASSWORDS = ["POSTGRES_PASSWORD", "OWNER_PASSWORD", "WEB_PASSWORD"]
/** What compose.yaml says itself, or leaves as it is without being set. */
const OF_COMPOSE = [
  "ALLOW_UNENCRYPTED",
  "COUNTRY_HEADER",
  "DATABASE_POOL",
  "DATABASE_PREPARE",
  "DATABASE_REPLICA_URL",
  "DATABASE_URL",
  "HOST",
]
const UNITS = fs.readdirSync(path.join(root, "deploy", "systemd"))

test("a Dockerfile is read with its stages, options, long lines and lists", () => {
  const text = `# nothing\nFROM a AS b\nRUN one && \\\n    two\nENV A=1 B=x=y\nFROM c\nCOPY --from=b --chown=1:1 /x ./\nCMD ["n", "m o"]`
  const [first, last] = stagesOf(text)
  expect([first?.name, last?.name]).toEqual(["b", "final"])
  expect(first?.instructions[0]).toEqual({ word: "RUN", options: {}, rest: "one && two" })
  expect(variablesIn(first?.instructions[1]?.rest ?? "")).toEqual({ A: "1", B: "x=y" })
  expect(last?.instructions[0]).toEqual({ word: "COPY", options: { from: "b", chown: "1:1" }, rest: "/x ./" })
  expect(wordsOf(last?.instructions[1]?.rest ?? "")).toEqual(["n", "m o"])
})

test("what containers and units are given are settings that there are, and what they run is there", () => {
  const compose = textAt("compose.yaml")
  const named = [...compose.matchAll(/\$\{([A-Z_]+)/g), ...compose.matchAll(/^\s+([A-Z_]+):/gm)].map(([, name]) => name)
  expect(named.filter((name) => ![...settings, ...PASSWORDS].includes(name ?? ""))).toEqual([])
  for (const unit of UNITS) {
    expect(Object.keys(givenBy(unit)).filter((name) => !settings.includes(name))).toEqual([])
  }
  const all = [compose, textAt("Dockerfile"), ...UNITS.map((unit) => textAt("deploy", "systemd", unit))].join("\n")
  const run = [...all.matchAll(/scripts\/[\w/-]+\.mjs/g), ...all.matchAll(/deploy\/[\w/.-]+/g)].map(([file]) => file)
  expect(run.length).toBeGreaterThan(5)
  expect(run.filter((file) => !fs.existsSync(path.join(root, file)))).toEqual([])
})

test("what an image is built from imports nothing that .dockerignore leaves out, so its types can be checked", () => {
  const leftOut = textAt(".dockerignore").split("\n").filter(Boolean)
  const isLeftOut = (file: string) => leftOut.some((name) => file === name || file.startsWith(`${name}/`))
  const faults = codeFiles
    .filter((file) => !isLeftOut(file))
    .flatMap((file) =>
      importsOf(file)
        .filter(isLeftOut)
        .map((asked) => `${file} imports ${asked}`),
    )
  expect(faults).toEqual([])
})

test("no setting that has no default is left out of compose.yaml without a word", () => {
  const compose = textAt("compose.yaml")
  for (const name of ["MUSTER_ORIGIN", "MUSTER_SECRET", "MAIL_FROM", ...PASSWORDS])
    expect(compose, name).toContain(`\${${name}:?`)
})

test("compose.yaml passes on every setting that .env.example leaves empty, but those of its own database and proxy", () => {
  const compose = textAt("compose.yaml")
  const empty = [...textAt(".env.example").matchAll(/^([A-Z_]+)=$/gm)].map(([, name]) => String(name))
  const passed = empty.filter((name) => compose.includes(`  ${name}: \${${name}:-}\n`))
  expect(empty.filter((name) => !passed.includes(name)).sort()).toEqual(OF_COMPOSE)
})

test("each web server of systemd has its own port and no worker, whatever the file of settings says", () => {
  expect(givenBy("muster@.service")).toEqual({ PORT: "%i", HOST: "127.0.0.1", START_WORKER: "0" })
  // systemd lets the file win over it.
  for (const unit of UNITS) expect(textAt("deploy", "systemd", unit), unit).not.toMatch(/^Environment=/m)
})

test("the proxy of compose.yaml lets a connection rest for a shorter time than Muster does", () => {
  const [, kept] = /^\s+keepalive (\d+)s$/m.exec(textAt("deploy", "compose", "Caddyfile")) ?? []
  const [, ours] = /^KEEP_ALIVE_SECONDS=(\d+)$/m.exec(textAt(".env.example")) ?? []
  expect(Number(kept)).toBeLessThan(Number(ours))
  expect(textAt("compose.yaml")).not.toContain("KEEP_ALIVE_SECONDS")
})

test("the proxy of compose.yaml lets a browser stay with its server while the other is of another version", () => {
  const proxy = textAt("deploy", "compose", "Caddyfile")
  expect(proxy).toMatch(/^\s+lb_policy cookie muster-server \{\n\s+fallback least_conn\n\s+\}$/m)
})

test("the proxy of compose.yaml passes no id of a request and no trace of a visitor on", () => {
  const proxy = textAt("deploy", "compose", "Caddyfile")
  expect(proxy).toMatch(/^\s+header_up X-Request-Id \{http\.request\.uuid\}$/m)
  expect(proxy).toMatch(/^\s+header_up -Traceparent$/m)
})

const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0
test.runIf(hasSystemd)("systemd finds nothing wrong with the units", () => {
  const files = UNITS.map((unit) => path.join(root, "deploy", "systemd", unit))
  const { stderr, stdout } = spawnSync("systemd-analyze", ["verify", "--man=no", ...files], { encoding: "utf8" })
  const about = `${stdout}${stderr}`.split("\n").filter((line) => /muster/.test(line) && !/not executable/.test(line))
  expect(about).toEqual([])
})

/** The variables that a unit puts before what it runs. */
function givenBy(unit: string): Record<string, string> {
  const words = /^ExecStart=\/usr\/bin\/env (.*?) \/usr\/bin\/node /m.exec(textAt("deploy", "systemd", unit))?.[1]
  return words ? variablesIn(words) : {}
}
