import { database } from "@/lib/core/context"
import { refusedAccounts } from "@/lib/letters/refused"
import { canServe, readinessProblems } from "@/lib/ops/health"

export const dynamic = "force-dynamic"

/** Who asks while another is being answered gets the same answer: anybody can ask, and each costs some statements. */
let underway: ReturnType<typeof state> | undefined

/** Answers whether the installation can take requests; one whose letters wait, or that has no worker, can, and says so. */
export async function GET() {
  underway ??= state().finally(() => {
    underway = undefined
  })
  const { isReady, ...told } = await underway
  return Response.json(told, { status: isReady ? 200 : 503 })
}

async function state() {
  const missing = await readinessProblems(database())
  if (!canServe(missing)) return { isReady: false, status: "not ready", missing }
  return { isReady: true, status: "ready", ...(missing.length > 0 && { missing }), ...(await waiting()) }
}

/** The channels whose provider refuses our account. */
async function waiting() {
  const refused = (await refusedAccounts(database())).map(({ channel }) => channel)
  return refused.length > 0 ? { refused } : {}
}
