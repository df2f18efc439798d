// One primary and its standbys, each behind a door of its own.
import fs from "node:fs"
import path from "node:path"
import { sql } from "drizzle-orm"
import { type Door, door } from "@/cluster/doors"
import { killAll } from "@/cluster/processes"
import { connect } from "@/db/client"
import { migrate } from "@/db/migrate"
import { caughtUp, follow, type Server, standbyOf, startPrimary, tell } from "@/lib/testing/standbys"
import { startPostgres } from "@/scripts/tools/postgres.mjs"

const NAMES = ["db1", "db2", "db3"]
/** One of the others has everything that is acknowledged on its disk. */
const CONFIRMED = `ANY 1 (${NAMES.join(", ")})`

export interface Node {
  name: string
  /** Where the app finds it. */
  door: Door
  /** Where its standbys find it, while it is the primary. */
  inner: Door
  server: Server
}

export interface Databases {
  nodes: Node[]
  /** All three, in their order. */
  url: string
  primary(): Node
  standbys(): Node[]
  /** Ends a server with no word to anybody. */
  pullPlug(node: Node): void
  /** Makes the standby that has received most the primary, which the others follow. */
  promote(): Promise<Node>
  /** Makes a server that was lost anew, as a standby of the primary. */
  recreate(node: Node): Promise<void>
  /** Starts a server that was lost as it is, with what it believes. */
  bringBack(node: Node): Promise<void>
  /** Lets commits wait for no standby. */
  asynchronous(): Promise<void>
  close(): Promise<void>
}

/** Starts three servers in a folder, with the tables of Muster; each commit waits for one standby. */
export async function startDatabases(folder: string): Promise<Databases> {
  const place = (name: string) => path.join(folder, name)
  const first = await startPrimary(place("db1"))
  await migrate(first.url)
  await tell(first, `alter system set synchronous_standby_names = '${CONFIRMED}'`)
  const node = async (name: string) => ({ name, door: await door(), inner: await door(), server: first })
  const nodes = await Promise.all(NAMES.map(node))
  const [lead, ...followers] = nodes as [Node, ...Node[]]
  show(lead, first)
  for (const one of followers) show(one, await standbyOf(seen(lead), { dataDir: place(one.name) }))
  await tell(first, "select pg_reload_conf()")
  let primary = lead
  const running = new Set(nodes)
  const standbys = () => nodes.filter((one) => one !== primary && running.has(one))

  return {
    nodes,
    url: first.url.replace(/@[^/]+/, `@${nodes.map((one) => `127.0.0.1:${one.door.port}`).join()}`),
    primary: () => primary,
    standbys,
    pullPlug(lost) {
      running.delete(lost)
      const { pid, kill } = lost.server
      // One that is stopped does nothing on its signal, which tells who started it not to start it again.
      killAll([pid()], kill)
    },
    async promote() {
      const [next, ...others] = await byReceived(standbys())
      if (!next) throw new Error("No standby is left")
      await tell(next.server, "select pg_promote()")
      primary = next
      for (const other of others) await follow(other.server, seen(next))
      return next
    },
    async recreate(lost) {
      await lost.server.stop()
      fs.rmSync(lost.server.dataDir, { recursive: true, force: true })
      show(lost, await standbyOf(seen(primary), { dataDir: place(lost.name) }))
      running.add(lost)
      await caughtUp(lost.server, primary.server)
    },
    async bringBack(lost) {
      await lost.server.stop()
      const { dataDir } = lost.server
      show(lost, { ...(await startPostgres({ dataDir })), dataDir })
    },
    async asynchronous() {
      await tell(primary.server, "alter system set synchronous_standby_names = ''", "select pg_reload_conf()")
    },
    async close() {
      for (const one of nodes) for (const way of [one.door, one.inner]) way.close()
      await Promise.all(nodes.map((one) => one.server.stop()))
    },
  }
}

/** Lets the doors of a node lead to a server. */
function show(node: Node, server: Server) {
  node.server = server
  for (const way of [node.door, node.inner]) way.leadTo(server.url)
}

/** A server as its standbys see it. */
function seen({ server, inner }: Node): Pick<Server, "url" | "dataDir"> {
  return { url: server.url.replace(/:\d+\//, `:${inner.port}/`), dataDir: server.dataDir }
}

/** Servers that run, the one that has received most first. */
async function byReceived(nodes: Node[]): Promise<Node[]> {
  const places = await Promise.all(nodes.map(async (node) => ({ node, at: await receivedBy(node) })))
  return places.sort((one, other) => (one.at < other.at ? 1 : -1)).map(({ node }) => node)
}

async function receivedBy({ server }: Node): Promise<number> {
  const { db, close } = connect(server.url, { pool: 1, role: null })
  const [row] = await db
    .execute<{ at: string }>(sql`
      select greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) - '0/0'::pg_lsn as at`)
    .finally(close)
  return Number(row?.at)
}
