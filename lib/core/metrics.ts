/** What is counted, with what is said of it to who reads the numbers. */
const helps = {
  muster_logins_refused_total: "Logins that were refused, by the reason.",
  muster_limits_reached_total: "Attempts beyond a rate limit, by the limit; busy stands for too many that wait.",
} as const
export type Counter = keyof typeof helps

/** Shared by everything in this process, however often it is bundled. */
const shared = globalThis as { musterCounts?: Map<string, number> }

/** Counts one more in this process. The label is one of few: it may hold nothing that somebody has typed. */
export function countUp(counter: Counter, name: string, value: string) {
  shared.musterCounts ??= new Map()
  const series = seriesOf(counter, { [name]: value })
  shared.musterCounts.set(series, (shared.musterCounts.get(series) ?? 0) + 1)
}

/** A value as it stands now, with its labels. */
export interface Gauge {
  labels: Record<string, string>
  value: number
}

/** What this process has counted since it began, and these values, in the text format of Prometheus. */
export function exposed(gauges: { name: string; help: string; values: Gauge[] }[]): string {
  const counted = (Object.keys(helps) as Counter[]).map((name) => ({
    name,
    help: helps[name],
    type: "counter",
    lines: [...(shared.musterCounts ?? [])].filter(([series]) => series.startsWith(`${name}{`)).map(line),
  }))
  const now = gauges.map(({ name, help, values }) => ({
    name,
    help,
    type: "gauge",
    lines: values.map(({ labels, value }) => line([seriesOf(name, labels), value])),
  }))
  return [...counted, ...now]
    .flatMap(({ name, help, type, lines }) => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines])
    .join("\n")
    .concat("\n")
}

function line([series, value]: [string, number]): string {
  return `${series} ${value}`
}

function seriesOf(name: string, labels: Record<string, string>): string {
  const written = Object.entries(labels).map(([label, value]) => `${label}="${value.replace(/[^\w.-]/g, "_")}"`)
  return `${name}{${written.join(",")}}`
}
