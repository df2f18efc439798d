import { eq, sql } from "drizzle-orm"
import type { Queries } from "@/db/client"
import { migrationsCurrent } from "@/db/migrate"
import { heartbeats } from "@/db/schema"

const HEARTBEAT_SECONDS = 60
const PATIENCE_MS = 5000

export type ReadinessProblem = "database" | "migrations" | "worker"

/** What keeps this installation from doing its work; empty when it is ready. */
export async function readinessProblems(db: Queries): Promise<ReadinessProblem[]> {
  const silence = new Promise<ReadinessProblem[]>((resolve) => setTimeout(resolve, PATIENCE_MS, ["database"]).unref())
  return Promise.race([ask(db), silence])
}

/** Whether pages are answered all the same: they need no worker, and it may be missing to every server at once. */
export function canServe(missing: ReadinessProblem[]): boolean {
  return missing.every((problem) => problem === "worker")
}

async function ask(db: Queries): Promise<ReadinessProblem[]> {
  try {
    // Refused where the database can only be read; locks nothing.
    await db.execute(sql`select from ${heartbeats} limit 0 for update`)
  } catch {
    return ["database"]
  }
  const current = await migrationsCurrent(db).catch(() => false)
  if (!current) return ["migrations"]
  return (await workerLives(db)) ? [] : ["worker"]
}

async function workerLives(db: Queries) {
  const lives = sql<boolean>`${heartbeats.at} > clock_timestamp() - make_interval(secs => ${HEARTBEAT_SECONDS})`
  const [heartbeat] = await db.select({ lives }).from(heartbeats).where(eq(heartbeats.name, "worker"))
  return heartbeat?.lives ?? false
}
