import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { sweep } from "@/scripts/tools/postgres.mjs"
import { root } from "@/scripts/tools/process-tools.mjs"

const TWO_DAYS_S = 2 * 24 * 60 * 60

let base: string
beforeEach(() => {
  base = fs.mkdtempSync(path.join(os.tmpdir(), "muster-sweep-"))
})
afterEach(() => fs.rmSync(base, { recursive: true }))

function left(name: string, isOld: boolean) {
  const folder = path.join(base, name)
  fs.mkdirSync(path.join(folder, "primary"), { recursive: true })
  const at = Date.now() / 1000 - (isOld ? TWO_DAYS_S : 0)
  fs.utimesSync(folder, at, at)
}

test("what tests left behind goes after a day, at once where its process is gone, and nothing else does", async () => {
  const { pid: gone } = spawnSync(process.execPath, ["--version"])
  for (const name of ["muster-cluster-a1b2c3", "muster-reports-a1b2c3", `muster-test-${process.pid}-a`])
    left(name, true)
  for (const name of ["muster-drill-a1b2c3", "muster-reports-d4e5f6", `muster-test-${gone}-a`]) left(name, false)
  for (const name of ["muster", "muster-backup-monday", "other-cluster-a1b2c3"]) left(name, true)
  await sweep(base)
  expect(fs.readdirSync(base).sort()).toEqual([
    "muster",
    "muster-backup-monday",
    "muster-drill-a1b2c3",
    "muster-reports-d4e5f6",
    `muster-test-${process.pid}-a`,
    "other-cluster-a1b2c3",
  ])
})

test("each folder that a test makes in the temporary one is known to who sweeps", async () => {
  const files = ["cluster", "db", "lib", "scripts"].flatMap((name) =>
    fs
      .readdirSync(path.join(root, name), { recursive: true, encoding: "utf8" })
      .map((file) => path.join(root, name, file)),
  )
  const sources = files.filter((file) => /\.(ts|mjs)$/.test(file)).map((file) => fs.readFileSync(file, "utf8"))
  const names = sources.flatMap((text) =>
    [...text.matchAll(/mkdtemp\w*\([^\n]*tmpdir\(\), "([\w-]+-)"/g)].map(([, name]) => name),
  )
  expect(names.length).toBeGreaterThan(10)
  for (const name of names) left(`${name}a1b2c3`, true)
  await sweep(base)
  expect(fs.readdirSync(base)).toEqual([])
})
