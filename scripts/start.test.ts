import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { freePort, isRoot, root } from "@/scripts/tools/process-tools.mjs"

// The first lines of npm start where something is missing: in a copy of what a start consists of, without packages.

const NOBODY = 65534
const COPIED = ["scripts", "package.json", "package-lock.json"]

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-start-"))
  fs.chmodSync(folder, 0o755)
  for (const name of COPIED) fs.cpSync(path.join(root, name), path.join(folder, name), { recursive: true })
  // An npm that only tells what it was asked.
  fs.mkdirSync(path.join(folder, "bin"))
  fs.writeFileSync(path.join(folder, "bin", "npm"), '#!/bin/sh\necho "npm $*"\nexit 1\n', { mode: 0o755 })
})
afterEach(() => fs.rmSync(folder, { recursive: true }))

function start(env: Record<string, string> = {}, asUser = {}, ...args: string[]) {
  return spawnSync(process.execPath, [path.join(folder, "scripts", "start.mjs"), ...args], {
    ...asUser,
    cwd: folder,
    env: { NODE_ENV: "test", PATH: `${path.join(folder, "bin")}:/usr/bin:/bin`, ...env },
    encoding: "utf8",
  })
}

/** What an install leaves that takes no packages which only build. */
function installed() {
  fs.mkdirSync(path.join(folder, "node_modules"))
  fs.writeFileSync(path.join(folder, "node_modules", ".package-lock.json"), "{}")
}

test("a fresh clone gets what builds it, for NODE_ENV=production too, and says when it cannot", async () => {
  const { status, stdout, stderr } = start({ NODE_ENV: "production", PORT: String(await freePort()) })
  expect(stdout).toMatch(/^Installing packages …\nnpm ci --include=dev /)
  expect([status, stderr]).toEqual([1, "The packages could not be installed. See the npm ci error above.\n"])
})

test("an install without what builds, and without a build, says how to get one", async () => {
  installed()
  const { status, stdout, stderr } = start({ PORT: String(await freePort()) })
  expect([status, stdout]).toEqual([1, ""])
  expect(stderr).toBe(
    "The console must be built, but the build tools are not installed. Run npm ci --include=dev, then npm start.\n",
  )
})

test("a folder that can only be read runs no demo, and builds nothing", async () => {
  installed()
  fs.chmodSync(folder, 0o555)
  const ordinary = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
  const PORT = String(await freePort())
  expect(start({ PORT }, ordinary)).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^\S+\.data cannot be written \(EACCES\), .* or set DATABASE_URL\.\n$/),
  })
  expect(start({ PORT, DATABASE_URL: "postgres://127.0.0.1:1/none" }, ordinary)).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^The console must be built, but \S+ cannot be written\. .*\n$/),
  })
  fs.chmodSync(folder, 0o755)
})

test("a worker alone says that the demo has one", () => {
  expect(start({}, {}, "--worker")).toMatchObject({
    status: 1,
    stderr: "Set DATABASE_URL: the demo of npm start has a worker already.\n",
  })
})

test("a port that is none is named", () => {
  expect(start({ PORT: "http" })).toMatchObject({
    status: 1,
    stderr: "PORT must be a number from 1 to 65535, not http.\n",
  })
})
