import type { Family, Labels } from "@/lib/core/watching/exposition"

/** What is counted, with what is said of it to who reads the numbers. */
const counters = {
  muster_logins_refused_total: "Logins that were refused, by the reason.",
  muster_limits_reached_total: "Attempts beyond a rate limit, by the limit; busy stands for too many that wait.",
  muster_refusals_total: "Actions of people that were refused, by the code of the refusal.",
  muster_api_errors_total: "Requests of programs that were answered with an error, by its name.",
  muster_letter_fates_total: "What providers told of letters that they had taken.",
} as const
export type Counter = keyof typeof counters

interface Series {
  name: string
  labels: Labels
  value: number
}

/** Shared by everything in this process, however often it is bundled. */
const shared = globalThis as { musterSeries?: Map<string, Series> }

/** Counts one more in this process. The label is one of few: it may hold nothing that somebody has typed. */
export function countUp(counter: Counter, label: string, value: string) {
  shared.musterSeries ??= new Map()
  const key = JSON.stringify([counter, label, value])
  const series = shared.musterSeries.get(key) ?? { name: counter, labels: { [label]: value }, value: 0 }
  shared.musterSeries.set(key, series)
  series.value += 1
}

/** What this process has counted since it began. */
export function countedFamilies(): Family[] {
  const all = [...(shared.musterSeries?.values() ?? [])]
  return Object.entries(counters).map(([name, help]) => ({
    name,
    type: "counter",
    help,
    samples: all.filter((one) => one.name === name),
  }))
}
