// Counts what one call asks of the database, which is the same on every machine.
import fs from "node:fs"
import path from "node:path"
import type { Act } from "@/bench/acts"
import type { World } from "@/bench/world"
import type { Database } from "@/db/client"

const WARM_CALLS = 10
const COUNTED_CALLS = 20

/** Where it is counted: by the owner of the database, in the folder of the server. */
export interface Counters {
  owner: Database
  folder: string
}

/** From now on, new connections log each statement, and nothing but what is asked touches buffers. */
export async function startCounting({ owner }: Counters) {
  await owner.execute("alter database muster set log_statement = 'all'")
  await owner.execute("alter system set autovacuum = off")
  await owner.execute("select pg_reload_conf()")
}

export async function stopCounting({ owner }: Counters) {
  await owner.execute("alter database muster reset log_statement")
  await owner.execute("alter system reset autovacuum")
  await owner.execute("select pg_reload_conf()")
}

/** Statements, begin and commit among them, and buffers of one call, in a world with a single connection. */
export async function countOf(act: Act, world: World, { owner, folder }: Counters): Promise<string> {
  const call = await act.prepare(world, WARM_CALLS + COUNTED_CALLS)
  await owner.execute("analyze")
  for (let made = 0; made < WARM_CALLS; made++) await call()
  const before = { buffers: await buffersOf(world, owner), statements: statementsIn(folder) }
  for (let made = 0; made < COUNTED_CALLS; made++) await call()
  const statements = statementsIn(folder) - before.statements
  const touched = (await buffersOf(world, owner)) - before.buffers
  return [statements, touched].map((sum) => Math.round(sum / COUNTED_CALLS)).join(" / ")
}

/** What the connections of a world have touched, told to the statistics at once. */
async function buffersOf(world: World, owner: Database): Promise<number> {
  await world.ask("select pg_stat_force_next_flush()")
  const [row] = await owner.execute<{ touched: string }>(
    "select blks_hit + blks_read as touched from pg_stat_database where datname = current_database()",
  )
  return Number(row?.touched)
}

/** How many statements the server has written to its log. */
function statementsIn(folder: string): number {
  return fs.readFileSync(path.join(folder, "postgres.log"), "utf8").match(/LOG: {2}(execute|statement)/g)?.length ?? 0
}
