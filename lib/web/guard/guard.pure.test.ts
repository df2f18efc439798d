import { expect, test, vi } from "vitest"
import { guard } from "@/lib/web/guard/guard"

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
  expect(statusOf(guard(request("/", { host: "evil.example" })))).toBe(421)
  expect(statusOf(guard(request("/", { host: "localhost:3001" })))).toBe(421)
  expect(statusOf(guard(request("/", { host: "127.0.0.1:3000" })))).toBe(200)
  expect(statusOf(guard(request("/api/health", { host: "10.0.0.7:3000" })))).toBe(200)
})

test.each(SPELLINGS)("a site without a port answers to the host %s", async (host) => {
  await servedAt("https://muster.example.com", (site) => {
    expect(statusOf(site(request("/", { host })))).toBe(200)
    const { instead } = site(request("/invite?token=abc", { host }))
    expect(instead?.headers.Location).toBe("https://muster.example.com/invite")
    for (const origin of [
      "https://muster.example.com",
      "https://MUSTER.example.com:443",
      "https://muster.example.com.",
    ])
      expect(statusOf(site(request("/", { host, origin, cookie: "a=b" }, "POST"))), origin).toBe(200)
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
  await servedAt(own, (site) => expect(statusOf(site(request("/", { host })))).toBe(421))
})

test("a site with a port answers to that port alone, also with a dot before it", async () => {
  await servedAt("https://muster.example.com:8443", (site) => {
    for (const host of ["muster.example.com:8443", "Muster.example.com.:8443"]) {
      expect(statusOf(site(request("/", { host })))).toBe(200)
      const posted = { host, cookie: "a=b", origin: "https://muster.example.com:8443" }
      expect(statusOf(site(request("/", posted, "POST")))).toBe(200)
      expect(statusOf(site(request("/", { ...posted, origin: "https://muster.example.com" }, "POST")))).toBe(403)
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
    expect(statusOf(site(request("/", { host: "muster.example.com", cookie: "a=b", origin }, "POST")))).toBe(403)
  })
})

test("what Next and next-auth compare as text they are given in one spelling", async () => {
  await servedAt("https://muster.example.com", (site) => {
    const sent = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https,http", origin: DOTTED_ORIGIN }
    const { given } = site(request("/login", { host: "Muster.example.com.:443", ...sent }, "POST"))
    expect(given).toMatchObject({
      "x-forwarded-host": "muster.example.com",
      "x-forwarded-proto": "https",
      origin: "https://muster.example.com",
    })
  })
})

test("pages take GET, HEAD and POST", () => {
  for (const method of ["GET", "HEAD", "POST"]) expect(statusOf(guard(request("/invite", {}, method)))).toBe(200)
  for (const method of ["PUT", "DELETE", "OPTIONS"]) expect(statusOf(guard(request("/invite", {}, method)))).toBe(405)
})

test("a POST with cookies must come from this site", () => {
  const posts = (headers: Record<string, string>) =>
    statusOf(guard(request("/", { cookie: "a=b", ...headers }, "POST")))
  expect(posts({})).toBe(403)
  expect(posts({ origin: "null" })).toBe(403)
  expect(posts({ origin: "https://evil.example" })).toBe(403)
  expect(posts({ origin: HOME, "sec-fetch-site": "cross-site" })).toBe(403)
  expect(posts({ "sec-fetch-site": "same-site" })).toBe(403)
  expect(posts({ origin: HOME })).toBe(200)
  expect(posts({ "sec-fetch-site": "same-origin" })).toBe(200)
  expect(statusOf(guard(request("/", { origin: "https://evil.example" }, "POST")))).toBe(403)
  expect(statusOf(guard(request("/", {}, "POST")))).toBe(200)
})

test("a letter's token moves from the address into a cookie of that page", () => {
  const arrival = (path: string) => guard(request(path)).instead
  expect(arrival("/invite?token=abc&x=1")).toEqual({
    status: 303,
    headers: {
      Location: `${HOME}/invite`,
      "Cache-Control": "no-store",
      "Set-Cookie": "muster-letter-invite=abc; Path=/; Max-Age=3600; SameSite=lax; HttpOnly",
    },
  })
  expect(arrival("/invite/?token=abc")?.headers.Location).toBe(`${HOME}/invite`)
  expect(arrival("/confirm?token=abc")?.headers).toMatchObject({
    Location: `${HOME}/confirm`,
    "Set-Cookie": expect.stringMatching(/^muster-letter-confirm=abc;/),
  })
  expect(arrival("/invite?token=a;%20Domain=x")?.headers["Set-Cookie"]).toMatch(
    /^muster-letter-invite=a%3B%20Domain%3Dx; /,
  )
  expect(arrival("/login?token=abc")).toBeUndefined()
  const parted = arrival(`/invite?token=${"a".repeat(199)}%F0%9F%98%80`)?.headers["Set-Cookie"]
  expect(parted).toMatch(/^muster-letter-invite=a{199}%EF%BF%BD; /)
})

test("no other host of the same domain can put a letter's link before its reader", async () => {
  await servedAt("https://muster.example.com", (site) => {
    const kept = site(request("/invite?token=abc", { host: "muster.example.com" })).instead?.headers["Set-Cookie"]
    expect(kept).toMatch(/^__Host-muster-letter-invite=abc; Path=\/;.*Secure$/)
    expect(kept).not.toContain("Domain")
  })
})

test("a page is told its own address, without a token and without what a script asks for", () => {
  const told = (path: string) => guard(request(path)).given?.["x-muster-path"]
  expect(told("/me")).toBe("/me")
  expect(told("/o-abc/iam/audit?q=a%20b&token=abc&_rsc=1x2y3")).toBe("/o-abc/iam/audit?q=a+b")
  expect(told("/login?_rsc=1x2y3")).toBe("/login")
})

test.each(["invite", "confirm", "activate", "opt-out", "not-me"])(
  "/%s is kept out of search engines, and the login is not",
  (page) => {
    expect(guard(request(`/${page}`)).answered).toMatchObject({ "X-Robots-Tag": "noindex" })
    expect(guard(request("/login")).answered).not.toHaveProperty("X-Robots-Tag")
  },
)

test("what a visitor says of a page's policy and address is not believed", () => {
  const sent = { "content-security-policy": "script-src 'nonce-mine'", "x-muster-path": "//evil.example" }
  const { given, answered } = guard(request("/me", sent))
  expect(given).toMatchObject({
    "x-muster-path": "/me",
    "content-security-policy": answered?.["content-security-policy"],
  })
  expect(nonceOf(answered)).not.toBe("mine")
})

test("each page has a nonce of its own", () => {
  const [first, second] = [guard(request("/")), guard(request("/"))].map(({ answered }) => nonceOf(answered))
  expect(first).toMatch(/^[\w-]{22}$/)
  expect(second).not.toBe(first)
})

/** Does something with the guard of a production site at an origin. */
async function servedAt(origin: string, look: (site: typeof guard) => void) {
  vi.stubEnv("MUSTER_ORIGIN", origin)
  vi.stubEnv("MUSTER_EMBEDDED", "0")
  for (const [name, value] of Object.entries(PRODUCTION)) vi.stubEnv(name, value)
  vi.resetModules()
  try {
    look((await import("@/lib/web/guard/guard")).guard)
  } finally {
    vi.unstubAllEnvs()
    vi.resetModules()
  }
}

function request(url: string, headers: Record<string, string> = {}, method = "GET") {
  return { method, url, headers: { host: "localhost:3000", ...headers } }
}

function statusOf({ instead }: ReturnType<typeof guard>) {
  return instead?.status ?? 200
}

function nonceOf(headers: Record<string, string> = {}) {
  return /'nonce-([\w-]+)'/.exec(headers["content-security-policy"] ?? "")?.[1]
}
