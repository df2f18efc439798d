import { createHash } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { type Context, database, databaseClock, poolUse } from "@/lib/core/context"
import { log } from "@/lib/core/log"
import { type Replica, replicaHere } from "@/lib/core/replicas/standing"
import { sameBytes } from "@/lib/core/secrets"
import { countedFamilies } from "@/lib/core/watching/counters"
import { exposed, type Family } from "@/lib/core/watching/exposition"
import { requestTimes } from "@/lib/core/watching/request-times"
import { gauge, installationFamilies } from "@/lib/ops/gauges"
import { settings } from "@/lib/settings"
import { version } from "@/package.json"

/** What the database was asked serves everybody who asks for so long. */
const KEPT_MS = 3000
/** Whoever watches is told that the database does not answer instead of waiting with it. */
const PATIENCE_MS = 3000

/** The metrics for who has sent the token of the settings as a bearer; null for anybody else. */
export async function metrics(
  authorization: string | null,
  { metricsToken } = settings(),
  installation: () => Promise<Family[]> = keptInstallation,
): Promise<string | null> {
  if (metricsToken === null || !sameBytes(digest(authorization ?? ""), digest(`Bearer ${metricsToken}`))) return null
  const told = await installation()
  return exposed([...processFamilies(), requestTimes(), ...countedFamilies(), ...told])
}

let kept: { until: number; families: Promise<Family[]> } | undefined

function keptInstallation(): Promise<Family[]> {
  if (!kept || kept.until < performance.now())
    kept = { until: performance.now() + KEPT_MS, families: installationOrNot({ db: database(), clock: databaseClock }) }
  return kept.families
}

/** How the installation stands, or that the database does not say it. */
export async function installationOrNot(ctx: Pick<Context, "db" | "clock">): Promise<Family[]> {
  const up = (value: number) => gauge("muster_database_up", "Whether the database answers.", [[{}, value]])
  const silence = sleep(PATIENCE_MS, [up(0)], { ref: false })
  const told = installationFamilies(ctx).then((families) => [up(1), ...families])
  return Promise.race([told, silence]).catch((error) => {
    log.warn({ error }, "the database does not say how the installation stands")
    return [up(0)]
  })
}

function processFamilies(): Family[] {
  const { user, system } = process.cpuUsage()
  const { size, asked } = poolUse()
  const cpu = { labels: {}, value: (user + system) / 1e6 }
  return [
    gauge("muster_build_info", "The version that answers, and its build.", [
      [{ version, build: process.env.MUSTER_BUILD ?? "" }, 1],
    ]),
    gauge("process_start_time_seconds", "When this process began, in seconds since 1970.", [
      [{}, Math.round(performance.timeOrigin / 1000)],
    ]),
    { name: "process_cpu_seconds_total", type: "counter", help: "Time of processors spent.", samples: [cpu] },
    gauge("process_resident_memory_bytes", "Memory of this process.", [[{}, process.memoryUsage.rss()]]),
    gauge("muster_pool_connections_max", "Connections to the database that this process may have.", [[{}, size]]),
    gauge("muster_pool_in_use", "Of them, those with a statement or transaction under way.", [
      [{}, Math.min(asked, size)],
    ]),
    gauge("muster_pool_waiting", "Statements and transactions that wait for one.", [[{}, Math.max(asked - size, 0)]]),
    ...replicaFamilies(replicaHere()),
  ]
}

/** How a replica stands, as it was seen last; nothing where none is read. */
export function replicaFamilies(replica: Pick<Replica, "isResting" | "lagBytes"> | null): Family[] {
  if (!replica) return []
  const { isResting, lagBytes } = replica
  return [
    gauge("muster_replica_asked", "Whether the replica is read, or left alone.", [[{}, isResting ? 0 : 1]]),
    gauge(
      "muster_replica_lag_bytes",
      "How much the replica lacked of what was to be read there; missing where it says nothing.",
      lagBytes === null ? [] : [[{}, lagBytes]],
    ),
  ]
}

/** Of one length, to be compared in constant time. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest()
}
