// After MUSTER_SECRET was replaced as planned, the former one in MUSTER_OLD_SECRETS:
// npm run secret -- rotate
// After others have learnt it, that one in MUSTER_LEAKED_SECRETS:
// npm run secret -- leaked --heads FILE
// Both may be run again, and go on where they were ended. They end with 1 when something could not be renewed.
import { connect } from "@/db/client"
import { leakedKeyIds } from "@/lib/core/secrets"
import type { Reencrypted } from "@/lib/operator/secrets/encrypted"
import { type Resealed, replaceSecret, rotateSecret } from "@/lib/operator/secrets/replacement"
import { keptHeads, toldBreak } from "@/scripts/data/kept-heads"
import { mistyped, typedWords } from "@/scripts/tools/command-line"
import { databaseAddress } from "@/scripts/tools/database-target"

const USAGE = `npm run secret -- rotate
npm run secret -- leaked --heads FILE
npm run secret -- leaked --heads none`
const NO_HEADS = "none"
/** Named one by one; the others are counted. */
const NAMED = 10

const url = databaseAddress()
const { values, positionals } = typedWords(USAGE, ["heads"])
const [what, more] = positionals
if (more !== undefined) mistyped(`Unexpected argument: ${more}.`, USAGE)
if (what !== "rotate" && what !== "leaked") mistyped("Specify rotate or leaked.", USAGE)
const { db, close } = connect(url, { pool: 1 })
const whole = await (what === "rotate" ? rotate() : replace()).finally(close)
process.exit(whole ? 0 : 1)

async function rotate() {
  const { encrypted, sealed, former } = await rotateSecret({ db })
  const whole = tell(encrypted, sealed)
  console.log(`links that open with a former secret:  ${former.links || "none"}`)
  console.log(`codes that were sent, made with one:   ${former.verifications || "none"}`)
  console.log(`notices whose "This wasn't me" may be: ${former.notices || "none"}`)
  if (former.codes > 0)
    console.log(
      `invitation codes made with one:        ${former.codes}; they go on working, and can be shown until it is removed`,
    )
  if (whole)
    console.log(
      `\nMUSTER_OLD_SECRETS can be emptied ${former.until ? `after ${former.until.toISOString()}` : "now"}. Then links against more invitations in messages sent before open nothing, and every browser is new once.`,
    )
  return whole
}

async function replace() {
  if (leakedKeyIds().length === 0)
    mistyped(
      "Put the leaked secret into MUSTER_LEAKED_SECRETS, a new one into MUSTER_SECRET, and restart everything first.",
      USAGE,
    )
  if (!values.heads)
    mistyped("--heads: name the file with the heads that were kept before the secret leaked, or none.", USAGE)
  const heads = values.heads === NO_HEADS ? [] : keptHeads(values.heads)
  const { logins, links, codes, encrypted, sealed } = await replaceSecret({ db }, heads)
  console.log(`logins ended:                          ${logins}`)
  console.log(`open links that were made with it:     ${links}, dead; Resend sends new ones`)
  console.log(`invitation codes replaced:             ${codes}`)
  console.log(
    `Codes that were sent, and "This wasn't me" in notices, made with it are dead: who has got one asks again, or asks you.`,
  )
  const whole = tell(encrypted, sealed)
  if (heads.length === 0)
    console.log(
      "No kept heads were compared: rows that were altered with the leaked secret have been sealed with the others.",
    )
  console.log(
    "Whoever has the database too could read access keys and authenticator apps: let their owners replace them.",
  )
  if (whole) console.log("\nMUSTER_LEAKED_SECRETS can be emptied now.")
  return whole
}

/** Says what was renewed; gives whether all was. */
function tell(encrypted: Reencrypted[], sealed: Resealed[]): boolean {
  for (const { name, renewed, unreadable } of encrypted) {
    console.log(`${`${name} encrypted anew:`.padEnd(39)}${renewed}`)
    if (unreadable.length > 0)
      console.log(
        `UNREADABLE  ${unreadable.length} of them, by no configured secret: ${unreadable.slice(0, NAMED).join(", ")}`,
      )
  }
  console.log(`rows of the audit sealed again:        ${sealed.reduce((sum, { resealed }) => sum + resealed, 0)}`)
  const left = sealed.filter(({ broken, missing }) => broken || missing)
  for (const { chain, name, broken, missing } of left) console.log(toldBreak({ chain, name, broken, missing }))
  if (left.length > 0) console.log("Look at these chains with npm run audit:verify before you remove a secret.")
  return left.length === 0 && encrypted.every(({ unreadable }) => unreadable.length === 0)
}
