import { setTimeout as pause } from "node:timers/promises"
import { connected, failed } from "@/db/driver/deadline"

/** How often the server is asked, while something has no answer and while commits wait. */
const AGAIN_MS = 1000
/** A machine that is busy may answer late: so long and so often it is waited for. */
const PATIENCE_SECONDS = 5
const TRIES = 5
/** Asked by the login itself: whoever has taken a role is not told what the sessions of a login wait for. */
const WAITING = `
  select count(*)::int as waiting from pg_stat_activity
   where wait_event = 'SyncRep' and query_start < clock_timestamp() - interval '2 seconds'`
const WRITES = /\b(insert into|update|delete from)\b/i

/** A connection that the server is asked on. */
export interface Asked {
  unsafe(text: string): Promise<{ waiting?: number }[]>
  end(options: { timeout: number }): Promise<void>
}

/**
 * Whether the server lets commits wait because no standby confirms them. Nothing that a client does ends such a wait, and
 * each keeps its connection, in the server too: until none is left, nothing else is written.
 */
export class Commits {
  private wait = false
  private asked: Asked | undefined
  private since = Number.NEGATIVE_INFINITY

  /** Takes what connects to the server that is written to, and what is done once commits wait there. */
  constructor(
    private readonly connect: () => Asked,
    private readonly onWait: () => void,
  ) {}

  /** Looks whether commits wait, as something has had no answer for long; if so, until none does. */
  async look() {
    if (this.asked || performance.now() - this.since < AGAIN_MS) return
    const asked = this.connect()
    this.asked = asked
    for (let tries = 0; this.asked === asked && tries < TRIES; tries++) {
      const waits = await commitsWait(asked)
      if (waits === false || this.asked !== asked) break
      if (waits) {
        tries = 0
        if (!this.wait) this.onWait()
        this.wait = true
      }
      await pause(AGAIN_MS, undefined, { ref: false })
    }
    if (this.asked === asked) this.forget()
  }

  /** Forgets what was seen: another server is written to from now on, or none. */
  forget() {
    const { asked } = this
    this.asked = undefined
    this.wait = false
    this.since = performance.now()
    void asked?.end({ timeout: 0 }).catch(() => {})
  }

  /** Refuses a transaction, or a statement that writes, which would only wait as well. */
  mustBeConfirmed(statement?: string) {
    if (this.wait && (statement === undefined || WRITES.test(statement)))
      throw failed("COMMITS_WAIT", "The database confirms no commits")
  }
}

/** Whether commits wait; null where the server does not say it. */
function commitsWait(asked: Asked): Promise<boolean | null> {
  return connected(asked.unsafe(WAITING), PATIENCE_SECONDS).then(
    ([row]) => (row?.waiting ?? 0) > 0,
    () => null,
  )
}
