import { spawnSync } from "node:child_process"
import { ListRootsCommand, OrganizationsClient } from "@aws-sdk/client-organizations"
import { expect, test } from "vitest"
import { type Scope, type Signed, signingKey, verify } from "@/lib/aws/signature"

const KEY = { accessKeyId: "MUSTERKEY0001", secretAccessKey: "a secret/with+signs" }
const BODY = '{"MaxResults":7}'
const NOON = new Date("2026-03-31T12:00:00Z")
const MINUTE = 60_000
const python = spawnSync("python3", ["-c", "import botocore"]).status === 0

test("what the JavaScript client signs is its access key's, with and without a slash at the end, in any region", async () => {
  for (const endpoint of [
    "https://muster.example/api/aws",
    "https://muster.example/api/aws/",
    "http://localhost:3000",
  ]) {
    for (const region of ["us-east-1", "eu-west-1", "cn-north-1"]) {
      expect(await answer(await signed({ endpoint, region }))).toBe(KEY.accessKeyId)
    }
  }
})

test.skipIf(!python)("what botocore signs is its access key's (needs python3 with botocore)", async () => {
  for (const url of ["https://muster.example/api/aws", "https://muster.example/api/aws/", "http://localhost:3000/"]) {
    const request = byBotocore(url)
    expect(await answer(request, new Date())).toBe(KEY.accessKeyId)
    expect(request.headers.has("x-amz-content-sha256")).toBe(false)
    const added = withHeader(request, "x-amz-content-sha256", "UNSIGNED-PAYLOAD")
    expect(await answer(added, new Date())).toBe(KEY.accessKeyId)
    expect(await answer({ ...request, body: Buffer.from("{}") }, new Date())).toMatch(/^InvalidSignature.*the one/)
  }
  const odd = byBotocore("https://muster.example/it's%20(all)*!/here")
  expect(await answer(odd, new Date())).toBe(KEY.accessKeyId)
  const query = byBotocore("https://muster.example/api/aws?b=2&a-b=1&a1&a=%20x&a=1")
  expect(await answer(query, new Date())).toBe(KEY.accessKeyId)
  expect(await answer({ ...query, query: `${query.query}&c=3` }, new Date())).toMatch(/^InvalidSignature/)
})

test("nothing that was signed can be altered by one character", async () => {
  const request = await signed()
  const names = signedHeadersOf(request).filter((name) => name !== "x-amz-date")
  for (const name of names) {
    for (let at = 0; at < (request.headers.get(name) ?? "").length; at += 1) {
      const altered = withHeader(request, name, otherwise(request.headers.get(name) ?? "", at))
      expect(await answer(altered), `${name}, character ${at}`).toMatch(/^InvalidSignature/)
    }
  }
  for (let at = 0; at < BODY.length; at += 1) {
    const body = Buffer.from(otherwise(BODY, at))
    expect(await answer({ ...request, body }), `body, character ${at}`).toMatch(/^InvalidSignature/)
  }
})

test("method and path count, the slash at the end of the path as well", async () => {
  const request = await signed()
  for (const altered of [{ path: "/api/aws" }, { path: "/api" }, { path: "/" }, { method: "PUT" }]) {
    expect(await answer({ ...request, ...altered })).toMatch(/^InvalidSignature.*the one/)
  }
})

test("two slashes for one count as one, whether the client signs them or not", async () => {
  const folded = await signed({ endpoint: "https://muster.example//api/aws" })
  expect(await answer({ ...folded, path: "//api/aws/" })).toBe(KEY.accessKeyId)
  expect(await answer({ ...(await signed()), path: "/api//aws//" })).toBe(KEY.accessKeyId)
  expect(await answer({ ...folded, path: "//api//aw/s/" })).toMatch(/^InvalidSignature.*the one/)
  const literal = await signed({ endpoint: "https://muster.example//api/aws", literal: true })
  expect(await answer({ ...literal, path: "//api/aws/" })).toBe(KEY.accessKeyId)
})

test("a signature cannot be sent again with another target, nor with two", async () => {
  const request = await signed()
  expect(await answer(withHeader(request, "x-amz-target", "AWSOrganizationsV20161128.LeaveOrganization"))).toMatch(
    /^InvalidSignature.*the one/,
  )
  const both = `${request.headers.get("x-amz-target")}, AWSOrganizationsV20161128.LeaveOrganization`
  expect(await answer(withHeader(request, "x-amz-target", both))).toMatch(/^InvalidSignature.*the one/)
})

