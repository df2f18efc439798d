import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connect } from "@/db/client"
import { testDatabase } from "@/db/testing"
import { placeIn, spanned } from "@/lib/core/watching/spans"
import { statementSpan } from "@/lib/core/watching/statements"
import { inviteMember } from "@/lib/invitations/invitations"
import type { Deliver } from "@/lib/letters/deliver"
import { deliverDue } from "@/lib/letters/delivery"
import { DeliveryFailure } from "@/lib/letters/failure"
import { startTracing } from "@/lib/ops/tracing/tracing"
import { checkSettings, settings } from "@/lib/settings"
import { tracingVariables } from "@/lib/settings/watching/tracing"
import { newEmail, organization } from "@/lib/testing"
import { type CollectedSpan, collector } from "@/lib/testing/collector"
import { enterprise, invite } from "@/lib/testing/letters/world"

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
const PARENT = "00f067aa0ba902b7"

let world: Awaited<ReturnType<typeof testDatabase>>
let watched: ReturnType<typeof connect>
let collecting: Awaited<ReturnType<typeof collector>>
beforeAll(async () => {
  world = await testDatabase()
  watched = connect(world.url, { pool: 2, observe: statementSpan })
  collecting = await collector()
})
afterAll(async () => {
  await watched.close()
  await world.close()
  collecting.close()
})

const tracing = (share = 1) => {
  const endpoint = `${collecting.url}/v1/traces`
  return startTracing({ ...settings(), tracing: { endpoint, headers: { "x-tenant": "a b" }, service: "site", share } })
}

test("a request is told to a collector with its transactions and statements, and nothing of what was asked with", async () => {
  const org = await organization(world.db)
  const ctx = { ...org.owner.ctx, db: watched.db }
  const contact = newEmail()
  const sent = tracing()
  await spanned(
    "POST /[organization]/enterprise/members",
    async (span) => {
      await inviteMember(ctx, { organizationId: org.id, contact, role: "member", note: "Geheim" })
      if (span) span.attributes["http.response.status_code"] = 200
    },
    { kind: "server", from: placeIn(`00-${TRACE}-${PARENT}-01`) },
  )
  await sent()
  const { spans, refused, headers } = collecting
  expect(refused).toEqual([])
  expect(headers[0]).toMatchObject({ "x-tenant": "a b" })
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]))
  const [request, ...others] = spans.filter(({ kind }) => kind === 2)
  expect([request, others]).toMatchObject([
    { parentSpanId: PARENT, service: "site", attributes: { "http.response.status_code": "200" } },
    [],
  ])
  const transaction = spans.find(({ name }) => name === "transaction")
  expect(transaction?.parentSpanId).toBe(request?.spanId)
  const inside = spans.filter(({ parentSpanId }) => parentSpanId === transaction?.spanId)
  expect(inside.length).toBeGreaterThan(1)
  for (const span of inside) {
    expect(span).toMatchObject({ kind: 3, attributes: { "db.system.name": "postgresql" } })
    expect(span.name).toMatch(/^[a-z]+( [a-z_]+)?$/)
    expect(isWithin(span, transaction)).toBe(true)
  }
  const told = JSON.stringify(spans)
  for (const value of [contact, "Geheim", org.id, org.owner.id]) expect(told).not.toContain(value)
})

test("what fails is told by its code alone, and what nobody asked for, or has chosen to hear of, not at all", async () => {
  collecting.spans.length = 0
  const sent = tracing()
  const failing = () => watched.db.execute(sql`select ${"Geheim"}::text::int from accounts`)
  await expect(spanned("GET /", failing)).rejects.toThrow()
  await watched.db.execute(sql`select 1`)
  await spanned("GET /", failing, { from: placeIn(`00-${TRACE}-${PARENT}-00`) }).catch(() => {})
  await sent()
  const [statement, request] = collecting.spans
  expect(collecting.spans).toHaveLength(2)
  expect(statement).toMatchObject({
    name: "select accounts",
    status: { code: 2 },
    attributes: { "error.type": "22P02" },
  })
  expect(request).toMatchObject({ name: "GET /", status: { code: 2 }, attributes: { "error.type": "22P02" } })
  const none = tracing(0)
  await spanned("GET /", () => watched.db.execute(sql`select 1`))
  await none()
  expect(collecting.spans).toHaveLength(2)
})

test("a letter that the worker carries is told by its template and what became of it", async () => {
  await deliverDue(world.db, async () => ({ providerId: "earlier" }))
  collecting.spans.length = 0
  const northwind = await enterprise(world.db)
  const [gone, back] = [await invite(world.db, northwind), await invite(world.db, northwind)]
  const sent = tracing()
  const deliver: Deliver = async (_, { handshakeId }) => {
    if (handshakeId === back) throw new DeliveryFailure("permanent", "SMTP: 550 geheim")
    return { providerId: gone }
  }
  await deliverDue(watched.db, deliver)
  await sent()
  const letters = collecting.spans.filter(({ kind }) => kind === 5)
  const told = letters.map(({ name, attributes }) => [name, attributes["muster.channel"], attributes["muster.outcome"]])
  expect(told.sort()).toEqual([
    ["letter invitation", "email", "failed"],
    ["letter invitation", "email", "sent"],
  ])
  expect(collecting.spans.filter(({ parentSpanId }) => parentSpanId === letters[0]?.spanId).length).toBeGreaterThan(0)
  expect(JSON.stringify(collecting.spans)).not.toMatch(/@|Northwind|geheim/)
})

test("a collector that is away loses traces, and nothing else", async () => {
  const sent = startTracing({
    ...settings(),
    tracing: { endpoint: "http://127.0.0.1:1/v1/traces", headers: {}, service: "site", share: 1 },
  })
  expect(await spanned("GET /", async () => "answered")).toBe("answered")
  await sent()
})

test("a header of traces is read as the standard writes it", () => {
  expect(placeIn(`00-${TRACE}-${PARENT}-01`)).toEqual({ traceId: TRACE, spanId: PARENT, isSampled: true })
  for (const wrong of [
    "",
    "undefined",
    `01-${TRACE}-${PARENT}-01`,
    `00-${"0".repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-1-01`,
  ])
    expect(placeIn(wrong), wrong).toBeNull()
})

test("settings that name no collector are refused by name, and headers are read", () => {
  const complaints = checkSettings({
    OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318",
    OTEL_EXPORTER_OTLP_HEADERS: "authorization",
    OTEL_TRACES_SAMPLER_ARG: "2",
  })
  for (const name of ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_TRACES_SAMPLER_ARG"])
    expect(complaints.filter((line) => line.startsWith(`${name}: must be`))).toHaveLength(1)
  const headers = tracingVariables.OTEL_EXPORTER_OTLP_HEADERS.parse("authorization=Bearer%20x, x-tenant=a")
  expect(headers).toEqual({ authorization: "Bearer x", "x-tenant": "a" })
})

function isWithin(inner: CollectedSpan, outer: CollectedSpan | undefined): boolean {
  return !!outer && inner.startTimeUnixNano >= outer.startTimeUnixNano && inner.endTimeUnixNano <= outer.endTimeUnixNano
}
