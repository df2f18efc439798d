// After a backup was restored, before Muster starts on it:
// npm run restored -- --heads FILE [--before TIME]
// Ends with 1 where the audit was changed; that its newest rows are lost is what a backup does.
import { connect } from "@/db/client"
import { lineOf } from "@/lib/audit/seals/heads"
import { type MissingRows, secureRestored } from "@/lib/operator/restored"
import { keptHeads } from "@/scripts/data/kept-heads"
import { mistyped, typedWords } from "@/scripts/tools/command-line"
import { databaseAddress } from "@/scripts/tools/database-target"

const USAGE = `npm run restored -- --heads FILE [--before TIME]
npm run restored -- --heads none [--before TIME]
TIME, such as 2026-05-04T12:00:00Z: links sent later stay alive. Left out, all links of before this moment are dead.`
const NO_HEADS = "none"

const url = databaseAddress()
const { values, positionals } = typedWords(USAGE, ["heads", "before"])
if (positionals[0] !== undefined) mistyped(`Unexpected argument: ${positionals[0]}.`, USAGE)
if (!values.heads) mistyped("--heads: name the file with the heads that were kept elsewhere, or none.", USAGE)
const before = values.before === undefined ? new Date() : new Date(values.before)
if (Number.isNaN(before.getTime())) mistyped(`--before ${values.before}: not a time.`, USAGE)
const kept = values.heads === NO_HEADS ? [] : keptHeads(values.heads)

const { db, close } = connect(url, { pool: 1 })
const done = await secureRestored({ db }, { before, kept }).finally(close)
console.log(`logins ended:                ${done.logins}`)
console.log(
  `links that are dead:         ${done.links}; what was answered since the backup waits again, and Resend sends a new link`,
)
console.log(`codes ended:                 ${done.codes}`)
console.log(`messages that will not go:   ${done.letters}`)
console.log(
  `resets of two-step login:    ${done.factorResets}, stopped; account -- CONTACT --reset-factors begins one again`,
)
for (const chain of done.missing) console.log(told(chain))
console.log(
  kept.length === 0
    ? "No kept heads were compared."
    : `${kept.length} kept heads compared, ${done.missing.length} chains differ.`,
)
console.log(
  "\nAs they were at the backup: passwords, contacts, roles, operators, access keys that were disabled or deleted since, second steps that were removed, recovery codes that were used, invitation codes that were reset, and what recipients said of further invitations.",
)
process.exit(done.missing.some(({ changed }) => changed) ? 1 : 0)

function told({ chain, sealed, kept: newest, changed }: MissingRows): string {
  return changed
    ? `CHANGED  ${chain}  ${lineOf(changed)} was kept and is another now`
    : `shorter  ${chain}  ends at row ${sealed}; row ${newest} was kept, so ${newest - sealed} or more are lost`
}
