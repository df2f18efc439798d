interface Told {
  type: string
  /** The value of each series, by its name and labels as they are written. */
  series: Map<string, number>
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*"
const PAIR = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"'
const HELP = new RegExp(`^# HELP (${NAME}) \\S.*$`)
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram)$`)
const SAMPLE = new RegExp(`^(${NAME})(\\{${PAIR}(?:,${PAIR})*\\})? (NaN|[+-]Inf|-?[0-9.]+(?:e[+-]?[0-9]+)?)$`)

/**
 * Reads what a scraper of Prometheus is given, by its text format 0.0.4, and gives what it tells by name. Throws at
 * whatever is not of that format: each name has its help, then its type, then all of its samples, each once.
 */
export function scraped(text: string): Map<string, Told> {
  if (!text.endsWith("\n")) throw new Error("The last line does not end")
  const parts = text.slice(0, -1).split(/\n(?=# HELP )/)
  const families = new Map(parts.map(readFamily))
  if (families.size < parts.length) throw new Error("Something is told of twice")
  for (const [name, told] of families) if (told.type === "histogram") mustAddUp(name, told)
  return families
}

function readFamily(text: string): [name: string, Told] {
  const [help = "", typed = "", ...samples] = text.split("\n")
  const [, name = ""] = HELP.exec(help) ?? []
  const [, named, type = ""] = TYPE.exec(typed) ?? []
  if (!name || name !== named) throw new Error(`A type without its help: ${help} ${typed}`)
  const told: Told = { type, series: new Map() }
  for (const line of samples) readSample(line, name, told)
  return [name, told]
}

function readSample(line: string, family: string, { type, series }: Told) {
  const [, name = "", labels = "", value = ""] = SAMPLE.exec(line) ?? []
  const suffixes = type === "histogram" ? ["_bucket", "_sum", "_count"] : [""]
  if (!suffixes.some((suffix) => name === family + suffix)) throw new Error(`Not a sample of ${family}: ${line}`)
  if (series.has(name + labels)) throw new Error(`A series twice: ${line}`)
  series.set(name + labels, Number(value.replace("Inf", "Infinity")))
}

/** A bucket holds all of the ones below it, and the last one everything. */
function mustAddUp(name: string, { series }: Told) {
  const sums = new Map<string, number>()
  for (const [key, value] of series) {
    if (!key.startsWith(`${name}_bucket{`)) continue
    const whose = key.slice(`${name}_bucket`.length).replace(/,?le="[^"]*"/, "")
    if (value < (sums.get(whose) ?? 0)) throw new Error(`A bucket holds less than the one below: ${key}`)
    sums.set(whose, value)
  }
  for (const [whose, all] of sums)
    if (series.get(`${name}_count${whose}`) !== all) throw new Error(`The buckets do not add up: ${name}${whose}`)
}
