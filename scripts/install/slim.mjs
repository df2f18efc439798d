// npm run slim: takes out of node_modules what only builds and tests. What is built already starts without it.
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
