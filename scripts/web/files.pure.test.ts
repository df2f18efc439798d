import { once } from "node:events"
import fs from "node:fs"
import http from "node:http"
import os from "node:os"
import path from "node:path"
import { brotliDecompressSync, gunzipSync } from "node:zlib"
import { afterAll, beforeAll, expect, test } from "vitest"
import { compressFiles } from "@/scripts/install/compressed.mjs"
import { filesOf } from "@/scripts/web/files.mjs"

const SCRIPT = "let invitation = 'never lost'; ".repeat(200)
const PATH = "/_next/static/chunks/a~1.js"
const build = fs.mkdtempSync(path.join(os.tmpdir(), "muster-files-"))
const server = http.createServer((request, response) => {
  if (!sendFile(request, response)) response.writeHead(404).end("no file")
})
let sendFile: ReturnType<typeof filesOf>

beforeAll(async () => {
  fs.mkdirSync(path.join(build, "static", "chunks"), { recursive: true })
  fs.writeFileSync(path.join(build, "static", "chunks", "a~1.js"), SCRIPT)
  fs.writeFileSync(path.join(build, "static", "secret.pem"), "not for browsers")
  fs.writeFileSync(path.join(build, "routes.json"), "not for browsers")
  await compressFiles(path.join(build, "static"))
  sendFile = filesOf(build)
  await once(server.listen(0, "127.0.0.1"), "listening")
})

afterAll(() => {
  server.close()
  fs.rmSync(build, { recursive: true })
})

test.each([
  ["gzip, deflate, br, zstd", "br", brotliDecompressSync],
  ["GZIP", "gzip", gunzipSync],
  ["gzip;q=1.0, br;q=0", "gzip", gunzipSync],
  ["identity", "it is", (body: Buffer) => body],
  ["", "it is", (body: Buffer) => body],
])('a browser that takes "%s" is sent a file as %s', async (accepted, coding, unpack) => {
  const { status, headers, body } = await ask(PATH, { headers: { "accept-encoding": accepted } })
  expect(status).toBe(200)
  expect(headers).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
    "content-length": String(body.length),
    vary: "Accept-Encoding",
  })
  expect(headers["content-encoding"]).toBe(coding === "it is" ? undefined : coding)
  expect(unpack(body).toString()).toBe(SCRIPT)
})

test("a file that a browser has is not sent again", async () => {
  const { headers } = await ask(PATH)
  const { status, body } = await ask(PATH, { headers: { "if-none-match": headers.etag ?? "" } })
  expect([status, body.length]).toEqual([304, 0])
})

test("a file is what it was at the start, whatever becomes of the build", async () => {
  fs.rmSync(path.join(build, "static", "chunks"), { recursive: true })
  expect((await ask(PATH)).body.toString()).toBe(SCRIPT)
})

test.each([
  "/_next/static/chunks/b.js",
  "/_next/static/secret.pem",
  "/_next/static/../routes.json",
  "/_next/static/..%2Froutes.json",
  "/chunks/a~1.js",
])("%s is no file of a build", async (url) => expect((await ask(url)).status).toBe(404))

test("a file is not posted to, and its head comes without it", async () => {
  expect((await ask(PATH, { method: "POST" })).status).toBe(404)
  const { status, body, headers } = await ask(PATH, { method: "HEAD" })
  expect([status, body.length, headers["content-length"]]).toEqual([200, 0, String(SCRIPT.length)])
})

interface Answer {
  status: number | undefined
  headers: http.IncomingHttpHeaders
  body: Buffer
}

async function ask(url: string, options: http.RequestOptions = {}): Promise<Answer> {
  const { port } = server.address() as { port: number }
  const request = http.request({ host: "127.0.0.1", port, path: url, ...options }).end()
  const [answer] = (await once(request, "response")) as [http.IncomingMessage]
  const parts: Buffer[] = []
  for await (const part of answer) parts.push(part)
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }
}
