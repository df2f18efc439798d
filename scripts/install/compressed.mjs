// The files of a build that browsers load, compressed once as well as it goes instead of anew for each browser.
import fs from "node:fs"
import path from "node:path"
import { promisify } from "node:util"
import { brotliCompress, constants, gzip } from "node:zlib"

const { BROTLI_PARAM_QUALITY, BROTLI_MAX_QUALITY, Z_BEST_COMPRESSION } = constants
const brotliOptions = { params: { [BROTLI_PARAM_QUALITY]: BROTLI_MAX_QUALITY } }

/** How a file lies beside itself, best first: by the ending of its name, and as HTTP calls it. */
export const codings = [
  { ending: ".br", coding: "br", compress: (body) => promisify(brotliCompress)(body, brotliOptions) },
  { ending: ".gz", coding: "gzip", compress: (body) => promisify(gzip)(body, { level: Z_BEST_COMPRESSION }) },
]

/** What is served, by the ending of its name; fonts are compressed by themselves. */
export const types = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
}

/** Lays compressed copies beside the files of a folder, where there are none yet. @param {string} folder */
export async function compressFiles(folder) {
  const files = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(isCompressible)
  await Promise.all(files.map((name) => compressFile(path.join(folder, name))))
}

/** @param {string} name */
function isCompressible(name) {
  const ending = path.extname(name)
  return ending in types && ending !== ".woff2"
}

/** @param {string} file */
async function compressFile(file) {
  for (const { ending, compress } of codings) {
    if (fs.existsSync(file + ending)) continue
    // Moved there whole: what is cut off halfway would be taken for done.
    const draft = `${file}${ending}.${process.pid}.new`
    fs.writeFileSync(draft, await compress(fs.readFileSync(file)))
    fs.renameSync(draft, file + ending)
  }
}
