// What stands before a server in tests, so that its lines can be counted, held and cut.
import { once } from "node:events"
import net from "node:net"

const WIRE_MS = 10
const SSL_REQUEST = Buffer.from("0000000804d2162f", "hex")

/** How what a client sends gets to the server that its line leads to, and back. */
type Join = (client: net.Socket, behind: net.Socket) => void

/**
 * A door, at a port of its own or a given one, through which each line leads to where `target` says when it begins;
 * nowhere while that is undefined. What ends on one side ends on the other.
 */
export async function openDoor(target: () => URL | undefined, join: Join, port = 0) {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((client) => {
    const to = target()
    if (!to) return client.destroy()
    const behind = net.connect(Number(to.port), to.hostname)
    for (const [one, other] of bothWays(client, behind)) {
      sockets.add(one.setNoDelay(true))
      one.on("error", () => other.destroy())
      one.on("close", () => sockets.delete(one) && other.destroy())
    }
    join(client, behind)
  })
  await once(server.listen(port, "127.0.0.1"), "listening")
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as net.AddressInfo).port,
    /** Cuts every line, as a network does. */
    cut,
    /** Answers no more on the lines that there are, as a network does that has gone silent. */
    silence: () => {
      for (const socket of sockets) socket.pause()
    },
    close: () => {
      cut()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function bothWays(client: net.Socket, behind: net.Socket) {
  return [
    [client, behind],
    [behind, client],
  ] as const
}

/**
 * A door before PostgreSQL that counts flights: what the client sends after the server last answered. Answers travel for
 * a while, as they do from another machine, so that what is sent without waiting for one is never taken for a flight.
 */
export async function countingProxy(url: string) {
  let target = new URL(url)
  let flights = 0
  const door = await openDoor(
    () => target,
    (client, behind) => {
      let answered = true
      client.on("data", (bytes) => {
        if (answered) flights += 1
        answered = false
        behind.write(bytes)
      })
      behind.on("data", (bytes) => {
        setTimeout(() => {
          answered = true
          client.write(bytes)
        }, WIRE_MS)
      })
    },
  )
  return {
    ...door,
    url: at(url, door.port),
    flights: () => flights,
    reset: () => {
      flights = 0
    },
    /** Leads what connects from now on to another server. */
    to: (next: string) => {
      target = new URL(next)
    },
  }
}

/**
 * A door before PostgreSQL, at a port of its own or a given one, whose line can be held: nothing comes through then,
 * nothing breaks, and whoever connects is not answered. It counts who asks only whether anybody is there.
 */
export async function heldLine(url: string, port = 0) {
  let waiting: (() => void)[] = []
  let asked = 0
  let held = false
  const join: Join = (client, behind) => {
    client.once("data", (bytes) => {
      if (bytes.equals(SSL_REQUEST)) asked++
    })
    for (const [one, other] of bothWays(client, behind))
      one.on("data", (bytes) => (held ? waiting.push(() => other.write(bytes)) : other.write(bytes)))
  }
  const door = await openDoor(() => new URL(url), join, port)
  return {
    url: at(url, door.port),
    asked: () => asked,
    hold: (on: boolean) => {
      held = on
      for (const send of waiting) send()
      waiting = []
    },
    close: door.close,
  }
}

function at(url: string, port: number): string {
  return Object.assign(new URL(url), { port: String(port) }).href
}
