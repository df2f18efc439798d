"use client"

import { away, useZone } from "@/components/ui/time"
import { useWords } from "@/components/ui/words"
import { dateFormat } from "@/lib/shared/kept/formatters"

/**
 * Until when an answer is possible: the day, how far away it is, and the hour with its zone. The zone is the reader's,
 * and UTC without JavaScript.
 */
export function Deadline({ at }: { at: Date }) {
  const { locale, deadline } = useWords()
  const zone = useZone()
  const format = (how: Intl.DateTimeFormatOptions) => dateFormat(locale, { timeZone: zone, ...how }).format(at)
  const words: Record<string, string> = {
    day: format({ month: "short", day: "numeric" }),
    distance: away(at, Date.now(), { locale, zone }),
    hour: format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" }),
  }
  return (
    <time dateTime={at.toISOString()} suppressHydrationWarning>
      {deadline.replace(/{(\w+)}/g, (_, name) => words[name] ?? "")}
    </time>
  )
}