test("what is read must be signed: the host, the date and the target", async () => {
  const request = await signed()
  for (const [name, words] of [
    ["x-amz-target", "x-amz-target must be a signed header"],
    ["x-amz-date", "x-amz-date must be a signed header"],
    ["host", "Host must be a signed header"],
  ] as const) {
    expect(await answer(replaced(request, `;${name}`, ""))).toContain(words)
  }
  const without = withoutHeader(await signed({ without: ["x-amz-target"] }), "x-amz-target")
  expect(await answer(withHeader(without, "x-amz-target", "AWSOrganizationsV20161128.LeaveOrganization"))).toContain(
    "x-amz-target must be a signed header",
  )
})

test("headers that the path to us adds after signing refuse nothing", async () => {
  const request = await signed({ without: ["x-amz-user-agent"] })
  for (const [name, value] of [
    ["x-amz-cf-id", "zLyU9mDMbHTlPp9bcUX0SlJv=="],
    ["x-amz-apigw-id", "Fxt3mE2zoAMFnEw="],
    ["x-amz-user-agent", "aws-amplify/5"],
    ["x-amzn-trace-id", "Root=1-67891233-abcdef012345678912345678"],
    ["x-amz-anything", "1"],
    ["x-forwarded-for", "203.0.113.7"],
    ["via", "2.0 cloudfront.example (CloudFront)"],
  ] as const) {
    expect(await answer(withHeader(request, name, value)), name).toBe(KEY.accessKeyId)
  }
})

test("a signature for one service counts for no other", async () => {
  const request = await signed()
  const keyOf = async (_: string, scope: Scope) => ({ signingKey: signingKey(KEY.secretAccessKey, scope), now: NOON })
  expect(await verify(request, keyOf, "organizations")).toBe(KEY.accessKeyId)
  await expect(verify(request, keyOf, "sts")).rejects.toThrow("the service sts")
})

test("a header that is not signed may be there, the content type among them", async () => {
  const request = await signed({ without: ["content-type"] })
  expect(signedHeadersOf(request)).not.toContain("content-type")
  expect(await answer(withHeader(request, "content-type", "application/x-amz-json-1.1"))).toBe(KEY.accessKeyId)
  expect(await answer(withHeader(request, "accept-encoding", "identity"))).toBe(KEY.accessKeyId)
})

test("a header that is signed must be there", async () => {
  const request = withoutHeader(await signed(), "x-amz-user-agent")
  expect(await answer(request)).toMatch(/^InvalidSignature.*x-amz-user-agent is signed, but was not sent/)
})

test("blanks in and around a header count as one, or none", async () => {
  const request = await signed({ with: { "x-amz-note": "two words" } })
  expect(await answer(withHeader(request, "x-amz-note", "  two \t words "))).toBe(KEY.accessKeyId)
  expect(await answer(withHeader(request, "x-amz-note", "twowords"))).toMatch(/^InvalidSignature/)
})

test("a body that is not hashed, or sent in pieces, is refused", async () => {
  for (const hash of ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "0".repeat(64)]) {
    const request = await signed({ with: { "x-amz-content-sha256": hash } })
    expect(request.headers.get("x-amz-content-sha256")).toBe(hash)
    expect(await answer(request)).toMatch(/^InvalidSignature.*hash of the body/)
  }
  const upper = await signed()
  const hash = upper.headers.get("x-amz-content-sha256")?.toUpperCase() ?? ""
  expect(await answer(withHeader(upper, "x-amz-content-sha256", hash))).toMatch(/^InvalidSignature.*hash of the body/)
  const pieces = await signed({ with: { "content-encoding": "aws-chunked" } })
  expect(await answer(pieces)).toMatch(/^InvalidSignature.*in one piece/)
})

test("a clock may be off by five minutes, either way", async () => {
  const request = await signed()
  const [signedAt] = /\d{8}T\d{6}Z/.exec(request.headers.get("x-amz-date") ?? "") ?? []
  const time = Date.parse(signedAt?.replace(/(....)(..)(..T..)(..)(..)/, "$1-$2-$3:$4:$5") ?? "")
  for (const off of [-5 * MINUTE, -2 * MINUTE, 2 * MINUTE, 5 * MINUTE]) {
    expect(await answer(request, new Date(time + off))).toBe(KEY.accessKeyId)
  }
  const late = await answer(request, new Date(time + 5 * MINUTE + 1))
  expect(late).toBe(`InvalidSignatureException: Signature expired: ${signedAt}.`)
  const early = await answer(request, new Date(time - 5 * MINUTE - 1))
  expect(early).toBe(`InvalidSignatureException: Signature not yet current: ${signedAt}.`)
})

