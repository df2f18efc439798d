import { ListAccountsCommand } from "@aws-sdk/client-organizations"
import { sql } from "drizzle-orm"
import { expect, test } from "vitest"
import { setAccessKey } from "@/lib/access-keys/access-keys"
import { listRequests } from "@/lib/access-keys/request-log"
import { organization } from "@/lib/testing"
import { keyFor, testEndpoint, told } from "@/lib/testing/aws/endpoint"
import type { Answered } from "@/lib/testing/aws/model"

const TARGET = "AWSOrganizationsV20161128."
const MANY = 50_000

const api = testEndpoint()

/** An enterprise and a key of it. */
async function enterprise() {
  const org = await organization(api.db)
  return { org, key: await keyFor(org.owner, { in: org }) }
}

function nameIn({ status, text }: Answered): string {
  return `${status} ${JSON.parse(text).__type}`
}

test("an operation that is unknown, or not named as the protocol names it, is told so", async () => {
  const { key } = await enterprise()
  for (const target of [
    `${TARGET}Nothing`,
    `${TARGET}listAccounts`,
    `${TARGET}toString`,
    `${TARGET}__proto__`,
    `${TARGET}${TARGET}ListAccounts`,
    TARGET,
    "ListAccounts",
    "AWSOrganizationsV20161129.ListAccounts",
    "",
  ]) {
    const answer = await api.odd(key, { headers: { "x-amz-target": target } })
    expect(nameIn(answer), target).toBe("400 UnknownOperationException")
  }
})

test("a body that is not an object in JSON is told so, and an empty one is an empty object", async () => {
  const { key } = await enterprise()
  const headers = { "x-amz-target": `${TARGET}DescribeOrganization` }
  for (const body of ["{", "nonsense", "[]", '"text"', "7", "{}{}", "\u0000"]) {
    expect(nameIn(await api.odd(key, { headers, body })), body).toBe("400 SerializationException")
  }
  for (const body of ["", "{}", ' {"Unknown": {"Member": [1]}} ']) {
    expect((await api.odd(key, { headers, body })).status, body).toBe(200)
  }
})

test("a body with bytes that are not UTF-8 is told so, and nothing else is read into it", async () => {
  const { org, key } = await enterprise()
  const headers = { "x-amz-target": `${TARGET}InviteAccountToOrganization` }
  const start = `{"Target": {"Type": "EMAIL", "Id": "latin@example.com"}, "Notes": "caf`
  for (const bytes of [[0xe9], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xff, 0xfe]]) {
    const body = Buffer.concat([Buffer.from(start), Buffer.from(bytes), Buffer.from('"}')])
    expect(nameIn(await api.odd(key, { headers, body })), String(bytes)).toBe("400 SerializationException")
  }
  const body = Buffer.from(`${start}\u00e9 \u{1f468}\u200d\u{1f4bb}"}`)
  expect((await api.odd(key, { headers, body })).status).toBe(200)
  const rows = await api.db.execute(sql`
    select terms ->> 'note' as note from handshakes where organization_id = ${org.id}`)
  expect([...rows]).toEqual([{ note: "caf\u00e9 \u{1f468}\u200d\u{1f4bb}" }])
})

test("a body that is too large, or too deep, is the program's fault, not ours", async () => {
  const { key } = await enterprise()
  const headers = { "x-amz-target": `${TARGET}ListAccounts` }
  const large = await api.odd(key, { headers, body: JSON.stringify({ NextToken: "x".repeat(4 * 1024 * 1024) }) })
  expect(nameIn(large)).toBe("400 SerializationException")
  const deep = await api.odd(key, { headers, body: `{"NextToken": ${"[".repeat(MANY)}${"]".repeat(MANY)}}` })
  expect(nameIn(deep)).toBe("400 SerializationException")
})

