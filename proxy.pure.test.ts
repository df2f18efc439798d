import { NextRequest } from "next/server"
import { expect, test } from "vitest"
import { proxy } from "@/proxy"

const HOME = "http://localhost:3000"

test("a foreign host is misdirected, its other names at home are not", () => {
  expect(proxy(request("/", { host: "evil.example" })).status).toBe(421)
  expect(proxy(request("/", { host: "localhost:3001" })).status).toBe(421)
  expect(proxy(request("/", { host: "127.0.0.1:3000" })).status).toBe(200)
  expect(proxy(request("/api/health", { host: "10.0.0.7:3000" })).status).toBe(200)
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

test("each page has a nonce of its own", () => {
  const [first, second] = [proxy(request("/")), proxy(request("/"))].map((answer) => nonceOf(answer))
  expect(first).toMatch(/^[\w-]{22}$/)
  expect(second).not.toBe(first)
})

function request(path: string, headers: Record<string, string> = {}, method = "GET") {
  return new NextRequest(HOME + path, { method, headers: { host: "localhost:3000", ...headers } })
}

function nonceOf(answer: Response) {
  return /'nonce-([\w-]+)'/.exec(answer.headers.get("content-security-policy") ?? "")?.[1]
}
