// Shows that the tests that matter can fail: takes one guard after another out of a copy and expects red.
// npm run sabotage [name …]
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { cases } from "./sabotage-cases.mjs"
import { root } from "./tools/process-tools.mjs"

const RED = "red as it should be"

const wanted = process.argv.slice(2)
const untouched = new Map()
let wrong = 0
for (const [name, [edits, [file, title]]] of Object.entries(cases)) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue
  const verdict = verdictOn(edits, file, title)
  if (verdict !== RED) wrong += 1
  console.log(`${verdict.padEnd(RED.length)}  ${name}`)
}
process.exit(wrong > 0 ? 1 : 0)

/**
 * Only a test that runs, is green without the edit and fails with it has noticed: a file that cannot be read has not.
 */
function verdictOn(edits, file, title) {
  const test = `${file} ${title}`
  if (!untouched.has(test)) untouched.set(test, runIn([], file, title))
  const before = untouched.get(test)
  if (before.status !== 0 || before.passed === 0) return "NOT GREEN BEFORE"
  const { status, failed } = runIn(edits, file, title)
  if (failed > 0) return RED
  return status === 0 ? "STILL GREEN" : "NO TEST RAN"
}

/** Runs the tests of a title in a copy with its edits: the end of the run, and how many of them passed and failed. */
function runIn(edits, file, title) {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), "muster-sabotage-"))
  try {
    copyTree(copy)
    for (const [target, from, to] of edits) edit(path.join(copy, target), from, to)
    const bin = path.join(root, "node_modules", "vitest", "vitest.mjs")
    const report = path.join(copy, "report.json")
    const reporting = ["--reporter=json", `--outputFile=${report}`]
    const { status } = spawnSync(process.execPath, [bin, "run", file, "-t", title, ...reporting], {
      cwd: copy,
      env: { ...process.env, TEST_RACES: "long" },
    })
    const told = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, "utf8")) : {}
    return { status, passed: told.numPassedTests ?? 0, failed: told.numFailedTests ?? 0 }
  } finally {
    fs.rmSync(copy, { recursive: true, force: true })
  }
}

function copyTree(copy) {
  for (const name of fs.readdirSync(root)) {
    if ([".git", ".next", ".data", "node_modules"].includes(name)) continue
    fs.cpSync(path.join(root, name), path.join(copy, name), { recursive: true })
  }
  fs.symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"))
}

function edit(file, from, to) {
  const text = fs.readFileSync(file, "utf8")
  if (!text.includes(from)) throw new Error(`${file} holds no «${from}» to take out`)
  fs.writeFileSync(file, text.replace(from, to))
}
