import { randomBytes } from "node:crypto"
import type { IncomingMessage } from "node:http"
import { settings } from "@/lib/settings"
import { comparable, hostIn, isOwnHost, originFor } from "@/lib/web/guard/origins"
import { letterCookieHeader, letterPageAt } from "@/lib/web/letter-cookie"
import { PATH_HEADER } from "@/lib/web/safe-path"

/** Probes come by the machine's address. */
const PROBES = ["/api/health", "/api/health/ready", "/api/metrics"]
const ANYWHERE = "http://anywhere.invalid"
/** What a page's own address is told without: it is shown in the address bar of the login, and `_rsc` is Next's own. */
const UNTOLD = ["token", "_rsc"]

type Lines = Record<string, string>

/** The headers that a page is given and answers with, beside what was sent; or what is answered instead of a page. */
type Verdict =
  | { given: Lines; answered: Lines; instead?: undefined }
  | { instead: Instead; given?: undefined; answered?: undefined }

interface Instead {
  status: number
  headers: Lines
  text?: string
}

type Asked = Pick<IncomingMessage, "method" | "url" | "headers">

interface Visit {
  method: string
  headers: IncomingMessage["headers"]
  path: string
  query: URLSearchParams
  /** As hosts are compared. */
  host: string
}

/**
 * Guards the door of what Next answers, and gives each page its content policy. Takes a request with a path that can be
 * read; refuses strange hosts, methods and origins. Rights are not checked here: each page and action does.
 */
export function guard({ method = "GET", url = "/", headers }: Asked): Verdict {
  const { pathname, searchParams } = new URL(url, ANYWHERE)
  const visit = { method, headers, path: pathname, query: searchParams, host: hostIn(headers.host) }
  return strangeHost(visit) ?? strangeMethod(visit) ?? strangeOrigin(visit) ?? arrival(visit) ?? passage(visit)
}

/** Links and redirects must not follow a forged Host. */
function strangeHost({ path, host }: Visit): Verdict | undefined {
  if (PROBES.includes(path) || isOwnHost(host)) return
  return refused(421, "This address is not served here.")
}

function strangeMethod({ method, path }: Visit): Verdict | undefined {
  if (path.startsWith("/api/") || ["GET", "HEAD", "POST"].includes(method)) return
  return refused(405, "Method not allowed.", { Allow: "GET, HEAD, POST" })
}

/** A POST from another site is refused; one with cookies must say where it comes from, for Next lets that pass. */
function strangeOrigin({ method, headers, host }: Visit): Verdict | undefined {
  if (method !== "POST") return
  const { origin, cookie, "sec-fetch-site": site } = headers
  const says = origin !== undefined || site !== undefined || cookie === undefined
  const foreign =
    (origin !== undefined && comparable(origin) !== originFor(host)) || (site !== undefined && site !== "same-origin")
  if (!says || foreign) return refused(403, "This request came from another site.")
}

/** Takes the token of a letter's link out of the address bar, with or without JavaScript. Nothing else changes. */
function arrival({ method, path, query, host }: Visit): Verdict | undefined {
  const token = query.get("token")
  const letter = letterPageAt(path)
  if (token === null || method === "POST" || !letter) return
  const location = `${originFor(host)}/${letter}`
  const headers = { Location: location, "Cache-Control": "no-store", "Set-Cookie": letterCookieHeader(letter, token) }
  return { instead: { status: 303, headers } }
}

function passage({ method, headers, path, query, host }: Visit): Verdict {
  const own = originFor(host)
  const [protocol = "", authority = ""] = own.split("://")
  const given: Lines = {
    // Next and next-auth go by these, which anyone can send, and compare them as text.
    "x-forwarded-host": authority,
    "x-forwarded-proto": protocol,
    ...(headers.origin !== undefined && method === "POST" && { origin: own }),
  }
  if (path.startsWith("/api/")) return { given, answered: {} }
  const policy = { "content-security-policy": contentPolicy(newNonce()) }
  const unlisted = letterPageAt(path) && { "X-Robots-Tag": "noindex" }
  // Next reads the nonce for its scripts from the request's own policy header.
  return { given: { ...given, ...policy, [PATH_HEADER]: addressOf(path, query) }, answered: { ...policy, ...unlisted } }
}

/** Short, for a page repeats it at each of its scripts. */
function newNonce(): string {
  return randomBytes(16).toString("base64url")
}

/** Path and query of a page, as its reader would write it. */
function addressOf(path: string, query: URLSearchParams): string {
  const told = new URLSearchParams([...query].filter(([name]) => !UNTOLD.includes(name)))
  return told.size > 0 ? `${path}?${told}` : path
}

function contentPolicy(nonce: string): string {
  const development = process.env.NODE_ENV === "development"
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(settings().secure ? ["upgrade-insecure-requests"] : []),
  ].join("; ")
}

function refused(status: number, text: string, headers: Lines = {}): Verdict {
  return { instead: { status, text, headers: { "Content-Type": "text/plain; charset=utf-8", ...headers } } }
}
