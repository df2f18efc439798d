import path from "node:path"
import { sql } from "drizzle-orm"
import { readMigrationFiles } from "drizzle-orm/migrator"
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator"
import { connect, type Queries } from "./client"

const FOLDER = path.join(process.cwd(), "db", "migrations")
/** Two starts at the same moment take turns. */
const LOCK = 7_218_041

/** Brings a database to the newest migration. */
export async function migrate(url: string) {
  const { db, close } = connect(url, { pool: 1, prepare: false, statementSeconds: 0 })
  try {
    await db.execute(sql`select pg_advisory_lock(${LOCK}::bigint)`)
    await applyMigrations(db, { migrationsFolder: FOLDER })
    await db.execute(sql`analyze`)
  } finally {
    await close()
  }
}

/** Whether the newest migration of this program has been applied. */
export async function migrationsCurrent(db: Queries): Promise<boolean> {
  const newest = readMigrationFiles({ migrationsFolder: FOLDER }).at(-1)?.folderMillis ?? 0
  const [row] = await db.execute<{ current: boolean }>(
    sql`select coalesce(max(created_at), 0) >= ${newest} as current from drizzle.__drizzle_migrations`,
  )
  return row?.current ?? false
}
