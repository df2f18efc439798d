import { ApiError, SERVICE_ERROR } from "@/lib/aws/errors"
import { operations } from "@/lib/aws/operations"
import type { Protocol } from "@/lib/aws/protocol/protocol"

const TARGET = "AWSOrganizationsV20161128."

/** The protocol of AWS Organizations, awsJson1.1. */
export const json: Protocol = {
  service: "organizations",
  contentType: "application/x-amz-json-1.1",
  operations,

  nameOf(headers) {
    const target = headers.get("x-amz-target") ?? ""
    return target.startsWith(TARGET) ? target.slice(TARGET.length) : ""
  },

  inputOf(text) {
    const body = parsed(text || "{}")
    if (typeof body === "object" && body !== null) return body
    throw new ApiError("SerializationException", "The body is not a JSON object.")
  },

  /** Clients know an error by `__type` alone and retry status 500, so every fault of theirs has 400. */
  write({ body, error }) {
    if (!error) return { status: 200, text: body ? JSON.stringify(body) : "" }
    const problem = {
      __type: error.name,
      Message: error.message,
      ...(error.reason && { Reason: error.reason }),
      ...(error.name === "TooManyRequestsException" && { Type: "USER" }),
    }
    return { status: error.name === SERVICE_ERROR ? 500 : 400, text: JSON.stringify(problem) }
  },
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
