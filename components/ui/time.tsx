"use client"

import { useSyncExternalStore } from "react"
import { useWords } from "@/components/ui/words"

const steps = [
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const
const DAY_MS = 86_400_000

interface How {
  absolute?: boolean
  /** Where many moments lie within a minute. */
  seconds?: boolean
}

/** How far away a moment is, or with `absolute` the moment itself; its date and zone are in the title. */
export function Time({ value, ...how }: How & { value: Date | string }) {
  return useTime()(value, how)
}

/** Draws any number of moments, for a list that shows many. */
export function useTime() {
  const { locale } = useWords()
  const zone = useZone()
  return (value: Date | string, { absolute, seconds }: How = {}) => {
    const date = new Date(value)
    const full = dates(locale, seconds ? "medium" : "short", zone).format(date)
    return (
      <time dateTime={date.toISOString()} title={`${full} (${zone})`} suppressHydrationWarning>
        {absolute ? full : distance(date, Date.now(), { locale, zone })}
      </time>
    )
  }
}

/** The reader's zone, which the server does not know. */
export function useZone() {
  return useSyncExternalStore(never, readersZone, () => "UTC")
}

function never() {
  return () => {}
}

/** How far a moment is away: from a day on in days, months and years of the reader's calendar. */
export function distance(date: Date, now: number, { locale, zone }: { locale: string; zone: string }): string {
  const ms = date.getTime() - now
  const format = (value: number, unit: Intl.RelativeTimeFormatUnit) => distances(locale).format(value, unit)
  if (Math.abs(ms) >= DAY_MS) {
    const [there, here] = [dayOf(date.getTime(), zone), dayOf(now, zone)]
    const days = Math.round((there.getTime() - here.getTime()) / DAY_MS)
    const years = there.getUTCFullYear() - here.getUTCFullYear()
    const months = 12 * years + there.getUTCMonth() - here.getUTCMonth()
    if (Math.abs(days) >= 365 && years) return format(years, "year")
    return Math.abs(days) >= 30 && months ? format(months, "month") : format(days, "day")
  }
  const [unit, size] = steps.find(([, size]) => Math.abs(ms) >= size * 1000) ?? (["second", 1] as const)
  return format(Math.round(ms / 1000 / size), unit)
}

/** The day of a moment in a zone, as midnight of UTC. */
function dayOf(at: number, zone: string): Date {
  return new Date(`${days(zone).format(at)}T00:00:00Z`)
}

// A list shows many moments, and to make a formatter costs a hundred times what it costs to use one.
const readersZone = once(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
const distances = once((locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }))
// Of all languages Swedish writes a day as ISO 8601 does.
const days = once((timeZone) => new Intl.DateTimeFormat("sv", { timeZone }))
const dates = once(
  (locale, timeStyle: "short" | "medium", timeZone) =>
    new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle, timeZone }),
)

/** Makes what depends on a few words once for each of them. */
function once<Words extends string[], T>(make: (...words: Words) => T) {
  const made = new Map<string, T>()
  return (...words: Words): T => {
    const known = made.get(words.join()) ?? make(...words)
    made.set(words.join(), known)
    return known
  }
}
