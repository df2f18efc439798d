// Brings the database of DATABASE_URL to the newest migration.
import { migrate } from "@/db/migrate"

const url = process.env.DATABASE_URL
if (!url) {
  console.error("Set DATABASE_URL to the database to migrate.")
  process.exit(1)
}
await migrate(url)
console.log("The database is up to date.")
