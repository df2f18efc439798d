import fs from "node:fs"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { sql } from "drizzle-orm"
import { giveAs, mark, onOne, type Server, tell } from "@/lib/testing/standbys"
import { startPostgres } from "@/scripts/tools/postgres.mjs"

/** A durable server that keeps each piece of its WAL in a folder elsewhere; `archived` waits until all of it is there. */
export async function archivingServer(folder: string) {
  const [dataDir, archive] = [path.join(folder, "primary"), path.join(folder, "archive")]
  const made = await startPostgres({ dataDir })
  fs.mkdirSync(archive)
  giveAs(dataDir, archive)
  await tell(
    made,
    "alter system set archive_mode = on",
    `alter system set archive_command = 'test ! -f ${archive}/%f && cp %p ${archive}/%f'`,
  )
  await made.stop()
  const server = { ...(await startPostgres({ dataDir })), dataDir }
  return { ...server, archived: () => archived(server) }
}

/** Starts a base backup until it is what the server was at a moment, and takes writes. */
export async function restoredServer(dataDir: string, moment: string) {
  const settings = {
    restore_command: `cp ${path.join(path.dirname(dataDir), "archive")}/%f %p`,
    recovery_target_time: moment,
    recovery_target_action: "promote",
    archive_command: "/bin/true",
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`)
  fs.appendFileSync(path.join(dataDir, "postgresql.auto.conf"), lines.join(""))
  mark(dataDir, "recovery.signal")
  const server = await startPostgres({ dataDir })
  await untilHolds(server, "not pg_is_in_recovery()")
  return server
}

/** Waits until all that was written is archived. */
async function archived(server: Pick<Server, "url">) {
  const last = await onOne(server, async (db) => {
    const [row] = await db.execute<{ name: string }>(sql`select pg_walfile_name(pg_switch_wal()) as name`)
    return row?.name
  })
  await untilHolds(server, `(select last_archived_wal >= '${last}' from pg_stat_archiver)`)
}

function untilHolds(server: Pick<Server, "url">, condition: string) {
  return onOne(server, async (db) => {
    const asked = sql.raw(`select ${condition} as holds`)
    while (!(await db.execute<{ holds: boolean }>(asked))[0]?.holds) await pause(100)
  })
}
