// Fills an empty database with the demo: the first npm start does, or npm run db:seed for a database of your own.
import { randomBytes } from "node:crypto"
import fs from "node:fs"
import { connect } from "@/db/client"
import { accounts } from "@/db/schema"
import { seedDemo } from "@/lib/demo/demo"
import { writeWhole } from "@/scripts/tools/state-files.mjs"

const HOME = ["localhost", "127.0.0.1", "[::1]"]

if (fs.existsSync(".env")) process.loadEnvFile(".env")
const [file] = process.argv.slice(2)
const url = process.env.DATABASE_URL ?? ""
const password = process.env.DEMO_PASSWORD || randomBytes(12).toString("base64url")

if (!URL.canParse(url) || !HOME.includes(new URL(url).hostname))
  fail("Set DATABASE_URL to a database on this machine. The demo is not created anywhere else.")
if (!process.env.MUSTER_SECRET) fail("Set MUSTER_SECRET to the secret that Muster uses with this database.")
// The demo's letters go to the mailbox, which is there at home alone.
process.env.MUSTER_EMBEDDED = "1"

const demo = (await isEmpty(url)) ? await seedDemo(url, password) : null
if (file) writeWhole(file, JSON.stringify(demo))
else console.log(demo ? { password, ...demo } : "The database is not empty, so the demo was not created.")

async function isEmpty(url: string): Promise<boolean> {
  const { db, close } = connect(url, { pool: 1 })
  const [someone] = await db.select({ id: accounts.id }).from(accounts).limit(1).finally(close)
  return !someone
}

function fail(line: string): never {
  console.error(line)
  process.exit(1)
}
