// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text that is taken out is code
const POSITION = "lib/core/replicas/position.ts"
const REPLICAS = "lib/core/replicas/replicas.test.ts"
const COMMITS = "db/driver/commits.ts"
const STANDBYS = "db/standbys.test.ts"

/** The guards around the database: how it is asked, what a replica shows, what standbys confirm, who the primary is. */
export const serverCases = {
  "a stale statement asked again behind the commit of its transaction": [
    [["db/driver/transaction.ts", "neverAgain(own)", ""]],
    ["db/client.test.ts", "is not done behind it"],
  ],
  "a statement prepared by each that asks it at once": [
    [["db/driver/pool.ts", "query.prepared || !query.prepare", "true"]],
    ["db/client.test.ts", "however many ask it at once"],
  ],
  "a replica that shows less than was written": [
    [[POSITION, "and ${missing} <= 0 then true", "then true"]],
    [REPLICAS, "whoever has written"],
  ],
  "a replica of a past that was lost": [
    [[POSITION, "case when ${isMarked} and ${missing}", "case when ${missing}"]],
    [REPLICAS, "after a failover"],
  ],
  "a replica that hangs and is asked again each time": [
    [["lib/core/replicas/standing.ts", "return !replica.isResting", "return true"]],
    [REPLICAS, "a replica that hangs"],
  ],
  "a commit whose wait for a standby was ended": [
    [["db/client.ts", "if (notice.routine === GIVEN_UP_WAITING) throw unresolved()", ""]],
    [STANDBYS, "acknowledges all the same"],
  ],
  "commits that no standby confirms, without end": [
    [[COMMITS, "if (this.wait && ", "if (false && "]],
    [STANDBYS, "is told to nobody"],
  ],
  "a write that waits for a row, taken for a commit that waits for a standby": [
    [[COMMITS, "where wait_event = 'SyncRep'", "where wait_event = 'SyncRep' or wait_event_type = 'Lock'"]],
    [STANDBYS, "keeps nobody from writing others"],
  ],
  "a former primary that was started again": [
    [["db/driver/timelines.ts", "return own !== null && own.timeline", "return false && own !== null && own.timeline"]],
    ["db/failover.test.ts", "after which the former primary"],
  ],
}
