import { database } from "@/lib/core/context"
import { refusedAccounts } from "@/lib/letters/refused"
import { readinessProblems } from "@/lib/ops/health"

export const dynamic = "force-dynamic"

/** Answers whether the installation can take requests; one whose letters wait can, and says so. */
export async function GET() {
  const missing = await readinessProblems(database())
  if (missing.length === 0) return Response.json({ status: "ready", ...(await waiting()) })
  return Response.json({ status: "not ready", missing }, { status: 503 })
}

/** The channels whose provider refuses our account. */
async function waiting() {
  const refused = (await refusedAccounts(database())).map(({ channel }) => channel)
  return refused.length > 0 ? { refused } : {}
}
