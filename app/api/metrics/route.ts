import { metrics } from "@/lib/ops/metrics"
import { settings } from "@/lib/settings"

export const dynamic = "force-dynamic"

/** Tells who has the token what this process has counted, in the text format of Prometheus. */
export async function GET(request: Request) {
  const { metricsToken } = settings()
  if (metricsToken === null) return new Response(null, { status: 404 })
  const text = await metrics(request.headers.get("authorization"))
  if (text === null) return new Response(null, { status: 401, headers: { "WWW-Authenticate": "Bearer" } })
  const headers = { "Content-Type": "text/plain; version=0.0.4; charset=utf-8", "Cache-Control": "no-store" }
  return new Response(text, { headers })
}