test("the day of the credential is that of X-Amz-Date, around midnight too", async () => {
  const request = await signed({ at: new Date("2026-03-31T23:59:00Z") })
  expect(await answer(request, new Date("2026-04-01T00:01:00Z"))).toBe(KEY.accessKeyId)
  expect(await answer(replaced(request, "/20260331/", "/20260401/"), new Date("2026-04-01T00:01:00Z"))).toMatch(
    /^InvalidSignature.*day in Credential/,
  )
})

test("a date that is not one, or is missing, is refused", async () => {
  const request = await signed()
  for (const date of ["", "now", "20260331", "2026-03-31T12:00:00Z", "20260331T120000Z, 20260331T120000Z"]) {
    expect(await answer(withHeader(request, "x-amz-date", date)), date).toMatch(/^IncompleteSignature/)
  }
  expect(await answer(withHeader(request, "x-amz-date", "20260331T126000Z"))).toMatch(/^InvalidSignature.*current/)
  expect(await answer(withoutHeader(request, "x-amz-date"))).toMatch(/^IncompleteSignature.*no X-Amz-Date/)
})

test("service, terminator and region of the credential cannot be swapped", async () => {
  const request = await signed()
  expect(await answer(replaced(request, "/organizations/", "/iam/"))).toMatch(
    /^InvalidSignature.*service organizations/,
  )
  expect(await answer(replaced(request, "/aws4_request", "/aws5_request"))).toMatch(/^InvalidSignature.*aws4_request/)
  expect(await answer(replaced(request, "/us-east-1/", "/eu-west-1/"))).toMatch(/^InvalidSignature.*the one/)
})

test("an unknown key is told apart from a wrong secret, and both are computed", async () => {
  expect(await answer(await signed({ key: { ...KEY, secretAccessKey: "another" } }))).toMatch(
    /^InvalidSignature.*the one/,
  )
  expect(await answer(await signed({ key: { ...KEY, accessKeyId: "MUSTERKEY0002" } }))).toMatch(/^UnrecognizedClient/)
  expect(await answer(replaced(await signed(), KEY.accessKeyId, "MUSTERKEY0002"))).toMatch(/^UnrecognizedClient/)
})

test("a temporary key is not known, whatever its token", async () => {
  expect(await answer(await signed({ key: { ...KEY, sessionToken: "token" } }))).toMatch(/^UnrecognizedClient/)
  expect(await answer(withHeader(await signed(), "x-amz-security-token", ""))).toMatch(/^UnrecognizedClient/)
})

test("a request without a signature, or with one in its address, says what is missing", async () => {
  const request = await signed()
  const query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00"
  expect(await answer({ ...request, query })).toMatch(/^IncompleteSignature.*not in the query/)
  const unsigned = withoutHeader(request, "authorization")
  expect(await answer({ ...unsigned, query })).toMatch(/^IncompleteSignature.*not in the query/)
  expect(await answer(unsigned)).toMatch(/^MissingAuthenticationToken/)
})

test("an Authorization header that cannot be read is incomplete, and no key is looked up for it", async () => {
  const request = await signed()
  const whole = request.headers.get("authorization") ?? ""
  const long = `;${Array.from({ length: 2000 }, (_, n) => `y${n}`).join(";")}, Sig`
  for (const authorization of [
    "Bearer token",
    "AWS4-HMAC-SHA256",
    whole.replace(/Signature=.*/, "Signature="),
    whole.replace(/, Signature=.*/, ""),
    whole.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
    whole.replace(/SignedHeaders=[^,]*/, "SignedHeaders="),
    whole.replace("/aws4_request", ""),
    whole.replace("/aws4_request", "/aws4_request/more"),
    whole.replace(KEY.accessKeyId, ""),
    whole.replace(";host;", ";Host;"),
    whole.replace(";host;", ";host;host;"),
    whole.replace(";host;", ";"),
    whole.replace("content-type;host", "host;content-type"),
    whole.replace(";x-amz-content", ";x(amz;x-amz-content"),
    `${whole}, ${whole}`,
    whole.replace(", Sig", long),
  ]) {
    const asked: string[] = []
    expect(await answer(withHeader(request, "authorization", authorization), NOON, asked), authorization).toMatch(
      authorization === whole.replace(";host;", ";") ? /^InvalidSignature/ : /^IncompleteSignature/,
    )
    expect(asked).toEqual([])
  }
})

