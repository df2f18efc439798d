// Builds the same sources once more, in a folder of its own.
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { root, run } from "../tools/process-tools.mjs"

const LEFT_OUT = [".git", ".next", ".data", "node_modules"]
const BUILD = `import("./scripts/tools/ensure-installed.mjs").then(({ freshBuild }) => freshBuild({ typesChecked: true }))`

/**
 * Copies the sources, links the packages, builds, and gives the folder with what removes it; as another version, where
 * one is given. @param {string} [version]
 */
export async function secondBuild(version) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-second-build-"))
  const isCopied = (/** @type {string} */ file) => !LEFT_OUT.includes(path.relative(root, file))
  fs.cpSync(root, folder, { recursive: true, filter: isCopied })
  if (version) for (const name of ["package.json", "package-lock.json"]) writeVersion(path.join(folder, name), version)
  fs.cpSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), {
    recursive: true,
    verbatimSymlinks: true,
  })
  const code = await run(process.execPath, ["--input-type=module", "-e", BUILD], { cwd: folder })
  if (code !== 0) throw Object.assign(new Error("The second build failed, see above."), { expected: true })
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) }
}

/** @param {string} file @param {string} version */
function writeVersion(file, version) {
  const told = JSON.parse(fs.readFileSync(file, "utf8"))
  const packages = told.packages && { ...told.packages, "": { ...told.packages[""], version } }
  fs.writeFileSync(file, JSON.stringify({ ...told, version, ...(packages && { packages }) }, null, 2))
}
