// Tells the app from which address each request came. Next says it only in a header that anyone can send, so it is
// written under a name that this process alone knows.
import { randomUUID } from "node:crypto"
import { subscribe } from "node:diagnostics_channel"

const header = `x-peer-${randomUUID()}`
globalThis[Symbol.for("muster.peer-header")] = header

subscribe("http.server.request.start", ({ request }) => {
  request.headers[header] = request.socket.remoteAddress
})
