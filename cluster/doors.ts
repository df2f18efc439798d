// What stands between the parts of a cluster, so that lines can be cut.
import { once } from "node:events"
import http from "node:http"
import net from "node:net"

/** A place that stays where it is, whichever server stands behind it. */
export interface Door {
  port: number
  /** Leads to a server from then on; what is connected stays where it is. */
  leadTo(url: string): void
  /** Cuts what is connected, and lets nothing through. */
  cut(): void
  close(): void
}

/** A door that is closed until it leads somewhere. */
export async function door(): Promise<Door> {
  const sockets = new Set<net.Socket>()
  let target: URL | undefined
  const server = net.createServer((client) => {
    if (!target) return client.destroy()
    const behind = net.connect(Number(target.port), target.hostname)
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      sockets.add(one.setNoDelay(true))
      one.on("error", () => other.destroy())
      one.on("close", () => sockets.delete(one) && other.destroy())
    }
    client.pipe(behind).pipe(client)
  })
  await listening(server)
  const cut = () => {
    target = undefined
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: portOf(server),
    leadTo: (url) => {
      target = new URL(url)
    },
    cut,
    close: () => {
      cut()
      server.close()
    },
  }
}

/** An HTTP proxy that gives each request to the next of several servers; one that cannot be reached answers 502. */
export async function roundRobin(port: number, ports: number[]): Promise<() => void> {
  const agent = new http.Agent({ keepAlive: true })
  let turn = 0
  const proxy = http.createServer((request, response) => {
    turn += 1
    const { method, headers, url } = request
    const to = { agent, host: "127.0.0.1", port: ports[turn % ports.length], method, headers, path: url }
    const passed = http.request(to, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    passed.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end()))
    request.pipe(passed)
  })
  await listening(proxy, port)
  return () => {
    proxy.closeAllConnections()
    proxy.close()
    agent.destroy()
  }
}

async function listening(server: net.Server, port = 0) {
  server.listen(port, "127.0.0.1")
  await once(server, "listening")
}

function portOf(server: net.Server): number {
  return (server.address() as net.AddressInfo).port
}
