// The floor over HTTP: node:http, the same reads, and pages put together by hand. A program of its own.
import http from "node:http"
import { openFloor } from "@/bench/floor"
import { signingKey, verify } from "@/lib/aws/signature"

const [url = "", port = "", secret = ""] = process.argv.slice(2)
const floor = openFloor(url)

interface Asked {
  path: string
  session: string
  headers: http.IncomingHttpHeaders
  body: Buffer
}

const routes: Record<string, (asked: Asked) => Promise<string>> = {
  "GET /api/health": async () => JSON.stringify({ ok: true }),
  async "GET /invite"({ session, path }) {
    const { user, invitation } = await floor.get(session, new URL(path, "http://floor").searchParams.get("token") ?? "")
    const { organization, inviter, role, state, email } = invitation
    const mismatch = user.email === email ? "" : `<p>Logged in as ${user.email}</p>`
    const offer = `<h1>${organization}</h1><p>${inviter} invites you as ${role}</p><p>${state}</p>${mismatch}`
    return page(`${offer}<form method="post"><button>Accept</button></form>`)
  },
  async "GET /records"({ session, path }) {
    const rows = await floor.list(session, new URL(path, "http://floor").searchParams.get("organization") ?? "")
    const heads = ["Contact", "Role", "Status", "Sent", "Inviter", "Expires", "Actions"].map(
      (head) => `<th>${head}</th>`,
    )
    return page(`<table><tr>${heads.join("")}</tr>${rows.slice(0, 25).map(rowOf).join("")}</table>`)
  },
  async "POST /accept"({ session, body }) {
    await floor.accept(session, JSON.parse(body.toString()).token)
    return JSON.stringify({ ok: true })
  },
  async "POST /create"({ session, body }) {
    const { organization, contact } = JSON.parse(body.toString())
    return JSON.stringify({ ok: true, value: await floor.create(session, organization, contact) })
  },
  async "POST /api/aws"(asked) {
    await verify(signedOf(asked), async (_, scope) => ({ signingKey: signingKey(secret, scope), now: new Date() }))
    const { organization, session, contact, id } = JSON.parse(asked.body.toString())
    const found = contact ? await floor.create(session, organization, contact) : await floor.describe(organization, id)
    return JSON.stringify({ Handshake: found })
  },
}

const format = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" })
const time = (value: Date) => `<time datetime="${value.toISOString()}">${format.format(value)}</time>`

function rowOf({ email, role, state, sent_at, inviter, expires_at }: Record<string, string & Date>) {
  const cells = [`<b>${email}</b>`, role, state, time(sent_at as Date), inviter, time(expires_at as Date)]
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}<td><button>Revoke</button></td></tr>`
}

function page(content: string): string {
  return `<!doctype html><html lang="en"><head><title>Floor</title></head><body><main>${content}</main></body></html>`
}

function signedOf({ path, headers, body }: Asked) {
  return { method: "POST", path, query: "", headers: new Map(Object.entries(headers as Record<string, string>)), body }
}

const server = http.createServer(async (request, response) => {
  try {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const path = request.url ?? "/"
    const session = /session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1] ?? ""
    const route = routes[`${request.method} ${path.split("?")[0]}`]
    const answer = await route?.({ path, session, headers: request.headers, body: Buffer.concat(parts) })
    response.writeHead(answer ? 200 : 404).end(answer)
  } catch (error) {
    response.writeHead(500).end(String(error))
  }
})
server.listen(Number(port), "127.0.0.1")
