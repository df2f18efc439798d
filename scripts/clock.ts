// Moves the times of a handshake of the demo, so that a test need not wait: npm run clock -- h-…|UUID --by "-20 days"
import { z } from "zod"
import { connect } from "@/db/client"
import { moveHandshake } from "@/lib/demo/clock"
import { internalId } from "@/lib/shared/handshakes"
import { Refusal } from "@/lib/shared/refusals"
import { mistyped, typedWords } from "@/scripts/tools/command-line"
import { demoAddress, fail } from "@/scripts/tools/database-target"

const USAGE = `npm run clock -- h-…|UUID --by "SPAN"
SPAN is a number of seconds, minutes, hours or days, such as "-20 days" or "3 hours". Below zero all times of the handshake become earlier, as if that much had passed.`

const { id, by } = typed()
const { db, close } = connect(demoAddress(), { pool: 1 })
const moved = await moveHandshake({ db }, id, by).catch(explained).finally(close)
if (!moved) fail("No handshake has this ID.")
console.log(`All times of the handshake moved by ${by}.`)

function typed() {
  // "-20 days" would be taken for an option, unless it is joined to its own.
  const args = process.argv.slice(2)
  const at = args.indexOf("--by")
  const joined = at < 0 ? args : [...args.slice(0, at), `--by=${args[at + 1] ?? ""}`, ...args.slice(at + 2)]
  const { values, positionals } = typedWords(USAGE, ["by"], joined)
  const [word = ""] = positionals
  const id = z.uuid().safeParse(word).data ?? internalId(word)
  if (!id) mistyped(word ? `${word} is not a handshake ID.` : "Specify a handshake.", USAGE)
  return values.by ? { id, by: values.by } : mistyped("--by is required.", USAGE)
}

function explained(error: unknown): never {
  if (error instanceof Refusal) mistyped(`--by "${by}": not a valid span.`, USAGE)
  throw error
}
