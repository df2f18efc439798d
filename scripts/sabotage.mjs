// Shows that the tests that matter can fail: takes one guard after another out of a copy and expects red.
// npm run sabotage [name …]
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { root } from "./processes.mjs"
import { cases } from "./sabotage-cases.mjs"

const wanted = process.argv.slice(2)
let green = 0
for (const [name, [edits, [file, title]]] of Object.entries(cases)) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue
  const red = turnsRed(edits, file, title)
  if (!red) green += 1
  console.log(`${red ? "red as it should be" : "STILL GREEN        "}  ${name}`)
}
process.exit(green > 0 ? 1 : 0)

function turnsRed(edits, file, title) {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), "muster-sabotage-"))
  try {
    copyTree(copy)
    for (const [target, from, to] of edits) edit(path.join(copy, target), from, to)
    const bin = path.join(root, "node_modules", "vitest", "vitest.mjs")
    const { status } = spawnSync(process.execPath, [bin, "run", file, "-t", title], { cwd: copy })
    return status !== 0
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
