import type postgres from "postgres"
import { connected } from "@/db/driver/deadline"

/** A server that does not answer at once holds nobody up. */
const PATIENCE_SECONDS = 1
/** Only a server that can be written to has an answer; one that is another product may have none. */
const TIMELINE = `
  select (select system_identifier::text from pg_control_system()) as system,
         ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline
   where not pg_is_in_recovery()`

type Client = Pick<postgres.Sql, "unsafe" | "end">

interface Timeline {
  system: string
  timeline: number
}

/**
 * Which of the servers that say that they can be written to is the primary: each promotion begins a timeline with a
 * higher number. A former primary that was started again goes on with its own.
 */
export class Timelines {
  /** The highest that was seen of each system, for whatever stands behind an address can be replaced. */
  private readonly newest = new Map<string, number>()

  /** Whether a server is known to be a former primary. Asks the others, and ends their connections. */
  async isFormer(server: Client, others: Client[]): Promise<boolean> {
    const asked = others.map((other) => timelineOf(other).finally(() => other.end({ timeout: 0 }).catch(() => {})))
    const [own, ...theirs] = await Promise.all([timelineOf(server), ...asked])
    for (const one of [own, ...theirs]) if (one) this.note(one)
    return own !== null && own.timeline < (this.newest.get(own.system) ?? 0)
  }

  private note({ system, timeline }: Timeline) {
    this.newest.set(system, Math.max(timeline, this.newest.get(system) ?? 0))
  }
}

/** The timeline that a server writes; null where it writes none, or does not say. */
async function timelineOf(server: Client): Promise<Timeline | null> {
  const asked = connected(server.unsafe<Timeline[]>(TIMELINE), PATIENCE_SECONDS)
  return asked.then(
    ([row]) => row ?? null,
    () => null,
  )
}
