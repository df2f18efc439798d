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

/** What a process knows at any time, without asking. */
const gauges = {
  muster_replica_lag_seconds: "How far a replica is behind the primary, as it was last seen.",
} as const
type OwnGauge = keyof typeof gauges

interface Series {
  name: string
  labels: Labels
  value: number
}

/** Shared by everything in this process, however often it is bundled. */
const shared = globalThis as { musterSeries?: Map<string, Series> }

/** Counts one more in this process. The label is one of few: it may hold nothing that somebody has typed. */
export function countUp(counter: Counter, label: string, value: string) {
  const series = seriesOf(counter, { [label]: value })
  series.value += 1
}

/** Says how something stands now in this process; labels as above. */
export function setGauge(gauge: OwnGauge, labels: Labels, value: number) {
  seriesOf(gauge, labels).value = value
}

/** What this process has counted since it began, and how things stand in it. */
export function ownFamilies(): Family[] {
  const all = [...(shared.musterSeries?.values() ?? [])]
  const families = (helps: Record<string, string>, type: Family["type"]) =>
    Object.entries(helps).map(([name, help]) => ({ name, type, help, samples: all.filter((one) => one.name === name) }))
  return [...families(counters, "counter"), ...families(gauges, "gauge")]
}

function seriesOf(name: string, labels: Labels): Series {
  shared.musterSeries ??= new Map()
  const key = JSON.stringify([name, labels])
  const series = shared.musterSeries.get(key) ?? { name, labels, value: 0 }
  shared.musterSeries.set(key, series)
  return series
}
