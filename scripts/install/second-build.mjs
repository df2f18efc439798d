// Builds the same sources once more, in a folder of its own.
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { root, run } from "../tools/process-tools.mjs"

const LEFT_OUT = [".git", ".next", ".data", "node_modules"]
const BUILD = `import("./scripts/tools/ensure-installed.mjs").then(({ freshBuild }) => freshBuild({ typesChecked: true }))`

/** Copies the sources, links the packages, builds, and gives the folder with what removes it. */
export async function secondBuild() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "muster-second-build-"))
  const isCopied = (/** @type {string} */ file) => !LEFT_OUT.includes(path.relative(root, file))
  fs.cpSync(root, folder, { recursive: true, filter: isCopied })
  fs.cpSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), {
    recursive: true,
    verbatimSymlinks: true,
  })
  const code = await run(process.execPath, ["--input-type=module", "-e", BUILD], { cwd: folder })
  if (code !== 0) throw Object.assign(new Error("The second build failed, see above."), { expected: true })
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) }
}
