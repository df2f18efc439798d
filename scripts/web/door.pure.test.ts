import { once } from "node:events"
import http, { type IncomingMessage } from "node:http"
import { expect, test } from "vitest"
import { bodyOf, isLookedAt, isReadable, isTooLarge, withBody } from "@/scripts/web/bodies.mjs"
import { refusalOf } from "@/scripts/web/requests.mjs"

const HOST = "muster.example.com"
const LARGEST = 256 * 1024
const asked = (url: string, { method = "GET", hosts = [HOST] } = {}) =>
  ({ method, url, headers: { host: hosts[0] }, rawHeaders: hosts.flatMap((host) => ["Host", host]) }) as IncomingMessage

test.each([
  ["/login?next=%2Finvite", null],
  ["/o-abcdefghij/enterprise/members?q=100%25&role=%E9%9B%85+a", null],
  [`http://${HOST}/login`, null],
  [`http://${HOST.toUpperCase()}/login`, null],
  ["http://evil.example/login", 421],
  [`http://${HOST}@evil.example/login`, 421],
  ["//evil.example/login", 400],
  ["/login//x", 400],
  ["/\\evil.example", 400],
  ["/_next/static/../../login", 400],
  ["/_next/static/%2e%2e/.%2E/me?x", 400],
  ["/_next/static/../..#x", 400],
  ["/x/../api/session", 400],
  ["/login/.", 400],
  ["/login#x", 400],
  ["/.well-known/security.txt", null],
  ["/login?next=/a/../b", null],
  ["*", 400],
  ["/%00", 400],
  ["/o-abc/%c3%28", 400],
  ["/%E0%A4%A", 400],
  ["/api/session?organization=%00", 400],
  ["/api/session?organization=%c3%28", 400],
  ["/login?%00=x", 400],
  ["/login?next=100%", 400],
])("a request for %s is answered with %s before any page is asked", (url, status) => {
  expect(refusalOf(asked(url))).toBe(status)
})

test("no page knows other methods, or a second name of the host", () => {
  for (const method of ["TRACE", "PROPFIND", "CONNECT"]) expect(refusalOf(asked("/login", { method }))).toBe(405)
  expect(refusalOf(asked("/login", { hosts: [HOST, "evil.example"] }))).toBe(400)
})

const action = { "next-action": "40aa", "content-type": "text/plain;charset=UTF-8" }
const multipart = { "content-type": "multipart/form-data; boundary=xx" }
const field = (name: string, text: string) =>
  `--xx\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`
const form = (...fields: string[]) => `${fields.join("")}--xx--\r\n`
const read = (headers: Record<string, string>, body: string) =>
  isReadable({ headers } as unknown as IncomingMessage, Buffer.from(body))

test("what forms of ours send is let through", async () => {
  for (const body of ['[null,{"note":"$$5 each","days":"$undefined","at":"$D2026-01-01"}]', '["$0:1:a","$n12"]', "[]"])
    expect(await read(action, body), body).toBe(true)
  const filled = form(field("_1_contact", "$F not a value"), field("0", '[null,"$K1"]'))
  expect(await read({ ...multipart, "next-action": "40aa" }, filled)).toBe(true)
  const plain = form(
    field("$ACTION_REF_1", ""),
    field("$ACTION_1:0", '{"id":"40aa","bound":"$@1"}'),
    field("$ACTION_1:1", "[null]"),
    field("contact", "grace@example.com"),
  )
  expect(await read(multipart, plain)).toBe(true)
  expect(await read({}, "{{{ no action reads it")).toBe(true)
})

test("what no form of ours sends is not", async () => {
  const deep = `${"[".repeat(500)}${"]".repeat(500)}`
  for (const body of ["", "not json", '{"no":"list"}', '["$Fx"]', '["$R1"]', '["$h1"]', "null", deep])
    expect(await read(action, body), body).toBe(false)
  const sent = { ...multipart, "next-action": "40aa" }
  for (const body of ["", "--xx\r\nbroken", form(field("0", "[")), form(field("1", "[]"))])
    expect(await read(sent, body), body).toBe(false)
  expect(await read({ ...sent, "content-type": "multipart/form-data" }, form(field("0", "[]")))).toBe(false)
  expect(await read(multipart, form(field("$ACTION_1:0", "{")))).toBe(false)
})

test("a body arrives whole behind the door, and one that is too large does not, whatever it says of itself", async () => {
  const server = http.createServer(async (request, response) => {
    const body = isTooLarge(request) ? null : await bodyOf(request)
    if (body === null) return response.writeHead(413, { Connection: "close" }).end()
    const again = withBody(request, body)
    const pieces = await again.toArray()
    const told = { same: Buffer.concat(pieces).equals(body), length: again.headers["content-length"], url: again.url }
    response.end(JSON.stringify({ ...told, chunked: "transfer-encoding" in again.headers, seen: isLookedAt(request) }))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as { port: number }
  const post = async (body: string, chunked: boolean) => {
    const sent = http.request({ port, path: "/login?x=1", method: "POST" })
    sent.on("error", () => {})
    if (!chunked) sent.setHeader("Content-Length", body.length)
    const answered = once(sent, "response")
    if (chunked) sent.write(body.slice(0, 10))
    sent.end(chunked ? body.slice(10) : body)
    const [answer] = (await answered) as [IncomingMessage]
    const text = Buffer.concat(await answer.toArray().catch(() => [])).toString()
    return answer.statusCode === 200 ? JSON.parse(text) : answer.statusCode
  }
  const whole = "y".repeat(LARGEST)
  const told = { same: true, length: String(LARGEST), url: "/login?x=1", chunked: false }
  expect(await post(whole, true)).toEqual({ ...told, seen: true })
  expect(await post(whole, false)).toEqual({ ...told, seen: false })
  expect(await post(`${whole}z`, true)).toBe(413)
  expect(await post(`${whole}z`, false)).toBe(413)
  server.close()
})
