// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text that is taken out is code
// The guards of what goes together.
const TOGETHER = "lib/core/turns/together.ts"
const TESTS = "lib/handshake/together.test.ts"

export const togetherCases = {
  "what others ask at once, done in the name of the first": [
    [[TOGETHER, "[about, ctx.actor, ctx.ip]", "[about]"]],
    [TESTS, "in the name of another"],
  ],
  "what comes from several addresses, written as if from one": [
    [[TOGETHER, "[about, ctx.actor, ctx.ip]", "[about, ctx.actor]"]],
    [TESTS, "from another address"],
  ],
  "another organization locked, because one of its invitations is named": [
    [["lib/handshake/lock.ts", " ${ofOne(of, given)} order", " order"]],
    [TESTS, "whose invitations are named"],
  ],
  "a refusal of one, told to all that went with it": [
    [[TOGETHER, "if (!isOutage(error)) return doEach(ways, batch)", ""]],
    [TESTS, "where one is refused"],
  ],
  "one person invited twice, by two names at once": [
    [["lib/handshake/proposal.ts", 'if (persons.size < rows.length) refuse("named_twice")', ""]],
    [TESTS, "by two names"],
  ],
  "what comes while many are done, forgotten": [
    [[TOGETHER, "while (queue.length > 0) await", "await"]],
    [TESTS, "keeps waiting"],
  ],
}
