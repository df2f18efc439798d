import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import postgres from "postgres"
import { startPostgres } from "@/scripts/tools/postgres.mjs"
import { ownerOf } from "@/scripts/tools/postgres-home.mjs"

// A base backup and the archived WAL, for tests: the same steps that pg_basebackup and pgBackRest take.

/** A durable server that keeps each piece of its WAL in a folder elsewhere. */
export async function archivingServer(folder: string) {
  const [dataDir, archive] = [path.join(folder, "primary"), path.join(folder, "archive")]
  const made = await startPostgres({ dataDir })
  fs.mkdirSync(archive)
  own(archive, dataDir)
  await asked(made.url, [
    "alter system set archive_mode = on",
    `alter system set archive_command = 'test ! -f ${archive}/%f && cp %p ${archive}/%f'`,
  ])
  await made.stop()
  const server = await startPostgres({ dataDir })
  return { ...server, folder, archived: () => archived(server.url) }
}

type Primary = Pick<Awaited<ReturnType<typeof archivingServer>>, "url" | "folder">

/** Copies the folder of a server that runs, as pg_basebackup and pgBackRest do. */
export async function baseBackup({ url, folder }: Primary): Promise<string> {
  const copy = path.join(folder, "base")
  const one = postgres(url, { max: 1, onnotice: () => {} })
  await one`select pg_backup_start('drill', fast => true)`
  mustRun("cp", ["-a", path.join(folder, "primary"), copy])
  const [stopped] = await one`select labelfile from pg_backup_stop()`
  await one.end()
  for (const name of ["postmaster.pid", "postmaster.opts", "pg_wal"])
    fs.rmSync(path.join(copy, name), { recursive: true })
  fs.mkdirSync(path.join(copy, "pg_wal"), { mode: 0o700 })
  fs.writeFileSync(path.join(copy, "backup_label"), stopped?.labelfile)
  for (const name of ["pg_wal", "backup_label"]) own(path.join(copy, name), copy)
  return copy
}

/** Starts a copy until it is what the first one was at a moment, and takes writes. */
export async function restoredServer(dataDir: string, moment: string) {
  const folder = path.dirname(dataDir)
  const settings = {
    restore_command: `cp ${path.join(folder, "archive")}/%f %p`,
    recovery_target_time: moment,
    recovery_target_action: "promote",
    archive_command: "/bin/true",
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`)
  fs.appendFileSync(path.join(dataDir, "postgresql.auto.conf"), lines.join(""))
  fs.writeFileSync(path.join(dataDir, "recovery.signal"), "")
  own(path.join(dataDir, "recovery.signal"), dataDir)
  fs.copyFileSync(path.join(folder, "primary.password"), `${dataDir}.password`)
  const server = await startPostgres({ dataDir })
  await untilHolds(server.url, "not pg_is_in_recovery()")
  return server
}

/** Waits until all that was written is archived. */
async function archived(url: string) {
  const [last] = await asked(url, ["select pg_walfile_name(pg_switch_wal()) as name"])
  await untilHolds(url, `(select last_archived_wal >= '${last?.name}' from pg_stat_archiver)`)
}

async function untilHolds(url: string, condition: string) {
  while (!(await asked(url, [`select ${condition} as holds`]))[0]?.holds) await pause(100)
}

/** Asks one statement after another, and gives what the last one answers. */
async function asked(url: string, statements: string[]) {
  const one = postgres(url, { max: 1 })
  const answers = []
  for (const statement of statements) answers.push(await one.unsafe(statement))
  await one.end()
  return answers.at(-1) ?? []
}

function mustRun(name: string, args: string[]) {
  const { status, stderr } = spawnSync(name, args, { encoding: "utf8" })
  if (status !== 0) throw new Error(`${name}: ${stderr}`)
}

/** Gives a file to whoever runs the server of a folder. */
function own(file: string, home: string) {
  const { uid, gid } = ownerOf(home) as { uid?: number; gid?: number }
  if (uid !== undefined && gid !== undefined) fs.chownSync(file, uid, gid)
}
