"use client"

import { useSyncExternalStore } from "react"
import { useWords } from "@/components/ui/words"
import { dateFormat, isoDay } from "@/lib/shared/kept/formatters"
import { once } from "@/lib/shared/kept/once"

const steps = [
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const
const DAY_MS = 86_400_000
/** Beyond so many days a date says more than their number. */
const WEEK = 7

interface How {
  absolute?: boolean
  /** Where many moments lie within a minute. */
  seconds?: boolean
  /** How long it is until then. */
  left?: boolean
}

/**
 * How far away a moment is, its day where that is more than a week, or with `absolute` the moment itself; its time and
 * zone are in the title.
 */
export function Time({ value, ...how }: How & { value: Date | string }) {
  return useTime()(value, how)
}

/** Draws any number of moments, for a list that shows many. */
export function useTime() {
  const { locale } = useWords()
  const zone = useZone()
  return (value: Date | string, { absolute, seconds, left }: How = {}) => {
    const date = new Date(value)
    const words = left ? lengthOf : distance
    const full = dateFormat(locale, {
      dateStyle: "medium",
      timeStyle: seconds ? "medium" : "short",
      timeZone: zone,
    }).format(date)
    return (
      <time dateTime={date.toISOString()} title={`${full} (${zone})`} suppressHydrationWarning>
        {absolute ? full : words(date, Date.now(), { locale, zone })}
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

/** How far a moment is away: from a day on in days of the reader's calendar, and beyond a week as its date. */
export function distance(date: Date, now: number, reader: Reader): string {
  const days = daysUntil(date, now, reader)
  if (Math.abs(date.getTime() - now) < DAY_MS || Math.abs(days) <= WEEK) return away(date, now, reader)
  const [there, here] = [date.getTime(), now].map((at) => dayOf(at, reader.zone).getUTCFullYear())
  const year = there === here ? undefined : "numeric"
  return dateFormat(reader.locale, { month: "short", day: "numeric", year, timeZone: reader.zone }).format(date)
}

interface Reader {
  locale: string
  zone: string
}

/** How far a moment is away, never as its date: for where that stands beside it. */
export function away(date: Date, now: number, reader: Reader): string {
  const ms = date.getTime() - now
  const format = (value: number, unit: Intl.RelativeTimeFormatUnit) => distances(reader.locale).format(value, unit)
  if (Math.abs(ms) >= DAY_MS) return format(daysUntil(date, now, reader), "day")
  const [unit, size] = steps.find(([, size]) => Math.abs(ms) >= size * 1000) ?? (["second", 1] as const)
  return format(Math.round(ms / 1000 / size), unit)
}

function daysUntil(date: Date, now: number, { zone }: Reader): number {
  return Math.round((dayOf(date.getTime(), zone).getTime() - dayOf(now, zone).getTime()) / DAY_MS)
}

/** How long it is until a moment, in whole days, the last of them in hours. */
function lengthOf(date: Date, now: number, { locale }: { locale: string }): string {
  const hours = Math.max(0, Math.ceil((date.getTime() - now) / 3_600_000))
  const [value, unit] = hours > 24 ? [Math.ceil(hours / 24), "day" as const] : [hours, "hour" as const]
  return lengths(locale, unit).format(value)
}

/** The day of a moment in a zone, as midnight of UTC. */
function dayOf(at: number, zone: string): Date {
  return new Date(`${isoDay(at, zone)}T00:00:00Z`)
}

const readersZone = once(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
const distances = once((locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }))
const lengths = once(
  (locale, unit: "day" | "hour") => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }),
)
