import { securityText } from "@/lib/ops/security-text"

export const dynamic = "force-dynamic"

/** Tells who has found a weakness where to report it. (RFC 9116) */
export function GET() {
  const text = securityText()
  if (text === null) return new Response(null, { status: 404 })
  return new Response(text, { headers: { "Content-Type": "text/plain; charset=utf-8" } })
}
