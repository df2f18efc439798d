// Shows that the tests that matter can fail: takes one guard after another out of a copy and expects red.
// npm run sabotage [name …]
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text that is taken out is code
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { root } from "./processes.mjs"

const MOVING = "lib/handshake/moving.ts"
const DOOR = "lib/handshake/index.ts"
const PARTIES = "lib/handshake/parties.ts"
const INVITATION = "lib/handshake/kinds/invitation.ts"
const TABLES = "db/migrations/0000_foundation.sql"
const GUARDS = "db/migrations/0001_guards.sql"
const RACES = "lib/handshake/races.test.ts"
const RULES = "lib/handshake/invitation.test.ts"

/** The locks of a move: with them gone, only the conditional claim stands. */
const noLocks = [
  [PARTIES, "() => lockOrganization(tx, sql`(select organization_id from handshakes where id = ${id})`),", ""],
  [PARTIES, "() => tx.execute(sql`select id from handshakes where id = ${id} for update`),", ""],
]
const noClaim = [
  [MOVING, " and expires_at > ${clock} and state in ${pending}`\n}", "`\n}"],
  [GUARDS, "WHEN (OLD.state NOT IN ('requested', 'open') AND", "WHEN (false AND"],
]

const noProposalLock = [[DOOR, "() => lockOrganization(tx, about.organizationId),", "() => Promise.resolve(),"]]

/** name: edits [file, from, to], and the test that must turn red: [file, part of its title]. */
const cases = {
  "no lock, no conditional claim and no key: accepting": [
    [...noLocks, ...noClaim, [TABLES, 'PRIMARY KEY("organization_id","account_id")', "CHECK (true)"]],
    [RACES, "fifty acceptances"],
  ],
  "no lock and no conditional claim: revoking": [
    [...noLocks, ...noClaim],
    [RACES, "accepting against revoking"],
  ],
  "no organization lock, and no count that would lock it: the quota": [
    [noLocks[0], [GUARDS, "WHEN (OLD.kind = 'invitation' AND", "WHEN (false AND"]],
    [RACES, "acceptances against a quota"],
  ],
  "no organization lock and no unique index: one pending": [
    [
      ...noProposalLock,
      [TABLES, 'CREATE UNIQUE INDEX "handshakes_one_pending"', 'CREATE INDEX "handshakes_one_pending"'],
    ],
    [RACES, "fifty invitations of one contact"],
  ],
  "no organization lock: the quota of proposals": [noProposalLock, [RACES, "proposals against a quota"]],
  "the scene read before the lock": [
    [
      [
        DOOR,
        "() => lockOrganization(tx, about.organizationId),\n    () => sceneOf(tx, ctx, about),",
        "() => sceneOf(tx, ctx, about),\n    () => lockOrganization(tx, about.organizationId),",
      ],
      [DOOR, "const [, scene] = await flight", "const [scene] = await flight"],
    ],
    [RACES, "proposals against a quota"],
  ],
  "the clock read before the wait": [[noLocks[1]], [RULES, "time limits hold"]],
  "a token that ignores its generation": [
    [
      ["lib/handshake/token.ts", "[kind, id, generation]", "[kind, id]"],
      [MOVING, " and generation = ${generation}", ""],
    ],
    [RULES, "resending kills the old link"],
  ],
  "an effect without the contact's proof": [
    [
      [INVITATION, 'return own ? "wrong_account" : "contact_not_proved"', "return undefined"],
      [INVITATION, " and ${subject} in (a.email, a.phone)", ""],
    ],
    [RULES, "R29 the wrong account"],
  ],
  "no proof of the initiator's right at the answer": [
    [
      [
        "lib/handshake/obstacles.ts",
        'return obstacle === "forbidden" ? "initiator_not_entitled" : obstacle',
        "return undefined",
      ],
      [INVITATION, "\n         and initiator.role = 'super_admin'", ""],
    ],
    [RULES, "whose inviter lost the right"],
  ],
  "a code without a limit of tries": [
    [["lib/proofs.ts", "and ${proofs.tries} < ${CODE_TRIES} ", ""]],
    ["lib/accounts.test.ts", "fifty guesses at once"],
  ],
  "no counting of failed logins": [
    [["lib/accounts.ts", '["loginsPerAccount", whose],', ""]],
    ["lib/accounts.test.ts", "ten wrong passwords"],
  ],
  "a fresh idempotency key at each try": [
    [["lib/letters/transports/resend.ts", "idempotencyKey: letter.id", "idempotencyKey: crypto.randomUUID()"]],
    ["lib/letters/worker.test.ts", "loses no letter"],
  ],
  "an index less": [
    [[TABLES, '("organization_id","kind","state","id","expires_at")', '("id")']],
    ["lib/costs.test.ts", "at most 25 buffers"],
  ],
}

const wanted = process.argv.slice(2)
let green = 0
for (const [name, [edits, [file, title]]] of Object.entries(cases)) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue
  const red = turnsRed(edits, file, title)
  if (!red) green += 1
  console.log(`${red ? "red as it should be" : "STILL GREEN        "}  ${name}`)
}
process.exit(green > 0 ? 1 : 0)

function turnsRed(edits, file, title) {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), "muster-sabotage-"))
  try {
    copyTree(copy)
    for (const [target, from, to] of edits) edit(path.join(copy, target), from, to)
    const bin = path.join(root, "node_modules", "vitest", "vitest.mjs")
    const { status } = spawnSync(process.execPath, [bin, "run", "--project", "domain", file, "-t", title], {
      cwd: copy,
    })
    return status !== 0
  } finally {
    fs.rmSync(copy, { recursive: true, force: true })
  }
}

function copyTree(copy) {
  for (const name of fs.readdirSync(root)) {
    if ([".git", ".next", ".data", "node_modules"].includes(name)) continue
    fs.cpSync(path.join(root, name), path.join(copy, name), { recursive: true })
  }
  fs.symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"))
}

function edit(file, from, to) {
  const text = fs.readFileSync(file, "utf8")
  if (!text.includes(from)) throw new Error(`${file} holds no «${from}» to take out`)
  fs.writeFileSync(file, text.replace(from, to))
}
