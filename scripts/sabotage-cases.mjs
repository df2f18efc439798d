// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text that is taken out is code
// The guards that can be taken out, and the test that must turn red for each.
import { accountCases } from "./sabotage/accounts.mjs"
import { limitCases } from "./sabotage/limits.mjs"
import { ofLogins } from "./sabotage/logins.mjs"
import { serverCases } from "./sabotage/servers.mjs"
import { togetherCases } from "./sabotage/together.mjs"

const PROPOSAL = "lib/handshake/proposal.ts"
const CONTEXT = "lib/handshake/context.ts"
const LOCK = "lib/handshake/lock.ts"
const WRITING = "lib/handshake/writing.ts"
const INVITATION = "lib/handshake/kinds/invitation.ts"
const ADMIT = "lib/effects/admit.ts"
const TRANSFER = "lib/handshake/kinds/ownership-transfer.ts"
const TABLES = "db/migrations/0000_foundation.sql"
const GUARDS = "db/migrations/0001_guards.sql"
const RACES = "lib/handshake/races.test.ts"
const RULES = "lib/handshake/invitation.test.ts"
const OWNERSHIP = "lib/members/ownership.test.ts"

/** The locks of a move: with them gone, only the conditional claim stands. */
const noLocks = [
  [LOCK, " for ${lockStrengths[strength]} ${otherwise}) one`", ") one`"],
  [LOCK, "order by ${h.id} for no key update of ${h}`", "order by ${h.id}`"],
]
const noClaim = [
  [WRITING, "and ${h.expiresAt} > ${clock}\n    and ${h.state} in ${pendingStatesSql}`\n}", "`\n}"],
  [GUARDS, "WHEN (OLD.state NOT IN ('requested', 'open') AND", "WHEN (false AND"],
]

const noProposalLock = [
  [PROPOSAL, "() => lockOrganization(ctx, proposals.organizationId),", "() => Promise.resolve(),"],
]

