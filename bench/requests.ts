// Requests as a browser and an AWS client send them.
import { createHash, createHmac } from "node:crypto"
import http from "node:http"

const REGION = "us-east-1"

/** An access key. */
export interface Key {
  id: string
  secret: string
}

interface Request {
  headers: Record<string, string>
  body?: string
  /** What a right answer contains. */
  expected: string
}

/** Asks a server over connections that stay open; throws unless the answer is the expected one. */
export function asking(port: number) {
  const agent = new http.Agent({ keepAlive: true })
  return (what: string, { headers, body = "", expected }: Request) =>
    new Promise<void>((resolve, reject) => {
      const [method, path] = what.split(" ")
      const sent = { ...headers, ...(body && { "content-length": Buffer.byteLength(body) }) }
      const request = http.request(
        { agent, host: "127.0.0.1", port, method, path, headers: sent },
        async (response) => {
          const text = await textOf(response)
          if (response.statusCode === 200 && text.includes(expected)) resolve()
          else reject(new Error(`${what} was answered with ${response.statusCode}: ${text.slice(0, 300)}`))
        },
      )
      request.once("error", reject).end(body)
    })
}

async function textOf(response: http.IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part)
  return Buffer.concat(parts).toString()
}

/** A call of the AWS API, signed by Signature Version 4 at this moment. */
export function signedCall(
  { id, secret }: Key,
  { port, operation, input }: { port: number; operation: string; input: object },
) {
  const body = JSON.stringify(input)
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "")
  const scope = [time.slice(0, 8), REGION, "organizations", "aws4_request"]
  const headers: Record<string, string> = {
    "content-type": "application/x-amz-json-1.1",
    host: `127.0.0.1:${port}`,
    "x-amz-date": time,
    "x-amz-target": `AWSOrganizationsV20161128.${operation}`,
  }
  const names = Object.keys(headers).join(";")
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`)
  const canonical = ["POST", "/api/aws", "", ...lines, "", names, sha256(body)].join("\n")
  const toSign = ["AWS4-HMAC-SHA256", time, scope.join("/"), sha256(canonical)].join("\n")
  const signature = hmac(scope.reduce<string | Buffer>(hmac, `AWS4${secret}`), toSign).toString("hex")
  const credential = `Credential=${id}/${scope.join("/")}`
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`
  return { body, headers: { ...headers, authorization }, expected: '"Handshake"' }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest()
}
