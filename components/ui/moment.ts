"use client"

import { useZone } from "@/components/ui/time"
import { useWords } from "@/components/ui/words"
import { dateFormat } from "@/lib/shared/kept/formatters"

/** Words a moment itself, with its zone. */
export function useMoment(): (at: Date) => string {
  const { locale } = useWords()
  const zone = useZone()
  return (at) =>
    `${dateFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: zone }).format(at)} (${zone})`
}
