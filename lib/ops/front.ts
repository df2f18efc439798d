import type { IncomingMessage, ServerResponse } from "node:http"
import { log } from "@/lib/core/log"
import { isFromProxy } from "@/lib/core/network"
import { within } from "@/lib/core/watching/current"
import { numberFailures, REQUEST_ID, requestIdOf } from "@/lib/core/watching/request-id"
import { countRequest } from "@/lib/core/watching/request-times"
import { placeIn, type Span, spanned, traceparentOf } from "@/lib/core/watching/spans"
import { startTracing } from "@/lib/ops/tracing/tracing"

export { log, numberFailures, startTracing }

const METHODS = ["GET", "HEAD", "POST"]

interface Answering {
  /** The pattern of the address that is asked for, which is one of few. */
  route: string
  answer: () => Promise<void>
}

/** Answers a request under an id that its answer, its log and its failures show; counts and traces it until it is over. */
export function watched(request: IncomingMessage, response: ServerResponse, { route, answer }: Answering) {
  const peer = request.socket.remoteAddress
  const id = requestIdOf({ header: (name) => request.headers[name], peer })
  const method = METHODS.includes(request.method ?? "") ? String(request.method) : "other"
  const since = performance.now()
  response.setHeader(REQUEST_ID, id.requestId)
  response.once("close", () =>
    countRequest({ route, method, status: statusOf(response) }, (performance.now() - since) / 1000),
  )
  const traced = async (span?: Span) => {
    if (!span) return answer()
    request.headers.traceparent = traceparentOf(span)
    const closed = new Promise((done) => response.once("close", done))
    await answer()
    await closed
    Object.assign(span.attributes, outcomeOf(response))
  }
  const attributes = { "http.request.method": method, "http.route": route, "muster.request_id": id.requestId }
  const from = isFromProxy(peer) ? placeIn(String(request.headers.traceparent)) : null
  return within({ ...id, failures: 0 }, () =>
    spanned(`${method} ${route}`, traced, { kind: "server", attributes, from }),
  )
}

/** What a request was answered with, or that nobody waited for it. */
function statusOf({ writableFinished, statusCode }: ServerResponse): string {
  return writableFinished ? String(statusCode) : "aborted"
}

function outcomeOf({ writableFinished, statusCode }: ServerResponse) {
  if (!writableFinished) return { "error.type": "aborted" }
  return { "http.response.status_code": statusCode, ...(statusCode >= 500 && { "error.type": String(statusCode) }) }
}
