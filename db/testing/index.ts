import { randomBytes } from "node:crypto"
import { sql } from "drizzle-orm"
import { connect, type Database, type Queries } from "@/db/client"

export { countingProxy, heldLine, openDoor } from "@/db/testing/lines"

const POOL = 10

/**
 * A database of its own, made from the migrated template, for one test file: as the app, through a pooler where the run
 * has one, and as who owns the tables.
 */
export async function testDatabase({ pool = POOL } = {}) {
  const server = process.env.MUSTER_TEST_SERVER
  if (!server) throw new Error("No test server: run this file by npm run test:domain.")
  const name = `test_${randomBytes(6).toString("hex")}`
  await onServer(server, `create database ${name} template template_muster`)
  const url = server.replace(/[^/]+$/, name)
  const pooler = process.env.MUSTER_TEST_POOLER
  const [app, owner] = [
    connect(pooler ? pooler + name : url, { pool }),
    connect(url, { pool: 1, statementSeconds: 0, role: null }),
  ]
  const drop = () => onServer(server, `drop database ${name} with (force)`)
  const close = () => Promise.all([app.close(), owner.close()]).then(drop)
  return { db: app.db, owner: owner.db, url, close }
}

async function onServer(url: string, statement: string) {
  const { db, close } = connect(url, { pool: 1, statementSeconds: 0, role: null })
  await db.execute(sql.raw(statement)).finally(close)
}

/**
 * The buffers of tables and indexes that a call touches, planning included where it is done anew. Counted inside a
 * transaction of the call's own, so that only its own calls count; what others hold open keeps old versions of rows, which
 * are counted too. Warm the connection up first.
 */
export function buffersOf(db: Database, call: (db: Database) => Promise<unknown>): Promise<number> {
  return db.transaction(async (tx) => {
    const before = await touchedBy(tx)
    await call(tx as Database)
    return (await touchedBy(tx)) - before
  })
}

/** What a transaction has touched by now. */
async function touchedBy(tx: Queries): Promise<number> {
  const [row] = await tx.execute<{ pages: number }>(sql`
    select sum(pg_stat_get_xact_blocks_fetched(c.oid))::int as pages
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'i')`)
  return row?.pages ?? 0
}
