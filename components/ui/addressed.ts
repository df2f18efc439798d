"use client"

import { useSearchParams } from "next/navigation"
import { useEffect, useEffectEvent } from "react"
import { useOpenings } from "@/components/ui/lazy-dialog"

/**
 * The openings of a dialog to which an address leads: its name in the query of its page, with what it is about. Whoever
 * comes by that address finds it open, unless it is `closed` to them.
 */
export function useAddressed(name: string, closed = false) {
  const asked = useSearchParams().get(name)
  const openings = useOpenings()
  const arrive = useEffectEvent((about: string) => {
    // Taken out of the address, so that a page that is drawn anew does not open it again.
    const url = new URL(location.href)
    url.searchParams.delete(name)
    history.replaceState(null, "", url)
    if (!closed) openings.show(about)
  })
  useEffect(() => {
    if (asked !== null) arrive(asked)
  }, [asked])
  return openings
}
