// A person's data, as JSON:
// npm run person -- export CONTACT > file.json
// Takes a person out of the database, with the login that owns the tables:
// npm run person -- erase CONTACT
import { connect, type Database } from "@/db/client"
import { type Contact, parseContact } from "@/lib/core/contacts"
import { erasePerson } from "@/lib/operator/person/erase"
import { exportPerson } from "@/lib/operator/person/export"
import { mistyped, typedWords } from "@/scripts/tools/command-line"
import { databaseAddress, fail } from "@/scripts/tools/database-target"

const USAGE = `npm run person -- export CONTACT
npm run person -- erase CONTACT`
const SECONDS = 300

const url = databaseAddress()
const [what, whom, more] = typedWords(USAGE, []).positionals
if (more !== undefined) mistyped(`Unexpected argument: ${more}.`, USAGE)
if (what !== "export" && what !== "erase") mistyped("Specify export or erase.", USAGE)
const contact =
  parseContact(whom ?? "") ?? mistyped(`${whom ?? "Nothing"} is not an email address or a mobile number.`, USAGE)
const { db, close } = connect(url, { pool: 1, role: null, statementSeconds: SECONDS, transactionSeconds: SECONDS })
await (what === "export" ? print(db, contact) : erase(db, contact)).finally(close)

async function print(db: Database, contact: Contact) {
  const found = await exportPerson({ db }, contact)
  if (!found) fail(`Nothing is known of ${contact.address}.`)
  console.log(JSON.stringify(found, null, 2))
}

async function erase(db: Database, contact: Contact) {
  const done = await erasePerson({ db }, contact)
  if (done.state === "denied")
    fail("Only the login that owns the tables can erase a person: set DATABASE_URL to it for this command.")
  if (done.state === "unknown") fail(`Nothing is known of ${contact.address}.`)
  if (done.state === "owner") {
    const owned = done.organizations.map(({ id, name }) => `${name} (${id})`).join(", ")
    fail(`${contact.address} owns ${owned}. The ownership has to be transferred, or the organization deleted, first.`)
  }
  if (done.state === "broken")
    fail(
      `Rows of the audit do not agree with their seals: ${done.rows.join(", ")}. Look at them with npm run audit:verify, then run this again.`,
    )
  console.log(
    `${contact.address} is now ${done.pseudonym}: left ${done.left} organizations, ${done.rows} rows of the audit rewritten.`,
  )
  console.log("Backups and logs of before still hold the person: let them end with their time.")
}
