"use client"

import { type ReactNode, Suspense, useState } from "react"

/** A dialog that begins anew at each opening, about something where there is more than one thing. */
export function useOpenings() {
  const [{ value, times }, set] = useState<{ value: string | null; times: number }>({ value: null, times: 0 })
  return {
    open: value !== null,
    value,
    times,
    show: (about = "1") => set((last) => ({ value: about, times: last.times + 1 })),
    close: () => set((last) => ({ ...last, value: null })),
  }
}

/** Fetches nothing before the first opening, and draws its dialog anew at each. */
export function LazyDialog({ times, children }: { times: number; children: ReactNode }) {
  return times > 0 && <Suspense key={times}>{children}</Suspense>
}
