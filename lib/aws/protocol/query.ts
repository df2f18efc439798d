import type { ApiError } from "@/lib/aws/errors"
import { callerOperations } from "@/lib/aws/operations/caller"
import type { Protocol } from "@/lib/aws/protocol/protocol"

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
const NAME = "GetCallerIdentity"
/** What the errors that this service has in common with the other are called here, and their status. */
const errors: Record<string, [code: string, status: number]> = {
  MissingAuthenticationTokenException: ["MissingAuthenticationToken", 403],
  IncompleteSignatureException: ["IncompleteSignature", 400],
  UnrecognizedClientException: ["InvalidClientTokenId", 403],
  InvalidSignatureException: ["SignatureDoesNotMatch", 403],
  UnknownOperationException: ["InvalidAction", 400],
  SerializationException: ["MalformedInput", 400],
  TooManyRequestsException: ["Throttling", 400],
  ServiceException: ["InternalFailure", 500],
}

/** The query protocol of the Security Token Service, of which tools ask first who they are. */
export const query: Protocol = {
  service: "sts",
  contentType: "text/xml",
  operations: callerOperations,
  nameOf: (_, body) => new URLSearchParams(Buffer.from(body).toString("latin1")).get("Action") ?? "",
  inputOf: (text) => Object.fromEntries(new URLSearchParams(text)),

  write({ body, error }, id) {
    if (error) return failure(error, id)
    const result = elements({ [`${NAME}Result`]: body ?? {}, ResponseMetadata: { RequestId: id } })
    return { status: 200, text: document(`${NAME}Response`, result) }
  },
}

function failure({ name, message }: ApiError, id: string) {
  const [Code, status] = errors[name] ?? [name, 400]
  const Type = status === 500 ? "Receiver" : "Sender"
  const content = elements({ Error: { Type, Code, Message: message }, RequestId: id })
  return { status, text: document("ErrorResponse", content) }
}

function document(name: string, content: string): string {
  return `<${name} xmlns="${NAMESPACE}">${content}</${name}>`
}

function elements(value: object): string {
  return Object.entries(value)
    .map(([name, item]) => `<${name}>${typeof item === "object" ? elements(item) : escaped(String(item))}</${name}>`)
    .join("")
}

function escaped(text: string): string {
  return text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
