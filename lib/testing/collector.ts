import { once } from "node:events"
import http from "node:http"
import type { AddressInfo } from "node:net"
import { z } from "zod"

const pairs = z
  .array(
    z.object({
      key: z.string(),
      value: z.union([z.strictObject({ stringValue: z.string() }), z.strictObject({ intValue: z.string() })]),
    }),
  )
  .transform((all) => Object.fromEntries(all.map(({ key, value }) => [key, Object.values(value)[0]])))
const span = z.strictObject({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  name: z.string().min(1),
  kind: z.number().int().min(1).max(5),
  startTimeUnixNano: z.string().regex(/^\d{19}$/),
  endTimeUnixNano: z.string().regex(/^\d{19}$/),
  attributes: pairs,
  status: z.strictObject({ code: z.literal(2) }).optional(),
})
/** What an OTLP/HTTP request of traces is in JSON, as far as Muster writes it. */
const sent = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes: pairs }),
      scopeSpans: z.array(
        z.strictObject({ scope: z.strictObject({ name: z.string() }), spans: z.array(span).max(512) }),
      ),
    }),
  ),
})
export type CollectedSpan = z.output<typeof span> & { service: unknown }

/** Stands for a collector of OpenTelemetry: keeps the spans of what is rightly sent, and refuses all else. */
export async function collector() {
  const spans: CollectedSpan[] = []
  const refused: string[] = []
  const headers: http.IncomingHttpHeaders[] = []
  const server = http.createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString()
    const isJson = request.headers["content-type"] === "application/json"
    const { data, error } = sent.safeParse(isJson && request.url === "/v1/traces" ? JSON.parse(text) : null)
    headers.push(request.headers)
    for (const { resource, scopeSpans } of data?.resourceSpans ?? [])
      spans.push(
        ...scopeSpans
          .flatMap((one) => one.spans)
          .map((one) => ({ ...one, service: resource.attributes["service.name"] })),
      )
    if (error) refused.push(`${request.url}: ${error.message}`)
    response.writeHead(error ? 400 : 200, { "Content-Type": "application/json" }).end("{}")
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url, spans, refused, headers, close }
}
