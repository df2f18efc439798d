"use client"

import { useRouter } from "next/navigation"
import { useEffect } from "react"
import type { Delivery } from "@/lib/rows/delivery"

/** By when most letters are on their way, and by when nearly all that ever will be. */
const LOOKS_MS = [3000, 10_000]

/** A letter whose fate is on show. */
interface Watched {
  id: string | null
  delivery: Delivery | null
}

/** Looks again, a few times, while a letter on show waits to be sent; not in a tab that nobody sees. */
export function useDeliveryWatch(letters: readonly Watched[]) {
  const router = useRouter()
  const queued = letters.flatMap(({ id, delivery }) => (delivery === "queued" ? [id] : [])).join()
  useEffect(() => {
    if (!queued) return
    const look = () => document.visibilityState === "visible" && router.refresh()
    const timers = LOOKS_MS.map((pause) => setTimeout(look, pause))
    return () => timers.forEach(clearTimeout)
  }, [queued, router])
}
