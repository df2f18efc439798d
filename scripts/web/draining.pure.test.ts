import { once } from "node:events"
import http, { type IncomingMessage, type ServerResponse } from "node:http"
import net from "node:net"
import { afterEach, beforeEach, expect, test } from "vitest"
import { drainable } from "@/scripts/web/draining.mjs"

let server: http.Server
let port: number
let ending: ReturnType<typeof drainable>
let answer: (response: ServerResponse) => void
beforeEach(async () => {
  answer = (response) => response.end("done")
  server = http.createServer((request, response) => {
    ending.attend(request, response)
    answer(response)
  })
  ending = drainable(server)
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  port = (server.address() as net.AddressInfo).port
})
afterEach(() => server.closeAllConnections())

test("a server that drains answers on old and new connections, each for the last time, and ends when it is told again", async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  expect((await get(agent)).headers.connection).toBe("keep-alive")
  const ended = ending.drain(600)
  expect(ending.isDraining()).toBe(true)
  for (const way of [agent, undefined]) {
    const response = await get(way)
    expect([response.statusCode, response.headers.connection]).toEqual([200, "close"])
  }
  void ending.drain(600)
  await ended
  await expect(get()).rejects.toThrow("ECONNREFUSED")
})

test("an answer that is under way when the server ends is given whole, and its connection ends with it", async () => {
  const asked = new Promise<ServerResponse>((resolve) => {
    answer = resolve
  })
  const answered = get(new http.Agent({ keepAlive: true }))
  const response = await asked
  const ended = ending.drain(0)
  response.end("late")
  const { headers, text } = await answered
  expect([headers.connection, text]).toEqual(["close", "late"])
  await ended
})

test("a connection that asks nothing keeps no server from ending", async () => {
  const silent = net.connect(port, "127.0.0.1")
  await once(silent, "connect")
  await get()
  await Promise.all([once(silent.resume(), "close"), ending.drain(0)])
})

async function get(agent?: http.Agent) {
  const [response] = (await once(http.get({ port, host: "127.0.0.1", agent }), "response")) as [IncomingMessage]
  const text = Buffer.concat(await response.toArray()).toString()
  return { statusCode: response.statusCode, headers: response.headers, text }
}
