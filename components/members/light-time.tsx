"use client"

import { useScripted } from "@/components/ui/scripted"
import { distance, useZone } from "@/components/ui/time"
import { useWords } from "@/components/ui/words"

/** Draws moments as `useTime` does, for a list of two in each row: the browser adds the titles, which weigh the most. */
export function useLightTime() {
  const { locale } = useWords()
  const zone = useZone()
  const isScripted = useScripted()
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: zone })
  return (at: Date, Line: "span" | "small") => (
    <Line title={isScripted ? `${format.format(at)} (${zone})` : undefined} suppressHydrationWarning>
      {distance(at, Date.now(), { locale, zone })}
    </Line>
  )
}
