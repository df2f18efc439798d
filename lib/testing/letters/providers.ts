import { randomUUID } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** What a provider says to a request that it does not take. */
interface Refusing {
  status: number
  name?: string
  code?: number
  message?: string
}

/** How a provider behaves for one request. */
export type Mood = "well" | "busy" | "broken" | "refuses" | "hangs" | "resets" | "takes it and resets" | Refusing

interface Arrival {
  key: string
  to: string
  subject: string
  text: string
  headers: Record<string, string>
  tags: { name: string; value: string }[]
}

/** Stands for Resend: keeps each idempotency key, and misbehaves as it is told. */
export async function resendStandIn(mood: () => Mood = () => "well") {
  const delivered = new Map<string, Arrival>()
  const tries: string[] = []
  let twice = 0
  const { url, close } = await listen(async (request, response) => {
    const message = JSON.parse(await bodyOf(request))
    const key = String(request.headers["idempotency-key"])
    tries.push(key)
    const take = () => {
      if (delivered.has(key) && delivered.get(key)?.text !== message.text) twice += 1
      const { to, subject, text, headers, tags } = message
      delivered.set(key, { key, to, subject, text, headers, tags })
    }
    behave(mood(), response, { take, taken: () => reply(response, 200, { id: `re_${key}` }) })
  })
  return { url, close, delivered, tries, changed: () => twice }
}

/** Stands for Twilio, which knows no keys: every accepted POST is one more text message. */
export async function twilioStandIn(mood: () => Mood = () => "well") {
  const messages: { sid: string; to: string; body: string; callback: string; status: string; date_created: string }[] =
    []
  const { url, close } = await listen(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://twilio")
    if (!/^\/2010-04-01\/Accounts\/AC\w+\/Messages\.json$/.test(pathname)) return reply(response, 404, {})
    if (request.method === "GET")
      return reply(response, 200, { messages: messages.filter(({ to }) => to === searchParams.get("To")) })
    const form = new URLSearchParams(await bodyOf(request))
    const sid = `SM${randomUUID().replaceAll("-", "")}`
    const take = () =>
      messages.unshift({
        sid,
        to: form.get("To") ?? "",
        body: form.get("Body") ?? "",
        callback: form.get("StatusCallback") ?? "",
        status: "queued",
        date_created: new Date().toUTCString(),
      })
    behave(mood(), response, { take, taken: () => reply(response, 201, { sid }) })
  })
  return { url, close, messages }
}

interface Taking {
  take: () => unknown
  taken: () => unknown
}

function behave(mood: Mood, response: ServerResponse, { take, taken }: Taking) {
  if (typeof mood === "object") return reply(response, mood.status, { ...mood, statusCode: mood.status })
  if (mood === "hangs") return
  if (mood === "resets") return response.destroy()
  if (mood === "busy") return reply(response, 429, problem("rate_limit_exceeded", 429), { "retry-after": "120" })
  if (mood === "broken") return reply(response, 500, problem("internal_server_error", 500))
  if (mood === "refuses") return reply(response, 422, problem("validation_error", 422, "bob@example.com is suppressed"))
  take()
  return mood === "well" ? taken() : response.destroy()
}

function problem(name: string, statusCode: number, message = name) {
  return { name, statusCode, message, code: statusCode }
}

function reply(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>) {
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}
