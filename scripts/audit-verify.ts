// Verifies every chain of the audit: npm run audit:verify, or with the id of one organization: npm run audit:verify --
// o-…
// With the heads that it or the worker's log wrote earlier: npm run audit:verify -- --heads FILE
// Ends with 1 when a row is broken, or a kept head is not found any more. Without DATABASE_URL it looks at the demo
// that npm start runs.
import { parseArgs } from "node:util"
import { connect } from "@/db/client"
import { brokenHeads, lineOf } from "@/lib/audit/seals/heads"
import { chains, verifyChain } from "@/lib/audit/seals/verify"
import { databaseClock } from "@/lib/core/context"
import { settings } from "@/lib/settings"
import type { AuditVerification } from "@/lib/shared/rows/audit"
import { keptHeads, toldRow } from "@/scripts/data/kept-heads"
import { databaseAddress, fail } from "@/scripts/tools/database-target"

const GONE = "its organization is gone"
databaseAddress()
const { values: given, positionals } = parseArgs({ allowPositionals: true, options: { heads: { type: "string" } } })
const [wanted] = positionals
const kept = given.heads ? keptHeads(given.heads).filter(({ chain }) => !wanted || wanted === chain) : []
const { db, close } = connect(settings().databaseUrl, { pool: 1 })
let [whole, broken] = [0, 0]
try {
  const fallen = new Map((await brokenHeads(db, kept)).reverse().map((head) => [head.chain, head]))
  for await (const { chain, name } of chains(db)) {
    if (wanted && wanted !== chain) continue
    const found = await verifyChain({ db, clock: databaseClock }, chain)
    const head = fallen.get(chain)
    fallen.delete(chain)
    say(chain, Boolean(found.broken || head || name === null), `${name ?? GONE}: ${told(found)}`)
    if (head) console.log(`        ${lineOf(head)} was kept and is missing now`)
    if (found.head) console.log(lineOf({ chain, sequence: found.sealed, hash: found.head }))
  }
  for (const head of fallen.values()) say(head.chain, true, `${GONE}: ${lineOf(head)} was kept and is missing now`)
} finally {
  await close()
}
if (wanted && whole + broken === 0) fail(`Organization ${wanted} does not exist.`)
console.log(`\n${whole} intact, ${broken} broken`)
if (given.heads) console.log(`${kept.length} kept heads compared`)
process.exit(broken > 0 ? 1 : 0)

function say(chain: string, isBroken: boolean, what: string) {
  if (isBroken) broken += 1
  else whole += 1
  console.log(`${isBroken ? "BROKEN" : "intact"}  ${chain}  ${what}`)
}

function told({ sealed, waiting, broken }: AuditVerification): string {
  const count = `${sealed} sealed${broken ? " before it" : ""}, ${waiting} waiting`
  if (!broken) return count
  return `${toldRow(broken)}; ${count}`
}