test("whatever is asked without a key, in whatever way, is answered in JSON", async () => {
  for (const method of ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    const response = await fetch(api.url, { method })
    expect(`${method} ${response.status} ${(await response.json()).__type}`).toBe(
      `${method} 400 UnknownOperationException`,
    )
  }
  const unsigned = await fetch(api.url, { method: "POST", body: "{}" })
  expect((await unsigned.json()).__type).toBe("MissingAuthenticationTokenException")
  const elsewhere = await fetch(`${api.url}/elsewhere`, { method: "POST", body: "{}" })
  expect((await elsewhere.json()).__type).toBe("UnknownOperationException")
})

test("a key is told that it is unknown, disabled, or has another secret, and its organization sees the attempts", async () => {
  const { org, key } = await enterprise()
  const ask = (of: typeof key) => told(api.client(of).send(new ListAccountsCommand({})))
  const lastUse = () => api.db.execute(sql`select last_used_at from access_keys where id = ${key.id}`)
  expect(await ask(key)).toBe("done")
  const used = await lastUse()
  expect(await ask({ ...key, secret: `${key.secret}x` })).toBe("InvalidSignatureException")
  expect(await ask({ ...key, id: key.id.replace(/.$/, (last) => (last === "A" ? "B" : "A")) })).toBe(
    "UnrecognizedClientException",
  )
  await setAccessKey(org.owner.ctx, { id: key.id, enabled: false })
  expect(await ask(key)).toBe("UnrecognizedClientException")
  const { rows } = await listRequests(org.owner.ctx, org.inView, { result: "refused" })
  expect(rows.map(({ operation, error }) => `${operation} ${error}`)).toEqual([
    "ListAccounts UnrecognizedClientException",
    "ListAccounts InvalidSignatureException",
  ])
  expect(await lastUse()).toEqual(used)
  await setAccessKey(org.owner.ctx, { id: key.id, enabled: true })
  expect(await ask(key)).toBe("done")
})

test("a body that is no object is told so in the words of the protocol", async () => {
  const { key } = await enterprise()
  for (const body of ["null", "[", "7", '"text"']) {
    const answer = await api.odd(key, { headers: { "x-amz-target": `${TARGET}ListAccounts` }, body })
    expect(JSON.stringify(answer), body).toContain("SerializationException")
  }
})

test("a key can be used for what it was made for alone", async () => {
  const org = await organization(api.db)
  const key = await keyFor(org.owner, { in: org, permissions: ["invite"] })
  await expect(api.client(key).send(new ListAccountsCommand({}))).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining('"read"'),
  })
})

test("a program that asks too often is told so by a name on which its client waits and tries again", async () => {
  const { key } = await enterprise()
  const ask = () => told(api.client(key, { maxAttempts: 2 }).send(new ListAccountsCommand({})))
  expect(await ask()).toBe("done")
  await api.owner.execute(sql`update limits set count = 100000 where key = ${`requestsPerKey:${key.id}`}`)
  api.heard.length = 0
  expect(await ask()).toBe("TooManyRequestsException")
  expect(api.heard.map(({ status, text }) => ({ status, type: JSON.parse(text).Type }))).toEqual([
    { status: 400, type: "USER" },
    { status: 400, type: "USER" },
  ])
})

test("every answer has an id of its own, under which the request log tells what was asked", async () => {
  const { org, key } = await enterprise()
  const [fine, broken] = [await api.odd(key, {}), await api.odd(key, { body: "{" })]
  const ids = [fine, broken].map(({ headers }) => headers.get("x-amzn-requestid"))
  const rows = await api.db.execute(sql`
    select id, operation, error, ip, access_key_id = ${key.id} as own, organization_id = ${org.id} as here
      from requests where id in (${ids[0]}, ${ids[1]}) order by id`)
  const about = { operation: "ListAccounts", ip: "127.0.0.1", own: true, here: true }
  expect([...rows]).toEqual([
    { id: ids[0], error: null, ...about },
    { id: ids[1], error: "SerializationException", ...about },
  ])
})
