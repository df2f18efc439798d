"use client"

import { type ReactNode, Suspense, useState } from "react"
import { useLayer } from "@/components/ui/layers"

/** A dialog that begins anew at each opening, and that Back closes. */
export function useOpenings() {
  const [{ open, times }, set] = useState({ open: false, times: 0 })
  const close = () => set((last) => ({ ...last, open: false }))
  useLayer({ open, close })
  return { open, times, show: () => set((last) => ({ open: true, times: last.times + 1 })), close }
}

/** Fetches nothing before the first opening, and draws its dialog anew at each. */
export function LazyDialog({ times, children }: { times: number; children: ReactNode }) {
  return times > 0 && <Suspense key={times}>{children}</Suspense>
}
