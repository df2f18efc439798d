// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text that is taken out is code
const POSITION = "lib/core/replicas/position.ts"
const TEST = "lib/core/replicas/replicas.test.ts"

/** The guards around what is read from replicas. */
export const replicaCases = {
  "a replica that shows less than was written": [
    [[POSITION, "and ${missing} <= 0 then true", "then true"]],
    [TEST, "whoever has written"],
  ],
  "a replica of a past that was lost": [
    [[POSITION, "case when ${isMarked} and ${missing}", "case when ${missing}"]],
    [TEST, "after a failover"],
  ],
  "a replica that hangs and is asked again each time": [
    [["lib/core/replicas/standing.ts", "return !replica.isResting", "return true"]],
    [TEST, "a replica that hangs"],
  ],
}