test("commas need no blanks, and a signature is lower-case", async () => {
  const request = await signed()
  expect(await answer(replaced(request, ", ", ","))).toBe(KEY.accessKeyId)
  const authorization = request.headers.get("authorization") ?? ""
  const upper = authorization.replace(/[0-9a-f]+$/, (hex) => hex.toUpperCase())
  expect(await answer(withHeader(request, "authorization", upper))).toMatch(/^InvalidSignature.*the one/)
  expect(await answer(withHeader(request, "authorization", authorization.slice(0, -1)))).toMatch(/^InvalidSignature/)
})

/** The id of the access key, or the error's name and message. */
function answer(request: Signed, now = NOON, asked: string[] = []): Promise<string> {
  const keyOf = async (id: string, scope: Scope) => {
    asked.push(id)
    return id === KEY.accessKeyId ? { signingKey: signingKey(KEY.secretAccessKey, scope), now } : null
  }
  return verify(request, keyOf).catch((error) => `${error.code}: ${error.message}`)
}

interface Signing {
  endpoint?: string
  region?: string
  key?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  at?: Date
  /** Whether the path is signed as it is sent. */
  literal?: boolean
  /** Headers that are added, or left out, before the request is signed. */
  with?: Record<string, string>
  without?: string[]
}

interface Sent {
  method: string
  path: string
  headers: Record<string, string>
  body?: string
}

/** What the JavaScript client would have sent. */
async function signed({ without = [], ...signing }: Signing = {}): Promise<Signed> {
  let sent: Sent | undefined
  const client = new OrganizationsClient({
    endpoint: signing.endpoint ?? "https://muster.example/api/aws",
    region: signing.region ?? "us-east-1",
    credentials: signing.key ?? KEY,
    maxAttempts: 1,
    signingEscapePath: !signing.literal,
    systemClockOffset: (signing.at ?? NOON).getTime() - Date.now(),
    requestHandler: {
      handle: async (request: Sent) => {
        sent = request
        throw new Error("Nothing is sent")
      },
    },
  })
  client.middlewareStack.addRelativeTo(
    <Passed extends { request: unknown }, Output>(next: (passed: Passed) => Promise<Output>) =>
      (passed: Passed) => {
        const { headers } = passed.request as Sent
        Object.assign(headers, signing.with)
        for (const name of without) delete headers[name]
        return next(passed)
      },
    { relation: "before", toMiddleware: "httpSigningMiddleware" },
  )
  await client.send(new ListRootsCommand({ MaxResults: 7 })).catch(() => undefined)
  if (!sent) throw new Error("The client did not sign")
  const { method, path, headers, body } = sent
  return { method, path, query: "", headers: new Map(new Headers(headers)), body: Buffer.from(body ?? "") }
}

const BY_BOTOCORE = `
import json, sys
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
url, key, secret, body = sys.argv[1:]
headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSOrganizationsV20161128.ListRoots"}
request = AWSRequest(method="POST", url=url, data=body.encode(), headers=headers)
SigV4Auth(Credentials(key, secret), "organizations", "eu-west-1").add_auth(request)
print(json.dumps(dict(request.headers.items())))
`

/** What a Python program would have sent, now. */
function byBotocore(url: string): Signed {
  const parameters = [url, KEY.accessKeyId, KEY.secretAccessKey, BODY]
  const { stdout } = spawnSync("python3", ["-c", BY_BOTOCORE, ...parameters], { encoding: "utf8" })
  const { host, pathname, search } = new URL(url)
  const headers = new Map(new Headers({ host, ...JSON.parse(stdout) }))
  return { method: "POST", path: pathname, query: search.slice(1), headers, body: Buffer.from(BODY) }
}

function signedHeadersOf({ headers }: Signed): string[] {
  return (/SignedHeaders=([^,]*)/.exec(headers.get("authorization") ?? "")?.[1] ?? "").split(";")
}

/** A copy of the request, with one header set. */
function withHeader(request: Signed, name: string, value = ""): Signed {
  const headers = new Headers([...request.headers])
  headers.set(name, value)
  return { ...request, headers: new Map(headers) }
}

function withoutHeader(request: Signed, name: string): Signed {
  return { ...request, headers: new Map([...request.headers].filter(([other]) => other !== name)) }
}

function replaced(request: Signed, from: string, to: string): Signed {
  return withHeader(request, "authorization", request.headers.get("authorization")?.replaceAll(from, to))
}

/** The text with another character at one place. */
function otherwise(text: string, at: number): string {
  return `${text.slice(0, at)}${text[at] === "x" ? "y" : "x"}${text.slice(at + 1)}`
}
