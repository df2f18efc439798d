import path from "node:path"
import { sql } from "drizzle-orm"
import { readMigrationFiles } from "drizzle-orm/migrator"
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator"
import { connect, type Queries } from "@/db/client"
import { grantApp, plainly } from "@/db/grants"

const FOLDER = path.join(process.cwd(), "db", "migrations")
/** Two starts at the same moment take turns. */
const LOCK = 7_218_041

/**
 * Brings a database to the newest migration and gives the app's role its rights, as the owner of the tables. A login
 * that owns none may start on a database that is up to date.
 */
export async function migrate(url: string) {
  const { db, close } = connect(url, { pool: 1, prepare: false, statementSeconds: 0, role: null })
  try {
    if (!(await owns(db))) return await mustBeCurrent(db)
    await db.execute(sql`select pg_advisory_lock(${LOCK}::bigint)`)
    await applyMigrations(db, { migrationsFolder: FOLDER })
    await grantApp(db)
    await analyzeFilled(db)
  } finally {
    await close()
  }
}

/**
 * Of a table that was found empty the planner would believe it for minutes, and have what is first written read through
 * at each question; of one that was never looked at it expects a few pages, and takes an index.
 */
async function analyzeFilled(db: Queries) {
  const filled = await db.execute<{ name: string }>(sql`
    select oid::regclass::text as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' and pg_relation_size(oid) > 0`)
  for (const { name } of filled) await db.execute(sql.raw(`analyze ${name}`))
}

/** Whether the newest migration of this program has been applied. */
export async function migrationsCurrent(db: Queries): Promise<boolean> {
  const newest = readMigrationFiles({ migrationsFolder: FOLDER }).at(-1)?.folderMillis ?? 0
  const [row] = await db.execute<{ current: boolean }>(
    sql`select coalesce(max(created_at), 0) >= ${newest} as current from drizzle.__drizzle_migrations`,
  )
  return row?.current ?? false
}

async function mustBeCurrent(db: Queries) {
  if (!(await migrationsCurrent(db)))
    throw plainly("The login of DATABASE_URL does not own the tables: run npm run db:migrate as their owner first.")
}

/** Whether this login may migrate: it made the tables, or there are none yet. */
async function owns(db: Queries): Promise<boolean> {
  const [row] = await db.execute<{ owns: boolean }>(sql`
    select coalesce((select pg_has_role(relowner, 'usage') from pg_class where oid = to_regclass('public.audit')), true)
      as owns`)
  return row?.owns ?? false
}
