import { sql } from "drizzle-orm"
import { beforeAll, expect, test } from "vitest"
import type { NewAccessKey } from "@/lib/access-keys/access-keys"
import { newEmail, organization } from "@/lib/testing"
import { keyFor, testEndpoint } from "@/lib/testing/aws/endpoint"

const INVITE = "InviteAccountToOrganization"
const MISSING = "InvalidInputException INPUT_REQUIRED"
const TOO_LONG = "InvalidInputException MAX_LENGTH_EXCEEDED"
const TOO_SHORT = "InvalidInputException MIN_LENGTH_EXCEEDED"
const WRONG_TYPE = "SerializationException"

const api = testEndpoint()
let org: Awaited<ReturnType<typeof organization>>
let key: NewAccessKey
beforeAll(async () => {
  org = await organization(api.db)
  key = await keyFor(org.owner, { in: org })
})

/** What the endpoint says to a body that no client would send: `done`, or the error with its reason. */
async function said(operation: string, body: object): Promise<string> {
  const headers = { "x-amz-target": `AWSOrganizationsV20161128.${operation}` }
  const { text } = await api.odd(key, { headers, body: JSON.stringify(body) })
  const { __type = "done", Reason } = JSON.parse(text)
  return [__type, Reason].filter(Boolean).join(" ")
}

/** The same for an invitation of somebody new. */
function invited(more: object): Promise<string> {
  return said(INVITE, { Target: { Type: "EMAIL", Id: newEmail() }, ...more })
}

async function expectAll(cases: [body: object, answer: string][], ask: (body: object) => Promise<string>) {
  for (const [body, answer] of cases) expect(await ask(body), JSON.stringify(body).slice(0, 200)).toBe(answer)
}

async function sentHere(): Promise<number> {
  const rows = await api.db.execute(sql`
    select 1 from letters l join handshakes h on h.id = l.handshake_id where h.organization_id = ${org.id}`)
  return rows.length
}

test("R45 R58 a target is required, with a type that can be invited and an id", async () => {
  const Id = newEmail()
  await expectAll(
    [
      [{}, MISSING],
      [{ Target: null }, MISSING],
      [{ Target: {} }, MISSING],
      [{ Target: { Id } }, MISSING],
      [{ Target: { Type: "EMAIL" } }, MISSING],
      [{ Target: { Type: "EMAIL", Id: null } }, MISSING],
      [{ Target: { Type: "EMAIL", Id: "" } }, TOO_SHORT],
      [{ Target: { Type: "EMAIL", Id: `${"a".repeat(53)}@example.com` } }, TOO_LONG],
      [{ Target: { Type: "USER", Id } }, "InvalidInputException INVALID_ENUM"],
      [{ Target: { Type: "email", Id } }, "InvalidInputException INVALID_ENUM"],
      [{ Target: { Type: "ORGANIZATION", Id: org.id } }, "InvalidInputException INVALID_PARTY_TYPE_TARGET"],
      [{ Target: `Id=${Id},Type=EMAIL` }, WRONG_TYPE],
      [{ Target: [] }, WRONG_TYPE],
      [{ Target: { Type: "ACCOUNT", Id: 123456789012 } }, WRONG_TYPE],
      [{ Target: { Type: 7, Id } }, WRONG_TYPE],
    ],
    (body) => said(INVITE, body),
  )
})

test("R46 the id of an ACCOUNT has twelve digits, no more and no less, and no other signs", async () => {
  for (const Id of [
    "12345678901",
    "1234567890123",
    "12345678901a",
    " 123456789012",
    "123456789012\n",
    "１２３４５６７８９０１２",
  ]) {
    expect(await said(INVITE, { Target: { Type: "ACCOUNT", Id } }), Id).toBe(
      "InvalidInputException INVALID_PATTERN_TARGET_ID",
    )
  }
})

test("R47 the id of an EMAIL is an address", async () => {
  for (const Id of [
    "nobody",
    "@example.com",
    "a@",
    "a@b",
    "a b@example.com",
    "a@example.com,b@example.com",
    "+8613800000000",
    "123456789012",
  ]) {
    expect(await said(INVITE, { Target: { Type: "EMAIL", Id } }), Id).toBe(
      "InvalidInputException INVALID_EMAIL_ADDRESS_TARGET",
    )
  }
})

test("R48 what the command line sends for Id=…,Type=… is an invitation, in whatever order it was typed", async () => {
  const headers = { "x-amz-target": `AWSOrganizationsV20161128.${INVITE}` }
  const inBothOrders = [
    (Id: string) => `{"Id": "${Id}", "Type": "EMAIL"}`,
    (Id: string) => `{"Type": "EMAIL", "Id": "${Id}"}`,
  ]
  for (const target of inBothOrders) {
    const Id = newEmail("juan")
    const { text } = await api.odd(key, { headers, body: `{"Target": ${target(Id)}, "Notes": "Join us"}` })
    expect(JSON.parse(text).Handshake?.Parties, text).toContainEqual({ Id, Type: "EMAIL" })
  }
})

test("R49 notes have 1024 characters at most, of any script", async () => {
  await expectAll(
    [
      [{ Notes: "x".repeat(1024) }, "done"],
      [{ Notes: "邀".repeat(1024) }, "done"],
      [{ Notes: "" }, "done"],
      [{ Notes: null }, "done"],
      [{ Notes: "one\ntwo\t<b>three</b>" }, "done"],
      [{ Notes: "x".repeat(1025) }, TOO_LONG],
      [{ Notes: 7 }, WRONG_TYPE],
      [{ Notes: ["x"] }, WRONG_TYPE],
    ],
    invited,
  )
})

