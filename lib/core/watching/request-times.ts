import type { Family, Labels, Sample } from "@/lib/core/watching/exposition"

/** In seconds: a page of a console is good below a tenth of one, and nobody waits for more than ten. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** A request that is over; all of it is one of few. */
export interface Finished {
  /** The pattern of its address. */
  route: string
  method: string
  /** What it was answered with, or that nobody waited for an answer. */
  status: string
}

interface Series {
  labels: Labels
  /** How many took no longer than each bound, and longer than the one before. */
  counts: number[]
  sum: number
}

/** Shared by everything in this process, however often it is bundled. */
const shared = globalThis as { musterTimes?: Map<string, Series> }

/** Counts a request that is over, by how long it took. */
export function countRequest({ route, method, status }: Finished, seconds: number) {
  shared.musterTimes ??= new Map()
  const key = `${method} ${status} ${route}`
  const series = shared.musterTimes.get(key) ?? { labels: { route, method, status }, counts: noCounts(), sum: 0 }
  shared.musterTimes.set(key, series)
  const bound = BOUNDS.findIndex((one) => seconds <= one)
  const at = bound < 0 ? BOUNDS.length : bound
  series.counts[at] = (series.counts[at] ?? 0) + 1
  series.sum += seconds
}

/** How many requests this process has answered, and how long they took. */
export function requestTimes(): Family {
  return {
    name: "muster_request_duration_seconds",
    type: "histogram",
    help: "Requests by the pattern of their address, method and status, and how long they took.",
    samples: [...(shared.musterTimes?.values() ?? [])].flatMap(samplesOf),
  }
}

function samplesOf({ labels, counts, sum }: Series): Sample[] {
  let below = 0
  const buckets = counts.map((count, at): Sample => {
    below += count
    return {
      suffix: "_bucket",
      labels: { ...labels, le: at < BOUNDS.length ? String(BOUNDS[at]) : "+Inf" },
      value: below,
    }
  })
  return [...buckets, { suffix: "_sum", labels, value: sum }, { suffix: "_count", labels, value: below }]
}

function noCounts(): number[] {
  return [...BOUNDS, 0].map(() => 0)
}
