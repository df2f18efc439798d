// What is told of a request by its first line alone.

const FOR_PROGRAMS = /^\/+api\/+aws(?=[/?%]|$)/
const ORIGIN = /^https?:\/\/[^/?]*/i
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

/**
 * Path and query of a request, also of one that names its whole address, as clients of proxies do.
 * @param {string | undefined} url
 */
export function localPart(url = "") {
  return ORIGIN.test(url) ? url.replace(ORIGIN, "").replace(/^(?!\/)/, "/") : url
}

/**
 * Whether AWS clients ask it, who are always answered in their own format, also where an address has a slash too many.
 * @param {string | undefined} url
 */
export function isForPrograms(url) {
  return FOR_PROGRAMS.test(url ?? "")
}

/**
 * The status that refuses what no page can be asked; null for all else. Next would answer 500, with a stack in the log.
 * @param {import("node:http").IncomingMessage} request
 */
export function refusalOf({ method = "", url = "" }) {
  if (!METHODS.includes(method)) return 405
  return url.startsWith("/") && isReadable(url) ? null : 400
}

/** @param {string} url */
function isReadable(url) {
  try {
    decodeURIComponent(url.replace(/\?.*/s, ""))
    return true
  } catch {
    return false
  }
}
