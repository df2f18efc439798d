import type { Attributes, Ended, Span } from "@/lib/core/watching/spans"

/** Kinds and status as the protocol numbers them. */
const KINDS: Record<Span["kind"], number> = { internal: 1, server: 2, client: 3, consumer: 5 }
const ERROR = 2

/** Spans as the body of an export of OpenTelemetry, in its JSON. */
export function exportOf(spans: Ended[], resource: Attributes) {
  const scopeSpans = [{ scope: { name: "muster" }, spans: spans.map(written) }]
  return { resourceSpans: [{ resource: { attributes: pairs(resource) }, scopeSpans }] }
}

function written({ traceId, spanId, parentId, name, kind, attributes, since, until, failure }: Ended) {
  return {
    traceId,
    spanId,
    ...(parentId && { parentSpanId: parentId }),
    name,
    kind: KINDS[kind],
    startTimeUnixNano: nanoseconds(since),
    endTimeUnixNano: nanoseconds(until),
    attributes: pairs(failure ? { ...attributes, "error.type": failure } : attributes),
    ...(failure && { status: { code: ERROR } }),
  }
}

function pairs(attributes: Attributes) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "string" ? { stringValue: value } : { intValue: String(value) },
  }))
}

function nanoseconds(ms: number): string {
  return `${Math.round(ms * 1000)}000`
}
