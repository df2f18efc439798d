import { once } from "node:events"
import fs from "node:fs"
import http from "node:http"
import net from "node:net"
import { expect, test } from "@/e2e/world"
import { actionId } from "@/lib/testing/acts/actions"

const { host, port } = new URL(String(process.env.MUSTER_ORIGIN))
const LARGEST = 256 * 1024
const log = () => fs.readFileSync(String(process.env.MUSTER_LOG), "utf8")

/** What the log has of these answers since it was so long, and what it has of none: all tests write to it. */
function logged(since: number, answers: { head: string }[]): string[] {
  const ids = answers.map(({ head }) => /^x-request-id: (\S+)/im.exec(head)?.[1])
  expect(ids).not.toContain(undefined)
  const lines = log().slice(since).split("\n").slice(0, -1)
  return lines.filter((line) => !line.startsWith("{") || ids.includes(JSON.parse(line).requestId))
}

/** Sends bytes as they are; gives the first line of the answer and the rest of its head. */
async function answerTo(sent: string) {
  const socket = net.connect(Number(port), "127.0.0.1")
  socket.on("error", () => {})
  await once(socket, "connect")
  socket.write(sent)
  let told = ""
  for await (const piece of socket) {
    told += piece
    if (told.includes("\r\n\r\n")) break
  }
  socket.destroy()
  const [line = ""] = told.split("\r\n")
  return { status: Number(line.split(" ")[1]), head: told.split("\r\n\r\n")[0] ?? "" }
}

const head = (line: string, headers: string[] = [], named = host) =>
  `${[`${line} HTTP/1.1`, `Host: ${named}`, ...headers].join("\r\n")}\r\n\r\n`
const posted = (at: string, headers: string[], body: string) =>
  head(`POST ${at}`, [`Origin: http://${host}`, ...headers, `Content-Length: ${Buffer.byteLength(body)}`]) + body

test("what is no request for a page is refused at the door", async () => {
  for (const [sent, status] of [
    [head(`GET http://${host}/login`), 200],
    [head("GET http://evil.example/login"), 421],
    [head("GET //evil.example/login"), 400],
    [head("GET /login//x"), 400],
    [head("GET /\\evil.example"), 400],
    [head("TRACE /login"), 405],
    [head("GET /login", ["Host: evil.example"]), 400],
    [head("GET /login", [], "evil.example"), 421],
    [head("GET /%00"), 400],
    [head("GET /o-abcdefghij1234/enterprise/members/%c3%28"), 400],
    [head("GET /api/session?organization=%00"), 400],
    [head("GET /api/session?organization=%c3%28"), 400],
    [head("GET /login?next=%00"), 400],
    [head("GET /invite?token=%ff"), 400],
    [head("GET /api/opt-out?token=%00"), 400],
    [head("GET /_next/static/../../login", [], "evil.example"), 400],
    [head("GET /_next/static/%2e%2e/.%2E/me", [], "evil.example"), 400],
    [posted("/icon.svg", [], "[]"), 405],
    [posted("/login", ["X-Action-Forwarded: 1"], "[]"), 404],
    [head(`GET /invite?token=${"a".repeat(199)}%F0%9F%98%80`), 303],
  ] as const) {
    const answer = await answerTo(sent)
    expect(`${sent.split("\r\n")[0]} ${answer.status}`).toBe(`${sent.split("\r\n")[0]} ${status}`)
    expect(answer.head).toMatch(/x-content-type-options: nosniff/i)
  }
})

test("what is refused by its headers is not read on without end", async () => {
  const chunk = `${(64 * 1024).toString(16)}\r\n${"x".repeat(64 * 1024)}\r\n`
  const strange = head("POST /login", ["Transfer-Encoding: chunked"], "evil.example")
  const long = await answerTo(strange + chunk.repeat(5))
  expect(long.status).toBe(421)
  expect(long.head).toMatch(/connection: close/i)
  const short = await answerTo(`${strange}${chunk}0\r\n\r\n`)
  expect(short.status).toBe(421)
  expect(short.head).not.toMatch(/connection: close/i)
})

