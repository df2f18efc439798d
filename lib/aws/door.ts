import type { IncomingMessage, ServerResponse } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import { type Answer, type Asked, answer } from "@/lib/aws/endpoint"
import { ApiError } from "@/lib/aws/errors"
import { database } from "@/lib/core/context"
import { networkOf } from "@/lib/core/network"
import { current } from "@/lib/core/watching/current"

const BODY_MAX_BYTES = 128 * 1024
/** For so long requests are gathered for the request log, which is then written at once. */
const GATHERED_MS = 100

const underway = new Set<Promise<unknown>>()

/** Answers a request to the AWS API; every answer is in its format, errors included. */
export async function attend(message: IncomingMessage, response: ServerResponse) {
  const ip = networkOf({ header: (name) => message.headers[name], peer: message.socket.remoteAddress })
  // What a proxy calls the request need not be unlike others, as in the request log it must be.
  const { requestId, isOwn } = current() ?? {}
  const id = isOwn ? requestId : undefined
  send(response, await answer(askedBy(message), { id, db: database(), ip, afterwards }))
}

/** Sends an answer. */
export function send(response: ServerResponse, { status, headers, text }: Answer) {
  // The clock of this machine may err, and clients set theirs by the date of an answer.
  response.sendDate = false
  response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(text) }).end(text)
}

/** Waits until every request that was answered is in the request log. */
export async function written() {
  await Promise.all(underway)
}

function afterwards(work: () => Promise<unknown>) {
  const writing = sleep(GATHERED_MS)
    .then(work)
    .finally(() => underway.delete(writing))
  underway.add(writing)
}

/** A message of node:http as the API takes it. */
export function askedBy(message: IncomingMessage): Asked {
  const [path = "", query = ""] = (message.url ?? "").split(/\?(.*)/s)
  const headers = new Map(Object.entries(message.headers).map(([name, value]) => [name, String(value)]))
  return { method: message.method ?? "", path, query, headers, body: () => bodyOf(message) }
}

/** The bytes as they were sent. Refuses more than the limit without keeping them. */
function bodyOf(message: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let size = 0
    message.on("data", (piece: Buffer) => {
      size += piece.length
      if (size <= BODY_MAX_BYTES) pieces.push(piece)
      else reject(new ApiError("SerializationException", "The body is too large."))
    })
    message.once("end", () => resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)))
    message.once("close", () => {
      if (!message.complete) reject(new ApiError("SerializationException", "The body is incomplete."))
    })
  })
}
