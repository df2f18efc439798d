"use client"

import { type ReactNode, Suspense, useState } from "react"

/** A dialog that begins anew at each opening. */
export function useOpenings() {
  const [{ open, times }, set] = useState({ open: false, times: 0 })
  return {
    open,
    times,
    show: () => set((last) => ({ open: true, times: last.times + 1 })),
    close: () => set((last) => ({ ...last, open: false })),
  }
}

/** Fetches nothing before the first opening, and draws its dialog anew at each. */
export function LazyDialog({ times, children }: { times: number; children: ReactNode }) {
  return times > 0 && <Suspense key={times}>{children}</Suspense>
}
