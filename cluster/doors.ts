// What stands between the parts of a cluster, so that lines can be cut.
import { once } from "node:events"
import http from "node:http"
import { openDoor } from "@/db/testing"

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
  let target: URL | undefined
  const { port, cut, close } = await openDoor(
    () => target,
    (client, behind) => client.pipe(behind).pipe(client),
  )
  return {
    port,
    leadTo: (url) => {
      target = new URL(url)
    },
    cut: () => {
      target = undefined
      cut()
    },
    close,
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
  await once(proxy.listen(port, "127.0.0.1"), "listening")
  return () => {
    proxy.closeAllConnections()
    proxy.close()
    agent.destroy()
  }
}
