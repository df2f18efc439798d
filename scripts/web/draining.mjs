// How a web server ends without failing anybody: it says that it is not ready, answers on, and closes in the end.
import { setTimeout as sleep } from "node:timers/promises"

/** How long an answer that is under way may take once the server closes. */
const PATIENCE_MS = 10_000

/**
 * Gives what ends a server; `attend` is told of every request, `isDraining` says whether another server should be asked.
 * @param {import("node:http").Server} server
 */
export function drainable(server) {
  /**
   * Every connection, with what it is being answered.
   * @type {Map<import("node:net").Socket, import("node:http").ServerResponse | null>}
   */
  const busy = new Map()
  const hurry = new AbortController()
  let [draining, closing] = [false, false]
  server.on("connection", (socket) => {
    busy.set(socket, null)
    socket.once("close", () => busy.delete(socket))
  })

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  function attend({ socket }, response) {
    busy.set(socket, response)
    if (draining) response.shouldKeepAlive = false
    response.once("close", () => rest(socket, response))
  }

  /** A connection that has been answered waits for the next request, or goes. */
  function rest(socket, response) {
    if (busy.get(socket) !== response) return
    busy.set(socket, null)
    if (closing) socket.end()
  }

  /**
   * For so many seconds answers whoever still comes, the last time on each connection; then lets nobody in, and waits for
   * the answers under way. Called again, it waits no longer for others to notice.
   * @param {number} seconds
   */
  async function drain(seconds) {
    if (draining) return hurry.abort()
    draining = true
    for (const response of busy.values()) if (response && !response.headersSent) response.shouldKeepAlive = false
    await sleep(seconds * 1000, undefined, { signal: hurry.signal }).catch(() => {})
    closing = true
    const closed = new Promise((done) => server.close(done))
    for (const [socket, response] of busy) if (!response) socket.destroy()
    setTimeout(() => server.closeAllConnections(), PATIENCE_MS).unref()
    await closed
  }

  return { attend, drain, isDraining: () => draining }
}
