// Rounds, ratios and processor time.
import fs from "node:fs"

const ROUNDS = 3
/** How much of a round warms up. */
const WARM_UP = 0.5
/** The floor is fast: it needs more calls for a time that can be measured. */
const FLOOR_TIMES = 3
const TICKS_PER_SECOND = 100

type Call = () => Promise<unknown>

/** One way to do what is measured. */
export interface Side {
  /** Makes what so many calls use up; gives one call, which throws unless all of its work was done. */
  prepare(calls: number): Promise<Call>
  /** The program that works for it; this process where there is none. */
  pid?: number
}

export interface Cost {
  /** Calls a second. */
  rate: number
  /** Processor time of a call in microseconds, of the program and of PostgreSQL. */
  program: number
  database: number
}

export interface Ratio {
  /** Muster's rate as a share of the floor's, the median of the rounds. */
  share: number
  floor: Cost
  muster: Cost
}

interface Run {
  /** Of a round. */
  calls: number
  atOnce: number
  /** The server of PostgreSQL. */
  postgres: number
}

/** Floor and Muster in turn, so that what else the machine does falls on both. */
export async function compare(floor: Side, muster: Side, run: Run): Promise<Ratio> {
  const once = {
    floor: await roundOf(floor, { ...run, calls: run.calls * FLOOR_TIMES }),
    muster: await roundOf(muster, run),
  }
  const rounds: { floor: Cost; muster: Cost }[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push({ floor: await once.floor(), muster: await once.muster() })
  const costOf = (side: "floor" | "muster"): Cost => ({
    rate: median(rounds.map((round) => round[side].rate)),
    program: median(rounds.map((round) => round[side].program)),
    database: median(rounds.map((round) => round[side].database)),
  })
  const share = median(rounds.map((round) => round.muster.rate / round.floor.rate))
  return { share, floor: costOf("floor"), muster: costOf("muster") }
}

/** Warms a side up; gives what makes one round of it. */
async function roundOf({ prepare, pid }: Side, { calls, atOnce, postgres }: Run): Promise<() => Promise<Cost>> {
  const warming = Math.ceil(calls * WARM_UP)
  const call = await prepare(warming + calls * ROUNDS)
  await atOnceDo(warming, atOnce, call)
  return async () => {
    const before = spentBy(pid, postgres)
    await atOnceDo(calls, atOnce, call)
    const after = spentBy(pid, postgres)
    const each = (what: keyof typeof before) => ((after[what] - before[what]) / calls) * 1e6
    return { rate: 1e6 / each("seconds"), program: each("program"), database: each("database") }
  }
}

function spentBy(pid: number | undefined, postgres: number) {
  return {
    seconds: performance.now() / 1000,
    program: pid ? secondsOf(pid) : ownSeconds(),
    database: secondsOf(postgres),
  }
}

/** Does something many times, so many at once. */
export async function atOnceDo(times: number, atOnce: number, call: (turn: number) => Promise<unknown>) {
  let begun = 0
  const hand = async () => {
    while (begun < times) await call(begun++)
  }
  await Promise.all(Array.from({ length: atOnce }, hand))
}

/** Gives what was made beforehand, one after the other. */
export function supply<T>(made: T[]): () => T {
  let next = 0
  return () => {
    const item = made[next++]
    if (item === undefined) throw new Error("More was called for than was made")
    return item
  }
}

function ownSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** The processor time of a program and its children, ended ones included; not a number where there is no /proc. */
function secondsOf(pid: number): number {
  if (!fs.existsSync("/proc/self/stat")) return Number.NaN
  const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  const children = pids.map((name) => statOf(Number(name))).filter(({ parent }) => parent === pid)
  const own = statOf(pid)
  return (own.ofEnded + [own, ...children].reduce((sum, { spent }) => sum + spent, 0)) / TICKS_PER_SECOND
}

function statOf(pid: number) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8")
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number)
    const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
      (at) => fields[at],
    )
    return { parent, spent: user + system, ofEnded: endedUser + endedSystem }
  } catch {
    return { parent: 0, spent: 0, ofEnded: 0 }
  }
}

export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN
}
