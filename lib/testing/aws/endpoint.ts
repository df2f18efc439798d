import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import {
  ListAccountsCommand,
  type OrganizationsClient,
  type OrganizationsClientConfig,
} from "@aws-sdk/client-organizations"
import { afterAll, afterEach, beforeAll, expect } from "vitest"
import { testDatabase } from "@/db/testing"
import type { NewAccessKey } from "@/lib/access-keys/access-keys"
import { askedBy, send } from "@/lib/aws/door"
import { type Asked, answer as answerTo } from "@/lib/aws/endpoint"
import { clockAfter } from "@/lib/testing"
import { clientOf } from "@/lib/testing/aws/clients"
import { type Answered, complaintsOf } from "@/lib/testing/aws/model"

export { keyFor, told } from "@/lib/testing/aws/clients"

export type TestEndpoint = Awaited<ReturnType<typeof open>>

/**
 * The endpoint on a port of this machine, with its own database, for the tests of one file. A test fails when an answer
 * during it breaks the model of the JavaScript client.
 */
export function testEndpoint(): TestEndpoint {
  const api = {} as TestEndpoint
  beforeAll(async () => {
    Object.assign(api, await open())
  })
  afterEach(() => expect(api.heard.splice(0).flatMap(({ complaints }) => complaints)).toEqual([]))
  afterAll(() => api.close())
  return api
}

interface Heard extends Answered {
  operation: string
  request: { headers: ReadonlyMap<string, string>; body: string }
  complaints: string[]
}

async function open() {
  const { db, owner, close } = await testDatabase()
  const heard: Heard[] = []
  /** How many of the next answers get lost on their way, and how far the clock of the endpoint is moved. */
  const faults = { lost: 0, clock: "0 seconds" }

  const server = createServer(async (message, response) => {
    const { status, headers, text } = await answered(askedBy(message))
    if (faults.lost > 0) {
      faults.lost -= 1
      return message.socket.destroy()
    }
    send(response, { status, headers: Object.fromEntries(headers), text })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/aws`

  async function answered(asked: Asked): Promise<Answered> {
    let body = ""
    const read = async () => {
      const bytes = await asked.body()
      body = Buffer.from(bytes).toString()
      return bytes
    }
    const surroundings = { db, ip: "127.0.0.1", clock: clockAfter(faults.clock) }
    const { headers, ...answer } = await answerTo({ ...asked, body: read }, surroundings)
    const spoken = { ...answer, headers: new Headers(headers) }
    const operation = (asked.headers.get("x-amz-target") ?? "").split(".").at(-1) ?? ""
    const request = { headers: asked.headers, body }
    heard.push({ ...spoken, operation, request, complaints: complaintsOf(operation, spoken) })
    return spoken
  }

  return {
    db,
    owner,
    url,
    heard,
    faults,
    client: (key: NewAccessKey, config: OrganizationsClientConfig = {}) => clientOf(key, { endpoint: url, ...config }),
    /** Answers a request that no client sends, because it is altered before it is signed. */
    async odd(key: NewAccessKey, altered: Partial<Sent>): Promise<Answered> {
      const client = clientOf(key, { endpoint: url, maxAttempts: 1 })
      alter(client, altered)
      await client.send(new ListAccountsCommand({})).catch(() => undefined)
      const last = heard.at(-1)
      if (!last) throw new Error("Nothing was answered")
      return last
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await close()
    },
  }
}

interface Sent {
  method: string
  path: string
  headers: Record<string, string>
  body: string | Uint8Array
}

function alter(client: OrganizationsClient, { headers, ...altered }: Partial<Sent>) {
  client.middlewareStack.addRelativeTo(
    <Passed extends { request: unknown }, Output>(next: (passed: Passed) => Promise<Output>) =>
      (passed: Passed) => {
        const request = passed.request as Sent
        Object.assign(request, altered)
        Object.assign(request.headers, headers)
        request.headers["content-length"] = String(Buffer.byteLength(request.body ?? ""))
        return next(passed)
      },
    { relation: "before", toMiddleware: "httpSigningMiddleware" },
  )
}
