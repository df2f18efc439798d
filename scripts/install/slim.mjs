// npm run slim: takes away what only builds, tests, and tells where in a source something stood. What is built already
// starts without it.
import fs from "node:fs"
import path from "node:path"
import { freshBuild } from "../tools/ensure-installed.mjs"
import { root, run } from "../tools/process-tools.mjs"

/** What packages that serve bring along for building, for pictures that are not made here, and for tests. */
const UNUSED = ["@next/swc-*", "@swc/core*", "sharp", "@img", "@playwright", "playwright*"]

process.chdir(root)
await freshBuild()
const code = await run("npm", ["prune", "--omit=dev", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], {
  shell: process.platform === "win32",
})
if (code !== 0) process.exit(code)
for (const folder of UNUSED.flatMap(foldersCalled)) fs.rmSync(folder, { recursive: true, force: true })
for (const folder of ["node_modules", ".next"]) removeMaps(folder)

/** @param {string} pattern */
function foldersCalled(pattern) {
  const { dir, base } = path.parse(path.join("node_modules", pattern))
  if (!fs.existsSync(dir)) return []
  const isCalled = (name) => (base.endsWith("*") ? name.startsWith(base.slice(0, -1)) : name === base)
  return fs
    .readdirSync(dir)
    .filter(isCalled)
    .map((name) => path.join(dir, name))
}

/** Source maps are more than a third of it, and read by nothing that serves. @param {string} folder */
function removeMaps(folder) {
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: "utf8" }))
    if (name.endsWith(".map")) fs.rmSync(path.join(folder, name), { force: true })
}
