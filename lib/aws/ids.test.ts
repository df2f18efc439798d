import { beforeAll, expect, test } from "vitest"
import type { NewAccessKey } from "@/lib/access-keys/access-keys"
import { operations } from "@/lib/aws/operations"
import { newEmail, organization } from "@/lib/testing"
import { keyFor, testEndpoint } from "@/lib/testing/aws/endpoint"

const PATTERN = "InvalidInputException INVALID_PATTERN"
/** What is no id of any kind. */
const MALFORMED = [
  "nope",
  "x".repeat(200),
  "12345678901",
  "１２３４５６７８９０１２",
  "123456789012\n",
  "h-1",
  "r-",
  "R-ABCD",
  "p-short",
  "ou-abcd",
  "o-0123456789",
  "arn:aws:organizations::123456789012:account/o-0123456789/123456789012",
  "\u0000",
]
/** The members that are ids; that of a target of an invitation has reasons of its own. */
const ID = /Id$/
/** What the operations take beside the id that is malformed. */
const SOUND = {
  AccountId: "123456789012",
  ChildId: "123456789012",
  TargetId: "123456789012",
  ResourceId: "123456789012",
  RootId: "r-0123456789",
  ParentId: "r-0123456789",
  PolicyId: "p-0123456789",
  HandshakeId: "h-0123456789",
  ChildType: "ACCOUNT",
  Filter: "TAG_POLICY",
  PolicyType: "TAG_POLICY",
  Tags: [],
  TagKeys: [],
}

const api = testEndpoint()
let key: NewAccessKey
beforeAll(async () => {
  const org = await organization(api.db)
  key = await keyFor(org.owner, { in: org })
})

/** Each operation with each of its members that is an id. */
const taken = Object.entries(operations).flatMap(([operation, { input }]) => {
  const { shape } = input as unknown as { shape: Record<string, unknown> }
  const ids = Object.keys(shape).filter((member) => ID.test(member))
  return ids.map((member) => ({ operation, member, members: Object.keys(shape) }))
})

async function said(operation: string, body: object): Promise<string> {
  const headers = { "x-amz-target": `AWSOrganizationsV20161128.${operation}` }
  const { text } = await api.odd(key, { headers, body: JSON.stringify(body) })
  const { __type = "done", Reason } = JSON.parse(text || "{}")
  return [__type, Reason].filter(Boolean).join(" ")
}

test("every operation that takes an id says of a malformed one that its pattern is wrong", async () => {
  expect(taken.length).toBeGreaterThan(20)
  for (const { operation, member, members } of taken) {
    const others = Object.fromEntries(Object.entries(SOUND).filter(([name]) => members.includes(name)))
    for (const id of MALFORMED)
      expect(await said(operation, { ...others, [member]: id }), `${operation} ${member} ${id}`).toBe(PATTERN)
    expect(await said(operation, { ...others, [member]: "" }), `${operation} ${member} empty`).toBe(PATTERN)
    expect(await said(operation, { ...others, [member]: 7 }), `${operation} ${member} 7`).toBe("SerializationException")
    const sound = await said(operation, others)
    expect(sound, `${operation} ${member}`).toMatch(/NotFoundException$|NotInUseException$|^done$|^Policy/)
  }
})

test("a handshake in a filter is an id as well, and an address of an invitation is told what is wrong with it", async () => {
  const filter = { Filter: { ParentHandshakeId: "nope" } }
  for (const operation of ["ListHandshakesForAccount", "ListHandshakesForOrganization"])
    expect(await said(operation, filter), operation).toBe(PATTERN)
  const invite = (Type: string, Id: string) => said("InviteAccountToOrganization", { Target: { Type, Id } })
  expect(await invite("ACCOUNT", "nope")).toBe("InvalidInputException INVALID_PATTERN_TARGET_ID")
  expect(await invite("EMAIL", "nope")).toBe("InvalidInputException INVALID_EMAIL_ADDRESS_TARGET")
  expect(await invite("EMAIL", newEmail())).toBe("done")
})
