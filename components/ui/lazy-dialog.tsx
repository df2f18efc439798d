"use client"

import { type ReactNode, Suspense } from "react"

/** Fetches nothing before the first opening, and draws its dialog anew at each. */
export function LazyDialog({ times, children }: { times: number; children: ReactNode }) {
  return times > 0 && <Suspense key={times}>{children}</Suspense>
}
