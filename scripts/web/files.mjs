// The files of a build, which are the same for everybody: kept in memory, as the build has compressed them.
import { createHash } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { codings, types } from "../install/compressed.mjs"
import { FILES } from "./requests.mjs"

/** The names of the files follow from what is in them. */
const FOR_EVER = "public, max-age=31536000, immutable"

/**
 * Gives what answers with a file of a build as the browser best takes it, whole, and says whether there is one. The path
 * that is asked for must be readable.
 * @param {string} build
 */
export function filesOf(build) {
  const files = read(path.join(build, "static"))

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  return ({ method = "", url = "", headers }, response) => {
    const file = ["GET", "HEAD"].includes(method) ? files.get(decodeURIComponent(url.split("?")[0] ?? "")) : undefined
    if (file && headers["if-none-match"] === file.headers.ETag) response.writeHead(304, file.headers).end()
    else if (file) send(response, file, codingsIn(headers["accept-encoding"]))
    return file !== undefined
  }
}

function send(response, { headers, plain, compressed }, accepted) {
  const { coding, body } = compressed.find((one) => accepted.includes(one.coding)) ?? { body: plain }
  const length = { "Content-Length": body.length }
  response.writeHead(200, { ...headers, ...length, ...(coding && { "Content-Encoding": coding }) }).end(body)
}

/** Files by the paths that they are asked for at; none where nothing is built. @param {string} folder */
function read(folder) {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true, encoding: "utf8" }) : []
  const known = names.filter((name) => path.extname(name) in types)
  return new Map(known.map((name) => [FILES + name.split(path.sep).join("/"), fileAt(path.join(folder, name))]))
}

/** @param {string} file */
function fileAt(file) {
  const plain = fs.readFileSync(file)
  const compressed = codings
    .filter(({ ending }) => fs.existsSync(file + ending))
    .map(({ ending, coding }) => ({ coding, body: fs.readFileSync(file + ending) }))
  const headers = {
    "Content-Type": types[path.extname(file)],
    "Cache-Control": FOR_EVER,
    Vary: "Accept-Encoding",
    ETag: `W/"${createHash("sha256").update(plain).digest("base64url").slice(0, 16)}"`,
  }
  return { headers, plain, compressed }
}

/** What an Accept-Encoding header takes. */
function codingsIn(accepted = "") {
  return accepted.split(",").flatMap((part) => {
    const [coding = "", weight = "1"] = part.trim().split(/\s*;\s*q=/)
    return Number(weight) > 0 ? [coding.toLowerCase()] : []
  })
}
