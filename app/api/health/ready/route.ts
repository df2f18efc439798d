import { database } from "@/lib/core/context"
import { readinessProblems } from "@/lib/ops/health"

export const dynamic = "force-dynamic"

/** Answers whether the installation can take requests. */
export async function GET() {
  const missing = await readinessProblems(database())
  if (missing.length === 0) return Response.json({ status: "ready" })
  return Response.json({ status: "not ready", missing }, { status: 503 })
}
