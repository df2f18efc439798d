// npm run bench: Muster beside a hand-written floor on this machine, as ratios. Nothing depends on what comes out.
// "counted" is the part that needs neither a build nor a quiet machine, "batch" the one of a batch beside single calls.
import { acts, questions } from "@/bench/acts"
import { compareBatch } from "@/bench/batch"
import { countOf, startCounting, stopCounting } from "@/bench/counts"
import { layFloor } from "@/bench/floor"
import { type Cost, compare, type Ratio, type Side } from "@/bench/measure"
import { floorSite, musterSite, type Site } from "@/bench/sites"
import { fill, floorActs, largest, musterActs, type World } from "@/bench/world"
import { connect } from "@/db/client"
import { migrate } from "@/db/migrate"
import { limitNames, limitVariable } from "@/lib/settings/limits"
import { freshBuild } from "@/scripts/tools/ensure-installed.mjs"
import { startThrowaway } from "@/scripts/tools/postgres.mjs"

type Server = Awaited<ReturnType<typeof startThrowaway>>

const COSTS = "processor µs of a call, program + PostgreSQL"
const PLENTY = "9999999/24h"

const part = ["counted", "batch"].find((name) => process.argv.includes(name))
if (!part) await freshBuild()
const server = await startThrowaway()
const owner = connect(server.url, { pool: 1, role: null })
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.stop().then(() => process.exit(130)))
try {
  prepareSettings(server.url)
  await migrate(server.url)
  await layFloor(server.url)
  if (part !== "batch") await count(server)
  if (part !== "counted") await timeBatch(server)
  if (!part) await time(server)
} finally {
  await owner.close()
  await server.stop()
}

/** The settings of this process and of the app, with limits that nobody reaches. */
function prepareSettings(url: string) {
  const limits = limitNames.map((name) => [limitVariable(name), PLENTY])
  const secret = "a secret that guards nothing: 0123456789"
  Object.assign(process.env, Object.fromEntries(limits), {
    DATABASE_URL: url,
    MUSTER_EMBEDDED: "1",
    MUSTER_SECRET: secret,
    LOG_LEVEL: "error",
  })
}

async function count({ url, folder }: Server) {
  const counters = { owner: owner.db, folder }
  const [floor, muster] = [await fill(floorActs(url)), await analyzed(fill(musterActs(url)))]
  await startCounting(counters)
  console.log("Counted: statements (begin and commit among them) and buffers of one call with its session and role\n")
  print(["", "floor", "Muster"])
  for (const act of acts) {
    const [one, other] = [floorActs(url, 1), musterActs(url, 1)]
    const floors = await countOf(act, { ...one, enterprises: floor.enterprises }, counters)
    const musters = await countOf(act, { ...other, enterprises: muster.enterprises }, counters)
    print([act.name, floors, musters])
    await Promise.all([one.close(), other.close()])
  }
  await stopCounting(counters)
  await Promise.all([floor.close(), muster.close()])
}

/** Times a batch of invitations and as many single ones in turn, in this process. */
async function timeBatch({ url }: Server) {
  const { rows, single, batch, times } = await compareBatch(url, () => owner.db.execute("analyze"))
  console.log(
    `\n${rows} invitations: ${ms(single)} one by one, ${ms(batch)} in a batch, ${times.toFixed(1)} times the rate`,
  )
}

function ms(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms`
}

/** Times floor and Muster in turn, in this process and then over HTTP. */
async function time({ url, pid }: Server) {
  const [floor, muster] = [await fill(floorActs(url)), await fill(musterActs(url))]
  const postgres = pid()
  console.log(`\nTimed: the rate as a share of the floor's, and ${COSTS}, floor → Muster\n`)
  print(["", "1 at once", "", "8 at once", ""])
  for (const { name, calls, prepare } of acts) {
    const sideOf = (world: World): Side => ({ prepare: (all) => analyzed(prepare(world, all)) })
    const cells: string[] = []
    for (const atOnce of [1, 8]) {
      cells.push(...told(await compare(sideOf(floor), sideOf(muster), { calls, atOnce, postgres })))
    }
    print([name, ...cells])
  }
  await overHttp({ floor, muster }, { url, postgres })
  await Promise.all([floor.close(), muster.close()])
}

/** What was made, once PostgreSQL knows of it too. */
async function analyzed<T>(making: Promise<T>): Promise<T> {
  const made = await making
  await owner.db.execute("analyze")
  return made
}

type Worlds = Record<"floor" | "muster", World> & { muster: ReturnType<typeof musterActs> }

/** The built app beside the floor's server, one question at a time. */
async function overHttp({ floor, muster }: Worlds, { url, postgres }: { url: string; postgres: number }) {
  const key = await muster.newKey(largest(muster))
  const sites = {
    floor: await floorSite({ enterprise: largest(floor), key }, url),
    muster: await musterSite({ enterprise: largest(muster), key }),
  }
  console.log(`\nOver HTTP, one at once, beside node:http with the same reads: ${COSTS}\n`)
  try {
    for (const { name, calls, prepare } of questions) {
      const sideOf = (site: Site, world: World): Side => ({
        prepare: (all) => analyzed(prepare(site, world, all)),
        pid: site.pid,
      })
      const sides = [sideOf(sites.floor, floor), sideOf(sites.muster, muster)] as const
      print([name, ...told(await compare(...sides, { calls, atOnce: 1, postgres }))])
    }
  } finally {
    await Promise.all([sites.floor.stop(), sites.muster.stop()])
  }
}

function told({ share, floor, muster }: Ratio): string[] {
  const cost = ({ program, database }: Cost) => `${Math.round(program)} + ${Math.round(database)}`
  return [share.toFixed(2), `${cost(floor)} → ${cost(muster)}`]
}

function print([name = "", ...cells]: string[]) {
  console.log([name.padEnd(28), ...cells.map((cell) => cell.padStart(cell.includes("→") ? 28 : 10))].join("  "))
}
