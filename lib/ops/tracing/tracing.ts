import { log } from "@/lib/core/log"
import { collectSpans, type Ended } from "@/lib/core/watching/spans"
import { exportOf } from "@/lib/ops/tracing/otlp"
import { settings } from "@/lib/settings"
import { version } from "@/package.json"

const EVERY_MS = 5000
const AT_ONCE = 512
/** Beyond them spans are lost: a collector that is away must not fill the memory. */
const WAITING = 4096
const PATIENCE_MS = 10_000

/** Collects spans from now on and sends them on now and then. Gives what sends the last of them. */
export function startTracing({ tracing } = settings()): () => Promise<void> {
  if (!tracing) return async () => {}
  const { endpoint, headers, service, share } = tracing
  const waiting: Ended[] = []
  let isAway = false

  async function send() {
    const spans = waiting.splice(0, AT_ONCE)
    if (spans.length === 0) return
    const body = JSON.stringify(exportOf(spans, { "service.name": service, "service.version": version }))
    const failure = await post(endpoint, headers, body)
    if (failure && !isAway) log.warn({ error: failure }, "the collector takes no traces: they are lost")
    isAway = failure !== null
    if (!isAway) await send()
  }

  collectSpans((span) => {
    if (waiting.length < WAITING) waiting.push(span)
  }, share)
  const timer = setInterval(send, EVERY_MS).unref()
  return async () => {
    clearInterval(timer)
    await send()
  }
}

/** Why a collector did not take what it was sent; null where it did. */
async function post(endpoint: string, headers: Record<string, string>, body: string): Promise<unknown> {
  try {
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json" },
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    await answer.arrayBuffer()
    return answer.ok ? null : new Error(`It answers ${answer.status}`)
  } catch (error) {
    return error
  }
}
