import { cookies } from "next/headers"
import { dateFormat, isoDay } from "@/lib/shared/kept/formatters"
import { ZONE_COOKIE } from "@/lib/shared/languages"

const DAY_MS = 24 * 60 * 60 * 1000

interface Period {
  from?: string
  to?: string
}

/** A period of days as its moments: the first that it holds, and the first behind it, by the reader's clock. */
export async function inReadersDays<T extends Period>(period: T): Promise<T> {
  const zone = await readersZone()
  const [from, to] = [period.from, period.to].map((day) => (day && isCounted(day) ? day : undefined))
  const after = to && new Date(Date.parse(to) + DAY_MS).toISOString().slice(0, 10)
  return { ...period, from: from && beginOf(from, zone), to: after && beginOf(after, zone) }
}

/** Whether the database knows the day, the one before it and the one behind it. */
function isCounted(day: string): boolean {
  return day > "0001-01-01" && day < "9999-12-31"
}

/** The reader's zone, which their browser has told; UTC for one that has told none. */
export async function readersZone(): Promise<string> {
  const told = (await cookies()).get(ZONE_COOKIE)?.value ?? "UTC"
  return isZone(told) ? told : "UTC"
}

/** The day that it is in a zone. */
export function dayIn(timeZone: string): string {
  return isoDay(Date.now(), timeZone)
}

/** The periods that are asked for most: their lengths in days, each with the first of those that end with a day. */
export function periodsUntil(day: string): [days: number, first: string][] {
  const before = (days: number) => new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10)
  return [1, 7, 30].map((days) => [days, before(days - 1)])
}

/** When a day begins in a zone. */
export function beginOf(day: string, zone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const guess = midnight - aheadOfUtc(midnight, zone)
  // The clocks may be put on or back between the two midnights.
  return new Date(midnight - aheadOfUtc(guess, zone)).toISOString()
}

/** By how much the clocks of a zone are ahead at a moment. */
function aheadOfUtc(at: number, timeZone: string): number {
  const name = dateFormat("en", { timeZone, timeZoneName: "longOffset" }).format(at)
  const [, sign, hours, minutes = "0", seconds = "0"] = /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name) ?? []
  const ahead = ((Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return sign === "-" ? -ahead : ahead
}

function isZone(name: string): boolean {
  try {
    return Boolean(isoDay(0, name))
  } catch {
    return false
  }
}
