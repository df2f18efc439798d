"use client"

import { useScripted } from "@/components/ui/scripted"
import { distance, useZone } from "@/components/ui/time"
import { useWords } from "@/components/ui/words"
import type { Member } from "@/lib/shared/rows/members"

/** Draws when members were last active, the moment itself in the title, which the server leaves to the browser. */
export function useLastActive() {
  const { locale } = useWords()
  const zone = useZone()
  const isScripted = useScripted()
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: zone })
  return ({ lastActiveAt: at }: Pick<Member, "lastActiveAt">) => {
    if (!at) return "–"
    return (
      <span title={isScripted ? `${format.format(at)} (${zone})` : undefined} suppressHydrationWarning>
        {distance(at, Date.now(), { locale, zone })}
      </span>
    )
  }
}
