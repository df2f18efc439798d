// Provides an account that belongs to no organization, its e-mail address proved, for moves from elsewhere and for tests:
// npm run account -- --name "…" --email … [--seller NAME] [--key PERMISSION,…]
import { parseArgs } from "node:util"
import { connect } from "../db/client"
import { Refusal } from "../lib/errors"
import { provideAccount } from "../lib/provisioning"
import { keyPermissions } from "../lib/roles"
import { databaseAddress, fail } from "./whereabouts"

const USAGE = `npm run account -- --name "…" --email … [--seller NAME] [--key PERMISSION,…]\nPermissions: ${keyPermissions.join(", ")}`

const url = databaseAddress()
const wanted = typed()
const { db, close } = connect(url, { pool: 1 })
const { number, key } = await provideAccount({ db }, wanted).catch(explained).finally(close)
console.log(`account number:    ${number}`)
if (key) console.log(`access key id:     ${key.id}\nsecret access key: ${key.secret}\nThe secret is shown this once.`)

function typed() {
  try {
    const option = { type: "string" } as const
    const { values } = parseArgs({ options: { name: option, email: option, seller: option, key: option } })
    const { name = "", email = "", seller, key } = values
    const permissions = key?.split(",").map((one) => keyPermissions.find((known) => known === one) ?? fail(USAGE))
    return name && email ? { name, email, seller, permissions } : fail(USAGE)
  } catch {
    return fail(USAGE)
  }
}

function explained(error: unknown): never {
  if (!(error instanceof Refusal)) throw error
  if (error.code === "contact_taken") fail(`${wanted.email} has an account already.`)
  fail(error.extra.field ? `This cannot be the ${error.extra.field} of an account.` : error.code)
}
