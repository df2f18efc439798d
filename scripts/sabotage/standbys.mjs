/** The guards around what standbys have, or have not. */
export const standbyCases = {
  "a commit whose wait for a standby was ended": [
    [["db/client.ts", "if (notice.routine === GIVEN_UP_WAITING) throw unresolved()", ""]],
    ["db/standbys.test.ts", "acknowledges all the same"],
  ],
  "commits that no standby confirms, without end": [
    [["db/driver/commits.ts", "if (this.wait && ", "if (false && "]],
    ["db/standbys.test.ts", "is told to nobody"],
  ],
  "a write that waits for a row, taken for a commit that waits for a standby": [
    [
      [
        "db/driver/commits.ts",
        "where wait_event = 'SyncRep'",
        "where wait_event = 'SyncRep' or wait_event_type = 'Lock'",
      ],
    ],
    ["db/standbys.test.ts", "keeps nobody from writing others"],
  ],
  "a former primary that was started again": [
    [["db/driver/timelines.ts", "return own !== null && own.timeline", "return false && own !== null && own.timeline"]],
    ["db/failover.test.ts", "after which the former primary"],
  ],
  "a place that is given back behind its attempt": [
    [["lib/handshake/writing.ts", "from (select count(*) from freed) first, ", "from "]],
    ["lib/handshake/organizations-apart.test.ts", "fifty organizations at work at once"],
  ],
}
