// Founds a certified enterprise for an account that has registered: npm run found -- CONTACT "NAME"
import fs from "node:fs"
import { connect } from "../db/client"
import { accountWith } from "../lib/accounts"
import { parseContact } from "../lib/contacts"
import { databaseClock } from "../lib/context"
import { certify } from "../lib/entities"
import { foundOrganization } from "../lib/organizations"

if (fs.existsSync(".env")) process.loadEnvFile(".env")
const [typed = "", name = ""] = process.argv.slice(2)
const url = process.env.DATABASE_URL
const contact = parseContact(typed)
if (!url) fail("Set DATABASE_URL to the database of your Muster.")
if (!contact || !name.trim()) fail('Say for whom and what: npm run found -- you@example.com "Your Enterprise"')

const { db, close } = connect(url, { pool: 1 })
const account = await accountWith({ db }, contact)
if (!account) fail(`${contact.address} has no account yet: register first.`)
const actor = { accountId: account.id, freshLogin: true }
const id = await foundOrganization({ db, actor, clock: databaseClock, ip: null }, { name: name.trim() })
await certify(
  db,
  { organizationId: id, initiatorId: account.id },
  { name: name.trim(), licenceNumber: id, type: "enterprise" },
)
await close()
console.log(`${name.trim()} (${id}) is founded, and ${account.name} is its super admin.`)

function fail(line: string): never {
  console.error(line)
  process.exit(1)
}
