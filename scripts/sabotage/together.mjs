// The guards of what goes together.
const TOGETHER = "lib/handshake/batch/together.ts"
const TESTS = "lib/handshake/batch/together.test.ts"

export const togetherCases = {
  "what others ask at once, done in the name of the first": [
    [[TOGETHER, "[about, ctx.actor, ctx.ip]", "[about]"]],
    [TESTS, "in the name of another"],
  ],
  "a refusal of one, told to all that went with it": [
    [[TOGETHER, "if (error instanceof Refusal) return doEach()", ""]],
    [TESTS, "where one is refused"],
  ],
  "what comes while many are done, forgotten": [
    [[TOGETHER, "while (queue.length > 0) await", "await"]],
    [TESTS, "keeps waiting"],
  ],
}