/** name: edits [file, from, to], and the test that must turn red: [file, part of its title]. */
export const cases = {
  ...ofLogins,
  "no lock, no conditional claim and a key that lets a second joining pass: accepting": [
    [
      ...noLocks,
      ...noClaim,
      [
        ADMIT,
        "set affiliated = true` : sql``",
        "set affiliated = true` : sql`on conflict (organization_id, account_id) do update set role = excluded.role`",
      ],
    ],
    [RACES, "fifty acceptances"],
  ],
  "no lock, and a commit that follows a claim that claimed nothing": [
    [...noLocks, [WRITING, 'or ${refused("expired")})`', "or true)`"]],
    [RACES, "accepting against revoking"],
  ],
  "no lock and no conditional claim: revoking": [
    [...noLocks, ...noClaim],
    [RACES, "accepting against revoking"],
  ],
  "answers beside each other where a lowered quota has fewer places than are reserved": [
    [[LOCK, "\n  and ${o.seatsTaken} <= ${o.quota}`", "`"]],
    [RACES, "acceptances against a quota"],
  ],
  "what every answer relies on, changed under a lock that answers do not wait for": [
    [["lib/core/locks.ts", "alone: sql`update`", "alone: sql`no key update`"]],
    ["lib/handshake/answer-races.test.ts", "passed the ownership on"],
  ],
  "no organization lock and no unique index: one pending": [
    [
      ...noProposalLock,
      [TABLES, 'CREATE UNIQUE INDEX "handshakes_one_pending"', 'CREATE INDEX "handshakes_one_pending"'],
    ],
    [RACES, "fifty invitations of one contact"],
  ],
  "no organization lock and no condition on its seats: the quota of proposals": [
    [...noProposalLock, [WRITING, "and ${o.seatsTaken} + n.places <= ${o.quota} returning", "returning"]],
    [RACES, "proposals against a quota"],
  ],
  "the context read before the lock": [
    [
      [
        PROPOSAL,
        "() => lockOrganization(ctx, proposals.organizationId),\n    () => loadProposalContexts(ctx, subjectsOf(name, proposals)),",
        "() => loadProposalContexts(ctx, subjectsOf(name, proposals)),\n    () => lockOrganization(ctx, proposals.organizationId),",
      ],
      [PROPOSAL, "const [, contexts] = await pipelined", "const [contexts] = await pipelined"],
      [WRITING, "and ${o.seatsTaken} + n.places <= ${o.quota} returning", "returning"],
    ],
    [RACES, "proposals against a quota"],
  ],
  "the clock read before the wait": [[noLocks[1]], [RULES, "time limits hold"]],
  "a token that ignores its generation": [
    [
      ["lib/core/tokens.ts", "[kind, id, generation]", "[kind, id]"],
      [WRITING, " and ${h.generation} = given.generation", ""],
    ],
    [RULES, "resending kills the old link"],
  ],
  "an effect without the verified contact": [
    [
      [INVITATION, 'return own ? "wrong_account" : "contact_not_verified"', "return undefined"],
      [ADMIT, "${h.subject} in (${a.email}, ${a.phone}, ${a.number}) and ", ""],
    ],
    [RULES, "R29 the wrong account"],
  ],
  "no second look at the initiator's right at the answer": [
    [
      [
        "lib/handshake/why-not.ts",
        'return blockedBy === "forbidden" ? "initiator_not_entitled" : blockedBy',
        "return undefined",
      ],
      [ADMIT, " and ${m.role} = 'super_admin'", ""],
    ],
    [RULES, "whose inviter lost the right"],
  ],
  "a change of owner that anybody may confirm": [
    [[TRANSFER, 'recipient?.accountId === participant.accountId ? undefined : "wrong_account"', "undefined"]],
    [OWNERSHIP, "R72 nobody but the target"],
  ],
  "a former owner whose logins go on": [
    [[TRANSFER, "() => closeSessions({ ...ctx, db: tx }, initiatorId),", ""]],
    [OWNERSHIP, "R81 R82 every login"],
  ],
  "a change of owner without a second look at the owner, and no key for the seat": [
    [
      [
        "lib/handshake/why-not.ts",
        'return blockedBy === "forbidden" ? "initiator_not_entitled" : blockedBy',
        "return undefined",
      ],
      [TRANSFER, "\n             and account_id = ${initiatorId} and role = 'super_admin' returning 1", " returning 1"],
    ],
    [OWNERSHIP, "two changes that wait at once"],
  ],
  "a fresh idempotency key at each try": [
    [["lib/letters/transports/resend.ts", "idempotencyKey: letter.id", "idempotencyKey: crypto.randomUUID()"]],
    ["lib/letters/worker.test.ts", "loses no letter"],
  ],
  "an audit that the app's role may alter": [
    [["db/grants.ts", "`revoke update, delete on audit, seals, reseals, handshake_subjects from ${role}`,", ""]],
    ["db/invariants.test.ts", "to the role of the app"],
  ],
  "a seal that does not hold all of its row": [
    [["lib/audit/seals/seal.ts", "${row.action}, ${row.target},", "${row.action},"]],
    ["lib/audit/seals/seal.test.ts", "an edited row is found and named"],
  ],
  "a seal that is not compared": [
    [["lib/audit/seals/verify.ts", "if (hash === seal.hash) return null", "if (hash !== null) return null"]],
    ["lib/audit/seals/seal.test.ts", "swapped seals"],
  ],
  "an audit row that commits late and is never sealed": [
    [["lib/audit/seals/seal.ts", "const LATE_MS = 3_600_000", "const LATE_MS = 0"]],
    ["lib/audit/seals/seal.test.ts", "whose transaction began before a pass"],
  ],
  "a signature that is not compared": [
    [["lib/aws/signature.ts", "  if (!same) invalid(", "  if (false) invalid("]],
    ["lib/aws/signature.pure.test.ts", "altered by one character"],
  ],
  "headers that count and are not signed": [
    [["lib/aws/signature.ts", "headers.has(name) && !signed.has(name)", "false"]],
    ["lib/aws/signature.pure.test.ts", "what is read must be signed"],
  ],
  "a refused account that costs a letter its time": [
    [["lib/letters/refused.ts", "await keepTime(db, channel)", ""]],
    ["lib/letters/refused.test.ts", "refused for days"],
  ],
  "the age of a signature by the clock of the web server": [
    [["lib/aws/signature.ts", "mustBeCurrent(claim, known.now)", "mustBeCurrent(claim, new Date())"]],
    ["lib/aws/retries.test.ts", "a web server whose clock is wrong"],
  ],
  "a call that is carried out at each of its tries": [
    [["lib/aws/idempotency.ts", "if (!call.invocation) return", "if (call) return"]],
    ["lib/aws/retries.test.ts", "answer got lost"],
  ],
  "tags that are not held against the policies": [
    [["lib/invitations/account-invitations.ts", "await mustComplyAtRoot(tx, organizationId, tags)", ""]],
    ["lib/aws/tags.test.ts", "R52 R54"],
  ],
  "tags without the tagging permission": [
    [["lib/aws/operations/handshakes.ts", "if (tags.length > 0) mustBePermitted", "if (false) mustBePermitted"]],
    ["lib/aws/tags.test.ts", "R43"],
  ],
  "accounts of any seller": [
    [[INVITATION, "recipient.seller !== organization.seller", "false"]],
    ["lib/aws/refusals.test.ts", "R39"],
  ],
  "an account that may be invited under two names": [
    [[CONTEXT, "unnest(array[${names}])", "unnest(array[${subject}])"]],
    ["lib/aws/handshakes.test.ts", "by whatever name"],
  ],
  "a place that is given back behind its attempt": [
    [[WRITING, "from (select count(*) from freed) first, ", "from "]],
    ["lib/handshake/organizations-apart.test.ts", "fifty organizations at work at once"],
  ],
  "an index less": [
    [[TABLES, '("organization_id","kind","state","id","expires_at")', '("id")']],
    ["lib/testing/list-costs.test.ts", "reads what it shows"],
  ],
  ...accountCases,
  ...serverCases,
  ...togetherCases,
  ...limitCases,
}
