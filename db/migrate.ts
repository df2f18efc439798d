import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { sql } from "drizzle-orm"
import { readMigrationFiles } from "drizzle-orm/migrator"
import { connect, type Queries } from "@/db/client"
import { QueryFailed } from "@/db/driver/failure"
import { grantApp, plainly } from "@/db/grants"

const FOLDER = path.join(process.cwd(), "db", "migrations")
/** Two starts at the same moment take turns. */
const LOCK = 7_218_041
const TURN_SECONDS = 60
/** Who waits for a table keeps all waiting that come later: a migration gives up soon, undoes itself and tries again. */
const TABLE_SECONDS = 2
const PAUSE_MS = 1000
const TRIES = 60
const NOT_LOCKED = "55P03"

type Migration = ReturnType<typeof readMigrationFiles>[number]

/**
 * Brings a database to the newest migration and gives the app's role its rights, as the owner of the tables: all of it
 * or nothing. A login that owns none may start on a database that is up to date. Gives whether the login owns them.
 */
export async function migrate(url: string): Promise<boolean> {
  const { db, close } = connect(url, { pool: 1, prepare: false, statementSeconds: 0, role: null })
  try {
    if (!(await owns(db))) {
      await mustBeCurrent(db)
      return false
    }
    await untilUnlocked(() =>
      db.transaction(async (tx) => {
        await takeTurn(tx)
        await applyMigrations(tx, migrations())
        await grantApp(tx)
      }),
    )
    await db.transaction(analyzeFilled)
    return true
  } finally {
    await close()
  }
}

/** Does the work once nobody holds a table that it needs. */
async function untilUnlocked(work: () => Promise<void>) {
  for (let tries = 1; ; tries++) {
    const failed = await work().catch((error) => {
      if (!isNotLocked(error)) throw error
      return true
    })
    if (!failed) return
    if (tries === TRIES)
      throw plainly(
        "Something holds a table that a migration needs, such as a dump or a transaction that was left open, and nothing was changed: find it in pg_stat_activity, let it end, and migrate again.",
      )
    await pause(PAUSE_MS)
  }
}

function isNotLocked(error: unknown): boolean {
  return error instanceof QueryFailed && error.cause.code === NOT_LOCKED
}

/** Every migration of this program, the oldest first. */
export function migrations(): Migration[] {
  return readMigrationFiles({ migrationsFolder: FOLDER })
}

/**
 * Waits until no other start migrates. The lock belongs to the transaction, for one of a connection would stay behind
 * in a pooler that shares its connections.
 */
async function takeTurn(tx: Queries) {
  await tx.execute(sql.raw(`set local statement_timeout = 0; set local lock_timeout = '${TURN_SECONDS}s'`))
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK}::bigint)`).catch((error) => {
    if (!isNotLocked(error)) throw error
    throw plainly(
      `Something else has been migrating this database for ${TURN_SECONDS} seconds: wait until it is done, or end what holds the advisory lock ${LOCK} in pg_locks. Then start again.`,
    )
  })
  await tx.execute(sql.raw(`set local lock_timeout = '${TABLE_SECONDS}s'`))
}

/** Applies what is newer than the newest that was applied. */
export async function applyMigrations(tx: Queries, all: Migration[]) {
  const [kept] = await tx.execute<{ there: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as there`,
  )
  if (!kept?.there)
    await tx.execute(sql`
      create schema if not exists drizzle;
      create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`)
  const newest = await newestApplied(tx)
  for (const { sql: statements, hash, folderMillis } of all.filter(({ folderMillis: made }) => made > newest)) {
    for (const statement of statements) await tx.execute(sql.raw(statement))
    await tx.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${folderMillis})`)
  }
}

/**
 * Of a table that was found empty the planner would believe it for minutes, and have what is first written read through
 * at each question; of one that was never looked at it expects a few pages, and takes an index.
 */
async function analyzeFilled(tx: Queries) {
  await tx.execute(sql`set local statement_timeout = 0`)
  const filled = await tx.execute<{ name: string }>(sql`
    select oid::regclass::text as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' and pg_relation_size(oid) > 0 order by oid`)
  for (const { name } of filled) await tx.execute(sql.raw(`analyze ${name}`))
}

/** Whether the newest migration of this program has been applied. */
export async function migrationsCurrent(db: Queries): Promise<boolean> {
  return (await newestApplied(db)) >= (migrations().at(-1)?.folderMillis ?? 0)
}

/** When the newest migration that was applied was made; 0 where none was. */
async function newestApplied(db: Queries): Promise<number> {
  const [row] = await db.execute<{ newest: string }>(
    sql`select coalesce(max(created_at), 0) as newest from drizzle.__drizzle_migrations`,
  )
  return Number(row?.newest)
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
