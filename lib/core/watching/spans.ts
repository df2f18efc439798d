import { AsyncLocalStorage } from "node:async_hooks"
import { randomBytes } from "node:crypto"

export type Attributes = Record<string, string | number>
type Kind = "internal" | "server" | "client" | "consumer"

/** Where a span belongs, by the ids of W3C Trace Context. */
interface Place {
  traceId: string
  spanId: string
  /** Whether anybody is told of the trace. */
  isSampled: boolean
}

/** A piece of work, with when it began; it tells nothing that somebody has typed. */
export interface Span extends Place {
  parentId: string | null
  name: string
  kind: Kind
  attributes: Attributes
  /** In milliseconds since 1970. */
  since: number
}

/** A span that is over, and the kind of error that ended it. */
export interface Ended extends Span {
  until: number
  failure: string | null
}

interface Options {
  kind?: Kind
  attributes?: Attributes
  /** Of whoever asked, where that is believed. */
  from?: Place | null
  /** Of a piece that nobody wants to hear of by itself. */
  onlyInside?: boolean
}

interface Collecting {
  storage: AsyncLocalStorage<Span>
  collect: (span: Ended) => void
  /** The part of the traces that begin here of which anybody is told. */
  share: number
}

/** Shared by everything in this process, however often it is bundled. */
const shared = globalThis as { musterSpans?: Collecting }

/** Gives spans to a collector from now on; without one none are made. */
export function collectSpans(collect: Collecting["collect"], share: number) {
  shared.musterSpans = { storage: new AsyncLocalStorage(), collect, share }
}

/** Does a piece of work, as a span inside of the one under way where spans are collected. */
export async function spanned<T>(name: string, work: (span?: Span) => Promise<T>, options?: Options): Promise<T> {
  const span = beginSpan(name, options)
  if (!span || !shared.musterSpans) return work()
  try {
    // Awaited inside: a query of drizzle begins only then.
    const result = await shared.musterSpans.storage.run(span, async () => await work(span))
    endSpan(span)
    return result
  } catch (error) {
    endSpan(span, error)
    throw error
  }
}

/** Begins a span that whoever began it ends; undefined where none are collected. */
export function beginSpan(name: string, { kind = "internal", attributes = {}, ...options }: Options = {}) {
  const collecting = shared.musterSpans
  const parent = collecting?.storage.getStore() ?? options.from
  if (!collecting || (options.onlyInside && !parent)) return undefined
  const { traceId, isSampled } = parent ?? { traceId: hex(16), isSampled: Math.random() < collecting.share }
  const place = { traceId, isSampled, spanId: hex(8), parentId: parent?.spanId ?? null }
  return { ...place, name, kind, attributes, since: now() } satisfies Span
}

export function endSpan(span: Span, error?: unknown) {
  if (span.isSampled) shared.musterSpans?.collect({ ...span, until: now(), failure: failureOf(error) })
}

/** What a header `traceparent` says; null where it says nothing that can be read. */
export function placeIn(traceparent: string): Place | null {
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent) ?? []
  if (!traceId || !spanId || !flags || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return null
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

/** A span as the header `traceparent` says it. */
export function traceparentOf({ traceId, spanId, isSampled }: Span): string {
  return `00-${traceId}-${spanId}-0${isSampled ? 1 : 0}`
}

/** Its code or name: a message may hold what somebody has typed. */
function failureOf(error: unknown): string | null {
  if (error === undefined) return null
  const { code, name, cause } = error as { code?: unknown; name?: unknown; cause?: { code?: unknown } }
  return String(code ?? cause?.code ?? name ?? "unknown")
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString("hex")
}

function now(): number {
  return performance.timeOrigin + performance.now()
}