test("a body that is too large, or none of a form of ours, is refused without a line in the log", async () => {
  const login = actionId("loginAction")
  const multipart = "Content-Type: multipart/form-data; boundary=xx"
  const field = (name: string, text: string) =>
    `--xx\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n--xx--\r\n`
  const before = log().length
  const large = await answerTo(head("POST /login", [`Origin: http://${host}`, `Content-Length: ${LARGEST + 1}`]))
  expect(large.status).toBe(413)
  const chunk = "x".repeat(LARGEST + 1)
  const chunked = head("POST /login", [`Origin: http://${host}`, "Transfer-Encoding: chunked"])
  const long = await answerTo(`${chunked}${chunk.length.toString(16)}\r\n${chunk}\r\n0\r\n\r\n`)
  expect(long.status).toBe(413)
  const answers = [large, long]
  for (const [headers, body] of [
    [[`Next-Action: ${login}`], ""],
    [[`Next-Action: ${login}`], "not json"],
    [[`Next-Action: ${login}`], '{"no":"list"}'],
    [[`Next-Action: ${login}`], '["$Fx"]'],
    [[`Next-Action: ${login}`], '["$R1"]'],
    [[`Next-Action: ${login}`], `${"[".repeat(500)}${"]".repeat(500)}`],
    [[`Next-Action: ${login}`, multipart], ""],
    [[`Next-Action: ${login}`, multipart], "--xx\r\nbroken"],
    [[`Next-Action: ${login}`, multipart], field("0", "[")],
    [[`Next-Action: ${login}`, multipart], field("1", "[]")],
    [[`Next-Action: ${login}`, "Content-Type: multipart/form-data"], field("0", "[]")],
    [[multipart], "--xx\r\nbroken"],
    [[multipart], field("$ACTION_1:0", "{")],
  ] as [string[], string][]) {
    const answer = await answerTo(posted("/login", headers, body))
    answers.push(answer)
    expect(`${headers.length} ${body.slice(0, 40)}: ${answer.status}`).toBe(
      `${headers.length} ${body.slice(0, 40)}: 400`,
    )
  }
  expect(logged(before, answers)).toEqual([])
})

test("a form arrives whole, however its body is sent", async ({ world }) => {
  const login = actionId("loginAction")
  const someone = await world.person()
  const field = (name: string, text: string) =>
    `--xx\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`
  const fields = [field("_1_contact", someone.address), field("_1_password", "not the right one 55")]
  const body = `${fields.join("")}${field("0", '[null,"$K1"]')}--xx--\r\n`
  for (const chunked of [false, true]) {
    const sent = http.request(`http://127.0.0.1:${port}/login`, { method: "POST" })
    const headers = { host, origin: `http://${host}`, "next-action": login }
    for (const [name, value] of Object.entries(headers)) sent.setHeader(name, value)
    sent.setHeader("Content-Type", "multipart/form-data; boundary=xx")
    if (!chunked) sent.setHeader("Content-Length", Buffer.byteLength(body))
    const answered = once(sent, "response")
    if (chunked) sent.write(body.slice(0, 20))
    sent.end(chunked ? body.slice(20) : body)
    const [answer] = (await answered) as [http.IncomingMessage]
    const text = Buffer.concat(await answer.toArray()).toString()
    expect(`${answer.statusCode} ${/"code":"(\w+)"/.exec(text)?.[1]}`).toBe("200 wrong_login")
  }
})

test("an action that a page does not own is told that there is none, without an exception", async () => {
  const before = log().length
  const answer = await answerTo(posted("/login", [`Next-Action: ${actionId("removeManyAction")}`], "[null,{}]"))
  expect(answer.status).toBe(409)
  expect(answer.head).toMatch(/x-nextjs-action-not-found: 1/i)
  expect(logged(before, [answer])).toEqual([])
})
