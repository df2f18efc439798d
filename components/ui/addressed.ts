"use client"

import { useSearchParams } from "next/navigation"
import { useEffect, useState } from "react"

/**
 * A dialog that begins anew at each opening, and to which an address leads: its name in the query of its page, with what
 * it is about. Whoever comes by that address finds it open, unless it is `closed` to them.
 */
export function useAddressed(name: string, closed = false) {
  const asked = useSearchParams().get(name)
  const [{ value, times }, set] = useState<{ value: string | null; times: number }>({ value: null, times: 0 })
  const show = (about = "1") => set((last) => ({ value: about, times: last.times + 1 }))
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on arrival
  useEffect(() => {
    if (asked === null) return
    // Taken out of the address, so that a page that is drawn anew does not open it again.
    const url = new URL(location.href)
    url.searchParams.delete(name)
    history.replaceState(null, "", url)
    if (!closed) show(asked)
  }, [asked])
  return { open: value !== null, value, times, show, close: () => set((last) => ({ ...last, value: null })) }
}
