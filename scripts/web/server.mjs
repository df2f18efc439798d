// The web server: the API for AWS clients, which needs nothing of Next, and Next for everything else.
// node scripts/web/server.mjs PORT HOST
import { randomUUID } from "node:crypto"
import http from "node:http"
import next from "next"
import { loaded } from "../install/programs.mjs"
import { root } from "../tools/process-tools.mjs"
import { everywhere, ofPrograms } from "./headers.mjs"
import { isForPrograms, refusalOf } from "./requests.mjs"

const [port = "3000", hostname = "127.0.0.1"] = process.argv.slice(2)
const dev = process.env.NODE_ENV === "development"

process.chdir(root)

/** Next says the address of a connection only in a header that anyone can send: this name is known here alone. */
const peer = `x-peer-${randomUUID()}`
globalThis[Symbol.for("muster.peer-header")] = peer

/** Where Next asks itself for the page that an action leads to, whatever a proxy before us says of the address. */
process.env.__NEXT_PRIVATE_ORIGIN = `http://${hostname === "0.0.0.0" ? "127.0.0.1" : hostname}:${port}`

const headers = Object.entries({ ...everywhere, ...ofPrograms })
const { attend, written } = await loaded("lib/aws/door.ts", { built: !dev })
const server = http.createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error)
    response.statusCode = 500
    response.end()
  })
})
const app = next({ dev, dir: root, port: Number(port), hostname, httpServer: server })
const handle = app.getRequestHandler()
await app.prepare()
server.listen(Number(port), hostname)
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop)

/** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
async function answer(request, response) {
  const refusal = refusalOf(request)
  if (isForPrograms(request.url)) {
    for (const [name, value] of headers) response.setHeader(name, value)
    await attend(request, response)
  } else if (refusal) {
    response.writeHead(refusal, everywhere).end()
  } else {
    request.headers[peer] = request.socket.remoteAddress
    await handle(request, response)
  }
}

/** Answers what was asked, and lets what was put off until after an answer come to its end. */
async function stop() {
  await new Promise((done) => {
    server.close(done)
    if (dev) server.closeAllConnections()
  })
  await app.close()
  await written()
  process.exit(0)
}
