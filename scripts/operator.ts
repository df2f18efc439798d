// Makes an account that has registered an operator of the platform: npm run operator -- CONTACT [--remove]
import { connect } from "@/db/client"
import { parseContact } from "@/lib/core/contacts"
import { appointOperator, dismissOperator } from "@/lib/operator/operators"
import { databaseAddress, fail } from "@/scripts/tools/database-target"

const url = databaseAddress()
const typed = process.argv.slice(2)
const remove = typed.includes("--remove")
const contact = parseContact(typed.find((word) => word !== "--remove") ?? "")
if (!contact) fail("Specify an account: npm run operator -- you@example.com [--remove]")

const { db, close } = connect(url, { pool: 1 })
const account = await (remove ? dismissOperator : appointOperator)({ db }, contact).finally(close)
if (!account) fail(`${contact.address} has no account. Register it first.`)
console.log(
  remove
    ? `${account.name} is no longer an operator.`
    : `${account.name} is now an operator. Review requests at ${process.env.MUSTER_ORIGIN ?? ""}/operator.`,
)
