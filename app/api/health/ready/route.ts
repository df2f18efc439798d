import { database } from "@/lib/core/context"
import { refusedAccounts } from "@/lib/letters/refused"
import { readinessProblems } from "@/lib/ops/health"
import { settings } from "@/lib/settings"

export const dynamic = "force-dynamic"

/** Who asks while another is being answered gets the same answer: anybody can ask, and each costs some statements. */
let underway: ReturnType<typeof state> | undefined

/** Answers whether the installation can take requests; one whose letters wait can, and says so. */
export async function GET() {
  underway ??= state().finally(() => {
    underway = undefined
  })
  const { isReady, ...told } = await underway
  return Response.json(told, { status: isReady ? 200 : 503 })
}

async function state() {
  const missing = await readinessProblems(database())
  if (missing.length === 0) return { isReady: true, status: "ready", ...(await waiting()) }
  // Pages need no worker: none of another machine takes this server out of its balancer.
  if (missing.join() === "worker" && !settings().hasWorker)
    return { isReady: true, status: "ready", missing, ...(await waiting()) }
  return { isReady: false, status: "not ready", missing }
}

/** The channels whose provider refuses our account. */
async function waiting() {
  const refused = (await refusedAccounts(database())).map(({ channel }) => channel)
  return refused.length > 0 ? { refused } : {}
}
