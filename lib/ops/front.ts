import type { IncomingMessage, ServerResponse } from "node:http"
import { log } from "@/lib/core/log"
import { within } from "@/lib/core/watching/current"
import { numberFailures, REQUEST_ID, requestIdOf } from "@/lib/core/watching/request-id"

export { log, numberFailures }

/** Answers a request under an id that its answer, its log and its failures show. */
export function watched(request: IncomingMessage, response: ServerResponse, answer: () => Promise<void>) {
  const peer = request.socket.remoteAddress
  const id = requestIdOf({ header: (name) => request.headers[name], peer })
  response.setHeader(REQUEST_ID, id.requestId)
  return within({ ...id, failures: 0 }, answer)
}
