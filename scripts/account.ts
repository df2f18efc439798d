// Provides an account that belongs to no organization, its e-mail address verified, for moves from elsewhere and for
// tests:
// npm run account -- --name "…" --email … [--seller NAME] [--key PERMISSION,…]
// Lets somebody in again whose password or codes others have guessed at:
// npm run account -- CONTACT --unlock
// Ends all logins of an account:
// npm run account -- CONTACT --log-out
// Helps somebody who has lost all second steps and the recovery codes: after a day, in which they can stop it, all go:
// npm run account -- CONTACT --reset-factors
// Frees a contact that cannot be bound or used because of what was done with it before:
// npm run account -- CONTACT --free
import { connect } from "@/db/client"
import { type Contact, parseContact } from "@/lib/core/contacts"
import { databaseClock } from "@/lib/core/context"
import { freeContact } from "@/lib/operator/freeing"
import { importAccount } from "@/lib/operator/imported-accounts"
import { logOutAccount, unlockAccount } from "@/lib/operator/unlocking"
import { askFactorReset } from "@/lib/recovery/factor-reset"
import { Refusal } from "@/lib/shared/refusals"
import { keyPermissions } from "@/lib/shared/roles"
import { mistyped, typedWords } from "@/scripts/tools/command-line"
import { databaseAddress, fail } from "@/scripts/tools/database-target"

const PERMISSIONS = keyPermissions.join(", ")
const USAGE = `npm run account -- --name "…" --email … [--seller NAME] [--key PERMISSION,…]
npm run account -- CONTACT --unlock
npm run account -- CONTACT --log-out
npm run account -- CONTACT --reset-factors
npm run account -- CONTACT --free
Permissions: ${PERMISSIONS}`
/** What is done with a contact, by the option that asks for it. */
const acts = { "--unlock": unlock, "--log-out": logOut, "--reset-factors": resetFactors, "--free": free }
type Wanted = ReturnType<typeof typed>

const words = process.argv.slice(2)
const asked = (Object.keys(acts) as (keyof typeof acts)[]).find((option) => words.includes(option))
await (asked ? acts[asked](contactIn(words.filter((word) => word !== asked))) : provide(typed()))

function contactIn(rest: string[]): Contact {
  const { positionals } = typedWords(USAGE, [], rest)
  const [whom = mistyped("Specify an account.", USAGE), more] = positionals
  if (more !== undefined) mistyped(`Unexpected argument: ${more}.`, USAGE)
  return parseContact(whom) ?? mistyped(`${whom} is not an email address or a mobile number.`, USAGE)
}

async function unlock(contact: Contact) {
  const { db, close } = connect(databaseAddress(), { pool: 1 })
  const account = await unlockAccount({ db }, contact).finally(close)
  if (!account) fail(`No account uses ${contact.address}.`)
  console.log(`${account.name} can log in again: failed passwords and codes have been reset.`)
}

async function logOut(contact: Contact) {
  const { db, close } = connect(databaseAddress(), { pool: 1 })
  const account = await logOutAccount({ db }, contact).finally(close)
  if (!account) fail(`No account uses ${contact.address}.`)
  console.log(`All logins of ${account.name} have ended.`)
}

async function resetFactors(contact: Contact) {
  const { db, close } = connect(databaseAddress(), { pool: 1 })
  const asked = await askFactorReset({ db, clock: databaseClock }, contact).finally(close)
  if (!asked) fail(`No account uses ${contact.address}.`)
  const { account, dueAt } = asked
  if (!dueAt) fail(`${account.name} has no second step.`)
  console.log(`${account.name} has been told. Unless they stop it, all second steps go at ${dueAt.toISOString()}.`)
}

async function free(contact: Contact) {
  const { address } = contact
  const { db, close } = connect(databaseAddress(), { pool: 1 })
  const { failed, held, usedBy } = await freeContact({ db }, contact).finally(close)
  if (failed > 0) console.log(`${address} can be bound again.`)
  if (held) console.log(`${address} is no longer kept for the account that has replaced it.`)
  if (failed === 0 && !held) console.log(`Nothing kept ${address} from being used.`)
  if (usedBy) console.log(`The account of ${usedBy} has verified it, and keeps it.`)
}

async function provide(wanted: Wanted) {
  const { db, close } = connect(databaseAddress(), { pool: 1 })
  const explain = (error: unknown) => explained(error, wanted)
  const { number, name, email, key } = await importAccount({ db }, wanted).catch(explain).finally(close)
  console.log(`account number:    ${number}\nname:              ${name}\nemail:             ${email}`)
  if (!key) return
  console.log(`access key id:     ${key.id}\nsecret access key: ${key.secret}`)
  console.log("The secret is shown only once. To use the key with AWS clients in this terminal:")
  console.log(`export AWS_ACCESS_KEY_ID=${key.id} AWS_SECRET_ACCESS_KEY=${key.secret} AWS_DEFAULT_REGION=us-east-1`)
}

function typed() {
  const { values, positionals } = typedWords(USAGE, ["name", "email", "seller", "key"])
  const { name, email, seller, key } = values
  if (positionals[0] !== undefined) mistyped(`Unexpected argument: ${positionals[0]}.`, USAGE)
  if (!name || !email) mistyped(`${name ? "--email" : "--name"} is required.`, USAGE)
  return { name, email, seller, permissions: key?.split(",").map(permission) }
}

function permission(word: string) {
  return keyPermissions.find((known) => known === word.trim()) ?? mistyped(`--key ${word}: not a permission.`, USAGE)
}

function explained(error: unknown, wanted: Wanted): never {
  if (!(error instanceof Refusal)) throw error
  if (error.code === "contact_taken") fail(`${wanted.email} already has an account.`)
  const { field } = error.extra
  if (field !== "name" && field !== "email" && field !== "seller") fail(error.code)
  mistyped(`--${field} ${wanted[field]}: not a valid ${field}.`, USAGE)
}
