import type { ApiError } from "@/lib/aws/errors"
import type { Operation } from "@/lib/aws/operation"
import type { Service } from "@/lib/aws/signature"

/** The outcome of a request, for its answer and for the request log. */
export interface Outcome {
  body: object | undefined
  error?: ApiError
}

/** How a service of AWS is asked and answers. */
export interface Protocol {
  service: Service
  contentType: string
  operations: Record<string, Operation<never>>
  /** What an answer says of the operation that a request names; anything where it names none. */
  nameOf(headers: ReadonlyMap<string, string>, body: Uint8Array): string
  /** The input in a body, not checked yet. Refuses a body that is not of the protocol. */
  inputOf(text: string): unknown
  /** The status and text of an answer to the request of an id. */
  write(outcome: Outcome, id: string): { status: number; text: string }
}
