"use client"

import { useSearchParams } from "next/navigation"
import { useEffect, useState } from "react"
import { arrive } from "@/components/ui/layers"

/**
 * A dialog that begins anew at each opening, and has an address: its name in the query of its page, with what it is
 * about. Whoever comes by that address finds it open, unless it is `closed` to them.
 */
export function useAddressed(name: string, closed = false) {
  const asked = useSearchParams().get(name)
  const [{ value, times }, set] = useState<{ value: string | null; times: number }>({ value: null, times: 0 })
  const show = (about = "1") => set((last) => ({ value: about, times: last.times + 1 }))
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on arrival
  useEffect(() => {
    if (asked === null) return
    arrive(name)
    if (!closed) show(asked)
  }, [asked])
  return {
    open: value !== null,
    value,
    times,
    address: { name, value: value ?? "1" },
    show,
    close: () => set((last) => ({ ...last, value: null })),
  }
}
