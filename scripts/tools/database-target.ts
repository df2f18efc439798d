// Which database a command is about: that of DATABASE_URL, or else the demo's that npm start runs from this folder.
import fs from "node:fs"
import path from "node:path"
import { runningPostgres } from "@/scripts/tools/postgres.mjs"
import { root } from "@/scripts/tools/process-tools.mjs"
import { keptWord, SECRET_BYTES } from "@/scripts/tools/state-files.mjs"

const HOME = path.join(root, ".data")
const NOWHERE = "Set DATABASE_URL to your Muster database, or start the demo with npm start first."

/**
 * Reads .env and gives the address of the database; the demo brings its secret along. Ends the command when there is
 * none.
 */
export function databaseAddress(): string {
  if (fs.existsSync(".env")) process.loadEnvFile(".env")
  return process.env.DATABASE_URL || (lookAtDemo() ?? fail(NOWHERE))
}

/**
 * The address of the demo's database. Ends the command for any other, and where anything says that this is production.
 */
export function demoAddress(): string {
  if (fs.existsSync(".env")) process.loadEnvFile(".env")
  const { DATABASE_URL: typed, NODE_ENV } = process.env
  const address = NODE_ENV === "production" ? null : lookAtDemo()
  if (!address || (typed && typed !== address))
    fail("Only the demo's clock can be moved. Start the demo with npm start, without DATABASE_URL, from this folder.")
  return address
}

function lookAtDemo(): string | null {
  const url = runningPostgres(path.join(HOME, "postgres"))
  if (!url) return null
  process.env.DATABASE_URL = url
  process.env.MUSTER_EMBEDDED = "1"
  process.env.MUSTER_SECRET ||= secretOfDemo()
  return url
}

function secretOfDemo(): string {
  try {
    return keptWord(path.join(HOME, "secret"), { bytes: SECRET_BYTES, used: true })
  } catch (error) {
    return fail((error as Error).message)
  }
}

/** Ends a command with one line. */
export function fail(line: string): never {
  console.error(line)
  process.exit(1)
}
