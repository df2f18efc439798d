// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text that is taken out is code
// The guards of what may be sent in a day.
const RULES = "lib/handshake/rate-limits.ts"
const TESTS = "lib/handshake/rate-limits.test.ts"

export const limitCases = {
  "an accepted invitation that counts on": [
    [[RULES, "and ${h.state} = 'accepted'", "and ${h.state} = 'nothing'"]],
    [TESTS, "accepted do not count"],
  ],
  "one that was sent again, taken off the count twice": [
    [[RULES, " and ${h.generation} = 1", ""]],
    [TESTS, "accepted do not count"],
  ],
  "an invitation of another day, taken off the count of today": [
    [[RULES, " and ${h.sentAt} >= ${since}", ""]],
    [TESTS, "of another day"],
  ],
  "a count that all who accept write": [
    [["lib/handshake/transition.ts", ".some(({ handshake }) => handshake.generation > 1)", ".length > 0"]],
    [TESTS, "waits for nobody who invites"],
  ],
}
