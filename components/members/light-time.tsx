"use client"

import { useMoment } from "@/components/ui/moment"
import { useScripted } from "@/components/ui/scripted"
import { distance, useZone } from "@/components/ui/time"
import { useWords } from "@/components/ui/words"

/** Draws moments as `useTime` does, for a list of two in each row: the browser adds the titles, which weigh the most. */
export function useLightTime() {
  const { locale } = useWords()
  const zone = useZone()
  const isScripted = useScripted()
  const moment = useMoment()
  return (at: Date, Line: "span" | "small") => (
    <Line title={isScripted ? moment(at) : undefined} suppressHydrationWarning>
      {distance(at, Date.now(), { locale, zone })}
    </Line>
  )
}
