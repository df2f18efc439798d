// Verifies every chain of the audit: npm run audit:verify, or with the id of one organization: npm run audit:verify -- o-…
// Ends with 1 when a row is broken. Without DATABASE_URL it looks at the demo that npm start runs.
import fs from "node:fs"
import path from "node:path"
import { connect } from "../db/client"
import { databaseClock } from "../lib/context"
import type { AuditVerification, BrokenRow } from "../lib/rows"
import { chains, verifyChain } from "../lib/sealing-verification"
import { settings } from "../lib/settings"
import { runningPostgres } from "./postgres.mjs"
import { root } from "./processes.mjs"

const HOME = path.join(root, ".data")
const reasons: Record<BrokenRow["why"], string> = {
  changed: "it, or its seal, was changed after it was sealed",
  missing: "it is gone",
  unknown_secret: "it was sealed with a secret that is neither MUSTER_SECRET nor among MUSTER_OLD_SECRETS",
  never_sealed: "it has no seal, and was not there when its time was sealed",
}

if (fs.existsSync(".env")) process.loadEnvFile(".env")
if (!process.env.DATABASE_URL) lookAtDemo()
const [wanted] = process.argv.slice(2)
const { db, close } = connect(settings().databaseUrl, { pool: 1, prepare: settings().prepare })
let [whole, broken] = [0, 0]
try {
  for await (const { chain, name } of chains(db)) {
    if (wanted && wanted !== chain) continue
    const found = await verifyChain({ db, clock: databaseClock }, chain)
    if (found.broken) broken += 1
    else whole += 1
    console.log(`${found.broken ? "BROKEN" : "whole "}  ${chain}  ${name}: ${told(found)}`)
  }
} finally {
  await close()
}
if (wanted && whole + broken === 0) fail(`There is no organization ${wanted}.`)
console.log(`\n${whole} whole, ${broken} broken`)
process.exit(broken > 0 ? 1 : 0)

function told({ sealed, waiting, head, broken }: AuditVerification): string {
  const count = `${sealed} sealed${broken ? " before it" : ""}, ${waiting} waiting, head ${head ?? "none"}`
  if (!broken) return count
  const row = broken.id ? `row ${broken.id}` : `row number ${broken.sequence}`
  const what = broken.action ? ` (${broken.action}, ${broken.at})` : ""
  return `${row}${what}: ${reasons[broken.why]}; ${count}`
}

function lookAtDemo() {
  const url = runningPostgres(path.join(HOME, "postgres"))
  if (!url) fail("Set DATABASE_URL to the database of your Muster, or start the demo with npm start first.")
  process.env.DATABASE_URL = url
  process.env.MUSTER_EMBEDDED = "1"
  process.env.MUSTER_SECRET ||= fs.readFileSync(path.join(HOME, "secret"), "utf8").trim()
}

function fail(line: string): never {
  console.error(line)
  process.exit(1)
}
