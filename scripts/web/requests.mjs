// What is told of a request by its first line alone.

const FOR_PROGRAMS = /^\/+api\/+aws(?=[/?%]|$)/
const ORIGIN = /^https?:\/\/[^/?]*/i
const READINESS = /^\/api\/health\/ready(?:\?|$)/
/** Where the files of a build are asked for. */
export const FILES = "/_next/static/"
const ICON = /^\/icon\.svg(?:\?|$)/
/** What Next would resolve to another path than the one that was looked at here; no browser sends it. */
const RESOLVED = /(?:^|\/)(?:\.|%2e){1,2}(?=[/#]|$)|#/i
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

/** Whether it is a file that is the same for everybody. @param {string} url */
export function isOpenToAll(url) {
  return url.startsWith(FILES) || ICON.test(url)
}

/** Whether a balancer asks if requests can be sent here. @param {string} url */
export function isReadiness(url) {
  return READINESS.test(url)
}

/**
 * The status that refuses what no page can be asked; null for all else. Next would answer 500, with a stack in the log,
 * or lead to another host.
 * @param {import("node:http").IncomingMessage} request
 */
export function refusalOf({ method = "", url = "", headers, rawHeaders }) {
  if (!METHODS.includes(method)) return 405
  if (rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === "host").length > 1) return 400
  const origin = ORIGIN.exec(url)?.[0]
  if (origin && origin.replace(/^.*\/\//, "").toLowerCase() !== headers.host?.toLowerCase()) return 421
  const [path = "", query = ""] = localPart(url).split(/\?(.*)/s)
  const isPath = path.startsWith("/") && !/\/\/|\\/.test(path) && !RESOLVED.test(path)
  return isPath && isReadable(path) && isReadable(query.replaceAll("+", " ")) ? null : 400
}

/** Whether it is text that the database can hold. @param {string} written */
function isReadable(written) {
  try {
    return !decodeURIComponent(written).includes("\0")
  } catch {
    return false
  }
}
