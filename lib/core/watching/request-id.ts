import { uuidv7 } from "uuidv7"
import { isFromProxy, type Sender } from "@/lib/core/network"
import { current } from "@/lib/core/watching/current"
import { settings } from "@/lib/settings"

export const REQUEST_ID = "x-request-id"
/** Enough for what proxies make, and nothing in which something could hide. */
const WELL_FORMED = /^[\w.:-]{8,64}$/

/** The id of a request: the one that a trusted proxy gave it, where that is well formed, or else a new one. */
export function requestIdOf({ header, peer }: Sender, believed = settings().proxy) {
  const given = header(REQUEST_ID)?.toString() ?? ""
  const isOwn = !WELL_FORMED.test(given) || !isFromProxy(peer, believed)
  return { requestId: isOwn ? uuidv7() : given, isOwn }
}

/**
 * Numbers what a page throws by its request, where Next would number it by its words: Next shows the number to the
 * reader and writes it into the log. What has a number keeps it.
 */
export function numberFailures() {
  Object.defineProperty(Error.prototype, "digest", {
    configurable: true,
    get(this: Error) {
      const request = current()
      // Only what was thrown has a stack: what a prototype kept would be the number of all errors.
      if (!request || !Object.isExtensible(this) || !Object.hasOwn(this, "stack")) return undefined
      request.failures += 1
      // Next takes two that are numbered alike for one.
      const digest = request.failures > 1 ? `${request.requestId}.${request.failures}` : request.requestId
      return own(this, digest)
    },
    set(this: Error, digest: unknown) {
      own(this, digest)
    },
  })
}

function own<T>(error: Error, digest: T): T {
  Object.defineProperty(error, "digest", { value: digest, writable: true, enumerable: true, configurable: true })
  return digest
}
