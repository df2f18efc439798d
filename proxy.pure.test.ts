import { NextRequest } from "next/server"
import { expect, test, vi } from "vitest"
import { proxy } from "@/proxy"

const HOME = "http://localhost:3000"
const PRODUCTION = { RESEND_API_KEY: "re_1", MAIL_FROM: "Muster <muster@example.com>", TRUST_PROXY: "1" }
const SPELLINGS = [
  "muster.example.com",
  "MUSTER.Example.COM",
  "muster.example.com.",
  "muster.example.com:443",
  "Muster.example.com.:443",
]
const DOTTED_ORIGIN = "https://muster.example.com."

test("a foreign host is misdirected, its other names at home are not", () => {
  expect(proxy(request("/", { host: "evil.example" })).status).toBe(421)
  expect(proxy(request("/", { host: "localhost:3001" })).status).toBe(421)
  expect(proxy(request("/", { host: "127.0.0.1:3000" })).status).toBe(200)
  expect(proxy(request("/api/health", { host: "10.0.0.7:3000" })).status).toBe(200)
})

test.each(SPELLINGS)("a site without a port answers to the host %s", async (host) => {
  await servedAt("https://muster.example.com", (site) => {
    expect(site(request("/", { host })).status).toBe(200)
    const at = site(request("/invite?token=abc", { host })).headers.get("location")
    expect(at).toBe("https://muster.example.com/invite")
    for (const origin of [
      "https://muster.example.com",
      "https://MUSTER.example.com:443",
      "https://muster.example.com.",
    ])
      expect(site(request("/", { host, origin, cookie: "a=b" }, "POST")).status, origin).toBe(200)
  })
})

test.each([
  ["https://muster.example.com", "muster.example.com:80"],
  ["https://muster.example.com", "muster.example.com:8443"],
  ["https://muster.example.com", "muster.example.com.."],
  ["https://muster.example.com", "www.muster.example.com"],
  ["https://muster.example.com", "evil.example@muster.example.com"],
  ["https://muster.example.com", "muster.example.com/"],
  ["https://muster.example.com", "muster.example.com, evil.example"],
  ["https://muster.example.com", "%6duster.example.com"],
  ["https://muster.example.com", ""],
  ["https://muster.example.com:8443", "muster.example.com"],
  ["https://muster.example.com:8443", "muster.example.com:443"],
])("a site at %s is not %s", async (own, host) => {
  await servedAt(own, (site) => expect(site(request("/", { host })).status).toBe(421))
})

test("a site with a port answers to that port alone, also with a dot before it", async () => {
  await servedAt("https://muster.example.com:8443", (site) => {
    for (const host of ["muster.example.com:8443", "Muster.example.com.:8443"]) {
      expect(site(request("/", { host })).status).toBe(200)
      const posted = { host, cookie: "a=b", origin: "https://muster.example.com:8443" }
      expect(site(request("/", posted, "POST")).status).toBe(200)
      expect(site(request("/", { ...posted, origin: "https://muster.example.com" }, "POST")).status).toBe(403)
    }
  })
})

test.each([
  "http://muster.example.com",
  "http://muster.example.com:443",
  "https://muster.example.com:80",
  "https://www.muster.example.com",
  "https://evil.example@muster.example.com",
  "https://muster.example.com/path",
  "muster.example.com",
  "null",
  "",
])("a POST from %s is one from another site", async (origin) => {
  await servedAt("https://muster.example.com", (site) => {
    expect(site(request("/", { host: "muster.example.com", cookie: "a=b", origin }, "POST")).status).toBe(403)
  })
})

test("what Next and next-auth compare as text they are given in one spelling", async () => {
  await servedAt("https://muster.example.com", (site) => {
    const sent = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https,http", origin: DOTTED_ORIGIN }
    const answer = site(request("/login", { host: "Muster.example.com.:443", ...sent }, "POST"))
    const given = (name: string) => answer.headers.get(`x-middleware-request-${name}`)
    expect(given("x-forwarded-host")).toBe("muster.example.com")
    expect(given("x-forwarded-proto")).toBe("https")
    expect(given("origin")).toBe("https://muster.example.com")
  })
})

