import net from "node:net"

/** What postgres.js knows of where its server is: several hosts where the address names several. */
interface Place {
  host: string[]
  port: number[]
  path?: string | false
}

/**
 * Opens sockets that send what is written at once. postgres.js lets the kernel hold a small piece back until a larger
 * one before it was acknowledged, which costs a round trip, and of a server that acknowledges late many milliseconds.
 * Of several hosts the next is tried once a connection has ended.
 */
export function promptSockets() {
  let at = 0
  return ({ host, port, path }: Place): net.Socket => {
    const [hostname = "localhost", number = 5432] = [host[at % host.length], port[at % host.length]]
    const socket = new net.Socket()
    socket.setNoDelay(true)
    socket.once("close", () => at++)
    socket.connect(path ? { path } : { host: hostname, port: number })
    // Its name is what a certificate is held against.
    return Object.assign(socket, { host: hostname, port: number })
  }
}
