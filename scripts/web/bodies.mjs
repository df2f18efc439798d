// What is sent with a request for a page: how much of it is read, and whether Next can be given it.
import http from "node:http"

/** More than any form of ours sends, and what Next takes of one. */
const LARGEST = 256 * 1024
/** Deeper than anything that our forms send. */
const DEEPEST = 32
/** What a value of React's replies may begin with, if it begins with a dollar sign: no function, stream or iterator. */
const VALUE = /^\$(?:\$|undefined$|NaN$|-?Infinity$|-0$|[DS]|n-?\d+$|[@KQWT]?[0-9a-f]*(?::.*)?$)/
/** The parts of a reply that are values, of a script and of a form without one. */
const PART = /^(?:\d+|\$ACTION_\d+:\d+)$/

/**
 * Whether a request says that it brings more than is read.
 * @param {http.IncomingMessage} request
 */
export function isTooLarge({ headers }) {
  return Number(headers["content-length"] ?? 0) > LARGEST
}

/**
 * Whether a body has to be looked at before Next is given it: one of an action, or one that does not say its length.
 * @param {http.IncomingMessage} request
 */
export function isLookedAt({ method, headers }) {
  if (method !== "POST") return false
  return "next-action" in headers || isMultipart(headers) || headers["transfer-encoding"] !== undefined
}

/** Whether anything comes behind the headers. @param {http.IncomingMessage} request */
export function hasBody({ headers }) {
  return Number(headers["content-length"] ?? 0) > 0 || "transfer-encoding" in headers
}

/**
 * The body, read to its end; null where it is too large, and then no more of it is kept.
 * @param {http.IncomingMessage} request
 * @returns {Promise<Buffer | null>}
 */
export function bodyOf(request) {
  return new Promise((resolve, reject) => {
    /** @type {Buffer[]} */
    const pieces = []
    let size = 0
    request.on("data", (piece) => {
      size += piece.length
      if (size <= LARGEST) pieces.push(piece)
      else resolve(null)
    })
    request.once("end", () => resolve(size > LARGEST ? null : Buffer.concat(pieces)))
    request.once("error", reject)
    request.once("close", () => resolve(null))
  })
}

/**
 * The same request once more, with the body that was read of it.
 * @param {http.IncomingMessage} request
 * @param {Buffer} body
 */
export function withBody(request, body) {
  const again = new http.IncomingMessage(request.socket)
  const { "transfer-encoding": _, ...headers } = request.headers
  const { method, url, httpVersion, httpVersionMajor, httpVersionMinor, rawHeaders } = request
  Object.assign(again, { method, url, httpVersion, httpVersionMajor, httpVersionMinor, rawHeaders })
  again.headers = { ...headers, "content-length": String(body.length) }
  again.push(body)
  again.push(null)
  again.complete = true
  return again
}

/**
 * Whether a body is what a form of ours sends: whatever else comes, Next would answer 500, with a stack in the log.
 * @param {http.IncomingMessage} request
 * @param {Buffer} body
 */
export async function isReadable({ headers }, body) {
  if (!("next-action" in headers) && !isMultipart(headers)) return true
  const parts = isMultipart(headers) ? await partsOf(headers, body) : new Map([["0", body.toString()]])
  if (!parts) return false
  if ("next-action" in headers && !Array.isArray(parsed(parts.get("0")))) return false
  return [...parts].every(([name, text]) => !PART.test(name) || isValue(parsed(text), 0))
}

/** @param {http.IncomingHttpHeaders} headers */
function isMultipart(headers) {
  return headers["content-type"]?.startsWith("multipart/form-data") ?? false
}

/** @param {http.IncomingHttpHeaders} headers @param {Buffer} body */
async function partsOf(headers, body) {
  const sent = new Response(new Uint8Array(body), { headers: { "content-type": headers["content-type"] ?? "" } })
  const form = await sent.formData().catch(() => null)
  return form && new Map([...form].map(([name, value]) => [name, typeof value === "string" ? value : undefined]))
}

/** @param {string | undefined} text */
function parsed(text) {
  try {
    return JSON.parse(text ?? "")
  } catch {
    return undefined
  }
}

/** @param {unknown} value @param {number} depth @returns {boolean} */
function isValue(value, depth) {
  if (value === undefined || depth > DEEPEST) return false
  if (typeof value === "string") return !value.startsWith("$") || VALUE.test(value)
  return typeof value !== "object" || Object.values(value ?? {}).every((inner) => isValue(inner, depth + 1))
}
