import { expect, test } from "vitest"
import { complaintsOf } from "@/lib/testing/aws/model"

const HEADERS = new Headers({
  "content-type": "application/x-amz-json-1.1",
  "x-amzn-requestid": "0191a3c0-0000-7000-8000-000000000000",
})
const HANDSHAKE = {
  Id: "h-0123456789",
  Arn: "arn:aws:organizations::123456789012:handshake/o-0123456789/invite/h-0123456789",
  Parties: [{ Id: "o-0123456789", Type: "ORGANIZATION" }],
  State: "OPEN",
  RequestedTimestamp: 1_790_000_000.5,
  ExpirationTimestamp: 1_791_296_000.5,
  Action: "INVITE",
  Resources: [{ Type: "ORGANIZATION", Value: "o-0123456789", Resources: [{ Type: "MASTER_NAME", Value: "Bill" }] }],
}

function complaints(operation: string, body: unknown, status = 200, headers = HEADERS): string {
  return complaintsOf(operation, { status, headers, text: body === undefined ? "" : JSON.stringify(body) }).join("\n")
}

test("an answer as the model has it is sound", () => {
  expect(complaints("DescribeHandshake", { Handshake: HANDSHAKE })).toBe("")
  expect(complaints("ListHandshakesForAccount", { Handshakes: [HANDSHAKE] })).toBe("")
  expect(complaints("LeaveOrganization", undefined)).toBe("")
})

test("an answer is complained of for a member too many, too few, or of another type", () => {
  const { State: _, ...stateless } = HANDSHAKE
  const broken: [object, string][] = [
    [stateless, ".Handshake.State is missing"],
    [{ ...HANDSHAKE, Extra: 1 }, ".Handshake.Extra is not in the model"],
    [{ ...HANDSHAKE, State: null }, ".Handshake.State is null"],
    [{ ...HANDSHAKE, State: "PENDING" }, ".Handshake.State does not look like one"],
    [{ ...HANDSHAKE, Id: "1" }, ".Handshake.Id does not look like one"],
    [{ ...HANDSHAKE, Parties: {} }, ".Handshake.Parties is not a list"],
    [{ ...HANDSHAKE, Parties: [null] }, ".Handshake.Parties.0 is not an object"],
    [{ ...HANDSHAKE, Parties: [{ Type: "EMAIL" }] }, ".Handshake.Parties.0.Id is missing"],
    [{ ...HANDSHAKE, Resources: [{ Type: "X", Value: "1" }] }, ".Handshake.Resources.0.Type does not look like one"],
    [{ ...HANDSHAKE, RequestedTimestamp: "2026-01-01T00:00:00Z" }, ".Handshake.RequestedTimestamp is string"],
    [{ ...HANDSHAKE, RequestedTimestamp: 1_790_000_000_000 }, ".Handshake.RequestedTimestamp is not in seconds"],
  ]
  for (const [Handshake, words] of broken) expect(complaints("DescribeHandshake", { Handshake })).toContain(words)
  expect(complaints("ListHandshakesForAccount", {})).toContain(".Handshakes is missing")
  expect(complaints("ListHandshakesForAccount", { Handshakes: [], NextToken: null })).toContain(".NextToken is null")
  expect(complaints("LeaveOrganization", { Ok: true })).toContain("a body where there is none")
  expect(complaints("DescribeHandshake", { Handshake: HANDSHAKE }, 200, new Headers())).toMatch(
    /content type.*\n.*RequestId/,
  )
})

test("an error is complained of unless it is one of the operation, told in the way that clients read", () => {
  const told = (body: object, status = 400) => complaints("InviteAccountToOrganization", body, status)
  const Message = "No."
  const constraint = { __type: "HandshakeConstraintViolationException", Message, Reason: "ALREADY_IN_AN_ORGANIZATION" }
  for (const fine of [
    constraint,
    { __type: "DuplicateHandshakeException", Message },
    { __type: "TooManyRequestsException", Message, Type: "USER" },
    { __type: "UnrecognizedClientException", Message },
  ]) {
    expect(told(fine)).toBe("")
  }
  expect(told({ __type: "ServiceException", Message }, 500)).toBe("")
  expect(told({ __type: "ServiceException", Message })).toContain("status 400 for ServiceException")
  expect(told(constraint, 409)).toContain("status 409")
  expect(told({ ...constraint, message: Message })).toContain(".message is not in the model")
  expect(told({ ...constraint, Reason: "BECAUSE" })).toContain("Reason")
  expect(told({ __type: "HandshakeConstraintViolationException", Message })).toContain(".Reason is missing")
  expect(told({ __type: "com.amazonaws#DuplicateHandshakeException", Message })).toContain("is not an error of it")
  expect(told({ __type: "HandshakeNotFoundException", Message })).toContain("is not an error of it")
  expect(told({ __type: "DuplicateHandshakeException" })).toContain(".Message is missing")
  expect(told({ Message })).toContain("no __type")
  expect(told({ __type: "UnrecognizedClientException", message: Message })).toContain("members of the error")
})
