"use client"

import { useEffect, useState } from "react"
import { useWords } from "@/components/ui/words"

const steps = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const

interface TimeProps {
  value: Date | string
  absolute?: boolean
  /** Where many moments lie within a minute. */
  seconds?: boolean
}

/** How far away a moment is, or with `absolute` the moment itself; its date and zone are in the title. */
export function Time({ value, absolute, seconds }: TimeProps) {
  const { locale } = useWords()
  const zone = useZone()
  const date = new Date(value)
  const full = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: seconds ? "medium" : "short",
    timeZone: zone,
  })
  return (
    <time dateTime={date.toISOString()} title={`${full.format(date)} (${zone})`} suppressHydrationWarning>
      {absolute ? full.format(date) : relative(date, locale)}
    </time>
  )
}

/** The reader's zone, which the server does not know. */
function useZone() {
  const [zone, setZone] = useState("UTC")
  useEffect(() => setZone(Intl.DateTimeFormat().resolvedOptions().timeZone), [])
  return zone
}

function relative(date: Date, locale: string) {
  const seconds = (date.getTime() - Date.now()) / 1000
  const [unit, size] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1]
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.round(seconds / size), unit)
}
