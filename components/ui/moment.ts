"use client"

import { useMemo } from "react"
import { useZone } from "@/components/ui/time"
import { useWords } from "@/components/ui/words"

/** Words a moment itself, with its zone. */
export function useMoment(): (at: Date) => string {
  const { locale } = useWords()
  const zone = useZone()
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: zone })
    return (at) => `${format.format(at)} (${zone})`
  }, [locale, zone])
}