test("R50 a tag has a key and a value; the value may be empty, never null", async () => {
  const tags = (...Tags: unknown[]) => ({ Tags })
  await expectAll(
    [
      [tags({ Key: "CostCenter", Value: "" }), "done"],
      [tags({ Key: "成本 _.:/=+-@", Value: "部门 _.:/=+-@" }), "done"],
      [tags({ Key: "k".repeat(128), Value: "v".repeat(256) }), "done"],
      [tags(), "done"],
      [tags({ Key: "a", Value: "1" }, { Key: "A", Value: "1" }), "done"],
      [tags({ Key: "a", Value: null }), MISSING],
      [tags({ Key: "a" }), MISSING],
      [tags({ Value: "1" }), MISSING],
      [tags({}), MISSING],
    ],
    invited,
  )
})

test("R54 one bad tag, or one too many, fails the whole request and sends nothing", async () => {
  const before = await sentHere()
  const good = { Key: "good", Value: "1" }
  const many = (count: number) => Array.from({ length: count }, (_, n) => ({ Key: `key-${n}`, Value: "1" }))
  await expectAll(
    [
      [{ Tags: [good, { Key: "", Value: "1" }] }, TOO_SHORT],
      [{ Tags: [good, { Key: "k".repeat(129), Value: "1" }] }, TOO_LONG],
      [{ Tags: [good, { Key: "a", Value: "v".repeat(257) }] }, TOO_LONG],
      [{ Tags: [good, { Key: "a#b", Value: "1" }] }, "InvalidInputException INVALID_PATTERN"],
      [{ Tags: [good, { Key: "a", Value: "<1>" }] }, "InvalidInputException INVALID_PATTERN"],
      [{ Tags: [good, { Key: "aws:cost", Value: "1" }] }, "InvalidInputException INVALID_SYSTEM_TAGS_PARAMETER"],
      [{ Tags: [good, { Key: "AWS:cost", Value: "1" }] }, "InvalidInputException INVALID_SYSTEM_TAGS_PARAMETER"],
      [{ Tags: [good, { Key: "good", Value: "2" }] }, "InvalidInputException DUPLICATE_TAG_KEY"],
      [{ Tags: [good, null] }, "InvalidInputException INVALID_LIST_MEMBER"],
      [{ Tags: [good, "Key=a,Value=b"] }, WRONG_TYPE],
      [{ Tags: [good, { Key: "a", Value: 1 }] }, WRONG_TYPE],
      [{ Tags: { Key: "a", Value: "1" } }, WRONG_TYPE],
      [{ Tags: many(51) }, "ConstraintViolationException MAX_TAG_LIMIT_EXCEEDED"],
    ],
    invited,
  )
  expect(await sentHere()).toBe(before)
  expect(await invited({ Tags: many(50) })).toBe("done")
  expect(await sentHere()).toBe(before + 1)
})

test("the id of a handshake looks like one", async () => {
  await expectAll(
    [
      [{}, MISSING],
      [{ HandshakeId: "h-1" }, "InvalidInputException INVALID_PATTERN"],
      [{ HandshakeId: "x".repeat(40) }, "InvalidInputException INVALID_PATTERN"],
      [{ HandshakeId: "H-0123456789" }, "InvalidInputException INVALID_PATTERN"],
      [{ HandshakeId: 7 }, WRONG_TYPE],
      [{ HandshakeId: "h-0123456789" }, "HandshakeNotFoundException"],
      [{ HandshakeId: `h-${"z".repeat(32)}` }, "HandshakeNotFoundException"],
    ],
    (body) => said("DescribeHandshake", body),
  )
})

test("R61 a list takes a page of 1 to 20, a token that it gave out, and one filter", async () => {
  const filter = (Filter: object) => ({ Filter })
  await expectAll(
    [
      [{ MaxResults: 1 }, "done"],
      [{ MaxResults: 20 }, "done"],
      [{ MaxResults: 0 }, "InvalidInputException MIN_VALUE_EXCEEDED"],
      [{ MaxResults: 21 }, "InvalidInputException MAX_VALUE_EXCEEDED"],
      [{ MaxResults: "7" }, WRONG_TYPE],
      [{ MaxResults: 1.5 }, WRONG_TYPE],
      [{ NextToken: "nonsense" }, "InvalidInputException INVALID_NEXT_TOKEN"],
      [{ NextToken: "" }, "InvalidInputException INVALID_NEXT_TOKEN"],
      [{ NextToken: "x".repeat(100_001) }, TOO_LONG],
      [filter({}), "done"],
      [filter({ ActionType: "INVITE" }), "done"],
      [filter({ ActionType: "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE" }), "done"],
      [filter({ ActionType: "TRANSFER" }), "InvalidInputException INVALID_ENUM"],
      [
        filter({ ActionType: "APPROVE_ALL_FEATURES", ParentHandshakeId: "h-0123456789" }),
        "InvalidInputException MAX_LIMIT_EXCEEDED_FILTER",
      ],
    ],
    (body) => said("ListHandshakesForOrganization", body),
  )
})
