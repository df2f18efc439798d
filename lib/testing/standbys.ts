import fs from "node:fs"
import path from "node:path"
import { sql } from "drizzle-orm"
import { connect, type Database } from "@/db/client"
import { withDescendants } from "@/lib/testing/processes"
import { startPostgres } from "@/scripts/tools/postgres.mjs"

/** A PostgreSQL that runs on a data folder. */
export type Server = Awaited<ReturnType<typeof startPostgres>> & { dataDir: string }

/** What a copy of a running server leaves behind: what belongs to its processes, and the WAL, which a standby is sent. */
const LEFT = /^(postmaster\.(pid|opts)|.*\/?pg_internal\.init|.*\/?pgsql_tmp.*)$/
const EMPTY = /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\//

/** Starts a durable server on a folder, which keeps enough WAL for any standby to be made of it. */
export async function startPrimary(dataDir: string): Promise<Server> {
  const server = { ...(await startPostgres({ dataDir })), dataDir }
  await tell(server, "alter system set wal_keep_size = '1GB'", "select pg_reload_conf()")
  return server
}

/**
 * Makes a standby of a server that runs, from a copy of its data folder, and starts it: it streams under this name and
 * answers reads. It has copied all that was committed before.
 */
export async function standbyOf(
  primary: Pick<Server, "url" | "dataDir">,
  { dataDir, name = path.basename(dataDir) }: { dataDir: string; name?: string },
): Promise<Server> {
  await baseBackup(primary, dataDir)
  asStandby(dataDir, primary.url, name)
  return { ...(await startPostgres({ dataDir })), dataDir }
}

/**
 * Copies the data folder of a server that runs, as pg_basebackup does, with its password beside it. What is started on
 * the copy needs the WAL from there on, of the server or from an archive.
 */
export async function baseBackup(server: Pick<Server, "url" | "dataDir">, to: string) {
  const label = await onOne(server, async (db) => {
    await db.execute(sql`select pg_backup_start(${path.basename(to)}, true)`)
    copy(fs.realpathSync(server.dataDir), to)
    const [row] = await db.execute<{ labelfile: string }>(sql`select labelfile from pg_backup_stop()`)
    return row?.labelfile ?? ""
  })
  fs.cpSync(`${server.dataDir}.password`, `${to}.password`)
  fs.writeFileSync(path.join(to, "backup_label"), label)
  giveAs(server.dataDir, to)
}

/** Lets a folder be that of a standby of a server once it is started. */
export function asStandby(dataDir: string, primary: string, name: string) {
  mark(dataDir, "standby.signal")
  const settings = [`primary_conninfo = '${conninfo(primary, name)}'`, "wal_retrieve_retry_interval = '200ms'"]
  fs.appendFileSync(path.join(dataDir, "postgresql.auto.conf"), `${settings.join("\n")}\n`)
}

/** Puts an empty file into a data folder, by which its server knows how to start. */
export function mark(dataDir: string, signal: "standby.signal" | "recovery.signal") {
  fs.writeFileSync(path.join(dataDir, signal), "")
  giveAs(dataDir, path.join(dataDir, signal))
}

/** Lets a standby that runs follow another server. */
export function follow(standby: Server, primary: Pick<Server, "url">, name = path.basename(standby.dataDir)) {
  const to = `alter system set primary_conninfo = '${conninfo(primary.url, name)}'`
  return tell(standby, to, "select pg_reload_conf()")
}

/** One address that names the servers of several, with the login and the database of the first. */
export function severalOf(...urls: [string, ...string[]]): string {
  return urls[0].replace(new URL(urls[0]).host, urls.map((url) => new URL(url).host).join())
}

/** Sends statements to a server, one after another, as its superuser. */
export async function tell({ url }: Pick<Server, "url">, ...statements: string[]) {
  await onOne({ url }, async (db) => {
    for (const statement of statements) await db.execute(sql.raw(statement))
  })
}

/** Waits until a standby has replayed all that a server has written by now. */
export async function caughtUp(standby: Pick<Server, "url">, primary: Pick<Server, "url">) {
  const at = await onOne(primary, async (db) => {
    const [row] = await db.execute<{ at: string }>(sql`select pg_current_wal_insert_lsn()::text as at`)
    return row?.at ?? ""
  })
  await onOne(standby, async (db) => {
    const isThere = async () => {
      const [row] = await db.execute<{ there: boolean }>(sql`
        select coalesce(pg_last_wal_replay_lsn() >= ${at}::text::pg_lsn, not pg_is_in_recovery()) as there`)
      return row?.there
    }
    while (!(await isThere())) await db.execute(sql`select pg_sleep(0.02)`)
  })
}

/** Stops every process of a server where it stands: its sockets stay open, and nobody answers. Gives what wakes it. */
export function freeze({ pid }: Pick<Server, "pid">): () => void {
  const stopped = [...withDescendants([pid()])]
  for (const one of stopped) process.kill(one, "SIGSTOP")
  return () => {
    for (const one of stopped.splice(0)) process.kill(one, "SIGCONT")
  }
}

function conninfo(url: string, name: string): string {
  const { hostname, port, username, password } = new URL(url)
  return `host=${hostname} port=${port} user=${username} password=${password} application_name=${name}`
}

/** Works on one connection to a server, as its superuser. */
export async function onOne<T>({ url }: Pick<Server, "url">, work: (db: Database) => Promise<T>): Promise<T> {
  const { db, close } = connect(url, { pool: 1, role: null, statementSeconds: 0 })
  return work(db).finally(close)
}

/** Copies a folder in which a server writes: what goes meanwhile was of no use to another. */
function copy(from: string, to: string, within = "") {
  fs.mkdirSync(path.join(to, within), { recursive: true, mode: 0o700 })
  for (const entry of fs.readdirSync(path.join(from, within), { withFileTypes: true })) {
    const name = path.posix.join(within, entry.name)
    if (LEFT.test(name) || (EMPTY.test(name) && !entry.isDirectory())) continue
    if (entry.isDirectory()) copy(from, to, name)
    else copyFile(path.join(from, name), path.join(to, name))
  }
}

function copyFile(from: string, to: string) {
  try {
    fs.copyFileSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error
  }
}

/** Lets the owner of one data folder have another. */
export function giveAs(model: string, file: string) {
  const { uid, gid } = fs.statSync(model)
  fs.chownSync(file, uid, gid)
  if (!fs.statSync(file).isDirectory()) return
  fs.chmodSync(file, 0o700)
  for (const name of fs.readdirSync(file)) giveAs(model, path.join(file, name))
}
