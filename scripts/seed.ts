// Fills an empty database with the demo: the first npm start does, or npm run db:seed.
import { randomBytes } from "node:crypto"
import fs from "node:fs"
import { sql } from "drizzle-orm"
import { connect } from "../db/client"
import { tellDemo } from "../lib/demo"
import { settings } from "../lib/settings"

const [file] = process.argv.slice(2)
const password = process.env.DEMO_PASSWORD || randomBytes(12).toString("base64url")

if (!settings().embedded) {
  console.error("The demo is for the embedded database only.")
  process.exit(1)
}
const logins = (await isEmpty(settings().databaseUrl)) ? await tellDemo(settings().databaseUrl, password) : []
if (file) fs.writeFileSync(file, JSON.stringify(logins), { mode: 0o600 })
else console.log(logins.length > 0 ? { password, logins } : "The database is not empty: nothing was filled in.")

async function isEmpty(url: string): Promise<boolean> {
  const { db, close } = connect(url, { pool: 1 })
  const [row] = await db
    .execute<{ empty: boolean }>(sql`select not exists (select 1 from accounts) as empty`)
    .finally(close)
  return row?.empty ?? false
}
