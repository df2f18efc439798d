// Moves the times of a handshake of the demo, so that a test need not wait: npm run clock -- h-…|UUID --by "-20 days"
import { parseArgs } from "node:util"
import { connect } from "../db/client"
import { moveHandshake } from "../lib/provisioning"
import { demoAddress, fail } from "./whereabouts"

const USAGE = 'npm run clock -- h-…|UUID --by "-20 days"'
const ID = /^(?:h-)?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/

const url = demoAddress()
const { id, by } = typed()
const { db, close } = connect(url, { pool: 1 })
const moved = await moveHandshake({ db }, id, by)
  .catch(() => fail(USAGE))
  .finally(close)
if (!moved) fail("There is no such handshake.")
console.log(`All its times have moved by ${by}.`)

function typed() {
  try {
    // parseArgs takes "-20 days" for an option, unless it is joined to its own.
    const args = process.argv.slice(2)
    const at = args.indexOf("--by")
    const joined = at < 0 ? args : [...args.slice(0, at), `--by=${args[at + 1]}`, ...args.slice(at + 2)]
    const { values, positionals } = parseArgs({
      args: joined,
      allowPositionals: true,
      options: { by: { type: "string" } },
    })
    const parts = ID.exec(positionals[0] ?? "")
    return values.by && parts ? { id: parts.slice(1).join("-"), by: values.by } : fail(USAGE)
  } catch {
    return fail(USAGE)
  }
}
