import { json } from "@/lib/aws/protocol/json"
import type { Protocol } from "@/lib/aws/protocol/protocol"
import { query } from "@/lib/aws/protocol/query"

const FORM = /^application\/x-www-form-urlencoded\b/i

/** The protocol that the headers of a request speak; the service that it is signed for has to agree. */
export function protocolOf(headers: ReadonlyMap<string, string>): Protocol {
  return FORM.test(headers.get("content-type") ?? "") && !headers.has("x-amz-target") ? query : json
}
