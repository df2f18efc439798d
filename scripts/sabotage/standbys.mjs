/** The guards around what standbys have, or have not. */
export const standbyCases = {
  "a commit whose wait for a standby was ended": [
    [["db/client.ts", "if (notice.routine === GIVEN_UP_WAITING) throw unresolved()", ""]],
    ["db/standbys.test.ts", "acknowledges all the same"],
  ],
  "commits that no standby confirms, without end": [
    [["db/driver/commits.ts", "if (this.late.size < MOST_LATE) return", "return"]],
    ["db/standbys.test.ts", "is told to nobody"],
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
