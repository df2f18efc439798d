// Makes an account that has registered an operator of the platform: npm run operator -- CONTACT [--remove]
import fs from "node:fs"
import { connect } from "../db/client"
import { parseContact } from "../lib/contacts"
import { appointOperator, dismissOperator } from "../lib/operators"

if (fs.existsSync(".env")) process.loadEnvFile(".env")
const typed = process.argv.slice(2)
const remove = typed.includes("--remove")
const contact = parseContact(typed.find((word) => word !== "--remove") ?? "")
const url = process.env.DATABASE_URL
if (!url) fail("Set DATABASE_URL to the database of your Muster.")
if (!contact) fail("Say whom: npm run operator -- you@example.com")

const { db, close } = connect(url, { pool: 1 })
const account = await (remove ? dismissOperator : appointOperator)({ db }, contact).finally(close)
if (!account) fail(`${contact.address} has no account yet: register first.`)
console.log(
  remove
    ? `${account.name} is no operator any more.`
    : `${account.name} is an operator: what waits is at ${process.env.MUSTER_ORIGIN ?? ""}/operator.`,
)

function fail(line: string): never {
  console.error(line)
  process.exit(1)
}
