import type { IncomingMessage, ServerResponse } from "node:http"
import { log } from "@/lib/core/log"
import { within } from "@/lib/core/watching/current"
import { numberFailures, REQUEST_ID, requestIdOf } from "@/lib/core/watching/request-id"
import { countRequest } from "@/lib/core/watching/request-times"

export { log, numberFailures }

interface Answering {
  /** The pattern of the address that is asked for, which is one of few. */
  route: string
  answer: () => Promise<void>
}

/** Answers a request under an id that its answer, its log and its failures show, and counts it once it is over. */
export function watched(request: IncomingMessage, response: ServerResponse, { route, answer }: Answering) {
  const peer = request.socket.remoteAddress
  const id = requestIdOf({ header: (name) => request.headers[name], peer })
  const since = performance.now()
  response.setHeader(REQUEST_ID, id.requestId)
  response.once("close", () => {
    const status = response.writableFinished ? String(response.statusCode) : "aborted"
    const method = METHODS.includes(request.method ?? "") ? String(request.method) : "other"
    countRequest({ route, method, status }, (performance.now() - since) / 1000)
  })
  return within({ ...id, failures: 0 }, answer)
}

const METHODS = ["GET", "HEAD", "POST"]
