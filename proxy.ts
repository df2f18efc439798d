import { type NextRequest, NextResponse } from "next/server"
import { settings } from "@/lib/settings"
import { letterCookie, letterPageAt } from "@/lib/web/letter-cookie"
import { PATH_HEADER } from "@/lib/web/safe-path"

/** Probes come by the machine's address. */
const PROBES = ["/api/health", "/api/health/ready", "/api/metrics"]

/** What may stand in the header Host; nothing else of an address. */
const HOST = /^[\w.:[\]-]+$/

export const config = { matcher: "/((?!_next/static/|icon\\.svg$).*)" }

/** Guards the door and gives each page its content policy. Rights are not checked here: each page and action does. */
export function proxy(request: NextRequest) {
  return strangeHost(request) ?? strangeMethod(request) ?? strangeOrigin(request) ?? arrival(request) ?? page(request)
}

/** Links and redirects must not follow a forged Host. */
function strangeHost(request: NextRequest) {
  if (PROBES.includes(request.nextUrl.pathname)) return
  if (!ownHosts().includes(hostIn(request))) return refusal(421, "This address is not served here.")
}

function strangeMethod({ method, nextUrl }: NextRequest) {
  if (nextUrl.pathname.startsWith("/api/") || ["GET", "HEAD", "POST"].includes(method)) return
  return refusal(405, "Method not allowed.", { Allow: "GET, HEAD, POST" })
}

/** A POST from another site is refused; one with cookies must say where it comes from, for Next lets that pass. */
function strangeOrigin(request: NextRequest) {
  if (request.method !== "POST") return
  const origin = request.headers.get("origin")
  const site = request.headers.get("sec-fetch-site")
  const says = origin !== null || site !== null || !request.headers.has("cookie")
  const foreign =
    (origin !== null && comparable(origin) !== originOf(request)) || (site !== null && site !== "same-origin")
  if (!says || foreign) return refusal(403, "This request came from another site.")
}

/** Takes the token of a letter's link out of the address bar, with or without JavaScript. Nothing else changes. */
function arrival(request: NextRequest) {
  const { pathname, searchParams } = request.nextUrl
  const token = searchParams.get("token")
  const letter = letterPageAt(pathname)
  if (token === null || request.method === "POST" || !letter) return
  const answer = NextResponse.redirect(new URL(`/${letter}`, originOf(request)), 303)
  answer.headers.set("Cache-Control", "no-store")
  answer.cookies.set(letterCookie(letter, token))
  return answer
}

function page(request: NextRequest) {
  const headers = new Headers(request.headers)
  // Next and next-auth go by these, which anyone can send, and compare them as text.
  const { protocol, host } = new URL(originOf(request))
  headers.set("x-forwarded-host", host)
  headers.set("x-forwarded-proto", protocol.slice(0, -1))
  if (headers.has("origin") && request.method === "POST") headers.set("origin", originOf(request))
  if (request.nextUrl.pathname.startsWith("/api/")) return NextResponse.next({ request: { headers } })
  const policy = contentPolicy(newNonce())
  // Next reads the nonce for its scripts from the request's own policy header.
  headers.set("Content-Security-Policy", policy)
  headers.set(PATH_HEADER, pathOf(request))
  const answer = NextResponse.next({ request: { headers } })
  answer.headers.set("Content-Security-Policy", policy)
  return answer
}

/** Short, for a page repeats it at each of its scripts. */
function newNonce(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64url")
}

/** Path and query, without a token: the path is shown in the address bar of the login. */
function pathOf({ nextUrl }: NextRequest) {
  const query = new URLSearchParams(nextUrl.search)
  query.delete("token")
  return query.size > 0 ? `${nextUrl.pathname}?${query}` : nextUrl.pathname
}

function contentPolicy(nonce: string) {
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

/** The configured host; at home also its other names. */
function ownHosts() {
  const { origin, embedded } = settings()
  const { host, hostname, port } = new URL(comparable(origin))
  const home = ["localhost", "127.0.0.1", "[::1]"]
  if (!embedded && !home.includes(hostname)) return [host]
  return [host, ...home.map((name) => (port ? `${name}:${port}` : name))]
}

/** The origin of a request to a host of ours; probes may come by any other name. */
function originOf(request: NextRequest) {
  const { origin } = settings()
  return comparable(`${new URL(origin).protocol}//${hostIn(request) || new URL(origin).host}`)
}

/** The host that a request is for, as hosts are compared; empty where it names none. */
function hostIn(request: NextRequest) {
  const sent = request.headers.get("host") ?? ""
  const origin = HOST.test(sent) && comparable(`${new URL(settings().origin).protocol}//${sent}`)
  return origin ? new URL(origin).host : ""
}

/**
 * An origin as browsers compare it, in small letters and without the usual port; the dot at a name's end goes too. Empty
 * for what is no origin.
 */
function comparable(text: string) {
  if (!URL.canParse(text)) return ""
  const { protocol, hostname, port, href, origin } = new URL(text)
  if (href !== `${origin}/`) return ""
  return `${protocol}//${hostname.replace(/\.$/, "")}${port && `:${port}`}`
}

function refusal(status: number, text: string, headers: Record<string, string> = {}) {
  return new NextResponse(text, { status, headers: { "Content-Type": "text/plain; charset=utf-8", ...headers } })
}
