// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text that is taken out is code
// The guards of what goes together.
const TOGETHER = "lib/core/turns/together.ts"
const TESTS = "lib/handshake/together.test.ts"
const ACCEPTANCES = "lib/handshake/batch/acceptances.ts"
const ACCEPTED = "lib/handshake/gathered.test.ts"

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
  "those who accept at once, taken in from the address of the first": [
    [[ACCEPTANCES, "({ by: ask.ctx, locked })", "({ by: { ...ask.ctx, ip: ctx.ip }, locked })"]],
    [ACCEPTED, "in their own name"],
  ],
  "those who accept at once, answered in the name of the first": [
    [[ACCEPTANCES, "({ by: ask.ctx, locked })", "({ by: ctx, locked })"]],
    [ACCEPTED, "in their own name"],
  ],
  "a replaced link among those of others": [
    [[ACCEPTANCES, "!isMeant(ask.item, found) || ", ""]],
    [ACCEPTED, "not theirs, that was replaced"],
  ],
  "a second acceptance, answered as the first": [
    [[ACCEPTANCES, "if (id && isId(id) && !byId.has(id)) byId", "if (id && isId(id)) byId"]],
    [ACCEPTED, "or a second time"],
  ],
  "an id that names two, among those of others": [
    [[ACCEPTANCES, "if (id && isId(id) && ", "if (id && "]],
    [ACCEPTED, "names two"],
  ],
  "all who accept, waiting for an organization that is changed": [
    [["lib/handshake/lock.ts", "beside, sql`skip locked`", "beside, sql``"]],
    [ACCEPTED, "nobody waits for an organization"],
  ],
  "all who accept, waiting for those whom others are taking in": [
    [["lib/core/turns/gathered.ts", "setTimeout(goOn, PATIENCE_MS)", "setTimeout(() => {}, PATIENCE_MS)"]],
    [ACCEPTED, "nobody waits for long"],
  ],
  "who looks at a handshake, forgotten where its id is written otherwise": [
    [["lib/handshake/context.ts", "looks[position - 1] as Look", "looks.find(({ id }) => id === found.id) as Look"]],
    [ACCEPTED, "capital letters"],
  ],
  "an acceptance that takes nobody in, done all the same": [
    [
      [
        "lib/handshake/why-not.ts",
        'return blockedBy === "forbidden" ? "initiator_not_entitled" : blockedBy',
        "return undefined",
      ],
      ["lib/handshake/writing.ts", "(select count(*) from admitted) = (select count(*) from claimed)", "true"],
    ],
    ["lib/handshake/invitation.test.ts", "whose inviter lost the right"],
  ],
  "what comes while many are done, forgotten": [
    [[TOGETHER, "while (queue.length > 0) await", "await"]],
    [TESTS, "keeps waiting"],
  ],
}
