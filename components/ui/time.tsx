"use client"

import { useSyncExternalStore } from "react"
import { useWords } from "@/components/ui/words"

const steps = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const

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
        {absolute ? full : relative(date, locale)}
      </time>
    )
  }
}

/** The reader's zone, which the server does not know. */
function useZone() {
  return useSyncExternalStore(never, readersZone, () => "UTC")
}

function never() {
  return () => {}
}

function relative(date: Date, locale: string) {
  const seconds = (date.getTime() - Date.now()) / 1000
  const [unit, size] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1]
  return distances(locale).format(Math.round(seconds / size), unit)
}

// A list shows many moments, and to make a formatter costs a hundred times what it costs to use one.
const readersZone = once(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
const distances = once((locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }))
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
