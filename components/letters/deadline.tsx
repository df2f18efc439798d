"use client"

import { away, useZone } from "@/components/ui/time"
import { useWords } from "@/components/ui/words"

/**
 * Until when an answer is possible: the day, how far away it is, and the hour with its zone. The zone is the reader's,
 * and UTC without JavaScript.
 */
export function Deadline({ at }: { at: Date }) {
  const { locale, deadline } = useWords()
  const zone = useZone()
  const day = format(at, locale, { timeZone: zone, month: "short", day: "numeric" })
  const hour = format(at, locale, {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  })
  return (
    <time dateTime={at.toISOString()} suppressHydrationWarning>
      {filled(deadline, { day, hour, distance: away(at, Date.now(), { locale, zone }) })}
    </time>
  )
}

function filled(template: string, words: Record<string, string>) {
  return template.replace(/\{(\w+)\}/g, (_, name) => words[name] ?? "")
}

function format(at: Date, locale: string, how: Intl.DateTimeFormatOptions) {
  return new Intl.DateTimeFormat(locale, how).format(at)
}