test("pages take GET, HEAD and POST", () => {
  for (const method of ["GET", "HEAD", "POST"]) expect(proxy(request("/invite", {}, method)).status).toBe(200)
  for (const method of ["PUT", "DELETE", "OPTIONS"]) expect(proxy(request("/invite", {}, method)).status).toBe(405)
})

test("a POST with cookies must come from this site", () => {
  const posts = (headers: Record<string, string>) => proxy(request("/", { cookie: "a=b", ...headers }, "POST")).status
  expect(posts({})).toBe(403)
  expect(posts({ origin: "null" })).toBe(403)
  expect(posts({ origin: "https://evil.example" })).toBe(403)
  expect(posts({ origin: HOME, "sec-fetch-site": "cross-site" })).toBe(403)
  expect(posts({ "sec-fetch-site": "same-site" })).toBe(403)
  expect(posts({ origin: HOME })).toBe(200)
  expect(posts({ "sec-fetch-site": "same-origin" })).toBe(200)
  expect(proxy(request("/", { origin: "https://evil.example" }, "POST")).status).toBe(403)
  expect(proxy(request("/", {}, "POST")).status).toBe(200)
})

test("a letter's token moves from the address into a cookie of that page", () => {
  const answer = proxy(request("/invite?token=abc&x=1"))
  expect(answer.status).toBe(303)
  expect(answer.headers.get("location")).toBe(`${HOME}/invite`)
  expect(answer.headers.get("set-cookie")).toMatch(
    /^muster-letter-invite=abc; Path=\/;.*Max-Age=3600;.*HttpOnly; SameSite=lax$/i,
  )
  expect(proxy(request("/invite/?token=abc")).headers.get("location")).toBe(`${HOME}/invite`)
  const confirming = proxy(request("/confirm?token=abc"))
  expect(confirming.headers.get("location")).toBe(`${HOME}/confirm`)
  expect(confirming.headers.get("set-cookie")).toMatch(/^muster-letter-confirm=abc;/)
  expect(proxy(request("/login?token=abc")).status).toBe(200)
})

test("no other host of the same domain can put a letter's link before its reader", async () => {
  await servedAt("https://muster.example.com", (site) => {
    const at = new NextRequest("https://muster.example.com/invite?token=abc", {
      headers: { host: "muster.example.com" },
    })
    const kept = site(at).headers.get("set-cookie")
    expect(kept).toMatch(/^__Host-muster-letter-invite=abc; Path=\/;.*Secure/)
    expect(kept).not.toContain("Domain")
  })
})

test("each page has a nonce of its own", () => {
  const [first, second] = [proxy(request("/")), proxy(request("/"))].map((answer) => nonceOf(answer))
  expect(first).toMatch(/^[\w-]{22}$/)
  expect(second).not.toBe(first)
})

/** Does something with the guard of a production site at an origin. */
async function servedAt(origin: string, look: (site: typeof proxy) => void) {
  vi.stubEnv("MUSTER_ORIGIN", origin)
  vi.stubEnv("MUSTER_EMBEDDED", "0")
  for (const [name, value] of Object.entries(PRODUCTION)) vi.stubEnv(name, value)
  vi.resetModules()
  try {
    look((await import("@/proxy")).proxy)
  } finally {
    vi.unstubAllEnvs()
    vi.resetModules()
  }
}

function request(path: string, headers: Record<string, string> = {}, method = "GET") {
  return new NextRequest(HOME + path, { method, headers: { host: "localhost:3000", ...headers } })
}

function nonceOf(answer: Response) {
  return /'nonce-([\w-]+)'/.exec(answer.headers.get("content-security-policy") ?? "")?.[1]
}
