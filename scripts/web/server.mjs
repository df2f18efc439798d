// The web server: the API for AWS clients and the files of a build, which need nothing of Next, and Next behind the guard.
// node scripts/web/server.mjs PORT HOST
import { randomUUID } from "node:crypto"
import http from "node:http"
import path from "node:path"
import next from "next"
import { loaded } from "../install/programs.mjs"
import { root } from "../tools/process-tools.mjs"
import { bodyOf, hasBody, isLookedAt, isReadable as isReadableBody, isTooLarge, withBody } from "./bodies.mjs"
import { drainable } from "./draining.mjs"
import { filesOf } from "./files.mjs"
import { headers } from "./headers.mjs"
import { isForPrograms, isOpenToAll, isReadiness, localPart, refusalOf } from "./requests.mjs"
import { routesOf } from "./routes.mjs"

/** Set by Next on an action that it sends on to itself, because the page does not own it: it would fail underway. */
const FORWARDED = "x-action-forwarded"
const TOO_LARGE = { status: 413 }
const UNKNOWN_ACTION = { status: 404, headers: { "x-nextjs-action-not-found": "1" } }
const DRAINING = JSON.stringify({ status: "not ready", missing: ["draining"] })
const [port = "3000", hostname = "127.0.0.1"] = process.argv.slice(2)
const dev = process.env.NODE_ENV === "development"

process.chdir(root)
/** @type {(signal: string) => void} */
let end = () => process.exit(0)
// Before all that takes time: the first process of a container is deaf to what it has no handler for.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => end(signal))

/** Next says the address of a connection only in a header that anyone can send: this name is known here alone. */
const peer = `x-peer-${randomUUID()}`
globalThis[Symbol.for("muster.peer-header")] = peer

/** Where Next asks itself for the page that an action leads to, whatever a proxy before us says of the address. */
process.env.__NEXT_PRIVATE_ORIGIN = `http://${hostname === "0.0.0.0" ? "127.0.0.1" : hostname}:${port}`

const { attend, written } = await loaded("lib/aws/door.ts", { built: !dev })
const { guard } = await loaded("lib/web/guard/guard.ts", { built: !dev })
const { settings } = await loaded("lib/settings/index.ts", { built: !dev })
const { log, numberFailures, startTracing, watched } = await loaded("lib/ops/front.ts", { built: !dev })
const { keepAliveSeconds, drainSeconds } = settings().server
const sendFile = dev ? () => false : filesOf(path.join(root, ".next"))
const routeOf = routesOf(path.join(root, ".next"))
const server = http.createServer((request, response) => {
  ending.attend(request, response)
  const url = localPart(request.url)
  const route = isForPrograms(url) ? "/api/aws" : routeOf(url)
  watched(request, response, { route, answer: () => answerOrFail(request, response) })
})
numberFailures()
const tracesSent = startTracing()
const ending = drainable(server)
server.keepAliveTimeout = keepAliveSeconds * 1000

const app = next({ dev, dir: root, port: Number(port), hostname, httpServer: server })
const handle = app.getRequestHandler()
await app.prepare()
server.listen(Number(port), hostname)
end = stop

/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
function answerOrFail(request, response) {
  return answer(request, response).catch((error) => {
    log.error({ error }, "a request failed")
    response.statusCode = 500
    response.end()
  })
}

/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
async function answer(request, response) {
  const status = refusalOf(request)
  request.url = localPart(request.url)
  for (const [name, value] of headers) response.setHeader(name, value)
  if (isForPrograms(request.url)) {
    await attend(request, response)
  } else if (ending.isDraining() && isReadiness(request.url)) {
    response.writeHead(503, { "Content-Type": "application/json" }).end(DRAINING)
  } else if (status) {
    await answerInstead(response, { status })
  } else if (isTooLarge(request)) {
    await answerInstead(response, TOO_LARGE)
  } else if (FORWARDED in request.headers) {
    await answerInstead(response, UNKNOWN_ACTION)
  } else if (isOpenToAll(request.url)) {
    await sendOpen(request, response)
  } else {
    await letIn(request, response)
  }
}

/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
async function sendOpen(request, response) {
  if (!["GET", "HEAD"].includes(request.method ?? "")) await answerInstead(response, { status: 405 })
  else if (!sendFile(request, response)) await handOver(request, response)
}

/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
async function letIn(request, response) {
  const { instead, given, answered } = guard(request)
  if (instead) return answerInstead(response, instead)
  Object.assign(request.headers, given)
  for (const [name, value] of Object.entries(answered)) response.setHeader(name, value)
  if (isLookedAt(request)) await lookAt(request, response)
  else await handOver(request, response)
}

/**
 * Gives Next a body that was read before, if it is one.
 * @param {http.IncomingMessage} request @param {http.ServerResponse} response
 */
async function lookAt(request, response) {
  const body = await bodyOf(request)
  if (body === null) return answerInstead(response, TOO_LARGE)
  if (!(await isReadableBody(request, body))) return answerInstead(response, { status: 400 })
  await handOver(withBody(request, body), response)
}

/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
async function handOver(request, response) {
  request.headers[peer] = request.socket.remoteAddress
  if (request.method === "POST" && !("next-action" in request.headers)) sayRenewed(request, response)
  await handle(request, response)
}

/**
 * What is answered in place of a page.
 * @typedef {{ status: number, headers?: Record<string, string>, text?: string }} Instead
 * @param {http.ServerResponse} response @param {Instead} instead
 */
async function answerInstead(response, { status, headers = {}, text }) {
  const { req: request } = response
  const isShort = async () => status !== TOO_LARGE.status && (await bodyOf(request)) !== null
  const isRead = request.complete || !hasBody(request) || (await isShort())
  // What is left of a body would be read on, however long it is.
  const closing = isRead ? {} : { Connection: "close" }
  response.writeHead(status, { ...closing, ...headers }).end(text)
}

/**
 * Lets a page say that Muster was renewed, where a browser without JavaScript has sent a form of another version: Next
 * has a code for a script alone. @param {http.IncomingMessage} request @param {http.ServerResponse} response
 */
function sayRenewed(request, response) {
  const begin = response.writeHead.bind(response)
  response.writeHead = (...head) => {
    if (response.statusCode !== 409 || !response.hasHeader("x-nextjs-action-not-found")) return begin(...head)
    response.setHeader("Location", `/renewed?${new URLSearchParams({ next: request.url ?? "/" })}`)
    return begin(303)
  }
}

/**
 * Gives a balancer time to notice, but for Ctrl-C, behind which somebody waits at a terminal. Then answers what was
 * asked, and does what was put off until after an answer.
 * @param {string} signal
 */
async function stop(signal) {
  const again = ending.isDraining()
  if (dev) server.closeAllConnections()
  await ending.drain(signal === "SIGTERM" ? drainSeconds : 0)
  if (again) return
  await app.close()
  await written()
  await tracesSent()
  process.exit(0)
}
