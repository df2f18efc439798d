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
const COMPRESSIBLE = /\.(?:css|js|json|svg|txt)$/

/** Lays compressed copies beside the files of a folder, where there are none yet. @param {string} folder */
export async function compressFiles(folder) {
  const files = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => COMPRESSIBLE.test(name))
  await Promise.all(files.map((name) => compressFile(path.join(folder, name))))
}

/** @param {string} file */
async function compressFile(file) {
  for (const { ending, compress } of codings)
    if (!fs.existsSync(file + ending)) fs.writeFileSync(file + ending, await compress(fs.readFileSync(file)))
}
