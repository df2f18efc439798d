import net from "node:net"
import { failed } from "@/db/driver/deadline"

const GUARDED = Symbol.for("muster.null-socket-guard")

/** What postgres.js knows of where its server is. */
interface Place {
  host: string[]
  port: number[]
  path?: string | false
}

/** The sockets that are open, by the settings of the pool that they belong to. */
const lines = new WeakMap<object, Set<net.Socket>>()

/**
 * Opens a socket that sends what is written at once. postgres.js lets the kernel hold a small piece back until a larger
 * one before it was acknowledged, which costs a round trip, and of a server that acknowledges late many milliseconds.
 * It would also try again without end where something accepts and closes without a word.
 */
export function promptSocket(place: Place): net.Socket {
  const { host, port, path } = place
  const [hostname = "localhost", number = 5432] = [host[0], port[0]]
  const socket = new net.Socket()
  socket.setNoDelay(true)
  socket.once("end", () => {
    if (socket.bytesRead === 0) socket.destroy(failed("CONNECTION_CLOSED", "The connection was closed unanswered"))
  })
  const open = lines.get(place) ?? new Set()
  lines.set(place, open.add(socket))
  socket.once("close", () => open.delete(socket))
  socket.connect(path ? { path } : { host: hostname, port: number })
  // Its name is what a certificate is held against.
  return Object.assign(socket, { host: hostname, port: number })
}

/** Where the server is that a pool is connected to, by its address itself: a name may lead elsewhere, or nowhere. */
export function frontOf(settings: object): net.NetConnectOpts | undefined {
  const { path } = settings as Place
  if (path) return { path }
  const line = [...(lines.get(settings) ?? [])].find(({ remoteAddress }) => remoteAddress)
  return line && { host: line.remoteAddress, port: Number(line.remotePort) }
}

/** Lets go of the connections of a pool, without a word to a server that does not listen. */
export function cut(settings: object) {
  for (const line of lines.get(settings) ?? []) line.destroy()
}

/** postgres.js writes to a socket that has just gone, from a timer where nobody can catch it. */
export function surviveNullSockets() {
  const marked = globalThis as { [GUARDED]?: true }
  if (marked[GUARDED]) return
  marked[GUARDED] = true
  process.on("uncaughtException", (error) => {
    if (isNullSocket(error)) return
    if (process.listenerCount("uncaughtException") === 1) throw error
  })
}

function isNullSocket(error: unknown) {
  if (!(error instanceof TypeError) || error.message !== "Cannot read properties of null (reading 'write')")
    return false
  return /processImmediate/.test(error.stack?.split("\n")[2] ?? "")
}
