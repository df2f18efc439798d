import { dateFormat } from "@/lib/shared/kept/formatters"
import { readersZone } from "@/lib/web/reader/days"

/** Writes moments for a file, by the reader's clock, and gives the zone that its head names. */
export async function readersMoments() {
  const timeZone = await readersZone()
  // Of all languages Swedish writes days and hours as ISO 8601 does.
  const format = dateFormat("sv", { timeZone, dateStyle: "short", timeStyle: "medium" })
  return { zone: timeZone, momentOf: (at: Date) => format.format(at) }
}
