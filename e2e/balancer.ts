import { once } from "node:events"
import http from "node:http"
import { setTimeout as sleep } from "node:timers/promises"

/** How often a balancer asks whether a server is ready. */
const CHECK_MS = 250
/** By what a browser stays with the server that it began with, while that is there. */
const STAY = "server"

interface Behind {
  port: number
  isReady: boolean
  /** How many requests it was given. */
  given: number
}

/**
 * A proxy before servers of this machine as balancers are: it keeps connections, gives each request to the next server
 * that says it is ready, a browser's to the one that it began with, and tries nothing twice.
 */
export async function balancer(port: number, ports: number[]) {
  const behind: Behind[] = ports.map((one) => ({ port: one, isReady: false, given: 0 }))
  const agent = new http.Agent({ keepAlive: true })
  const ending = new AbortController()
  /** What a client was not answered, or with an error of the server. */
  const failures: string[] = []
  let turn = 0
  const proxy = http.createServer((request, response) => {
    turn += 1
    const ready = behind.filter(({ isReady }) => isReady)
    const own = ready.find((one) => request.headers.cookie?.includes(`${STAY}=${one.port}`))
    pass({ request, response, failures }, own ?? ready[turn % ready.length], agent)
  })
  proxy.listen(port, "127.0.0.1")
  await once(proxy, "listening")
  const checks = behind.map(async (server) => {
    while (!ending.signal.aborted) {
      server.isReady = await isReady(server.port)
      await sleep(CHECK_MS, undefined, { signal: ending.signal }).catch(() => {})
    }
  })
  return {
    failures,
    behind,
    async close() {
      ending.abort()
      await Promise.all(checks)
      proxy.closeAllConnections()
      proxy.close()
      agent.destroy()
    },
  }
}

interface Passing {
  request: http.IncomingMessage
  response: http.ServerResponse
  failures: string[]
}

/** Passes a request on to a server, and its answer back. */
function pass({ request, response, failures }: Passing, server: Behind | undefined, agent: http.Agent) {
  const { method, headers, url } = request
  const fail = (why: unknown) => {
    failures.push(`${method} ${url} at ${server?.port}: ${why}`)
    response.destroy()
  }
  if (!server) return fail("no server is ready")
  server.given += 1
  const to = { host: "127.0.0.1", port: server.port, agent, method, headers, path: url }
  const passed = http.request(to, (answer) => {
    const { statusCode: status = 502, headers: told } = answer
    if (status >= 500) failures.push(`${method} ${url} at ${server.port}: ${status}`)
    const { connection: _, ...kept } = told
    const stay = `${STAY}=${server.port}; Path=/; HttpOnly`
    response.writeHead(status, { ...kept, "set-cookie": [...(told["set-cookie"] ?? []), stay] })
    answer.on("error", fail).pipe(response)
  })
  passed.on("error", fail)
  // Who leaves is no failure of a server.
  response.on("close", () => {
    if (!response.writableFinished)
      passed
        .off("error", fail)
        .on("error", () => {})
        .destroy()
  })
  request.pipe(passed)
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = http.get(
      { host: "127.0.0.1", port, path: "/api/health/ready", timeout: 5000, agent: false },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode === 200)
      },
    )
    asked.on("error", () => resolve(false)).on("timeout", () => asked.destroy())
  })
}
