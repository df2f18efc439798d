export type Labels = Record<string, string>

/** A number with its labels; of a histogram, what stands behind its name too. */
export interface Sample {
  labels: Labels
  value: number
  suffix?: "_bucket" | "_sum" | "_count"
}

/** What is told of one thing, with what is said of it to who reads the numbers. */
export interface Family {
  name: string
  type: "counter" | "gauge" | "histogram"
  help: string
  samples: Sample[]
}

/** Numbers in the text format of Prometheus, version 0.0.4; what has no sample is left out. */
export function exposed(families: Family[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, type, help, samples }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(({ labels, value, suffix = "" }) => `${name}${suffix}${written(labels)} ${numeral(value)}`),
    ])
    .join("\n")
    .concat("\n")
}

function written(labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`)
  return pairs.length > 0 ? `{${pairs.join(",")}}` : ""
}

function escaped(value: string): string {
  return value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")
}

function numeral(value: number): string {
  return Number.isFinite(value) || Number.isNaN(value) ? String(value) : value > 0 ? "+Inf" : "-Inf"
}
