// Three PostgreSQL of Debian led by Patroni, with etcd, HAProxy and PgBouncer, in one folder and on one machine.
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { killAll } from "@/cluster/processes"
import { connect } from "@/db/client"
import { migrate } from "@/db/migrate"
import { startPooler } from "@/scripts/tools/pooler.mjs"
import { endChild, freePort, isRoot } from "@/scripts/tools/process-tools.mjs"

const NAMES = ["db1", "db2", "db3"]
const BINARIES = "/usr/lib/postgresql/15/bin"
const NOBODY = 65534
const PROGRAMS = ["patroni", "etcd", "haproxy", "pgbouncer", path.join(BINARIES, "postgres")]
/** How long a leader that says nothing stays the leader. */
const TTL_SECONDS = 20
const READY_MS = 90_000

/** What of it is missing on this machine. */
export function missingPrograms(): string[] {
  return PROGRAMS.filter((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0)
}

interface Member {
  name: string
  port: number
  rest: number
  config: string
  data: string
}

export interface Patroni {
  /** Of the pooler, for a login that is in the app's role and no more; and of HAProxy, for the owner. */
  url: string
  ownerUrl: string
  /** Ends the leader and its Patroni with no word to anybody; gives its name. */
  killLeader(): Promise<string>
  /** Starts a member again, which becomes a standby by itself, and waits until it is one. */
  restart(name: string): Promise<void>
  close(): Promise<void>
}

/** Starts all of it in a folder, and makes the tables of Muster; ends what it has started where that fails. */
export async function startPatroni(folder: string): Promise<Patroni> {
  const started: ChildProcess[] = []
  return await startAll(folder, started).catch(async (error) => {
    await endAll(started)
    throw error
  })
}

/** Ends the latest first, for a Patroni ends its PostgreSQL while etcd answers still. */
async function endAll(started: ChildProcess[]) {
  for (const child of started) await endChild(child, "SIGTERM", 20_000)
}

async function startAll(folder: string, started: ChildProcess[]): Promise<Patroni> {
  if (isRoot) fs.chownSync(folder, NOBODY, NOBODY)
  const [client, peer, front] = await Promise.all([freePort(), freePort(), freePort()])
  const run = (name: string, args: string[]) => {
    const child = program(folder, name, args)
    started.unshift(child)
    return child
  }
  run("etcd", etcdArguments(folder, client, peer))
  const members = await Promise.all(NAMES.map((name) => memberIn(folder, { name, etcd: client })))
  const patronis = new Map<string, ChildProcess>()
  const start = ({ name, config }: Member) => patronis.set(name, run("patroni", [config]))
  members.forEach(start)
  await until(async () => (await states(members)).filter((state) => state === 200).length === members.length)
  const haproxy = path.join(folder, "haproxy.cfg")
  fs.writeFileSync(haproxy, haproxyConfig(front, members))
  run("haproxy", ["-f", haproxy])
  const ownerUrl = `postgres://postgres@127.0.0.1:${front}/muster`
  const serverUrl = ownerUrl.replace(/muster$/, "postgres")
  // Until HAProxy has asked all of them, it leads to each in turn; only the primary can be written to.
  await until(() => succeeds(everyTurnWrites(serverUrl, members.length)))
  await asOwner(serverUrl, "create database muster")
  await migrate(ownerUrl)
  await asOwner(ownerUrl, "create role muster_web login in role muster_app")
  const pooler = await startPooler({
    url: ownerUrl,
    logins: ["muster_web"],
    settings: ["pool_mode=session", "default_pool_size=60", "max_client_conn=200"],
  })

  return {
    ownerUrl,
    url: `postgres://muster_web@127.0.0.1:${pooler.port}/muster`,
    async killLeader() {
      const leader = await leaderOf(members)
      const patroni = patronis.get(leader.name)
      const [postmaster] = fs.readFileSync(path.join(leader.data, "postmaster.pid"), "utf8").split("\n")
      killAll([Number(patroni?.pid), Number(postmaster)])
      return leader.name
    },
    async restart(name) {
      const member = members.find((one) => one.name === name) as Member
      start(member)
      await until(async () => (await stateOf(member, "replica")) === 200)
    },
    async close() {
      await pooler.stop()
      await endAll(started)
    },
  }
}

/** Starts a program as a user who may run PostgreSQL; what it says goes into the folder. */
function program(folder: string, name: string, args: string[]): ChildProcess {
  const log = fs.openSync(path.join(folder, `${name}.log`), "a")
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
  const env = { ...process.env, HOME: folder, LANG: "C.UTF-8" }
  return spawn(name, args, { ...user, env, cwd: folder, stdio: ["ignore", log, log] })
}

function etcdArguments(folder: string, client: number, peer: number): string[] {
  const [here, there] = [client, peer].map((port) => `http://127.0.0.1:${port}`) as [string, string]
  return [
    ...["--data-dir", path.join(folder, "etcd")],
    ...["--listen-client-urls", here, "--advertise-client-urls", here],
    ...["--listen-peer-urls", there, "--initial-advertise-peer-urls", there],
    ...["--initial-cluster", `default=${there}`],
  ]
}

async function memberIn(folder: string, { name, etcd }: { name: string; etcd: number }): Promise<Member> {
  const [port, rest] = await Promise.all([freePort(), freePort()])
  const [config, data] = [path.join(folder, `${name}.json`), path.join(folder, name)]
  const login = (username: string) => ({ username, password: "unused" })
  // YAML holds JSON.
  const said = {
    scope: "muster",
    name,
    restapi: { listen: `127.0.0.1:${rest}`, connect_address: `127.0.0.1:${rest}` },
    etcd3: { host: `127.0.0.1:${etcd}` },
    bootstrap: {
      dcs: {
        ttl: TTL_SECONDS,
        loop_wait: 5,
        retry_timeout: 5,
        synchronous_mode: true,
        synchronous_mode_strict: true,
        postgresql: { use_pg_rewind: true, parameters: { max_connections: 200 } },
      },
      initdb: [{ encoding: "UTF8" }, { locale: "C.UTF-8" }],
    },
    postgresql: {
      listen: `127.0.0.1:${port}`,
      connect_address: `127.0.0.1:${port}`,
      data_dir: data,
      bin_dir: BINARIES,
      pgpass: path.join(folder, `${name}.pgpass`),
      pg_hba: ["host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"],
      authentication: { superuser: login("postgres"), replication: login("replicator"), rewind: login("rewinder") },
      parameters: { unix_socket_directories: folder },
    },
  }
  fs.writeFileSync(config, JSON.stringify(said))
  return { name, port, rest, config, data }
}

function haproxyConfig(front: number, members: Member[]): string {
  const servers = members.map(({ name, port, rest }) => `  server ${name} 127.0.0.1:${port} check port ${rest}`)
  return `defaults
  mode tcp
  timeout connect 2s
  timeout client 30m
  timeout server 30m
listen primary
  bind 127.0.0.1:${front}
  option httpchk
  http-check send meth GET uri /primary
  http-check expect status 200
  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
${servers.join("\n")}
`
}

/** What Patroni answers when it is asked whether a member is something. */
async function stateOf({ rest }: Member, what: string): Promise<number> {
  const asked = fetch(`http://127.0.0.1:${rest}/${what}`, { signal: AbortSignal.timeout(2000) })
  return asked.then(
    ({ status }) => status,
    () => 0,
  )
}

function states(members: Member[]): Promise<number[]> {
  return Promise.all(members.map((member) => stateOf(member, "health")))
}

async function leaderOf(members: Member[]): Promise<Member> {
  for (const member of members) if ((await stateOf(member, "primary")) === 200) return member
  throw new Error("There is no leader")
}

async function asOwner(url: string, statement: string) {
  const { db, close } = connect(url, { pool: 1, role: null, statementSeconds: 0 })
  await db.execute(statement).finally(close)
}

async function everyTurnWrites(url: string, turns: number) {
  for (let turn = 0; turn < turns; turn++) await asOwner(url, "create temp table written ()")
}

function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  )
}

async function until(holds: () => Promise<boolean>) {
  const last = Date.now() + READY_MS
  while (!(await holds())) {
    if (Date.now() > last) throw new Error(`Not ready after ${READY_MS / 1000} s: see the logs in the folder`)
    await pause(500)
  }
}
