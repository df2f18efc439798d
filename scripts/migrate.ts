// Brings the database of DATABASE_URL to the newest migration.
import { migrate } from "@/db/migrate"
import { explained } from "@/db/problems"

const url = process.env.DATABASE_URL
if (!url) {
  console.error("Set DATABASE_URL to the database to migrate.")
  process.exit(1)
}
await migrate(url).catch((error) => {
  const told = explained(error, url) as Error & { expected?: boolean }
  console.error(told.expected ? told.message : told)
  process.exit(1)
})
console.log("The database is up to date.")
